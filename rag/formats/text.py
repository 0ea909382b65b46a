"""Plain text and Markdown, in any encoding: newspaper pages, and single stories with front matter."""

from __future__ import annotations

import re

import yaml

from rag.decode import decode
from rag.page import parse_page, parse_story
from rag.types import Article

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELDS = ("title", "date", "place", "source", "author")


def plain(data: bytes, source: str) -> list[Article]:
    """The stories of a page."""
    return parse_page(decode(data), source)


def markdown(data: bytes, source: str) -> list[Article]:
    """One article where sound front matter says so, else what the page shows."""
    text = decode(data)
    match = _FRONT.match(text)
    known = _front_matter(match[1]) if match else None
    if match is None or known is None:
        return parse_page(text, source)
    # The article's source is its file, so that a citation leads back to it.
    known.pop("source", None)
    author = known.pop("author", "")
    return [parse_story(text[match.end() :], source, **known, byline=author)]


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
