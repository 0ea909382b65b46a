"""Word documents and tables."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.decode import decode
from rag.errors import InputError
from rag.formats import archive
from rag.formats.reading import Reading
from rag.formats.text import words
from rag.page import whole_story
from rag.terms import normalise
from rag.types import Article

_FIELDS = {
    "text": ("text", "content", "body", "正文", "内容", "全文", "文本"),
    "title": ("title", "headline", "标题", "题目", "题名"),
    "date": ("date", "time", "日期", "时间", "发布日期", "发布时间"),
    "byline": ("author", "byline", "作者", "记者"),
    "place": ("place", "location", "地点", "地区"),
}
csv.field_size_limit(1 << 27)


def docx(data: bytes, source: str) -> Reading:
    """The paragraphs and tables of a document in order; a table's row is a line, its cells parted by ｜."""
    from docx import Document  # slow to import

    package = io.BytesIO(data)
    try:
        archive.check(package)
        document = Document(package)
        blocks = list(document.iter_inner_content())
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise InputError("不是完好的 Word 文档 (.docx): 旧的 .doc 请先另存为 .docx") from error
    title, out = words(document.core_properties.title), list[str]()
    for block in blocks:
        if hasattr(block, "rows"):
            out.extend(_rows(block))
            continue
        text = block.text.strip()
        style = str(block.style.name if block.style else "")
        if text and style.startswith(("Title", "Heading 1", "标题 1")) and not out:
            title = words(text)
        elif text:
            out.append(text)
    if not title and len(out) > 1 and len(out[0]) <= 40 and out[0][-1] not in "。！？；":
        title = out.pop(0)
    return Reading([whole_story(out, source, title)])


def _rows(table: object) -> Iterator[str]:
    for row in table.rows:  # type: ignore[attr-defined]
        # A merged cell comes once for every column that it covers.
        cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
        line = " ｜ ".join(filter(None, cells))
        if line:
            yield line


def csv_table(data: bytes, source: str) -> Reading:
    """An article a row where a column is named for text, else one article whose lines are the rows."""
    text = decode(data)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), dialect) if any(row)]
    except csv.Error as error:
        raise InputError(f"表格读不出来: {error}") from error
    if not rows:
        return Reading([])
    columns = _columns(rows[0])
    if "text" in columns:
        told = (row for row in rows[1:] if len(row) > columns["text"])
        return Reading([_row(row, columns, source) for row in told])
    lines = [_named(rows[0], row) for row in rows[1:]] or [" ｜ ".join(rows[0])]
    return Reading([whole_story(lines, source)])


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Which column holds which field."""
    named = {normalise(name.strip()): at for at, name in reversed(list(enumerate(head)))}
    return {
        field: named[name]
        for field, names in _FIELDS.items()
        for name in reversed(names)
        if name in named
    }


def _row(row: Sequence[str], columns: dict[str, int], source: str) -> Article:
    known = {
        field: words(row[at]) for field, at in columns.items() if field != "text" and at < len(row)
    }
    place = known.pop("place", "")
    article = whole_story(row[columns["text"]].splitlines(), source, **known)
    return replace(article, place=place, id="")  # an id says what an article holds


def _named(head: Sequence[str], row: Sequence[str]) -> str:
    """A row as a sentence that says its columns: 名称: 青河大桥; 长度: 860米."""
    pairs = zip(head, row, strict=False)
    return "; ".join(f"{name.strip()}: {words(cell)}" for name, cell in pairs if cell.strip())
