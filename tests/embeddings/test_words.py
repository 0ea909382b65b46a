"""What counts as a token."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from embeddings import segment
from embeddings.words import normalise


def test_words_are_followed_by_their_characters() -> None:
    assert segment("北京大学，好") == ["北京大学", "北", "京", "大", "学", "好"]


def test_width_case_and_script_do_not_matter() -> None:
    assert segment("ＧＤＰ 增長") == segment("gdp增长") == ["gdp", "增长", "增", "长"]


def test_nothing_to_read_gives_no_tokens() -> None:
    assert segment("") == segment(" \n　。，……！") == []


def test_numbers_stay_whole() -> None:
    assert "3.5%" in segment("增长3.5%。")


@given(st.text(max_size=60))
def test_tokens_are_repeatable_and_survive_a_split_at_white_space(text: str) -> None:
    tokens = segment(text)
    assert tokens == segment(text)
    assert " ".join(tokens).split() == tokens
    assert all(any(char.isalnum() for char in token) for token in tokens)


@given(st.text(max_size=60))
def test_normalising_piece_by_piece_is_normalising_the_whole(text: str) -> None:
    whole = unicodedata.normalize("NFKC", text).lower()
    assert normalise(text) == OpenCC("t2s").convert(whole)
