"""Counts of terms: as a plain count would have them, carried over as if counted anew, and scored as bm25s scores."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.lexical import K1, B, LexicalIndex
from rag.postings import Postings
from rag.terms import query_terms, terms

texts = st.lists(st.text("清晨湖面白鹭 abc1。", max_size=12), max_size=8)


def table(postings: Postings) -> list[Counter[str]]:
    """The terms of each passage."""
    found: list[Counter[str]] = [Counter() for _ in range(postings.size)]
    for number, term in enumerate(postings.terms):
        span = slice(postings.indptr[number], postings.indptr[number + 1])
        for row, count in zip(postings.rows[span], postings.counts[span], strict=True):
            found[row][term] += int(count)
    return found


@given(texts)
def test_terms_are_counted(said: list[str]) -> None:
    postings = Postings.count(said)
    assert table(postings) == [Counter(terms(text)) for text in said]
    assert postings.lengths.tolist() == [len(terms(text)) for text in said]


@given(texts, texts, st.data())
def test_what_stays_is_as_if_counted_anew(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    chosen = st.sets(st.integers(0, len(old) - 1)) if old else st.just(set[int]())
    kept = sorted(data.draw(chosen))
    updated = Postings.count(old).updated(np.array(kept, dtype=np.int64), Postings.count(new))
    anew = Postings.count([*(old[i] for i in kept), *new])
    assert table(updated) == table(anew)
    assert updated.lengths.tolist() == anew.lengths.tolist()
    assert set(updated.terms) == set(anew.terms)


def test_scores_are_those_of_bm25s() -> None:
    import bm25s
    from bm25s.tokenization import Tokenized

    said = [
        "清晨的湖面上飘着薄雾",
        "几只白鹭从湖面飞起，湖面很静",
        "面包房搬到了桥头",
        "桥头的白鹭",
    ]
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in terms(text)] for text in said]
    reference = bm25s.BM25(k1=K1, b=B, method="lucene")
    reference.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
    known = [term for term in query_terms("湖面上的白鹭") if term in vocabulary]
    expected = reference.get_scores(known)
    assert expected.max() > 1
    np.testing.assert_allclose(LexicalIndex.build(said).scores("湖面上的白鹭"), expected, rtol=1e-5)


def test_saved_and_loaded(tmp_path: Path) -> None:
    postings = Postings.count(["湖面上的白鹭", "桥头"])
    postings.save(tmp_path / "lexical")
    assert table(Postings.load(tmp_path / "lexical")) == table(postings)
    (tmp_path / "lexical" / "rows.npy").write_bytes(b"x")
    with pytest.raises(StoreError, match="wenju index"):
        Postings.load(tmp_path / "lexical")
