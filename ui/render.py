"""Pure functions from answers and articles to safe HTML. No gradio, no library, no state.

Whatever comes from an article or a person goes through ``ui.safe``.

Ids: a marker in an answer is ``r-<turn>-<n>``, its card ``c-<turn>-<n>``, the sources of a turn ``s-<turn>``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.scope import EVERYTHING, Scope
from rag.types import Answer, Article, Citation, Hit
from ui.safe import Span, emphasise, escape, shorten
from ui.words import Words

MARKER = re.compile(r"\[(\d{1,3})\]")
CONTEXT = 120  # characters shown on either side of a quote
NEAREST = 3  # passages shown where there is no answer
PASSAGE = 360  # characters of a nearest passage
QUERY = 200  # characters of a question repeated in a heading


def stands(citation: Citation, article: Article | None) -> bool:
    """Whether the quote still stands, word for word, where the citation says."""
    return article is not None and article.text[citation.start : citation.end] == citation.quote


def head_html(count: int, words: Words) -> str:
    """The name of the page, what it does and how much it knows."""
    return (
        f'<div class="wj-head"><h1 lang="zh-CN">问据</h1><p>{escape(words.about)}'
        f' <span class="wj-holds">{escape(words.holds.format(n=f"{count:,}"))}</span></p></div>'
    )


def welcome_html(words: Words) -> str:
    """What stands in the conversation before the first question."""
    return (
        f'<div class="wj-welcome"><h2>{escape(words.welcome)}</h2>'
        f"<p>{escape(words.welcome_hint)}</p></div>"
    )


def question_html(question: str) -> str:
    """A question as it stands in the conversation."""
    return f'<div class="wj-question">{escape(question)}</div>'


def waiting_html(words: Words) -> str:
    """What stands in place of an answer until it is there."""
    return f'<div class="wj-wait" role="status">{escape(words.searching)}</div>'


def notice_html(text: str) -> str:
    """One line in place of an answer: a fault that the message explains."""
    return f'<div class="wj-answer wj-fault" role="alert"><p>{escape(text)}</p></div>'


def scope_text(scope: Scope, words: Words) -> str:
    """What is searched, in words; '' for everything."""
    days = (
        scope.since and f"{words.since} {scope.since}",
        scope.until and f"{words.until} {scope.until}",
    )
    named = "、".join((*scope.sources, *scope.places))
    return " ".join(filter(None, (*days, named)))


def answer_html(turn: int, answer: Answer, words: Words, scope: Scope = EVERYTHING) -> str:
    """An answer in the conversation: what was searched, the text with linked [n], and what can be done with it."""
    if answer.status == "no_answer":
        body = f'<p class="wj-none">{escape(words.not_found)}</p>'
        tools = _link(turn, words.see_nearest) if answer.passages else escape(words.nothing_near)
    else:
        body = "".join(f"<p>{part}</p>" for part in _linked(turn, answer, words))
        count = _link(turn, words.excerpts.format(n=len(answer.citations)))
        tools = (count if answer.citations else "") + (
            f'<a class="wj-copy" role="button" href="#s-{turn}" '
            f'title="{escape(words.copied)}">{escape(words.copy)}</a>'
        )
    return (
        f'<div class="wj-answer">{_searched(answer, words)}{_within(scope, words)}'
        f'<div class="wj-text">{body}</div><div class="wj-tools">{tools}</div></div>'
    )


def _link(turn: int, label: str) -> str:
    return f'<a class="wj-show" href="#s-{turn}">{escape(label)}</a>'


def _searched(answer: Answer, words: Words) -> str:
    if answer.query.strip() == answer.question.strip():
        return ""
    line = words.searched.format(query=shorten(answer.query, QUERY))
    return f'<p class="wj-searched">{escape(line)}</p>'


def _within(scope: Scope, words: Words) -> str:
    if not scope:
        return ""
    line = words.within.format(scope=shorten(scope_text(scope, words), QUERY))
    return f'<p class="wj-searched">{escape(line)}</p>'


def _linked(turn: int, answer: Answer, words: Words) -> list[str]:
    """The answer's paragraphs. A [n] inside a quote is the article's own and stays plain text."""
    text, cited = answer.text, {citation.n for citation in answer.citations}
    quotes = _quote_spans(answer)
    out, at, seen = "", 0, set[int]()
    for match in MARKER.finditer(text):
        n = int(match[1])
        if n not in cited or any(a <= match.start() < b for a, b, _ in quotes):
            continue
        out += _spoken(text, at, match.start(), quotes) + _marker(turn, n, n not in seen, words)
        at = len(text) - len(text[match.end() :].lstrip())
        if at > match.end() or any(at == a for a, _, _ in quotes):
            out += "\n"  # a quote, a paragraph; escaped text holds no newline of its own
        seen.add(n)
    out += _spoken(text, at, len(text), quotes)
    return [part for part in out.split("\n") if part]


def _marker(turn: int, n: int, first: bool, words: Words) -> str:
    name = f' id="r-{turn}-{n}"' if first else ""
    label = escape(words.to_source.format(n=n))
    # A word joiner keeps the marker on the line of what it follows.
    return f'&#8288;<a class="wj-ref"{name} href="#c-{turn}-{n}" title="{label}">&#91;{n}&#93;</a>'


def _quote_spans(answer: Answer) -> list[tuple[int, int, Citation]]:
    """Where the quotes stand in the answer's text, in order and without overlap."""
    found: list[tuple[int, int, Citation]] = []
    for citation in answer.citations:
        at = answer.text.find(citation.quote) if citation.quote else -1
        if at >= 0:
            found.append((at, at + len(citation.quote), citation))
    out: list[tuple[int, int, Citation]] = []
    for span in sorted(found, key=lambda item: item[:2]):
        if not out or span[0] >= out[-1][1]:
            out.append(span)
    return out


