"""Dates as people and articles write them."""

from __future__ import annotations

import pytest

from rag.days import days_of, in_name, said


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2023年3月", "2023-03-01", "2023-03-31"),
        (" 2023/3/5 10:20", "2023-03-05", "2023-03-05"),
        ("2023年12月16日 星期六", "2023-12-16", "2023-12-16"),
        ("2023-12-16T08:00:00Z", "2023-12-16", "2023-12-16"),
        ("20231216", "2023-12-16", "2023-12-16"),
    ],
)
def test_a_date_is_a_span_of_days(text: str, first: str, last: str) -> None:
    assert days_of(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "近日", "12月16日", "2023-13", "2023-02-30", "123456", "20231345", "2023-12-123"]
)
def test_what_is_no_date(text: str) -> None:
    assert days_of(text) is None


def test_days_that_a_text_speaks_of() -> None:
    text = "2021年开工，3月5日封顶，2022年6月通车，2023-07-08验收；全长12月饼厂，13月1日。"
    assert list(said(text)) == [
        ("2021-01-01", "2021-12-31"),
        ("2021-03-05", "2021-03-05"),
        ("2022-06-01", "2022-06-30"),
        ("2023-07-08", "2023-07-08"),
    ]


def test_a_day_without_a_year_needs_one() -> None:
    assert list(said("12月16日启用")) == []
    assert list(said("12月16日启用", "2020")) == [("2020-12-16", "2020-12-16")]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("日报/2023-12-16/03版.txt", "2023-12-16"),
        ("日报20231216.pdf", "2023-12-16"),
        ("2022.1.5/2023_12_16.txt", "2023-12-16"),
    ],
)
def test_the_day_in_a_file_name(name: str, day: str) -> None:
    assert in_name(name) == (day, day)


@pytest.mark.parametrize("name", ["a.txt", "000_a20231216b.txt", "12023121600.txt", "2023.txt"])
def test_a_name_without_a_day(name: str) -> None:
    assert in_name(name) is None
