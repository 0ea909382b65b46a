"""Plain text and Markdown, in any encoding: newspaper pages, and single stories with front matter."""

from __future__ import annotations

import re
from dataclasses import replace

import yaml

from rag.decode import decode
from rag.formats.reading import Reading
from rag.page import parse_page, parse_story
from rag.types import Article

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELDS = ("title", "date", "place", "source", "author")


def plain(data: bytes, source: str) -> Reading:
    """The stories of a page."""
    text = decode(data)
    return Reading(parse_page(text, source), text)


def markdown(data: bytes, source: str) -> Reading:
    """One article where sound front matter says so, else what the page shows."""
    text = decode(data)
    match = _FRONT.match(text)
    known = _front_matter(match[1]) if match else None
    if match is None or known is None:
        return Reading(parse_page(text, source), text)
    # The article's source is its file, so that a citation leads back to it.
    known.pop("source", None)
    author = known.pop("author", "")
    story = parse_story(text[match.end() :], source, **known, byline=author)
    return Reading([_behind(story, text[: match.end()])], text)


def _behind(article: Article, front: str) -> Article:
    """The article with its parts as they stand behind ``front``."""
    chars, lines = len(front), len(front.splitlines())
    parts = (
        replace(part, start=part.start + chars, end=part.end + chars, line=part.line + lines)
        for part in article.parts
    )
    return replace(article, parts=tuple(parts))


def words(value: object) -> str:
    """A field as one line: a list of authors becomes their names with spaces between."""
    if isinstance(value, list):
        return " ".join(map(words, value))
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _front_matter(block: str) -> dict[str, str] | None:
    """The known fields as strings, or None where the block is not a YAML mapping."""
    try:
        # BaseLoader is as safe as SafeLoader and leaves a date as it was written.
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(fields, dict):
        return None
    found = {name: fields[name] for name in _FIELDS if name in fields}
    return {name: words(value) for name, value in found.items()}
