"""What commands print: each thing of the library as JSON and in words. What must not be here: asking the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.errors import InputError
from rag.types import Answer, Article, Citation, Hit, IndexReport, Location

if TYPE_CHECKING:
    from rag.trace import Trace

Row = dict[str, Any]
_STATUSES = {
    "added": "新收",
    "changed": "更新",
    "same": "没变",
    "removed": "移走",
    "skipped": "跳过",
}  # fmt: skip
_KINDS = {
    "title": "标题", "byline": "署名", "date": "日期", "section": "小标题", "caption": "图片说明", "body": "正文",
    "repeat": "重复",
}  # fmt: skip


def report_row(report: IndexReport) -> Row:
    """What an indexing did."""
    names = ("articles", "passages", "added", "changed", "removed", "copies")
    faults = [entry for entry in report.files if entry.reason]
    return {name: getattr(report, name) for name in names} | {
        "skipped": [{"source": entry.source, "reason": entry.reason} for entry in faults],
        "files": [asdict(entry) for entry in report.files],
        "seconds": report.seconds,
    }


def fault_lines(report: IndexReport) -> Iterator[str]:
    """One line a file that could not be read, or not whole."""
    for entry in report.files:
        if entry.reason:
            what = "没读全" if entry.articles else "跳过"
            yield f"{what} {entry.source}: {entry.reason}"


def report_lines(report: IndexReport) -> Iterator[str]:
    """What an indexing did, in words."""
    statuses = Counter(entry.status for entry in report.files)
    yield "; ".join(
        f"{name} {statuses[key]} 个文件" for key, name in _STATUSES.items() if statuses[key]
    )
    yield (
        f"资料库现有 {report.articles} 篇文章, {report.passages} 个段落 "
        f"(新增 {report.added} 篇, 移走 {report.removed} 篇)"
    )
    if report.copies:
        yield f"其中 {report.copies} 篇是同一报道的几个版本: 答案里算一个出处, 列出各处"


def hit_row(hit: Hit) -> Row:
    """A passage found."""
    return {
        "article_id": hit.article.id, "title": hit.article.title, "source": hit.article.source,
        "start": hit.start, "end": hit.end, "text": hit.text, "score": round(hit.score, 4),
    }  # fmt: skip


def answer_row(answer: Answer, name: object) -> Row:
    """An answer to the question of that name."""
    return {
        "id": name, "question": answer.question, "query": answer.query, "status": answer.status,
        "answer": answer.text, "citations": [_citation_row(c) for c in answer.citations],
        "passages": [hit_row(h) for h in answer.passages], "confidence": answer.confidence, "ms": answer.ms,
    }  # fmt: skip


def _citation_row(citation: Citation) -> Row:
    keys = ("n", "quote", "article_id", "title", "source", "start", "end", "score")
    return {key: getattr(citation, key) for key in keys} | {
        "answer_spans": citation.marks,
        "locations": [asdict(location) for location in citation.locations],
        "copies": [asdict(copy) for copy in citation.copies],
    }


def answer_lines(answer: Answer) -> Iterator[str]:
    """An answer with its sources, or the nearest passages where there is none."""
    yield "\n".join(f"{c.quote}[{c.n}]" for c in answer.citations) or answer.text
    for c in answer.citations:
        where = where_in(c.source, c.locations)
        yield f"  [{c.n}] 《{c.title}》 {where} ({c.article_id}:{c.start}-{c.end})"
        for copy in c.copies:
            place = f"({copy.article_id}:{copy.start}-{copy.end})"
            yield f"      又见《{copy.title}》 {copy.source} {place}"
    if not answer.citations and answer.passages:
        yield "最接近的段落 (不是答案):"
        for hit in answer.passages[:3]:
            yield f"  《{hit.article.title}》 {hit.text[:60]}…"


def where_in(source: str, locations: Sequence[Location]) -> str:
    """A file and the pages or lines in it: 报纸.txt 第 12、40 行."""
    paged = any(location.page for location in locations)
    numbers = dict.fromkeys(location.page if paged else location.line for location in locations)
    if not numbers:
        return source
    return f"{source} 第 {'、'.join(map(str, numbers))} {'页' if paged else '行'}"


def article_row(article: Article) -> Row:
    """An article without its text."""
    keys = ("id", "title", "byline", "date", "place", "source")
    return {key: getattr(article, key) for key in keys} | {
        "chars": len(article.text), "captions": article.captions, "sections": article.sections,
    }  # fmt: skip


def article_lines(article: Article, copies: Sequence[Article]) -> Iterator[str]:
    """An article to be read, under what is known of it."""
    yield article.title
    known = (article.byline, article.date, article.place, article.source)
    yield " · ".join(filter(None, known))
    for copy in copies:
        yield f"又见《{copy.title}》 {copy.source} ({copy.id})"
    yield ""
    yield article.text


def original_lines(article: Article, original: str) -> Iterator[str]:
    """The lines of the file that an article was made of, in the file's order, each with what it is."""
    for part in article.parts:
        where = f"第 {part.page} 页" if part.page else f"{part.line:>5}"
        yield f"{where}  {_KINDS[part.kind]}  {original[part.start : part.end]}"


_TRACES = {"stands": "原样", "moved": "移位", "changed": "已改", "gone": "已无"}


def citations_of(row: object, number: int) -> Iterator[Citation]:
    """The citations in a saved answer, as ``answer_row`` gives it; none of a question that failed. Raises
    InputError where it is none."""
    if isinstance(row, dict) and "error" in row:
        return
    try:
        for c in row["citations"]:  # type: ignore[index]
            start, end, quote = int(c["start"]), int(c["end"]), str(c["quote"])
            named = str(c["article_id"]), str(c["title"]), str(c["source"])
            "".join((quote, *named)).encode()  # what is no text stands nowhere
            yield Citation(int(c["n"]), *named, start, end, quote, float(c.get("score", 0)))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise InputError(f"第 {number} 行不是 wenju ask --json 存下的答案") from error


def trace_row(row: Row, citation: Citation, found: Trace) -> Row:
    """What became of a quote in a saved answer."""
    held = found.article
    return {
        "id": row.get("id"), "n": citation.n, "quote": citation.quote, "status": found.status,
        "article_id": held.id if held else None, "title": held.title if held else citation.title,
        "source": held.source if held else citation.source, "start": found.start, "end": found.end,
    }  # fmt: skip


def trace_line(citation: Citation, found: Trace) -> str:
    """What became of a quote, in words."""
    held = found.article
    now = held and f" → 《{held.title}》 {held.source} ({held.id}:{found.start}-{found.end})"
    was = f"{_TRACES[found.status]}  [{citation.n}] 《{citation.title}》 {citation.source}: {citation.quote}"
    return f"{was}{now}" if found.status == "moved" else was
