"""The sentences of the best passages, put in order by how likely each holds the answer.

Gradient-boosted trees over what a sentence and its neighbours say of the question, what kind of thing the question
asks for and the sentence offers, and how near their vectors are; learned by ``rag/training/evidence.py``. What must
not be here: ranking passages, what is quoted of the sentences (``rag.answer``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.asked import KINDS, NUMBER, counts, kind_of, unit_of
from rag.query import Query
from rag.split import Span, sentences
from rag.terms import is_latin, normalise, query_terms, tagged, terms
from rag.trees import Shipped
from rag.types import Hit
from rag.weigh import DATA

TREES = Shipped(DATA / "evidence.safetensors")
POOL = 6  # passages whose sentences are looked at
TOP = 4  # the heaviest concepts, looked at by themselves

# What a question asks by, each with what is a sign of it.
_ASKS = tuple(
    map(
        re.compile,
        (
            r"谁|哪位|什么人|哪个人|who\b|whose", r"哪里|哪儿|什么地方|何地|在哪|哪个?[省市县区镇村国]|where",
            r"哪[家个]|什么(?:单位|公司|机构|部门)|which", r"为什么|为啥|为何|原因|怎么会|why",
            r"怎么|怎样|如何|咋|\bhow\b", r"叫什么|名字|名称|叫啥|called|name",
            r"什么是|是什么|指什么|是啥|what is", r"吗[？?]?$|是不是|有没有|是否|能不能", r"什么|啥|what",
            r"多少|几|how many|how much",
        ),
    )
)  # fmt: skip
# What a sentence answers by: a cause, a means, a definition, a name in quotes.
_OFFERS = tuple(
    map(
        re.compile,
        (
            r"因为|由于|因此|所以|为了|导致|原因|使得|致使|鉴于|以便|从而",
            r"通过|采取|采用|利用|以.{1,12}方式|首先|措施|方法|办法",
            r"是指|即|称为|叫做|名为|又称|简称|是一[种个]", r"“[^”]{2,20}”|《[^》]+》",
        ),
    )
)  # fmt: skip
_FOCUS = re.compile(
    r"(?:什么|哪些|哪个|哪种|哪家|哪项|哪一[个种项]|啥|多少|几)([\u3400-\u9fff]{2,4})"
    r"|([\u3400-\u9fff]{2,4})(?:是|叫|有)(?:什么|谁|多少|哪|啥)"
)
_NAMES = ("nr", "ns", "nt", "nz")
_DIGITS = re.compile(r"\d+")
_CLAUSE = re.compile(r"[，；：、,;:\s]+")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of hit number ``hit``: ``place`` in the sentences of its passage, ``row``."""

    hit: int
    place: int
    span: Span
    row: tuple[Span, ...]


def chances(query: Query, hits: Sequence[Hit], encoder: Encoder) -> tuple[list[Sentence], Floats]:
    """The sentences of the first ``POOL`` hits, each once, and how likely each holds the answer."""
    found, rows = features(query, hits, encoder)
    return found, TREES().chance(rows) if found else np.zeros(0, dtype=np.float32)


def features(query: Query, hits: Sequence[Hit], encoder: Encoder) -> tuple[list[Sentence], Floats]:
    """The sentences, and what the trees look at, shape (sentences, features)."""
    found = candidates(hits)
    if not found:
        return found, np.zeros((0, 0), dtype=np.float32)
    question, texts = _Question(query), _Texts(query, hits)
    rows = [
        [
            *_hit(hits, s),
            *_said(question, texts, s),
            *_place(hits, s),
            *_offers(question, texts.of(s.hit, s.span)),
        ]
        for s in found
    ]
    within = np.array([texts.share(s.hit, s.span) for s in found], dtype=np.float32)
    told = [hits[s.hit].article.text[slice(*s.span)] for s in found]
    asked = encoder.encode_queries([query.text])[0]
    near, nearest = encoder.encode_passages(told) @ asked, _nearest(told, encoder, asked)
    columns = [
        column
        for values in (near, nearest, within)
        for column in (values, values - values.max(), _ranks(values))
    ]
    same = np.full(len(found), len(found))
    return found, np.column_stack([np.array(rows), *columns, same]).astype(np.float32)


