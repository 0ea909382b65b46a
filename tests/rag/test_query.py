"""From a question to concepts, and what the lexical index makes of them."""

from __future__ import annotations

import numpy as np

from rag.lexical import LexicalIndex
from rag.query import Concept, Query, parse
from rag.terms import pieces

TEXTS = ["市工商业联合会开会", "农民进城务工", "外出打工", "今天下雨", "工商局上门"]


def test_an_english_word_and_its_chinese_are_one_concept() -> None:
    query = parse("bridge")
    assert [c.names[0] for c in query.concepts] == ["bridge"]
    assert "大桥" in query.concepts[0].names
    assert query.text.startswith("bridge ")


def test_a_chinese_word_keeps_its_own_terms_beside_its_other_names() -> None:
    names = [c.names for c in parse("打工").concepts]
    assert ("打工",) in names
    assert any("务工" in other for other in names)


def test_function_words_weigh_next_to_nothing() -> None:
    weight = {c.names[0]: c.weight for c in parse("what is the bridge of the city").concepts}
    assert weight["the"] < 0.1 < weight["bridge"]


def test_pieces_are_all_that_a_passage_must_hold() -> None:
    assert pieces("工商联") == ("工商", "商联")
    assert pieces("7月") == ("7", "月")
    assert pieces("ai大模型") == ("ai", "大模", "模型")


def test_any_name_finds_a_passage_and_a_long_name_needs_all_its_pieces() -> None:
    index = LexicalIndex.build(TEXTS)
    score = index.weighted(Query("", (Concept(("务工", "工商业联合会")),)))
    assert np.flatnonzero(score).tolist() == [0, 1]
    assert score[0] > 0 and score[1] > 0


def test_a_concept_is_as_rare_as_its_names_together() -> None:
    index = LexicalIndex.build(TEXTS)
    one, both = Concept(("务工",)), Concept(("务工", "打工"))
    assert index.weight(one) == index.idf("务工")
    assert 0 < index.weight(both) < index.weight(one)
    assert index.weight(Concept(("务工",), 0.5)) == index.weight(one) / 2


def test_single_terms_score_as_plain_bm25() -> None:
    index = LexicalIndex.build(TEXTS)
    terms = tuple(Concept((term,)) for term in ("打", "工", "打工"))
    np.testing.assert_allclose(index.weighted(Query("", terms)), index.scores("打工"), rtol=1e-5)
