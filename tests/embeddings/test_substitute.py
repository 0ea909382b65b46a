"""Rewording: which words are replaced, by what, and what stays."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from embeddings.pairs import Lexicon
from embeddings.substitute import Substitutes, read_names, vocabulary


@pytest.fixture
def names(tmp_path: Path) -> Path:
    (tmp_path / "everyday.tsv").write_text("老板\t企业家 经营户\n", encoding="utf-8")
    (tmp_path / "english.tsv").write_text("bridge\t大桥\n", encoding="utf-8")
    return tmp_path


def test_names_lead_both_ways_in_chinese_and_to_english_alone(names: Path) -> None:
    chinese, english = read_names(names)
    assert chinese == {"企业家": ["老板"], "经营户": ["老板"], "老板": ["企业家", "经营户"]}
    assert english == {"大桥": ["bridge"]}
    assert vocabulary((chinese, english)) == {"老板", "企业家", "经营户", "大桥", "bridge"}


def reworded(names: Path, text: str, share: float, drop: float, which: int) -> list[str]:
    lexicon = Lexicon()
    bag = np.array(lexicon.encode(text), dtype=np.int32)
    substitutes = Substitutes(read_names(names)[which], lexicon.encode)
    tokens = list(lexicon.numbers)
    return [tokens[i] for i in substitutes.replace(bag, share, drop, Random(1))]


def test_a_word_goes_with_its_characters_and_the_rest_stays(names: Path) -> None:
    out = reworded(names, "企业家来了", 1, 0, 0)
    assert out[:3] == ["老板", "老", "板"] and "企业家" not in out and "业" not in out
    assert out[3:] == reworded(names, "来了", 1, 0, 0)
    assert reworded(names, "看大桥", 1, 1, 1) == ["bridge"]


def test_nothing_is_replaced_at_share_0_and_nothing_is_ever_left_empty(names: Path) -> None:
    plain = reworded(names, "企业家", 0, 0, 0)
    assert plain[0] == "企业家"
    assert reworded(names, "来了", 1, 1, 0) == reworded(names, "来了", 0, 0, 0)
