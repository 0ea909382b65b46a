"""Pinyin: how a name falls into syllables, and which characters it may be."""

from __future__ import annotations

import pytest

from rag import pinyin
from rag.lexical import LexicalIndex
from rag.query import parse


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("tianyi", ["tian", "yi"]),
        ("shijiaying", ["shi", "jia", "ying"]),
        ("lvliang", ["lv", "liang"]),
        ("luliang", ["lu", "liang"]),
        ("tiananmen", ["tian", "an", "men"]),
        ("mark", []),
        ("", []),
    ],
)
def test_a_word_falls_into_its_syllables(word: str, spelled: list[str]) -> None:
    assert pinyin.syllables(word) == spelled


def test_two_syllables_that_follow_one_another_are_looked_for_together() -> None:
    found = pinyin.names(["qian", "tianyi"])
    assert ["钱天" in found[0], "天一" in found[1], len(found)] == [True, True, 2]
    assert pinyin.names(["qian"]) == pinyin.names(["kishida", "mark"]) == []
    assert "西安" in pinyin.names(["xi'an"])[0]


def test_a_question_looks_for_those_that_the_articles_hold() -> None:
    index = LexicalIndex.build(["钱天一赢了女单决赛", "田毅输了", "今天下雨"])
    query = parse("Who did Qian Tianyi beat?", index)
    names = {concept.names for concept in query.concepts}
    assert {("钱天",), ("天一", "田毅")} <= {tuple(sorted(n)) for n in names}
    assert int(index.weighted(query)[0].argmax()) == 0
