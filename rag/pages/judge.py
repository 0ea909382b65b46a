"""What a group of heading-like lines is: the heading of a story, of a part, a banner, or none of these."""

from __future__ import annotations

from collections.abc import Sequence

from rag.pages import names
from rag.pages import text as form
from rag.pages.heads import Ahead, Group, Kind
from rag.pages.lines import Line
from rag.pages.opened import Opened
from rag.pages.seams import begins_inside, evidence, fits

_LITTLE = 0.6  # evidence that a word such as 的 before any seam gives
_PART = 14  # a heading in the midst of a broken story is no longer
SUBHEAD = 5  # a heading this short, with no other sign of a title, heads a part of a story


def is_strong(ahead: Ahead, story: Opened, group: Group) -> bool:
    """Whether something besides its form says that a group heads a story."""
    page, titles = ahead.page, [ahead.page[at].text for at in group.titles]
    if any(form.place_of(text) in ahead.places for text in titles):
        return True
    opens = _opens(ahead, group)
    if ahead.marked:
        return opens or story.closed
    return (
        opens
        or Kind.NAMES in group.kinds
        or Kind.SUBTITLE in group.kinds
        or story.subject
        or story.closed
        or (form.is_talk(page[group.follower].text) and not story.talk)
        or any(map(form.is_two_part, titles))
        or any(map(form.is_notice, titles))
        or (group.follower in ahead.tables and not page[group.follower].gap)
        or (ahead.twins and any(map(form.twin_of, titles)))
        or (len(titles) > 1 and story.broken is None)
    )


def _opens(ahead: Ahead, group: Group) -> bool:
    """Whether a byline or a dateline opens the text under a group."""
    follower = ahead.page[group.follower]
    if names.opening(follower.text) is not None or follower.resumed:
        return True
    return any(
        names.is_names(ahead.page[group.at + n].text)
        for n, kind in enumerate(group.kinds)
        if kind is Kind.NAMES
    )


def as_title(ahead: Ahead, group: Group) -> list[Kind]:
    """A story's heading: its first line opens it, the others follow."""
    kinds = list(group.kinds)
    for at in group.titles[1:]:
        kinds[at - group.at] = Kind.SUBTITLE
    if not (group.cut or ahead.opens_text(group)):
        return kinds
    entry = form.is_entry(ahead.page[group.at + len(kinds)].text)
    return [*kinds, Kind.FORM if entry else Kind.BODY]


def weak(ahead: Ahead, story: Opened, group: Group) -> list[Kind] | None:
    """A group with no sign of a story's heading but its form: its kinds, [] if it is text, None for a title.

    ``Kind.WEAK`` leaves it to the whole page.
    """
    at, line = group.at, ahead.page[group.at]
    if not (line.alone or line.gap or ahead.is_dense(at)):
        return []
    if ahead.indented and line.indent:
        part = len(group.kinds) == 1 and len(line.text) <= _PART and form.is_plain_title(line.text)
        return [Kind.SECTION] if part else []
    if story.broken is not None:
        return _in_broken(ahead, story.broken, group)
    under = ahead.page[group.follower].text
    if fits(line.text, under, ahead.text) and len(line.text) > SUBHEAD:
        return []
    if form.has_label(line.text) and form.has_label(under):
        return []  # two speak in turn
    if form.is_calling(line.text) and len(line.text) > SUBHEAD:
        return None
    return [Kind.WEAK, *group.kinds[1:]] if form.is_plain_title(line.text) else []


def _in_broken(ahead: Ahead, broken: Line, group: Group) -> list[Kind] | None:
    """The same below a sentence that breaks off."""
    line, follower = ahead.page[group.at], ahead.page[group.follower]
    if fits(broken.text, line.text, ahead.text):
        return []
    if fits(broken.text, follower.text, ahead.text):
        return [Kind.BANNER] * len(group.kinds)
    apart = (
        len(line.text) <= _PART
        and evidence(broken.text, line.text, ahead.text) < _LITTLE
        and form.is_plain_title(line.text)
        and line.alone
        and not begins_inside(follower.text)
    )
    return None if apart or ahead.goes_on_later(broken, group) else []


def unheaded(ahead: Ahead, story: Opened, group: Group, kinds: Sequence[Kind]) -> list[Kind] | None:
    """A group over no text: banners where no story is open, else lines of the text; None for a title."""
    if not story.closed and kinds:
        return []
    photos = group.follower - group.at - len(group.kinds)
    return None if photos and kinds else [Kind.BANNER] * len(group.kinds)