def _nearest(told: Sequence[str], encoder: Encoder, asked: Floats) -> Floats:
    """The cosine of the clause of each sentence that is nearest to the question."""
    clauses = [list(filter(None, _CLAUSE.split(text))) or [""] for text in told]
    cosines = encoder.encode_passages([clause for row in clauses for clause in row]) @ asked
    starts = np.cumsum([0, *map(len, clauses)])[:-1]
    return np.asarray(np.maximum.reduceat(cosines, starts), dtype=np.float32)


def candidates(hits: Sequence[Hit]) -> list[Sentence]:
    """The sentences of the first ``POOL`` hits, each once, in their order."""
    found: dict[tuple[str, Span], Sentence] = {}
    for number, hit in enumerate(hits[:POOL]):
        row = tuple(sentences(hit.article.text, hit.start, hit.end))
        for place, span in enumerate(row):
            found.setdefault((hit.article.id, span), Sentence(number, place, span, row))
    return list(found.values())


class _Question:
    """What the question asks for."""

    def __init__(self, query: Query) -> None:
        self.asked = normalise(query.question)
        self.kind, self.unit = kind_of(query.question), unit_of(query.question)
        words = tagged(self.asked)
        self.names = {word for word, flag in words if flag in _NAMES and len(word) > 1}
        self.content = {word for word, flag in words if flag[:1] in "nva" and len(word) > 1}
        self.numbers, self.letters = set(_DIGITS.findall(self.asked)), set(self.asked)
        self.terms = set(query_terms(query.question))
        match = _FOCUS.search(self.asked)
        focus = (match[1] or match[2]) if match else ""
        self.focus = set(map("".join, pairwise(focus)))
        self.row = [
            KINDS.index(self.kind) if self.kind else -1.0,
            *(float(bool(ask.search(self.asked))) for ask in _ASKS), len(self.content), len(self.names),
            len(self.asked), float(any(is_latin(word) for word in self.asked.split())),
            float(query.weights.sum()),
        ]  # fmt: skip


