"""The thesaurus: its form, and how keys are found in a question."""

from __future__ import annotations

import re

import pytest

from rag import thesaurus
from rag.terms import normalise

FILES = sorted(thesaurus.FOLDER.glob("*.tsv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_is_a_key_and_its_names(path: object) -> None:
    lines = thesaurus.FOLDER.joinpath(str(path)).read_text(encoding="utf-8").splitlines()
    keys = [line.split("\t")[0] for line in lines]
    assert keys == sorted(set(keys))
    for line in lines:
        assert re.fullmatch(r"[^\t]+\t[^\t ]+(?: [^\t ]+){0,9}", line), line
        key, names = line.split("\t")
        assert key not in names.split(" "), line


def test_four_files_are_there() -> None:
    assert [path.stem for path in FILES] == ["abbreviations", "english", "everyday", "synonyms"]


@pytest.mark.parametrize(
    ("question", "key", "name"),
    [
        ("How many shareholders voted?", "shareholder", "股东"),
        ("Which volcanoes erupted?", "volcano", "火山"),
        ("the village's lanterns", "lantern", "灯笼"),
        ("São Paulo's beaches", "sao paulo", "圣保罗"),
        ("GDP per capita of Zhejiang", "zhejiang", "浙江"),
    ],
)
def test_english_is_found_in_any_regular_form(question: str, key: str, name: str) -> None:
    found = dict(thesaurus.english(normalise(question)))
    assert name in found[key]


def test_the_longer_english_phrase_stands() -> None:
    keys = [key for key, _ in thesaurus.english("how much did the science park cost")]
    assert "how much" in keys and "science park" in keys and "park" not in keys


def test_an_unknown_word_comes_with_nothing() -> None:
    assert thesaurus.english("zzyzx 2023") == [("zzyzx", ())]


def test_chinese_keys_do_not_overlap() -> None:
    found = dict(thesaurus.chinese("打工人的老板"))
    assert "打工人" in found and "打工" not in found
    assert "企业家" in found["老板"]


def test_the_other_script_is_found_by_the_same_key() -> None:
    assert thesaurus.chinese(normalise("老闆")) == thesaurus.chinese("老板")
