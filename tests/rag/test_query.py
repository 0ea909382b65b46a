"""From a question to weighted concepts, and what the lexical index makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from rag.lexical import LexicalIndex
from rag.query import Concept, Query, parse
from rag.terms import pieces
from rag.weigh import weigh

TEXTS = ["市工商业联合会开会", "农民进城务工", "外出打工", "今天下雨", "工商局上门"]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def test_an_english_word_and_its_chinese_are_one_concept(index: LexicalIndex) -> None:
    query = parse("bridge", index)
    assert [c.names[0] for c in query.concepts] == ["bridge"]
    assert "大桥" in query.concepts[0].names
    assert query.text.startswith("bridge ")


def test_a_chinese_word_keeps_its_own_terms_beside_its_other_names(index: LexicalIndex) -> None:
    names = [c.names for c in parse("打工", index).concepts]
    assert ("打工",) in names
    assert any("务工" in other for other in names)


def test_function_words_weigh_next_to_nothing(index: LexicalIndex) -> None:
    found = parse("what is the bridge of the city", index).concepts
    weight = {c.names[0]: c.weight / index.idf(*c.names) for c in found}
    assert weight["the"] < 0.1 < weight["bridge"]


def test_what_asks_weighs_less_than_what_is_asked_about(index: LexicalIndex) -> None:
    weight = weigh("青河大桥到底啥时候通车？", index)
    assert max(weight["啥"], weight["到底"]) < weight["通车"] < weight["大桥"]
    assert max(weight["啥"], weight["到底"]) < 0.3 < weight["大桥"]
    assert all(0 <= value <= 1 for value in weight.values())


def test_pieces_are_all_that_a_passage_must_hold() -> None:
    assert pieces("工商联") == ("工商", "商联")
    assert pieces("7月") == ("7", "月")
    assert pieces("ai大模型") == ("ai", "大模", "模型")


def test_any_name_finds_a_passage_and_a_long_name_needs_all_its_pieces(index: LexicalIndex) -> None:
    query = Query("", "", (Concept(("务工", "工商业联合会"), 1.0),))
    score, holders = index.weighted(query)
    assert np.flatnonzero(score).tolist() == holders[0].tolist() == [0, 1]


def test_a_concept_is_as_rare_as_its_names_together(index: LexicalIndex) -> None:
    assert 0 < index.idf("务工", "打工") < index.idf("务工") == index.idf("打工")
    assert index.idf("没有的词") > index.idf("务工")


def test_single_terms_score_as_plain_bm25(index: LexicalIndex) -> None:
    terms = tuple(Concept((term,), index.idf(term)) for term in ("打", "工", "打工"))
    score, _ = index.weighted(Query("", "", terms))
    np.testing.assert_allclose(score, index.scores("打工"), rtol=1e-5)


def test_a_question_without_any_word(index: LexicalIndex) -> None:
    assert parse("？！", index).concepts == ()
    assert index.weighted(parse("？！", index))[0].sum() == 0
