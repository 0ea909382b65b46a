"""A page of text to its stories: the lines of each are gathered, put in order and joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from rag.pages import dates, furniture, wrap
from rag.pages import text as form
from rag.pages.flow import arrange
from rag.pages.heads import FEATURE, Kind
from rag.pages.kinds import mark
from rag.pages.lines import Line, read_rows
from rag.pages.runs import Piece
from rag.pages.seams import PAGE
from rag.pages.story import Places, Story, build, byline_of, take_bylines
from rag.types import Article

_HEAD = 3  # paragraphs among which the line with the date may stand
_STORIES = 100  # more stories than a page has
_SHOWN = 2  # pairs of characters that tell what a photo shows
_SAME = 4  # characters that tell a title
_MOST = 0.5  # of a page's characters must be in its stories, or it is no page of stories


def parse_page(text: str, source: str) -> list[Article]:
    """The stories on one page, in the order in which their titles stand.

    ``source`` names the file; a page without any title takes its title from it.
    """
    all_rows = read_rows(text)
    rows, day = furniture.strip(all_rows)
    shape = wrap.shape(rows)
    lines = wrap.unwrap(rows, shape)
    kinds = mark(lines)
    stories = _collect(lines, kinds)
    _send_captions_home(stories)
    pieces = [piece for story in stories for piece in story.body]
    joined = "\n".join(line.text for line in lines)[:PAGE]
    for story, body in zip(
        stories, arrange(pieces, len(stories), joined, shape.indented), strict=True
    ):
        story.body = body
    _send_captions_home(stories)
    places = Places(text)
    articles = []
    for story in stories:
        take_bylines(story)
        article = build(story, source, places, day)
        if article.text:
            articles.append(article)
    if not _holds(articles, lines) and all_rows:
        return [_as_it_is(all_rows, source, places)]
    return articles


def parse_story(
    text: str, source: str, title: str = "", byline: str = "", date: str = "", place: str = ""
) -> Article:
    """One story, with what is known of it from outside ``text``: all headings in it are sections."""
    story = Story(place=place)
    pieces: list[Piece] = []
    for line in read_rows(text):
        if not line.text:
            continue
        if line.level:
            if line.text == title and not story.titles and not story.sections:
                story.titles.append(line)
            else:
                story.sections.append(line)
        elif line.image or form.is_caption(line.text):
            story.captions.append(line)
        else:
            pieces.append(_piece(line, 0, _is_form(line)))
    (story.body,) = arrange(pieces, 1, text, False)
    take_bylines(story)
    article = build(story, source, Places(text))
    heading = title or next(iter(article.sections), "") or article.title
    return replace(
        article,
        title=heading,
        byline=byline or article.byline,
        date=date or article.date,
        id="",
    )


def whole_story(
    lines: Sequence[str], source: str, title: str = "", byline: str = "", date: str = ""
) -> Article:
    """One story of a format that knows its paragraphs: each line is one, and none is joined to another.

    A line above the text that is little but a date gives the date; captions go behind the text.
    """
    body, captions = list[str](), list[str]()
    for line in filter(None, (" ".join(line.split()) for line in lines)):
        day = dates.date_line(line) if len(body) < _HEAD else ""
        if day and not form.is_whole(line):
            date = day
        elif form.is_caption(line):
            captions.append(line)
        else:
            body.append(line)
    captions = list(dict.fromkeys(captions))
    main = "\n".join(body)
    return Article(
        title=title or PurePosixPath(source).stem,
        text="\n".join((*body, *captions)),
        source=source,
        byline=byline,
        date=date or dates.dateline(main[:80]),
        body_end=len(main),
        captions=tuple(captions),
    )


def _collect(page: Sequence[Line], kinds: Sequence[Kind]) -> list[Story]:
    """The lines under the title that they belong to; captions above the first title go to it."""
    stories = [Story()]
    head = parted = False
    for line, kind in zip(page, kinds, strict=True):
        story = stories[-1]
        if kind is Kind.TITLE:
            if story.body or story.titles:
                story = Story()
                stories.append(story)
            story.titles, story.place = [line], form.place_of(line.text)
            head = True
        elif kind is Kind.SUBTITLE:
            story.titles.append(line)
        elif kind is Kind.NAMES:
            story.names.append(line)
            story.bylines.append(byline_of(line))
            _close(story)
        elif kind is Kind.DATE:
            story.days.append(line)
            _close(story)
        elif kind is Kind.SECTION:
            story.sections.append(line)
        elif kind is Kind.CAPTION:
            story.captions.append(line)
        elif kind in (Kind.BODY, Kind.FORM):
            whole = replace(line, parted=True) if parted and not line.parted else line
            piece = _piece(whole, len(stories) - 1, kind is Kind.FORM)
            piece.head, head = head and not (line.resumed and _is_rest(stories)), False
            story.body.append(piece)
        parted = kind in (Kind.CAPTION, Kind.BANNER)
    _keep_places(stories)
    return stories


def _is_rest(stories: Sequence[Story]) -> bool:
    """Whether the last story's title is, but for its length, that of a story that broke off for another page."""
    *before, rest = ("".join(line.text for line in story.titles) for story in stories)
    turned = [bool(story.body) and story.body[-1].line.turned for story in stories]
    return any(
        away and len(rest) >= _SAME and (rest in title or title in rest)
        for title, away in zip(before, turned, strict=False)
    )


