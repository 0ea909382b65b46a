"""Hits -> a short answer made of verbatim sentences, each with its [n], or an honest "not found".

Deterministic and without a language model: sentences of the best passages are scored by the share of
the question's weight (inverse document frequency) that they hold. What must not be here: ranking passages.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Literal

from rag.lexical import LexicalIndex
from rag.retrieve import term_weights
from rag.split import sentences
from rag.terms import normalise, places, query_terms, terms
from rag.types import Answer, Citation, Hit

NOT_FOUND = "资料中没有找到"
POOL, QUOTES, SHOWN = 5, 3, 5  # passages read, quotes given, passages shown
THIN = 0.13  # below this share of the question's weight the articles do not say
ALSO = 0.75  # a further sentence must be nearly as good as the best
OTHER_KIND = 0.6  # what a sentence counts that lacks the number or date asked for
ELSEWHERE = 0.3  # what a sentence counts whose article never names the place that is asked about

WITHIN, AROUND = 0.6, 0.4  # what the sentence itself and its passage and title lend to its score

# A question about a price is answered by an amount of money or not at all.
_PRICE = re.compile(r"多少钱|几[万千百]块|几块钱|how much money")
_MONEY = re.compile(
    r"[\d〇一二三四五六七八九十百千万亿两几][余多]?[百千万亿]{0,2}[余多]?[美欧港日韩澳加]?[元块镑]"
)
_KINDS = (
    (
        re.compile(r"多少|几[个名位家人年元块万亿场次]|百分之几|how (many|much)"),
        re.compile(r"\d|[一二三四五六七八九十百千两][个名位家人年元块万亿场次项亩户大]"),
    ),
    (
        re.compile(r"哪[年月天]|什么时候|何时|几月|when"),
        re.compile(r"\d+ ?[年月日]|[去今明]年|近日"),
    ),
)


def answer(
    question: str, query: str, hits: Sequence[Hit], index: LexicalIndex, begin: float
) -> Answer:
    """The answer to ``question`` from ``hits`` (best first); ``begin`` is when the clock started."""
    weight = _weights(query, index)
    found = sorted(
        (
            (-score, i, j, span)
            for i, hit in enumerate(hits[:POOL])
            for j, (span, score) in enumerate(_scored(hit, query, weight))
        )
    )
    chosen: list[Citation] = []
    for negative, i, _, (start, end) in found:
        hit = hits[i]
        if -negative < (ALSO * -found[0][0] if chosen else THIN) or len(chosen) == QUOTES:
            break
        if any(c.article_id == hit.article.id and c.start < end and start < c.end for c in chosen):
            continue
        quote = hit.article.text[start:end]
        if any(c.quote == quote for c in chosen):
            continue
        chosen.append(
            Citation(
                len(chosen) + 1,
                hit.article.id,
                hit.article.title,
                hit.article.source,
                start,
                end,
                quote,
                round(-negative, 4),
            )
        )
    text = "".join(f"{c.quote}[{c.n}]" for c in chosen) or NOT_FOUND
    ms = round((time.perf_counter() - begin) * 1000, 2)
    status: Literal["answered", "no_answer"] = "answered" if chosen else "no_answer"
    return Answer(question, query, status, text, tuple(chosen), tuple(hits[:SHOWN]), ms)


def _weights(query: str, index: LexicalIndex) -> dict[str, float]:
    learned = term_weights()
    return {t: index.idf(t) * learned.get(t, 1.0) for t in query_terms(query)}


def _scored(
    hit: Hit, query: str, weight: Mapping[str, float]
) -> list[tuple[tuple[int, int], float]]:
    """Each sentence of a hit with its share of the question's weight; the passage and the title lend
    some of theirs, and a sentence of the kind that is asked for counts more."""
    asked = normalise(query)
    total = sum(weight.values()) or 1.0
    about = _about(hit, query)
    around = _share(f"{hit.article.title}\n{hit.text}", weight) / total if about else 0.0
    wanted = [answering for question, answering in _KINDS if question.search(asked)]
    priced = _PRICE.search(asked)
    out = []
    for start, end in sentences(hit.article.text, hit.start, hit.end):
        sentence = hit.article.text[start:end]
        if priced and not _MONEY.search(sentence):
            continue
        score = WITHIN * _share(sentence, weight) / total + AROUND * around
        if not about:
            score *= ELSEWHERE
        if not all(kind.search(sentence) for kind in wanted):
            score *= OTHER_KIND
        out.append(((start, end), score))
    return out


def _share(text: str, weight: Mapping[str, float]) -> float:
    held = set(terms(text))
    return sum(value for term, value in weight.items() if term in held)


def _about(hit: Hit, query: str) -> bool:
    """Whether the article names some place of the question, where the question names any."""
    asked = places(query)
    text = normalise(f"{hit.article.title}\n{hit.article.text}")
    return not asked or any(place in text for place in asked)
