"""Which line of a page is what: title, byline, caption, banner or body, by the lines around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from rag.pages import dates, names
from rag.pages import text as form
from rag.pages.lines import Line
from rag.pages.seams import begins_inside, evidence, fits, spanning

_SUBHEAD = 5  # a heading this short, with no other sign of a title, heads a part of a story
_TEXT = 28  # a line longer than this under a "place: title" is the text that it heads
_PART = 12  # a heading right under a byline is no longer
_HEADS = 4  # bylines, dates and subtitles between a title and its text
_AHEAD = 24  # lines looked ahead, past captions and bylines, for what comes next
_FAR = 60  # lines looked ahead for where a broken sentence goes on
_VERSE = 20  # lines of verse and lists are no longer
_MANY = 4  # lines of a heading; more are banners above it
_PHOTO_GAP = 3  # blank lines where a photo stood
FEATURE = 3  # this many "place: title" headings make a feature whose parts are stories


class Kind(Enum):
    """What a line is on its page."""

    TITLE = auto()
    WEAK = auto()  # a title or a section heading: the whole page decides
    SUBTITLE = auto()
    SECTION = auto()
    NAMES = auto()
    DATE = auto()
    CAPTION = auto()
    BANNER = auto()
    BODY = auto()
    FORM = auto()  # body whose lines stay as they are: verse, tables, entries


_TEXTS = (Kind.BODY, Kind.FORM)


@dataclass(slots=True)
class _Group:
    """Lines from ``at`` that can head a story: what each is, and where the text under them begins."""

    at: int
    kinds: list[Kind]
    follower: int
    cut: bool = False  # the text under them is known by breaking off

    @property
    def titles(self) -> list[int]:
        return [self.at + n for n, kind in enumerate(self.kinds) if kind is Kind.TITLE]


def mark(page: Sequence[Line]) -> list[Kind]:
    """The kind of each line of ``page``."""
    return _Marker(page).mark()


class _Marker:
    """Gives each line of a page its kind, going down the page once."""

    def __init__(self, page: Sequence[Line]) -> None:
        self.page = page
        self.text = "\n".join(line.text for line in page)
        self.kinds: list[Kind] = []
        self.last: Line | None = None  # the last body line of the story that is open
        self.formal = False  # that line is one of a form
        self.closed = True  # no story is open: at the top, and after a closing byline
        self.subject = False  # the label of a box stands just above
        self.notice = False  # the open story is a notice
        self.groups: list[_Group] = []
        levels = Counter(line.level for line in page if line.level)
        self.top = min(levels, default=0)
        self.marked = levels[self.top] >= 2
        self.verse = _verse(page)
        self.places = self._places()
        twins = Counter(bool(form.twin_of(line.text)) for line in page if line.alone or line.gap)
        self.twins = twins[True] >= FEATURE

    def _places(self) -> set[str]:
        # A notice's "time: ..." and "place: ..." are no headings: no text stands under each.
        places = {
            form.place_of(line.text)
            for line, under in pairwise(self.page)
            if line.alone and len(under.text) > _TEXT
        } - {""}
        return places if len(places) >= FEATURE else set()

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

    # Headings

    def _head(self, at: int) -> list[Kind]:
        """The kinds of the lines from ``at`` on that head a story or a part of one, or none."""
        group = self._level_group(at) if self.page[at].level else self._group(at)
        if group is None:
            return []
        if self.page[at].level:
            return group.kinds
        return self._judge(group)

    def _level_group(self, at: int) -> _Group:
        """A Markdown heading, with what stands between it and its text."""
        line = self.page[at]
        kinds = [Kind.TITLE if line.level == self.top else Kind.SECTION]
        after = at + 1
        while kinds[0] is Kind.TITLE and after < len(self.page):
            kind = self._under_title(after)
            if kind is None:
                break
            kinds.append(kind)
            after += 1
        return _Group(at, kinds, after)

    def _under_title(self, at: int) -> Kind | None:
        line = self.page[at]
        if line.level:
            return Kind.SUBTITLE if self._is_lone_level(at) else None
        if form.is_subtitle(line.text):
            return Kind.SUBTITLE
        if dates.date_line(line.text):
            return Kind.DATE
        if names.names_line(line.text) and not form.is_caption(line.text) and self._text_at(at + 1):
            return Kind.NAMES
        return None

    def _is_lone_level(self, at: int) -> bool:
        """Whether the deeper heading right under a title is the only one of its story."""
        level = self.page[at].level
        after = (line.level for line in self.page[at + 1 : at + _FAR] if line.level)
        return level > self.top and next(after, self.top) == self.top and self._text_at(at + 1)

    def _group(self, at: int) -> _Group | None:
        """The lines from ``at`` on that are short and no text, down to the text that they may head."""
        kinds: list[Kind] = []
        after = at
        while after < len(self.page) and after - at <= 8:
            kind = self._head_kind(after, kinds)
            if kind is None:
                break
            kinds.append(kind)
            after += 1
        if not kinds:
            return None
        length = self._unbroken(at, kinds)
        follower = self._past_photos(at + length)
        return _Group(at, kinds[:length], follower, length < len(kinds))

    def _unbroken(self, at: int, kinds: Sequence[Kind]) -> int:
        """How many lines of a heading stand above the first that is text, cut short."""
        after = self._past_photos(at + len(kinds))
        if set(kinds) != {Kind.TITLE} or after == len(self.page) or self.page[after].level:
            return len(kinds)
        if names.opening(self.page[after].text) or form.is_head_word(self.page[after].text):
            return len(kinds)
        texts = [line.text for line in self.page[at : at + len(kinds)]] + [self.page[after].text]
        for number in range(1, len(kinds)):
            line, under = texts[number], texts[number + 1]
            if form.is_two_part(line):
                continue
            comma = re.search("[,，]", line) and self.page[at + number].gap
            if comma or (len(line) > 10 and fits(line, under, self.text)):
                return number
        return len(kinds)

    def _past_photos(self, at: int) -> int:
        end = min(at + _AHEAD, len(self.page))
        while at < end and self._is_photo(at):
            at += 1
        return at

    def _head_kind(self, at: int, above: Sequence[Kind]) -> Kind | None:
        line = self.page[at]
        if line.level or at in self.verse or form.is_subject(line.text) or self._is_photo(at):
            return None
        if above:
            if form.is_subtitle(line.text):
                return Kind.SUBTITLE
            if dates.date_line(line.text):
                return Kind.DATE
            if names.names_line(line.text) and self._named_text_at(at + 1):
                return Kind.NAMES
        if Kind.NAMES in above or line.turned or line.resumed:
            return None
        if not form.may_be_title(line.text) or form.is_listed(line.text):
            return None
        return Kind.TITLE

    def _is_photo(self, at: int) -> bool:
        line = self.page[at]
        return line.image or form.is_caption(line.text)

    def _text_at(self, at: int) -> bool:
        """Whether running text comes at ``at``, past captions and the few lines under a title."""
        heads = 0
        for number in range(at, min(at + _AHEAD, len(self.page))):
            line = self.page[number]
            if self._is_photo(number):
                continue
            if heads < _HEADS and form.is_head_word(line.text):
                heads += 1
                continue
            return not line.level and (number in self.verse or self._is_running(line))
        return False

    def _named_text_at(self, at: int) -> bool:
        """Whether anything that a byline may stand over comes at ``at``."""
        after = self._past_photos(at)
        while after < min(at + _HEADS, len(self.page)) and form.is_head_word(self.page[after].text):
            after += 1
        return after < len(self.page) and not self.page[after].level

    def _is_running(self, line: Line) -> bool:
        text = line.text
        if names.opening(text) or line.resumed or form.is_labelled(text) or form.is_whole(text):
            return not form.is_calling(text) or len(text) > _TEXT
        return (
            len(text) > _VERSE
            and not form.is_two_part(text)
            and not (line.alone and form.is_plain_title(text))
        )

    def _heads_text(self, group: _Group) -> bool:
        named = Kind.NAMES in group.kinds and self._named_text_at(group.follower)
        return group.cut or named or self._text_at(group.follower)

    def _judge(self, group: _Group) -> list[Kind]:
        """What the lines of a group are: heading of a story, of a part, banner, or none of these."""
        first = self.page[group.at]
        if self._is_signature(group.at) or self._is_bare_caption(group.at, first):
            return []
        if not self._heads_text(group):
            return self._unheaded(group)
        if self._is_strong(group):
            return self._titled(group)
        return self._weak(group)

    def _titled(self, group: _Group) -> list[Kind]:
        """A story's heading: its first line opens it, the others follow; what stands above is a banner."""
        self.groups.append(group)
        kinds = list(group.kinds)
        for at in group.titles[1:]:
            kinds[at - group.at] = Kind.SUBTITLE
        return [*kinds, Kind.BODY] if group.cut or self._opens_text(group) else kinds

    def _opens_text(self, group: _Group) -> bool:
        """Whether the line under a byline is text, however short a column break cut it."""
        at = group.at + len(group.kinds)
        if Kind.NAMES not in group.kinds or at != group.follower or at in self.verse:
            return False
        text, under = self.page[at].text, self.page[at + 1 : at + 2]
        if not form.may_be_title(text) or self._group(at) is None:
            return False
        if under and (form.is_head_word(under[0].text) or names.opening(under[0].text)):
            return False
        goes_on = bool(under) and evidence(text, under[0].text, self.text) >= 1
        return goes_on or len(text) > _PART or bool(re.search("[,，]", text))

    def _unheaded(self, group: _Group) -> list[Kind]:
        """A group over no text: banners where no story is open, else lines of the text."""
        if not self.closed and self.kinds:
            return []
        photos = group.follower - group.at - len(group.kinds)
        if photos and self.kinds:
            return self._titled(group)
        return [Kind.BANNER] * len(group.kinds)

    def _is_strong(self, group: _Group) -> bool:
        """Whether something besides its form says that a group heads a story."""
        follower = self.page[group.follower]
        opens = names.opening(follower.text) is not None or follower.resumed
        if any(
            names.is_names(self.page[group.at + n].text)
            for n, kind in enumerate(group.kinds)
            if kind is Kind.NAMES
        ):
            opens = True
        if any(form.place_of(self.page[at].text) in self.places for at in group.titles):
            return True
        if self.marked:
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
            or (self.twins and any(map(form.twin_of, titles)))
            or (len(titles) > 1 and self.broken is None)
        )

    def _weak(self, group: _Group) -> list[Kind]:
        """A group with no sign of a story's heading but its form."""
        at, line, follower = group.at, self.page[group.at], self.page[group.follower]
        broken = self.broken
        if not (line.alone or line.gap or self._is_dense(at)):
            return []
        if broken is not None:
            if fits(broken.text, line.text, self.text):
                return []
            if fits(broken.text, follower.text, self.text):
                return [Kind.BANNER] * len(group.kinds)
            return self._titled(group) if self._goes_on_later(broken, group) else []
        if fits(line.text, follower.text, self.text) and len(line.text) > _SUBHEAD:
            return []
        if form.is_calling(line.text) and len(line.text) > _SUBHEAD:
            return self._titled(group)
        if not form.is_plain_title(line.text):
            return []
        return [self._by_gap(line), *group.kinds[1:]]

    def _is_dense(self, at: int) -> bool:
        """Whether the page parts neither paragraphs nor stories by blank lines here."""
        under = self.page[at + 1] if at + 1 < len(self.page) else None
        return under is not None and not under.gap and len(under.text) > 2 * _VERSE

    def _goes_on_later(self, broken: Line, group: _Group) -> bool:
        """Whether a broken sentence clearly goes on further down, below another story."""
        if begins_inside(self.page[group.follower].text):
            return False
        later = self.page[group.follower + 1 : group.follower + _FAR]
        return any(spanning(broken.text, line.text) for line in later if not line.level)

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

    # Single lines

    def _single(self, at: int, line: Line) -> Kind:
        """What a line is that heads nothing."""
        if self._is_photo(at):
            return Kind.CAPTION
        if form.is_subject(line.text):
            return Kind.TITLE if self._is_box_text(at + 1) else Kind.BANNER
        if at in self.verse or form.is_table_row(line.text):
            return Kind.FORM
        if self._is_signature(at):
            return Kind.NAMES
        if dates.date_line(line.text) and self._is_end_date(at):
            return Kind.DATE
        if self._is_bare_caption(at, line):
            return Kind.CAPTION
        if form.is_listed(line.text) and form.may_be_title(line.text) and self._heads_part(at):
            return Kind.SECTION
        return Kind.FORM if form.is_entry(line.text) else Kind.BODY

    def _is_box_text(self, at: int) -> bool:
        """Whether running text stands right below a box's label, which then is the title."""
        line = self.page[at] if at < len(self.page) else None
        return (
            line is not None
            and not line.level
            and self._group(at) is None
            and len(line.text) > _VERSE
        )

    def _heads_part(self, at: int) -> bool:
        under = self.page[at + 1] if at + 1 < len(self.page) else None
        return under is not None and not form.is_listed(under.text) and self._text_at(at + 1)

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
        group = self._group(at + 1)
        return self.notice and group is not None and self._heads_text(group)

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
        if self.top or line.gap >= _PHOTO_GAP or line.text.startswith(tuple(self.places) or "\0"):
            return form.place_of(line.text) not in self.places
        return False

    def _is_cut(self, line: Line) -> bool:
        """Whether the line is a sentence cut short that goes on elsewhere on the page."""
        if line.text[-1] in "，、,":
            return True
        return any(
            spanning(line.text, other.text) for other in self.page[:_FAR] if len(other.text) > 4
        )

    def _ends_story(self, at: int) -> bool:
        """Whether a title or the end of the page comes next, past captions."""
        after = at + 1
        while after < len(self.page) and (
            self._is_photo(after) or form.may_describe_photo(self.page[after].text)
        ):
            if self._is_photo(after):
                after += 1
                continue
            break
        if after >= len(self.page):
            return True
        line = self.page[after]
        if line.level:
            return line.level == self.top
        group = self._group(after)
        return (
            line.alone and group is not None and self._heads_text(group) and self._is_strong(group)
        )

    # The whole page

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
        if self.top or self.places or len(text) <= _SUBHEAD or not sure:
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


def _verse(page: Sequence[Line]) -> set[int]:
    """The short lines that stand together as verse or a list does, without a text that they would head."""
    found: set[int] = set()
    begin = 0
    for at in range(1, len(page) + 1):
        if at < len(page) and not page[at].gap and _is_short(page[at]) and _is_short(page[at - 1]):
            continue
        if _is_short(page[begin]) and _is_verse(page, begin, at):
            found.update(range(begin, at))
        begin = at
    return found


def _is_short(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _VERSE
        and not line.level
        and not names.is_names(text)
        and not form.is_subtitle(text)
        and not form.is_subject(text)
        and not form.is_caption(text)
        and not dates.date_line(text)
        and not form.is_notice(text)
        and not names.opening(text)
    )


def _is_verse(page: Sequence[Line], begin: int, end: int) -> bool:
    if end - begin >= _MANY:
        return True
    if end - begin < 2:
        return False
    if end == len(page):
        return True
    under = page[end]
    return (
        not under.level
        and bool(under.gap)
        and len(under.text) <= _VERSE
        and not form.is_head_word(under.text)
    )
