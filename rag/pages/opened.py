"""The story that is open at a line of a page: what went before in it, and whether it is at its end."""

from __future__ import annotations

from rag.pages import text as form
from rag.pages.heads import Kind
from rag.pages.lines import Line

TEXTS = (Kind.BODY, Kind.FORM)


class Opened:
    """What the lines down to here say of the story that is open."""

    def __init__(self) -> None:
        self.last: Line | None = None  # its last body line
        self.formal = False  # that line is one of a form
        self.closed = True  # none is open: at the top, and after a closing byline
        self.subject = False  # the label of a box stands just above
        self.notice = False  # it is a notice
        self.talk = False  # it asks and answers

    def note(self, line: Line, kind: Kind) -> None:
        """Take the next line in."""
        if kind in (Kind.TITLE, Kind.WEAK):
            self.last, self.closed, self.talk = None, False, False
            self.notice = form.is_notice(line.text)
        elif kind in TEXTS:
            self.last, self.formal = line, kind is Kind.FORM
            self.closed = line.turned or form.closes_story(line.text)
            self.talk = self.talk or form.is_talk(line.text)
        elif kind is Kind.DATE and self.last is not None:
            self.closed = True
        elif kind is Kind.NAMES:
            self.closed = self.last is not None
        self.subject = kind is Kind.BANNER and form.is_subject(line.text)

    @property
    def broken(self) -> Line | None:
        """Its last body line, where that breaks off and nothing closed the story."""
        if self.last is None or self.closed or form.is_whole(self.last.text):
            return None
        return None if self.formal else self.last