def _spoken(text: str, begin: int, end: int, quotes: Sequence[tuple[int, int, Citation]]) -> str:
    """``text[begin:end]`` escaped, with the answering words of the quotes that lie in it emphasised."""
    marks = [
        (at + a - citation.start, at + b - citation.start)
        for at, _, citation in quotes
        for a, b in citation.marks
    ]
    return emphasise(text[begin:end], begin, marks)


def sources_html(turn: int, answer: Answer, articles: Mapping[str, Article], words: Words) -> str:
    """The sources of one turn. ``articles`` holds those of the cited articles that are in the library."""
    if answer.status == "no_answer":
        heading, cards = words.nearest, [_nearest(hit, words) for hit in answer.passages[:NEAREST]]
    else:
        heading = words.sources
        cards = [
            _card(turn, c, answer, articles.get(c.article_id), words) for c in answer.citations
        ]
    if not cards:
        cards = [f'<p class="wj-empty">{escape(words.nothing_near)}</p>']
    asked = words.sources_of.format(question=shorten(answer.question, 80))
    copied = _attribute(copy_text(answer, articles, words))
    return (
        f'<section class="wj-sources" id="s-{turn}" data-copy="{copied}">'
        f'<h2>{escape(heading)}</h2><p class="wj-asked">{escape(asked)}</p>{"".join(cards)}</section>'
    )


def panel_html(sections: Sequence[str]) -> str:
    """The sources of all turns, of which only the last are in view until another turn is chosen."""
    last = len(sections) - 1
    return "".join(
        f'<div class="wj-turn"{"" if at == last else " hidden"}>{section}</div>'
        for at, section in enumerate(sections)
    )


def empty_sources_html(words: Words) -> str:
    """The panel of sources before the first answer."""
    return (
        f'<section class="wj-sources"><h2>{escape(words.sources)}</h2>'
        f'<p class="wj-empty">{escape(words.sources_empty)}</p></section>'
    )


def _card(
    turn: int, citation: Citation, answer: Answer, article: Article | None, words: Words
) -> str:
    n = citation.n
    back = escape(words.to_answer.format(n=n))
    sound = article is not None and stands(citation, article)
    if article is not None and sound:
        body = f'<blockquote lang="zh-CN">{_in_context(citation, answer.passages, article)}</blockquote>'
    else:
        hint = words.gone if article is None else words.changed_hint
        body = f'<p class="wj-changed"><b>{escape(words.changed)}</b> {escape(hint)}</p>'
    where = meta(article) if article else shorten(citation.source, QUERY)
    where += "".join(f" · {line}" for line in _lines(citation, words))
    span = (citation.start, citation.end) if sound else (0, 0)
    button = _open(article, span, words, citation) if article else ""
    return (
        f'<article class="wj-card" id="c-{turn}-{n}" tabindex="-1"><header>'
        f'<a class="wj-back" href="#r-{turn}-{n}" title="{back}" aria-label="{back}">{n}</a>'
        f'<h3 lang="zh-CN">{escape(shorten(citation.title, QUERY))}</h3></header>'
        f'<p class="wj-meta">{escape(where)}</p>{body}{_also(citation, words)}{button}</article>'
    )


