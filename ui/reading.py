"""The reading window: a whole article with a quote marked in it, as safe HTML. No gradio, no library, no state."""

from __future__ import annotations

from rag.types import Article
from ui.render import QUERY, meta
from ui.safe import Span, escape, shorten
from ui.words import Words


def window_html(content: str, words: Words) -> str:
    """The inside of the reading window: a button that closes it, and what is read."""
    return (
        f'<button type="button" class="wj-close" aria-label="{escape(words.close)}">×</button>'
        f'<div class="wj-reading" tabindex="0">{content}</div>'
    )


def article_html(article: Article, span: Span, words: Words, note: str = "") -> str:
    """A whole article for the reading window; ``span`` is the quote to mark, empty for none; ``note`` says what
    became of the quote."""
    lines, at = [], 0
    captioned = False
    for line in article.text.split("\n"):
        if at >= article.body_end and line.strip() and not captioned:
            captioned = True
            lines.append(
                f'<h3 class="wj-captions" lang="{words.lang}">{escape(words.captions)}</h3>'
            )
        if line.strip():
            lines.append(f"<p>{_marked(line, at, span)}</p>")
        at += len(line) + 1
    byline = " · ".join(x for x in (article.byline, meta(article)) if x)
    noted = f'<p class="wj-changed" lang="{words.lang}">{escape(note)}</p>' if note else ""
    return (
        f'<article class="wj-article" lang="zh-CN"><h2>{escape(article.title)}</h2>'
        f'<p class="wj-meta">{escape(shorten(byline, 2 * QUERY))}</p>{noted}{"".join(lines)}</article>'
    )


def _marked(line: str, at: int, span: Span) -> str:
    begin, end = (min(max(edge - at, 0), len(line)) for edge in span)
    if begin >= end:
        return escape(line)
    return f"{escape(line[:begin])}<mark>{escape(line[begin:end])}</mark>{escape(line[end:])}"
