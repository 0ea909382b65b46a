"""From a quote to where it stands: its pieces in the file, its other prints, and what became of it since. What must not
be here: choosing what is quoted (``rag.answer``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.copies import holds, shingles
from rag.split import sentences
from rag.types import Answer, Article, Citation, Copy, Hit, Location

Copies = Callable[[str], Sequence[Article]]  # article id -> its other prints


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of a quote: it stands where it ``stands``, it ``moved`` to another place or article, its article
    ``changed`` and holds it no more, or is ``gone``. ``start`` and ``end`` count in ``article``, which is None where
    it is gone."""

    status: Literal["stands", "moved", "changed", "gone"]
    article: Article | None = None
    start: int = 0
    end: int = 0


def single(hits: Sequence[Hit], copies: Copies) -> list[Hit]:
    """The hits, best first, without those that say again what an earlier hit in a copy of their article says."""
    kept: list[Hit] = []
    for hit in hits:
        prints = {article.id for article in copies(hit.article.id)}
        earlier = [other.article for other in kept if other.article.id in prints]
        if not any(holds(shingles(article.text), hit.text) for article in earlier):
            kept.append(hit)
    return kept


def traced(answer: Answer, article: Callable[[str], Article], copies: Copies) -> Answer:
    """The answer with the pieces in the file, and the other prints, of each quote."""

    def trace(citation: Citation) -> Citation:
        held = article(citation.article_id)
        places = locations(held, citation.start, citation.end)
        return replace(citation, locations=places, copies=tuple(_prints(citation, copies)))

    return replace(answer, citations=tuple(map(trace, answer.citations)))


def locations(article: Article, start: int, end: int) -> tuple[Location, ...]:
    """Where ``article.text[start:end]`` stands in the file, in reading order; none where that is not known."""
    found = []
    for part in sorted(article.parts, key=lambda part: part.at):
        left, right = max(start, part.at), min(end, part.at + part.end - part.start)
        if part.at >= 0 and left < right:
            shift = part.start - part.at
            found.append(Location(left + shift, right + shift, part.line, part.page))
    return tuple(found)


def _prints(citation: Citation, copies: Copies) -> Iterator[Copy]:
    """The other prints, each with where it says the quote or, where it was edited, a sentence of it, the answering
    one if it can be."""
    quote, begin = citation.quote, citation.start
    marked = {at - begin for mark in citation.marks for at in range(*mark)}
    pieces = sorted(
        sentences(quote), key=lambda span: (marked.isdisjoint(range(*span)), span[0] - span[1])
    )
    for other in copies(citation.article_id):
        said = next((x for x in (quote, *(quote[a:b] for a, b in pieces)) if x in other.text), "")
        at = other.text.find(said)
        yield Copy(other.id, other.title, other.source, at, at + len(said))


def trace(
    quote: str,
    start: int,
    article: Article | None,
    heirs: Sequence[Article],
) -> Trace:
    """What became of ``quote``, made at ``start`` in ``article`` (None where it is no more). ``heirs`` are the articles
    that may have taken its place, likeliest first."""
    if article is not None and article.text[start : start + len(quote)] == quote:
        return Trace("stands", article, start, start + len(quote))
    candidates = [article, *heirs] if article is not None else list(heirs)
    for candidate in candidates:
        at = candidate.text.find(quote)
        if quote and at >= 0:
            return Trace("moved", candidate, at, at + len(quote))
    return Trace("changed", candidates[0]) if candidates else Trace("gone")
