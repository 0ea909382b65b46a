"""What only the whole page tells: whether a doubtful heading opens a story, and which titles are slogans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.pages import names
from rag.pages.heads import FEATURE, Ahead, Group, Kind
from rag.pages.judge import SUBHEAD
from rag.pages.lines import Line
from rag.pages.opened import TEXTS
from rag.pages.seams import opens_news
from rag.pages.text import is_whole

_MOST = 100  # stories on a page
_USUAL = 0.6  # of the other stories have a byline, where each has one
_SHARED = 6  # pairs of characters that only one story has, where it speaks on


def doubtful(ahead: Ahead, kinds: list[Kind]) -> None:
    """Make each doubtful heading a title or a section, by the sure titles of the page."""
    sure = [line for line, kind in zip(ahead.page, kinds, strict=True) if kind is Kind.TITLE]
    parts = _parts_of_bylined(ahead.page, kinds)
    for at, kind in enumerate(kinds):
        if kind is Kind.WEAK:
            title = at not in parts and _is_like(ahead, ahead.page[at].text, sure)
            kinds[at] = Kind.TITLE if title else Kind.SECTION


def _parts_of_bylined(page: Sequence[Line], kinds: Sequence[Kind]) -> set[int]:
    """The doubtful headings in stories that have one byline for all, on a page whose stories have one each.

    One such heading alone must stand over what the story speaks of. A story that breaks off at the next
    goes on in its columns, and its headings with it. What opens as news do is no part.
    """
    heads = [at for at, kind in enumerate(kinds) if kind is Kind.TITLE]
    if Kind.WEAK not in kinds or len(heads) > _MOST:
        return set()
    stories = [_Told(page, kinds, begin, end) for begin, end in pairwise([*heads, len(page)])]
    others = [story.bylines > 0 for story in stories if not (story.doubts or story.is_form())]
    if sum(others) < _USUAL * len(others):
        return set()
    above = [None, *stories]
    below = [*stories[1:], None]
    return {
        at
        for story, before, after in zip(stories, above, below, strict=False)
        if story.bylines == 1
        for at in story.doubts
        if not opens_news(page[at + 1].text)
        and (
            len(story.doubts) > 1
            or (before is not None and before.doubts and before.breaks_off())
            or (after is not None and after.doubts and story.breaks_off())
            or story.speaks_on(at, stories)
        )
    }


class _Told:
    """A story from its sure title at ``begin`` down to the next."""

    def __init__(self, page: Sequence[Line], kinds: Sequence[Kind], begin: int, end: int) -> None:
        self.begin = begin
        self.doubts = [at for at in range(begin, end) if kinds[at] is Kind.WEAK]
        self.bylines = sum(_has_names(page[at], kinds[at]) for at in range(begin, end))
        self.page, self.end = page, end
        self.kinds = kinds[begin:end]

    def is_form(self) -> bool:
        """Whether it has no byline and opens with verse or with entries, as a notice does."""
        texts = (kind for kind in self.kinds if kind in TEXTS)
        return not self.bylines and next(texts, Kind.BODY) is Kind.FORM

    def breaks_off(self) -> bool:
        """Whether its last line of text ends in the midst of a sentence."""
        last = next((at for at in reversed(range(len(self.kinds))) if self.kinds[at] in TEXTS), -1)
        return (
            last >= 0
            and self.kinds[last] is Kind.BODY
            and not is_whole(self.page[self.begin + last].text)
        )

    def pairs(self, begin: int, end: int) -> set[str]:
        """The pairs of characters that stand side by side in the lines."""
        text = "\n".join(line.text for line in self.page[begin:end])
        return {a + b for a, b in pairwise(text) if (a + b).isalnum()}

    def speaks_on(self, at: int, stories: Sequence[_Told]) -> bool:
        """Whether the lines from ``at`` on speak of what those above them do, more than of other stories."""
        below = self.pairs(at, self.end)
        rest = [below & one.pairs(one.begin, one.end) for one in stories if one is not self]
        own = below & self.pairs(self.begin, at)
        return len(own - set().union(*rest)) >= _SHARED


def _has_names(line: Line, kind: Kind) -> bool:
    """Whether a line is a byline, or one opens or closes it."""
    if kind is Kind.NAMES:
        return True
    if kind is not Kind.BODY:
        return False
    opened = names.opening(line.text)
    return bool(opened and opened.names) or bool(names.closing_names(line.text)[1])


def _is_like(ahead: Ahead, text: str, sure: Sequence[Line]) -> bool:
    """Whether a heading is made as the page's sure titles are."""
    if ahead.top or ahead.places or len(text) <= SUBHEAD or not sure:
        return False
    usual = len(sure[0].text)
    return len(sure) >= FEATURE or (len(text) >= 8 and 0.6 <= len(text) / usual <= 1.6)


def slogans(page: Sequence[Line], kinds: list[Kind], groups: Sequence[Group]) -> None:
    """Slogans above a title are banners on a page whose other titles are of one line."""
    usual = [len(group.titles) for group in groups]
    alone = usual.count(1) == len(usual) - 1 >= FEATURE
    for group in groups if alone else ():
        if len(group.titles) >= FEATURE and all(page[at].gap for at in group.titles[1:]):
            for at in group.titles[:-1]:
                kinds[at] = Kind.BANNER
            kinds[group.titles[-1]] = Kind.TITLE