def _lines(citation: Citation, words: Words) -> list[str]:
    """The pages or lines of the file that the quote stands in."""
    paged = any(location.page for location in citation.locations)
    numbers = dict.fromkeys(
        location.page if paged else location.line for location in citation.locations
    )
    said = words.pages if paged else words.lines
    return [said.format(n="、".join(map(str, numbers)))] if numbers else []


def _also(citation: Citation, words: Words) -> str:
    """The other prints of the story in which the quote stands too."""
    return "".join(
        f'<p class="wj-also" lang="zh-CN">'
        f"{escape(words.also.format(title=shorten(copy.title, QUERY), source=shorten(copy.source, QUERY)))}"
        f' <button type="button" class="wj-open" data-article="{escape(copy.article_id)}" '
        f'data-start="{copy.start}" data-end="{copy.end}">{escape(words.open_article)}</button></p>'
        for copy in citation.copies
    )


def _nearest(hit: Hit, words: Words) -> str:
    article, text = hit.article, hit.text
    shown = escape(text[:PASSAGE].strip()) + ("…" if len(text) > PASSAGE else "")
    return (
        f'<article class="wj-card wj-near"><header><h3 lang="zh-CN">'
        f"{escape(shorten(article.title, QUERY))}</h3></header>"
        f'<p class="wj-meta">{escape(meta(article))}</p><blockquote lang="zh-CN">{shown}</blockquote>'
        f"{_open(article, (hit.start, hit.end), words)}</article>"
    )


def _open(article: Article, span: Span, words: Words, citation: Citation | None = None) -> str:
    """What opens the article; with the quote, so that it is found where the article has changed since."""
    quoted = ""
    if citation:
        named = {"quote": citation.quote, "title": citation.title, "source": citation.source}
        quoted = "".join(f' data-{name}="{_attribute(value)}"' for name, value in named.items())
    return (
        f'<button type="button" class="wj-open" data-article="{escape(article.id)}"{quoted} '
        f'data-start="{span[0]}" data-end="{span[1]}">{escape(words.open_article)}</button>'
    )


def _attribute(text: str) -> str:
    return escape(text).replace("<br>", "&#10;")


def meta(article: Article) -> str:
    """Date, place and source of an article on one line."""
    return " · ".join(shorten(x, QUERY) for x in (article.date, article.place, article.source) if x)


def _in_context(citation: Citation, passages: Sequence[Hit], article: Article) -> str:
    """The passage around a quote, with the quote marked and its answering words emphasised."""
    text, start, end = article.text, citation.start, citation.end
    begin, stop = _around(citation, passages, article)
    before, after = text[begin:start].lstrip(), text[end:stop].rstrip()
    quote = emphasise(citation.quote, start, citation.marks)
    return (
        f"{'…' if begin and text[begin - 1] != chr(10) and before else ''}{escape(before)}"
        f"<mark>{quote}</mark>"
        f"{escape(after)}{'…' if after and stop < len(text) and text[stop] != chr(10) else ''}"
    )


def _around(citation: Citation, passages: Sequence[Hit], article: Article) -> Span:
    """Where to begin and stop: the passage that holds the quote, else its paragraph, ``CONTEXT`` at most."""
    start, end, text = citation.start, citation.end, article.text
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    for hit in passages:
        if hit.article.id == article.id and hit.start <= start and end <= hit.end <= len(text):
            begin, stop = hit.start, hit.end
            break
    return max(begin, start - CONTEXT), min(stop, end + CONTEXT)


def copy_text(answer: Answer, articles: Mapping[str, Article], words: Words) -> str:
    """An answer with its sources as plain text, for the clipboard. Quotes that no longer stand are left out."""
    lines = [answer.question, "", answer.text, "", words.sources]
    for citation in answer.citations:
        article = articles.get(citation.article_id)
        where = meta(article) if article else citation.source
        sound = stands(citation, article)
        said = words.quote.format(quote=citation.quote) if sound else words.changed
        lines.append(f"[{citation.n}] {citation.title}（{where}）{said}")
    return "\n".join(lines)
