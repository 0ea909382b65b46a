"""What only the whole page tells: whether a doubtful heading opens a story, and which titles are slogans."""

from __future__ import annotations

from collections.abc import Sequence

from rag.pages.heads import FEATURE, Ahead, Group, Kind
from rag.pages.judge import SUBHEAD
from rag.pages.lines import Line


def doubtful(ahead: Ahead, kinds: list[Kind]) -> None:
    """Make each doubtful heading a title or a section, by the sure titles of the page."""
    sure = [line for line, kind in zip(ahead.page, kinds, strict=True) if kind is Kind.TITLE]
    for at, kind in enumerate(kinds):
        if kind is Kind.WEAK:
            title = _is_like(ahead, ahead.page[at].text, sure)
            kinds[at] = Kind.TITLE if title else Kind.SECTION


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
