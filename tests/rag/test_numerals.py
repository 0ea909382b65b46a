"""Numerals: what a number in characters is worth, and the forms that articles print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lexical import LexicalIndex
from rag.numerals import in_digits, value
from rag.query import parse

DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """A number from 1 to 9999 as it is said."""
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return out


@given(st.integers(1, 9999))
def test_a_number_as_it_is_said_is_worth_itself(number: int) -> None:
    assert value(spoken(number)) == number


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("那六百万台", ("600万",)),
        ("八月", ("8月",)),
        ("十五号", ("15日", "15号")),
        ("百分之五", ("5%",)),
        ("三成", ("30%", "3成")),
        ("三十多万人", ("30余万", "30多万")),
        ("九百来号人", ("900余", "900多")),
        ("二零二三年", ("2023",)),
        ("一百二", ("120",)),
    ],
)
def test_a_numeral_in_digits(text: str, forms: tuple[str, ...]) -> None:
    assert [found for _, found in in_digits(text)] == [forms]


@pytest.mark.parametrize("text", ["三亚", "十分", "万一", "五一", "一个", "千万别", "百姓", ""])
def test_small_numbers_alone_say_nothing(text: str) -> None:
    assert in_digits(text) == []


def test_a_question_finds_the_number_in_digits() -> None:
    index = LexicalIndex.build(["共有600万人", "共有60万人", "六人"])
    assert int(index.weighted(parse("哪里有六百万人", index))[0].argmax()) == 0