def _piece(line: Line, story: int, is_form: bool) -> Piece:
    return Piece(line, story, is_form, closed=form.closes_story(line.text))


def _is_form(line: Line) -> bool:
    return form.is_entry(line.text) or form.is_table_row(line.text)


def _close(story: Story) -> None:
    """A byline or a day under the text ends it."""
    if story.body:
        story.body[-1].closed = True


def _keep_places(stories: Sequence[Story]) -> None:
    """A colon makes a place only where the page is a feature of places."""
    if sum(bool(story.place) for story in stories) < FEATURE:
        for story in stories:
            story.place = ""


def _send_captions_home(stories: Sequence[Story]) -> None:
    """A caption belongs to the story whose place it opens with, or that alone speaks of what it shows."""
    homes = {story.place: story for story in stories if story.place}
    texts: list[set[str]] = []
    shared: Counter[str] = Counter()
    for number, story in enumerate(stories[:_STORIES]):
        for caption in list(story.captions):
            home = next((homes[place] for place in homes if caption.text.startswith(place)), story)
            if _is_loose(story, caption):
                if not texts:
                    texts = [_pairs("\n".join(_texts(one))) for one in stories[:_STORIES]]
                    shared.update(pair for pairs in texts for pair in pairs)
                own = {pair for pair in _pairs(caption.text) if shared[pair] == 1}
                near = [len(own & pairs) for pairs in texts]
                best = near.index(max(near))
                beside = best == number + 1 or not story.titles
                home = (
                    stories[best] if near[best] >= _SHOWN and not near[number] and beside else home
                )
            if home is not story:
                story.captions.remove(caption)
                home.captions.append(caption)


def _is_loose(story: Story, caption: Line) -> bool:
    """Whether a caption stands in no story, or in a broken sentence right above another's title."""
    if not story.titles:
        return not story.body
    last = max((piece.line.start for piece in story.body), default=0)
    return caption.start > last and any(p.open and p.line.start == last for p in story.body)


def _texts(story: Story) -> list[str]:
    return [line.text for line in story.titles] + [piece.line.text for piece in story.body]


def _pairs(text: str) -> set[str]:
    """The pairs of characters that stand side by side in the text."""
    return {a + b for a, b in pairwise(text) if (a + b).isalnum()}


def _holds(articles: Sequence[Article], lines: Sequence[Line]) -> bool:
    """Whether the stories have most of the page's characters."""
    kept = sum(part.end - part.start for article in articles for part in article.parts)
    return bool(articles) and kept >= _MOST * sum(len(line.text) for line in lines)


def _as_it_is(rows: Sequence[Line], source: str, places: Places) -> Article:
    """The page as one article, line by line, where it has no stories."""
    pieces = [Piece(row, 0, form=True) for row in rows if row.text]
    return replace(build(Story(body=pieces), source, places), title=rows[0].text or source, id="")
