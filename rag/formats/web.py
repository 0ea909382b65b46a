"""Web pages and e-books: the main text alone, without menus, advertisements and footers."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree
from lxml import html as parser

from rag.decode import decode
from rag.errors import InputError
from rag.formats import archive
from rag.formats.reading import Reading
from rag.formats.text import words
from rag.page import whole_story
from rag.types import Article

_LONG = 500_000  # characters beyond which telling main text from the rest takes minutes
_CONTAINER = "META-INF/container.xml"
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
_BLOCKS = (
    "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br", "section", "article", "blockquote",
)  # fmt: skip


def html(data: bytes, source: str) -> Reading:
    """The article of a page."""
    page = decode(data)
    if len(page) <= _LONG:
        from trafilatura import bare_extraction
        from trafilatura.settings import Document

        found = bare_extraction(
            page, with_metadata=True, include_comments=False, favor_recall=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )  # fmt: skip
        if isinstance(found, Document) and (found.text or "").strip():
            title, date, author = (words(x) for x in (found.title, found.date, found.author))
            lines = _without((found.text or "").splitlines(), title)
            return Reading([whole_story(lines, source, title, author, date)])
    return Reading([_whole(page, source)])


def epub(data: bytes, source: str) -> Reading:
    """The chapters of a book, in reading order. Raises InputError where it is no book."""
    package = io.BytesIO(data)
    try:
        archive.check(package)
        with zipfile.ZipFile(package) as book:
            return Reading([story for page in _chapters(book) for story in _chapter(page, source)])
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, AttributeError, TypeError) as error:
        raise InputError("不是完好的 epub 电子书: 请重新导出或下载") from error


def _chapter(page: bytes, source: str) -> list[Article]:
    """A chapter; none where it holds pictures alone, as covers do."""
    try:
        return [_whole(decode(page), source)]
    except InputError:
        return []


def _chapters(book: zipfile.ZipFile) -> Iterator[bytes]:
    root = etree.fromstring(book.read(_CONTAINER), _SAFE)
    package = root.find(".//{*}rootfile").get("full-path")
    content = etree.fromstring(book.read(package), _SAFE)
    items = {item.get("id"): item for item in content.iterfind(".//{*}manifest/{*}item")}
    for reference in content.iterfind(".//{*}spine/{*}itemref"):
        name = unquote(items[reference.get("idref")].get("href"))
        yield book.read(posixpath.normpath(posixpath.join(posixpath.dirname(package), name)))


def _whole(page: str, source: str) -> Article:
    """All the text of a page, its first heading as the title."""
    try:
        tree = parser.fromstring(
            page.encode(), parser=parser.HTMLParser(encoding="utf-8", huge_tree=True)
        )
    except (etree.ParserError, ValueError) as error:
        raise InputError("网页里没有文字") from error
    for unseen in tree.xpath("//script|//style|//noscript|//head/*[not(self::title)]"):
        unseen.drop_tree()
    named = [next(tree.iter(tag), None) for tag in ("h1", "h2", "title")]
    heading = next((words(h.text_content()) for h in named if h is not None), "")
    for title in list(tree.iter("title")):
        title.drop_tree()
    for block in tree.iter(*_BLOCKS):
        block.tail = "\n" + (block.tail or "")
    lines = filter(str.strip, tree.text_content().splitlines())
    return whole_story(_without(list(lines), heading), source, heading)


def _without(lines: list[str], title: str) -> list[str]:
    """``lines`` without the title at their head, unless it is all there is."""
    return lines[1:] if len(lines) > 1 and words(lines[0]) == title else lines
