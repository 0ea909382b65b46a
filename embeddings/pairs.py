"""Training material of the static model: articles as token numbers, and pairs drawn from them."""

from __future__ import annotations

import gzip
import json
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.words import segment

Bag = NDArray[np.int32]
"""The token numbers of one text; their order carries no meaning."""

_SENTENCE = re.compile(r"[^。！？!?；\n]+[。！？!?；\n]*")
_EVIDENCE_MARGIN = 120
_SHORT_LEAD = 20
_PASSAGE_TOKENS = (120, 450)


class Pair(NamedTuple):
    """Two texts of which the first should find the second."""

    anchor: Bag
    positive: Bag


class Lexicon:
    """Numbers tokens in the order in which they are first seen."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def encode(self, text: str) -> list[int]:
        """The numbers of the tokens of `text`."""
        numbers = self.numbers
        return [numbers.setdefault(token, len(numbers)) for token in segment(text)]


@dataclass(frozen=True)
class Corpus:
    """Articles as one run of token numbers, cut into sentences.

    Sentence s is `tokens[bounds[s]:bounds[s + 1]]`; article a owns the sentences from
    `first[a]` up to `first[a + 1]` and has the id `ids[a]`.
    """

    ids: list[str]
    tokens: Bag
    bounds: NDArray[np.int64]
    first: NDArray[np.int64]

    def span(self, start: int, stop: int) -> Bag:
        """The tokens of the sentences from `start` up to `stop`."""
        return self.tokens[self.bounds[start] : self.bounds[stop]]

    def document_frequency(self, size: int) -> NDArray[np.int64]:
        """In how many articles each of `size` token numbers stands; shape (size,)."""
        counts = np.zeros(size, dtype=np.int64)
        for start, stop in zip(self.first[:-1], self.first[1:], strict=True):
            counts[np.unique(self.span(start, stop))] += 1
        return counts

    def renumber(self, mapping: Bag) -> Corpus:
        """The same articles with token t as `mapping[t]`; tokens mapped to 0 are dropped."""
        tokens = mapping[self.tokens]
        kept = np.concatenate([[0], np.cumsum(tokens > 0)])
        return Corpus(self.ids, tokens[tokens > 0], kept[self.bounds], self.first)


def read_articles(folder: Path) -> Iterator[tuple[str, str]]:
    """The id and text of each article in the .jsonl.gz files of `folder`, in order of name."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                yield article["_id"], article["text"]


def read_corpus(articles: Iterable[tuple[str, str]], lexicon: Lexicon) -> Corpus:
    """Splits articles into sentences and numbers their tokens; empty sentences are left out."""
    ids: list[str] = []
    tokens, bounds, first = array("i"), array("q", [0]), array("q", [0])
    for name, text in articles:
        for sentence in _SENTENCE.findall(text):
            tokens.extend(lexicon.encode(sentence))
            if len(tokens) > bounds[-1]:
                bounds.append(len(tokens))
        ids.append(name)
        first.append(len(bounds) - 1)
    return Corpus(ids, np.array(tokens), np.array(bounds), np.array(first))


def read_questions(
    paths: Iterable[Path], texts: dict[str, str], lexicon: Lexicon
) -> dict[str, list[tuple[list[int], list[int]]]]:
    """By article id: the token numbers of each question and of the passage that answers it.

    Questions without an answer, and those whose evidence is not found in `texts`, are left out.
    A follow-up counts in its whole form. Evidence is given as clauses or as offsets.
    """
    found: dict[str, list[tuple[list[int], list[int]]]] = {}
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    for entry in map(json.loads, lines):
        if entry["type"] == "unanswerable":
            continue
        passage = _evidence_passage(texts.get(entry["article"], ""), entry["evidence"])
        if passage:
            question = entry.get("standalone") or entry["question"]
            pair = (lexicon.encode(question), lexicon.encode(passage))
            found.setdefault(entry["article"], []).append(pair)
    return found


def _evidence_passage(text: str, evidence: list[str | list[int]]) -> str:
    """The part of `text` around the first evidence found in it, white space aside; else ''."""
    for clause in evidence:
        if not isinstance(clause, str):
            return text[max(0, clause[0] - _EVIDENCE_MARGIN) : clause[1] + _EVIDENCE_MARGIN]
        pattern = r"\s*".join(re.escape(char) for char in "".join(clause.split()))
        match = re.search(pattern, text)
        if match:
            return text[max(0, match.start() - _EVIDENCE_MARGIN) : match.end() + _EVIDENCE_MARGIN]
    return ""


def lead_pair(corpus: Corpus, article: int, random: Random) -> Pair:
    """The opening of an article (of two sentences or more) and a later passage of it."""
    first, last = int(corpus.first[article]), int(corpus.first[article + 1])
    # A dateline alone says nothing of the story, so a short opening takes its neighbour along.
    short = len(corpus.span(first, first + 1)) < _SHORT_LEAD
    body = first + 2 if short and last - first > 2 else first + 1
    start = random.randrange(body, last)
    return Pair(corpus.span(first, body), corpus.span(start, _grow(corpus, start, last, random)))


def sentence_pair(corpus: Corpus, article: int, random: Random) -> Pair:
    """A sentence of an article (of two sentences or more) and the passage it was taken from."""
    first, last = int(corpus.first[article]), int(corpus.first[article + 1])
    start = random.randrange(first, last - 1)
    stop = max(_grow(corpus, start, last, random), start + 2)
    chosen = random.randrange(start, stop)
    rest = (corpus.span(start, chosen), corpus.span(chosen + 1, stop))
    return Pair(corpus.span(chosen, chosen + 1), np.concatenate(rest))


def _grow(corpus: Corpus, start: int, last: int, random: Random) -> int:
    """Where a passage ends that begins at sentence `start` and has a random length."""
    limit = corpus.bounds[start] + random.randint(*_PASSAGE_TOKENS)
    stop = int(np.searchsorted(corpus.bounds, limit))
    return min(max(stop, start + 1), last)
