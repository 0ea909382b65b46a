"""Hits -> a short answer made of verbatim excerpts, each with its [n], or an honest "not found".

Deterministic and without a language model. The sentences that likely hold the answer (``rag.evidence``) are quoted
with the neighbours that belong to them. What must not be here: ranking passages or sentences, telling kinds of
questions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from embeddings import Encoder
from rag.asked import counts, kind_of, marks, numbers, unit_of
from rag.confidence import confidence
from rag.evidence import Sentence, chances
from rag.query import Query
from rag.split import Span
from rag.terms import normalise, places
from rag.types import Answer, Article, Citation, Hit

NOT_FOUND = "资料中没有找到"
QUOTES, SHOWN = 3, 5  # quotes given, passages shown
EXCERPT = 110  # characters up to which the best sentence is quoted with its neighbours
TOTAL = 200  # characters beyond which no further quote is begun
SURE = 0.22  # below this confidence the articles do not say
ALSO = 0.3  # how likely a further sentence must be beside the best
OTHER_KIND = 0.5  # what a sentence counts that lacks the number or date asked for
OTHER_UNIT = 0.5  # what one counts whose numbers are of other things than what is counted
ELSEWHERE = 0.3  # what a sentence counts whose article never names the place that is asked about

# The hit and the sentence in it that answer best, and what ``rag.confidence`` takes of how likely they do.
Evidence = tuple[Hit, str, list[float]]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A sentence and how likely it answers."""

    sentence: Sentence
    chance: float


def answer(
    question: str, query: Query, hits: Sequence[Hit], encoder: Encoder, begin: float
) -> Answer:
    """The answer to ``question`` from ``hits`` (best first); ``begin`` is when the clock started."""
    ranked = _ranked(query, hits, encoder)
    found = _best(hits, ranked)
    sure = round(confidence(query, hits, *found), 4) if found else 0.0
    excerpts = _excerpts(ranked, hits) if sure >= SURE else ()
    chosen = tuple(
        _cite(n, hits[best.sentence.hit].article, span, query.question, best.chance)
        for n, (best, span) in enumerate(excerpts, 1)
    )
    text = "".join(f"{c.quote}[{c.n}]" for c in chosen) or NOT_FOUND
    ms = round((time.perf_counter() - begin) * 1000, 2)
    status: Literal["answered", "no_answer"] = "answered" if chosen else "no_answer"
    return Answer(question, query.question, status, text, chosen, tuple(hits[:SHOWN]), ms, sure)


def best_evidence(query: Query, hits: Sequence[Hit], encoder: Encoder) -> Evidence | None:
    """What an answer would rest on; None where nothing can answer."""
    return _best(hits, _ranked(query, hits, encoder))


def _best(hits: Sequence[Hit], ranked: Sequence[_Ranked]) -> Evidence | None:
    if not ranked or ranked[0].chance <= 0:
        return None
    best, hit = ranked[0], hits[ranked[0].sentence.hit]
    others = [
        other.chance for other in ranked if hits[other.sentence.hit].article.id != hit.article.id
    ]
    scores = [best.chance, sum(other.chance for other in ranked[:3]), max(others, default=0.0)]
    return hit, hit.article.text[slice(*best.sentence.span)], scores


def _ranked(query: Query, hits: Sequence[Hit], encoder: Encoder) -> list[_Ranked]:
    """The sentences, likeliest first. A sentence without the amount that a price question asks for counts nothing."""
    found, likely = chances(query, hits, encoder)
    kind, unit = kind_of(query.question), unit_of(query.question)
    asked = places(query.question)
    about = [_about(hit, asked) for hit in hits]
    ranked = []
    for sentence, chance in zip(found, likely.astype(np.float64).tolist(), strict=True):
        text = normalise(hits[sentence.hit].article.text[slice(*sentence.span)])
        if kind is not None and not kind.says.search(text):
            chance *= 0.0 if kind.strict else OTHER_KIND
        elif unit and not any(counts(unit, text[a : b + 1]) for a, b in numbers(text)):
            chance *= OTHER_UNIT
        ranked.append(_Ranked(sentence, chance * (1.0 if about[sentence.hit] else ELSEWHERE)))
    return sorted(ranked, key=lambda one: -one.chance)


def _excerpts(ranked: Sequence[_Ranked], hits: Sequence[Hit]) -> Iterator[tuple[_Ranked, Span]]:
    """The excerpts to quote, best first: a sentence and the stretch around it."""
    likely = {(hits[x.sentence.hit].article.id, x.sentence.span): x.chance for x in ranked}
    taken: list[tuple[str, Span]] = []
    texts: set[str] = set()
    total = 0
    for one in ranked:
        article, span = hits[one.sentence.hit].article, one.sentence.span
        if one.chance < ALSO * ranked[0].chance:
            break
        if any(i == article.id and _meet(other, span) for i, other in taken):
            continue
        if taken and total + span[1] - span[0] > TOTAL:
            continue
        span = span if taken else _widen(one.sentence, article, likely)
        quote = article.text[slice(*span)]
        if quote in texts:
            continue
        yield one, span
        taken.append((article.id, span))
        texts.add(quote)
        total += len(quote)
        if len(taken) == QUOTES:
            break


def _widen(sentence: Sentence, article: Article, likely: Mapping[tuple[str, Span], float]) -> Span:
    """The sentence with the likelier of its neighbours, again and again while it stays short, in one paragraph."""
    row, first, last = sentence.row, sentence.place, sentence.place
    while True:
        near = [i for i in (first - 1, last + 1) if 0 <= i < len(row)]
        for i in sorted(near, key=lambda i: -likely.get((article.id, row[i]), 0.0)):
            left, right = min(row[first][0], row[i][0]), max(row[last][1], row[i][1])
            if right - left <= EXCERPT and "\n" not in article.text[left:right]:
                first, last = min(first, i), max(last, i)
                break
        else:
            return row[first][0], row[last][1]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _cite(n: int, article: Article, span: Span, query: str, score: float) -> Citation:
    start, end = span
    quote = article.text[start:end]
    words = tuple((start + a, start + b) for a, b in marks(query, quote))
    return Citation(
        n, article.id, article.title, article.source, start, end, quote, round(score, 4), words
    )


def _about(hit: Hit, asked: Sequence[str]) -> bool:
    """Whether the article names some of the places that are asked about, where any are."""
    if not asked:
        return True
    text = normalise(f"{hit.article.title}\n{hit.article.text}")
    return any(place in text for place in asked)