class _Texts:
    """What sentences say of the question, each looked at once."""

    def __init__(self, query: Query, hits: Sequence[Hit]) -> None:
        self._query, self._hits = query, hits
        self.weights = query.weights
        self._total = float(self.weights.sum()) or 1.0
        self._heaviest = np.argsort(-self.weights, kind="stable")[:TOP]
        self._said: dict[tuple[int, Span], NDArray[np.bool_]] = {}
        self._terms: dict[tuple[int, Span], set[str]] = {}
        self._plain: dict[tuple[int, Span], str] = {}
        self._around: dict[int, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}

    def of(self, hit: int, span: Span) -> str:
        """The text, normalised."""
        if (hit, span) not in self._plain:
            self._plain[hit, span] = normalise(self._hits[hit].article.text[slice(*span)])
        return self._plain[hit, span]

    def terms(self, hit: int, span: Span) -> set[str]:
        """The terms of the sentence."""
        if (hit, span) not in self._terms:
            self._terms[hit, span] = set(terms(self.of(hit, span)))
        return self._terms[hit, span]

    def says(self, hit: int, span: Span) -> NDArray[np.bool_]:
        """Which concepts of the question the sentence says, (concepts,)."""
        if (hit, span) not in self._said:
            self._said[hit, span] = self._query.said_by(self.terms(hit, span), self.of(hit, span))
        return self._said[hit, span]

    def around(self, hit: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which concepts the passage with its title says, and which the title alone."""
        if hit not in self._around:
            title = self._hits[hit].article.title
            passage = self._query.said_in(f"{title}\n{self._hits[hit].text}")
            self._around[hit] = passage, self._query.said_in(title)
        return self._around[hit]

    def weight(self, says: NDArray[np.bool_]) -> float:
        """The share of the question's weight."""
        return float(self.weights[says].sum()) / self._total

    def share(self, hit: int, span: Span) -> float:
        """The share of the question's weight that the sentence says."""
        return self.weight(self.says(hit, span))

    def heaviest(self, says: NDArray[np.bool_]) -> list[float]:
        """Which of the heaviest concepts are said, padded."""
        held = says[self._heaviest].astype(float).tolist()
        return [*held, *[0.0] * (TOP - len(held))]


def _hit(hits: Sequence[Hit], sentence: Sentence) -> list[float]:
    """How good the passage is."""
    hit, most = hits[sentence.hit], max(hit.lexical for hit in hits[:POOL]) or 1.0
    relative = hit.score / (hits[0].score or 1.0)
    return [hit.score, relative, sentence.hit, hit.dense, hit.lexical / most]


def _said(question: _Question, texts: _Texts, sentence: Sentence) -> list[float]:
    """How much of the question the sentence says, alone, with its neighbours, and with its title."""
    at, row, hit = sentence.place, sentence.row, sentence.hit
    own, (passage, title) = texts.says(hit, sentence.span), texts.around(hit)
    nothing = np.zeros_like(own)
    before = texts.says(hit, row[at - 1]) if at else nothing
    behind = texts.says(hit, row[at + 1]) if at + 1 < len(row) else nothing
    text = texts.of(hit, sentence.span)
    seen = (
        before, behind, own | before, own | behind, own | before | behind, passage, title, own | title,
        own & ~title,
    )  # fmt: skip
    clauses = [len(question.terms.intersection(terms(part))) for part in _CLAUSE.split(text)]
    every = len(question.terms) or 1
    return [
        *map(texts.weight, seen), *texts.heaviest(own),
        len(question.terms & texts.terms(hit, sentence.span)) / every, max(clauses, default=0) / every,
        _longest(question.asked, text) / (len(question.asked) or 1),
    ]  # fmt: skip


def _longest(one: str, other: str) -> int:
    """The characters of the longest run that stands in both."""
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other:
            best += 1
    return best


def _place(hits: Sequence[Hit], sentence: Sentence) -> list[float]:
    """How long the sentence is, and where it stands."""
    (start, end), article = sentence.span, hits[sentence.hit].article
    return [
        end - start, sentence.place, len(sentence.row), start / (len(article.text) + 1), start == 0,
        start >= article.body_end,
    ]  # fmt: skip


def _offers(question: _Question, text: str) -> list[float]:
    """What the sentence offers of what is asked for."""
    kind, focus = question.kind, question.focus
    told = kind.says.findall(text) if kind else []
    numbers = list(NUMBER.finditer(text))
    counted = [counts(question.unit, text[m.start() : m.end() + 1]) for m in numbers]
    flags = [flag for word, flag in tagged(text) if len(word) > 1 and word not in question.asked]
    content, names = question.content, question.names
    return [
        bool(told), len(told), sum(word not in question.asked for word in told), len(numbers),
        float(any(counted)) if question.unit else -1.0, flags.count("nr"), flags.count("ns"),
        flags.count("nt") + flags.count("nz"), *(len(sign.findall(text)) for sign in _OFFERS),
        sum(pair in text for pair in focus) / len(focus) if focus else -1.0,
        len(set(text) - question.letters), sum(word in text for word in content) / (len(content) or 1),
        sum(word in text for word in names) - len(names),
        sum(number in text for number in question.numbers) - len(question.numbers), *question.row,
    ]  # fmt: skip


def _ranks(values: Floats) -> NDArray[np.int64]:
    """The place of each value, 0 for the highest."""
    return np.argsort(np.argsort(-values, kind="stable"), kind="stable")
