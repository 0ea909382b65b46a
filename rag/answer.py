"""Hits -> a short answer made of verbatim excerpts, each with its [n], or an honest "not found".

Deterministic and without a language model. Sentences of the best passages are scored by the share of
the question's weight (inverse document frequency) that they hold; the best ones are quoted with the
neighbours that belong to them. What must not be here: ranking passages, telling kinds of questions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.asked import Kind, kind_of, marks
from rag.confidence import confidence
from rag.query import Query
from rag.split import Span, sentences
from rag.terms import normalise, places
from rag.types import Answer, Article, Citation, Hit

NOT_FOUND = "资料中没有找到"
POOL, QUOTES, SHOWN = 5, 3, 5  # passages read, quotes given, passages shown
EXCERPT = 110  # characters up to which a sentence is quoted with its neighbours
TOTAL = 200  # characters beyond which no further quote is begun
SURE = 0.43  # below this confidence the articles do not say
ALSO = 0.7  # a further sentence must be nearly as good as the best

# The share of the question's weight held by a sentence and by its passage with the title: how far the
# sentence is evidence. What orders the sentences adds the passage's rank and the sentence before.
# Chosen on 3,900 composed questions over news; neighbours of these values differ by less than a point.
WITHIN, AROUND = 0.6, 0.4
ORDER_WITHIN, ORDER_AROUND, ORDER_RANK, ORDER_BEFORE = 0.6, 0.3, 0.15, 0.1
OTHER_KIND = 0.6  # what a sentence counts that lacks the number or date asked for
ELSEWHERE = 0.3  # what a sentence counts whose article never names the place that is asked about


# The hit and the sentence in it that answer best, and their scores, as ``rag.confidence`` takes them.
Evidence = tuple[Hit, str, list[float]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of hit number ``hit``; ``evidence`` says how far it answers, ``order`` ranks it."""

    hit: int
    span: Span
    evidence: float
    order: float


def answer(question: str, query: Query, hits: Sequence[Hit], begin: float) -> Answer:
    """The answer to ``question`` from ``hits`` (best first); ``begin`` is when the clock started."""
    rows = _rows(query, hits)
    ranked = _ranked(rows)
    found = _best(hits, ranked)
    sure = round(confidence(query, hits, *found), 4) if found else 0.0
    excerpts = _excerpts(ranked, rows, hits) if sure >= SURE else ()
    chosen = tuple(
        _cite(n, hits[best.hit].article, span, query.question, best.evidence)
        for n, (best, span) in enumerate(excerpts, 1)
    )
    text = "".join(f"{c.quote}[{c.n}]" for c in chosen) or NOT_FOUND
    ms = round((time.perf_counter() - begin) * 1000, 2)
    status: Literal["answered", "no_answer"] = "answered" if chosen else "no_answer"
    return Answer(question, query.question, status, text, chosen, tuple(hits[:SHOWN]), ms, sure)


def evidence(query: Query, hits: Sequence[Hit]) -> Evidence | None:
    """What an answer would rest on; None where nothing can answer."""
    return _best(hits, _ranked(_rows(query, hits)))


def _best(hits: Sequence[Hit], ranked: Sequence[_Sentence]) -> Evidence | None:
    if not ranked or ranked[0].order <= 0:
        return None
    best, hit = ranked[0], hits[ranked[0].hit]
    scores = [best.order, best.evidence, max(s.evidence for s in ranked)]
    return hit, hit.article.text[slice(*best.span)], scores


def _ranked(rows: Sequence[Sequence[_Sentence]]) -> list[_Sentence]:
    return sorted((s for row in rows for s in row), key=lambda s: (-s.order, s.hit, s.span))


def _excerpts(
    ranked: Sequence[_Sentence], rows: Sequence[Sequence[_Sentence]], hits: Sequence[Hit]
) -> Iterator[tuple[_Sentence, Span]]:
    """The excerpts to quote, best first: a sentence and the stretch around it."""
    taken: list[tuple[str, Span]] = []
    texts: set[str] = set()
    total = 0
    for sentence in ranked:
        article = hits[sentence.hit].article
        if sentence.order < ALSO * ranked[0].order:
            break
        if any(i == article.id and _meet(span, sentence.span) for i, span in taken):
            continue
        if taken and total + sentence.span[1] - sentence.span[0] > TOTAL:
            continue
        others = [span for i, span in taken if i == article.id]
        span = _widen(sentence, rows[sentence.hit], article.text, others)
        quote = article.text[slice(*span)]
        if quote in texts:
            continue
        yield sentence, span
        taken.append((article.id, span))
        texts.add(quote)
        total += len(quote)
        if len(taken) == QUOTES:
            break


def _widen(sentence: _Sentence, row: Sequence[_Sentence], text: str, others: list[Span]) -> Span:
    """The sentence with the better of its neighbours, again and again while it stays short, in one paragraph."""
    first = last = row.index(sentence)
    while True:
        near = [i for i in (first - 1, last + 1) if 0 <= i < len(row)]
        for i in sorted(near, key=lambda i: -row[i].order):
            left = min(row[first].span[0], row[i].span[0])
            right = max(row[last].span[1], row[i].span[1])
            free = not any(_meet((left, right), other) for other in others)
            if right - left <= EXCERPT and "\n" not in text[left:right] and free:
                first, last = min(first, i), max(last, i)
                break
        else:
            return row[first].span[0], row[last].span[1]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _cite(n: int, article: Article, span: Span, query: str, score: float) -> Citation:
    start, end = span
    quote = article.text[start:end]
    words = tuple((start + a, start + b) for a, b in marks(query, quote))
    return Citation(
        n, article.id, article.title, article.source, start, end, quote, round(score, 4), words
    )


def _rows(query: Query, hits: Sequence[Hit]) -> list[list[_Sentence]]:
    """The scored sentences of each hit that is read."""
    kind, asked = kind_of(query.question), places(query.question)
    return [
        list(_scored(i, hit, query, kind, _about(hit, asked), hits[0].score))
        for i, hit in enumerate(hits[:POOL])
    ]


def _scored(
    i: int, hit: Hit, query: Query, kind: Kind | None, about: bool, top: float
) -> Iterator[_Sentence]:
    """Each sentence of a hit, scored. A sentence without the amount that a price question asks for counts nothing."""
    around = _share(f"{hit.article.title}\n{hit.text}", query) if about else 0.0
    rank = hit.score / top if top > 0 else 0.0
    before = 0.0
    for span in sentences(hit.article.text, hit.start, hit.end):
        text = hit.article.text[slice(*span)]
        within = _share(text, query)
        factor = 1.0 if about else ELSEWHERE
        if kind is not None and not kind.says.search(normalise(text)):
            factor *= 0.0 if kind.strict else OTHER_KIND
        held = WITHIN * within + AROUND * around
        order = (
            ORDER_WITHIN * within + ORDER_AROUND * around + ORDER_RANK * rank
            + ORDER_BEFORE * before
        )  # fmt: skip
        yield _Sentence(i, span, held * factor, order * factor)
        before = within


def _share(text: str, query: Query) -> float:
    """The share of the question's weight that ``text`` says."""
    total = float(query.weights.sum()) or 1.0
    return float(query.weights[query.said_in(text)].sum()) / total


def _about(hit: Hit, asked: Sequence[str]) -> bool:
    """Whether the article names some of the places that are asked about, where any are."""
    if not asked:
        return True
    text = normalise(f"{hit.article.title}\n{hit.article.text}")
    return any(place in text for place in asked)
