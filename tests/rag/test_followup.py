"""Which questions are made whole, and how the whole reads."""

from __future__ import annotations

import pytest

from rag.followup import resolve

FIRST = "嘉善2022年有多少少数民族人口？"


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("那平湖呢？", "平湖2022年有多少少数民族人口？"),
        ("平湖呢", "平湖2022年有多少少数民族人口？"),
        ("2023年呢？", "嘉善2023年有多少少数民族人口？"),
        ("其中回族有多少？", "嘉善2022年有多少少数民族人口，其中回族有多少？"),
        ("为什么？", "嘉善2022年有多少少数民族人口，为什么？"),
        ("How many of them are Hui?", "嘉善2022年有多少少数民族人口，How many of them are Hui?"),
    ],
)
def test_a_follow_up_is_made_whole(question: str, whole: str) -> None:
    assert resolve(question, [FIRST]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "平湖有多少台企？",
        "“同心花开”项目是哪年开始的？",
        "浙江省民营经济人士教育培训基地设在了什么地方？",
        "Which city is the market in?",
        "How many bridges are there in Jiaxing?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert resolve(question, [FIRST]) == question


def test_a_chain_goes_back_to_where_it_began() -> None:
    assert resolve("海盐呢？", [FIRST, "那平湖呢？"]) == "海盐2022年有多少少数民族人口？"


def test_empty_turns_are_passed_over() -> None:
    assert resolve("那平湖呢？", [FIRST, "  "]) == "平湖2022年有多少少数民族人口？"
    assert resolve("那平湖呢？", []) == "那平湖呢？"


def test_an_empty_question_stays_empty() -> None:
    assert resolve(" ", [FIRST]) == ""
