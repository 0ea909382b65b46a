"""A page of text to its stories: the lines of each are gathered, put in order and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from rag import lines as form
from rag.join import paragraphs, restore
from rag.kinds import FEATURE, Kind, mark
from rag.lines import Line
from rag.types import Article

_HEAD = 3  # paragraphs among which the line with the date may stand


@dataclass(slots=True)
class _Story:
    title: str = ""
    place: str = ""
    names: list[str] = field(default_factory=list)
    date: str = ""
    body: list[Line] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)


def parse_page(text: str, source: str) -> list[Article]:
    """The stories on one page, in the order in which their titles stand.

    ``source`` names the file; a page without any title takes its title from it.
    """
    page = form.read_lines(text)
    kinds = mark(page)
    stories = _collect(page, kinds)
    _send_captions_home(stories)
    joined = "\n".join(line.text for line in page)
    articles = [_article(story, source, joined) for story in stories]
    articles = [article for article in articles if article.text]
    if not articles and page:
        return [Article(title=page[0].text, text=joined, source=source)]
    return articles


def parse_story(
    text: str, source: str, title: str = "", byline: str = "", date: str = "", place: str = ""
) -> Article:
    """One story, with what is known of it from outside ``text``: all headings in it are sections."""
    story = _Story(title=title, place=place, date=date)
    for line in form.read_lines(text):
        if line.level:
            story.sections.append(line.text)
        elif form.is_caption(line.text):
            story.captions.append(line.text)
        else:
            story.body.append(line)
    if story.sections and story.sections[0] == title:
        del story.sections[0]
    story.title = title or next(iter(story.sections), "")
    article = _article(story, source, text)
    return replace(article, byline=byline) if byline else article


def whole_story(
    lines: Sequence[str], source: str, title: str = "", byline: str = "", date: str = ""
) -> Article:
    """One story of a format that knows its paragraphs: each line is one, and none is joined to another.

    A line above the text that is little but a date gives the date; captions go behind the text.
    """
    body, captions = list[str](), list[str]()
    for line in filter(None, (" ".join(line.split()) for line in lines)):
        day = form.date_line(line) if len(body) < _HEAD else ""
        if day:
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
        date=date or form.dateline(main[:80]),
        body_end=len(main),
        captions=tuple(captions),
    )


def _collect(page: Sequence[Line], kinds: Sequence[Kind]) -> list[_Story]:
    """The lines under the title that they belong to; captions above the first title go to it."""
    stories = [_Story()]
    for line, kind in zip(page, kinds, strict=True):
        story = stories[-1]
        if kind is Kind.TITLE:
            if story.body or story.title:
                story = _Story()
                stories.append(story)
            story.title, story.place = line.text, form.place_of(line.text)
        elif kind is Kind.SUBTITLE:
            story.title += line.text
        elif kind is Kind.NAMES:
            story.names.append(form.names_line(line.text))
        elif kind is Kind.DATE:
            story.date = form.date_line(line.text)
        elif kind is Kind.SECTION:
            story.sections.append(line.text)
        elif kind is Kind.CAPTION:
            story.captions.append(line.text)
        elif kind is Kind.BODY:
            story.body.append(line)
    _keep_places(stories)
    return stories


def _keep_places(stories: Sequence[_Story]) -> None:
    """A colon makes a place only where the page is a feature of places."""
    if sum(bool(story.place) for story in stories) < FEATURE:
        for story in stories:
            story.place = ""


def _send_captions_home(stories: Sequence[_Story]) -> None:
    """In a feature of places, a caption that opens with another story's place belongs to that story."""
    homes = {story.place: story for story in stories if story.place}
    for story in stories:
        for caption in list(story.captions):
            home = next((homes[place] for place in homes if caption.startswith(place)), story)
            if home is not story:
                story.captions.remove(caption)
                home.captions.append(caption)


def _article(story: _Story, source: str, page: str) -> Article:
    names = list(story.names)
    body: list[Line] = []
    for at, line in enumerate(story.body):
        rest, closing = form.closing_names(line.text)
        # Inside the text, names in brackets may be what the sentence speaks of.
        if closing and (not rest or at == len(story.body) - 1):
            names.append(closing)
            line = replace(line, text=rest)
        if line.text:
            body.append(line)
    running = paragraphs(restore(body, page))
    captions = tuple(dict.fromkeys(story.captions))
    main = "\n".join(running)
    return Article(
        title=story.title or PurePosixPath(source).stem,
        text="\n".join((*running, *captions)),
        source=source,
        byline=" ".join(names),
        date=story.date or form.dateline(main[:80]),
        place=story.place,
        body_end=len(main),
        captions=captions,
        sections=tuple(story.sections),
    )
