"""Which line of a page is what: title, byline, caption, banner or body, by the lines around it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.pages import dates, names
from rag.pages import text as form
from rag.pages.heads import FAR, FEATURE, Ahead, Group, Kind
from rag.pages.lines import Line
from rag.pages.seams import begins_inside, evidence, fits, spanning

_LITTLE = 0.6  # evidence that a word such as 的 before any seam gives
_PART = 14  # a heading in the midst of a broken story is no longer
_SUBHEAD = 5  # a heading this short, with no other sign of a title, heads a part of a story
_PHOTO_GAP = 3  # blank lines where a photo stood
_TEXTS = (Kind.BODY, Kind.FORM)


def mark(page: Sequence[Line]) -> list[Kind]:
    """The kind of each line of ``page``."""
    return _Marker(page).mark()


class _Marker:
    """Gives each line of a page its kind, going down the page once."""

    def __init__(self, page: Sequence[Line]) -> None:
        self.page = page
        self.ahead = Ahead(page)
        self.kinds: list[Kind] = []
        self.last: Line | None = None  # the last body line of the story that is open
        self.formal = False  # that line is one of a form
        self.closed = True  # no story is open: at the top, and after a closing byline
        self.subject = False  # the label of a box stands just above
        self.notice = False  # the open story is a notice
        self.groups: list[Group] = []

    def mark(self) -> list[Kind]:
        """The kinds, one a line."""
        while len(self.kinds) < len(self.page):
            at = len(self.kinds)
            found = self._head(at) or [self._single(at, self.page[at])]
            self.kinds += found
            for number, kind in enumerate(found, at):
                self._note(self.page[number], kind)
        self._settle_weak()
        self._settle_banners()
        return self.kinds

    def _note(self, line: Line, kind: Kind) -> None:
        if kind in (Kind.TITLE, Kind.WEAK):
            self.last, self.closed = None, False
            self.notice = form.is_notice(line.text)
        elif kind in _TEXTS:
            self.last, self.formal = line, kind is Kind.FORM
            self.closed = line.turned or bool(names.closing_names(line.text)[1])
        elif kind is Kind.DATE and self.last is not None:
            self.closed = True
        elif kind is Kind.NAMES:
            self.closed = self.last is not None
        self.subject = kind is Kind.BANNER and form.is_subject(line.text)

    @property
    def broken(self) -> Line | None:
        """The last body line, where it breaks off and nothing closed its story."""
        if self.last is None or self.closed or form.is_whole(self.last.text):
            return None
        return None if self.formal else self.last

    def _head(self, at: int) -> list[Kind]:
        """The kinds of the lines from ``at`` on that head a story or a part of one, or none."""
        group = self.ahead.level_group(at) if self.page[at].level else self.ahead.group(at)
        if group is None:
            return []
        if self.page[at].level:
            return group.kinds
        return self._judge(group)

    def _judge(self, group: Group) -> list[Kind]:
        """What the lines of a group are: heading of a story, of a part, banner, or none of these."""
        first = self.page[group.at]
        if self._is_signature(group.at) or self._is_bare_caption(group.at, first):
            return []
        if not self.ahead.heads_text(group):
            return self._unheaded(group)
        if self._is_strong(group):
            return self._titled(group)
        return self._weak(group)

    def _titled(self, group: Group) -> list[Kind]:
        """A story's heading: its first line opens it, the others follow; what stands above is a banner."""
        self.groups.append(group)
        kinds = list(group.kinds)
        for at in group.titles[1:]:
            kinds[at - group.at] = Kind.SUBTITLE
        return [*kinds, Kind.BODY] if group.cut or self.ahead.opens_text(group) else kinds

    def _unheaded(self, group: Group) -> list[Kind]:
        """A group over no text: banners where no story is open, else lines of the text."""
        if not self.closed and self.kinds:
            return []
        photos = group.follower - group.at - len(group.kinds)
        if photos and self.kinds:
            return self._titled(group)
        return [Kind.BANNER] * len(group.kinds)

    def _is_strong(self, group: Group) -> bool:
        """Whether something besides its form says that a group heads a story."""
        follower = self.page[group.follower]
        opens = names.opening(follower.text) is not None or follower.resumed
        if any(
            names.is_names(self.page[group.at + n].text)
            for n, kind in enumerate(group.kinds)
            if kind is Kind.NAMES
        ):
            opens = True
        if any(form.place_of(self.page[at].text) in self.ahead.places for at in group.titles):
            return True
        if self.ahead.marked:
            return opens or self.closed
        titles = [self.page[at].text for at in group.titles]
        return (
            opens
            or Kind.NAMES in group.kinds
            or Kind.SUBTITLE in group.kinds
            or self.subject
            or self.closed
            or any(map(form.is_two_part, titles))
            or any(map(form.is_notice, titles))
            or (self.ahead.twins and any(map(form.twin_of, titles)))
            or (len(titles) > 1 and self.broken is None)
        )

    def _weak(self, group: Group) -> list[Kind]:
        """A group with no sign of a story's heading but its form."""
        at, line, follower = group.at, self.page[group.at], self.page[group.follower]
        broken = self.broken
        if not (line.alone or line.gap or self.ahead.is_dense(at)):
            return []
        if self.ahead.indented and line.indent:
            return (
                [Kind.SECTION]
                if len(group.kinds) == 1
                and len(line.text) <= _PART
                and form.is_plain_title(line.text)
                else []
            )
        if broken is not None:
            if fits(broken.text, line.text, self.ahead.text):
                return []
            if fits(broken.text, follower.text, self.ahead.text):
                return [Kind.BANNER] * len(group.kinds)
            apart = (
                len(line.text) <= _PART
                and evidence(broken.text, line.text, self.ahead.text) < _LITTLE
            )
            apart = apart and form.is_plain_title(line.text) and line.alone
            apart = apart and not begins_inside(follower.text)
            return self._titled(group) if apart or self.ahead.goes_on_later(broken, group) else []
        if fits(line.text, follower.text, self.ahead.text) and len(line.text) > _SUBHEAD:
            return []
        if form.is_calling(line.text) and len(line.text) > _SUBHEAD:
            return self._titled(group)
        if not form.is_plain_title(line.text):
            return []
        return [self._by_gap(line), *group.kinds[1:]]

    def _by_gap(self, line: Line) -> Kind:
        """Photos leave a gap in the text: a long line below a wider gap than titles have is a caption."""
        gaps = [
            other.gap
            for other, kind in zip(self.page, self.kinds, strict=False)
            if kind is Kind.TITLE and other is not self.page[0]
        ]
        if gaps and line.gap >= _PHOTO_GAP > max(gaps) and form.may_describe_photo(line.text):
            return Kind.CAPTION
        return Kind.WEAK

    def _single(self, at: int, line: Line) -> Kind:
        """What a line is that heads nothing."""
        if self.ahead.is_photo(at):
            return Kind.CAPTION
        if form.is_subject(line.text):
            return Kind.TITLE if self.ahead.is_box_text(at + 1) else Kind.BANNER
        if at in self.ahead.verse or form.is_table_row(line.text):
            return Kind.FORM
        if self._is_signature(at):
            return Kind.NAMES
        if dates.date_line(line.text) and self._is_end_date(at):
            return Kind.DATE
        if self._is_bare_caption(at, line):
            return Kind.CAPTION
        if form.is_listed(line.text) and form.may_be_title(line.text) and self.ahead.heads_part(at):
            return Kind.SECTION
        return Kind.FORM if form.is_entry(line.text) else Kind.BODY

    def _is_signature(self, at: int) -> bool:
        """Whether a body signs its notice here, with the day on the next line."""
        if (
            self.last is None
            or at + 1 >= len(self.page)
            or not self.kinds
            or self.kinds[-1] not in _TEXTS
        ):
            return False
        if (
            self.page[at].level
            or self.broken is not None
            or not dates.date_line(self.page[at + 1].text)
        ):
            return False
        text = self.page[at].text
        return form.is_office(text) or (self.notice and form.may_be_title(text) and len(text) <= 24)

    def _is_end_date(self, at: int) -> bool:
        """Whether a date ends its story: under a signature, or at the end of the page or before a title."""
        if self.last is None or self.broken is not None:
            return False
        if self.kinds[-1] is Kind.NAMES or at + 1 == len(self.page):
            return True
        group = self.ahead.group(at + 1)
        return self.notice and group is not None and self.ahead.heads_text(group)

    def _is_bare_caption(self, at: int, line: Line) -> bool:
        """Whether a line without a credit describes a photo: between whole text and the story's end."""
        return (
            line.alone
            and bool(self.kinds)
            and self.kinds[-1] in (*_TEXTS, Kind.CAPTION)
            and self.last is not None
            and not self.closed
            and self.broken is None
            and not line.turned
            and self._is_set_off(line)
            and form.may_describe_photo(line.text)
            and not form.is_numbered(line.text)
            and self._ends_story(at)
            and not self._is_cut(line)
        )

    def _is_set_off(self, line: Line) -> bool:
        """Whether more than a heading's gap, or a place of the page, tells a caption from a kicker."""
        if (
            self.ahead.top
            or line.gap >= _PHOTO_GAP
            or line.text.startswith(tuple(self.ahead.places) or "\0")
        ):
            return form.place_of(line.text) not in self.ahead.places
        return False

    def _is_cut(self, line: Line) -> bool:
        """Whether the line is a sentence cut short that goes on elsewhere on the page."""
        if line.text[-1] in "，、,":
            return True
        return any(
            spanning(line.text, other.text) for other in self.page[:FAR] if len(other.text) > 4
        )

    def _ends_story(self, at: int) -> bool:
        """Whether a title or the end of the page comes next, past captions."""
        after = at + 1
        while after < len(self.page) and (
            self.ahead.is_photo(after) or form.may_describe_photo(self.page[after].text)
        ):
            if self.ahead.is_photo(after):
                after += 1
                continue
            break
        if after >= len(self.page):
            return True
        line = self.page[after]
        if line.level:
            return line.level == self.ahead.top
        group = self.ahead.group(after)
        return (
            line.alone
            and group is not None
            and self.ahead.heads_text(group)
            and self._is_strong(group)
        )

    def _settle_weak(self) -> None:
        """Make each doubtful heading a title or a section, by the sure titles of the page."""
        sure = [
            line for line, kind in zip(self.page, self.kinds, strict=True) if kind is Kind.TITLE
        ]
        for at, kind in enumerate(self.kinds):
            if kind is Kind.WEAK:
                title = self._like_titles(self.page[at].text, sure)
                self.kinds[at] = Kind.TITLE if title else Kind.SECTION

    def _like_titles(self, text: str, sure: Sequence[Line]) -> bool:
        if self.ahead.top or self.ahead.places or len(text) <= _SUBHEAD or not sure:
            return False
        usual = len(sure[0].text)
        return len(sure) >= FEATURE or (len(text) >= 8 and 0.6 <= len(text) / usual <= 1.6)

    def _settle_banners(self) -> None:
        """Slogans above a title are banners on a page whose other titles are of one line."""
        usual = [len(group.titles) for group in self.groups]
        for group in self.groups:
            apart = all(self.page[at].gap for at in group.titles[1:])
            if (
                apart
                and len(group.titles) >= FEATURE
                and usual.count(1) == len(usual) - 1 >= FEATURE
            ):
                for at in group.titles[:-1]:
                    self.kinds[at] = Kind.BANNER
                self.kinds[group.titles[-1]] = Kind.TITLE
