"""What is quoted, how much of it, and when nothing is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from rag import Library
from rag.answer import EXCERPT
from rag.asked import marks

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.create(tmp_path_factory.mktemp("answer") / "store", [SEEDS])[0]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("嘉兴水果市场总占地多少亩？", "540亩"),
        ("柯桥的少数民族服务中心帮多少人租到了房？", "287名"),
        ("优家村有多少个股东？", "1615个"),
        ("平湖研究乡贤文化的会是什么时候办起来的？", "2022年6月"),
    ],
)
def test_the_answering_words_are_marked(library: Library, question: str, words: str) -> None:
    marked = []
    for citation in library.ask(question).citations:
        text = library.article(citation.article_id).text
        marked += [text[start:end] for start, end in citation.marks]
        assert all(citation.start <= a < b <= citation.end for a, b in citation.marks)
    assert words in marked


def test_quotes_stay_short_and_do_not_meet(library: Library) -> None:
    for article in library.articles():
        answer = library.ask(article.title)
        spans = sorted((c.article_id, c.start, c.end) for c in answer.citations)
        for (one, _, end), (other, start, _) in pairwise(spans):
            assert one != other or end <= start
        for c in answer.citations:
            alone = c.quote.count("。") <= 1
            assert alone or len(c.quote) <= EXCERPT, c.quote


@pytest.mark.parametrize(
    "question",
    [
        "红烧肉怎么做才不柴？",
        "法国总统是谁？",
        "Who won the 2022 FIFA World Cup?",
        "葫芦岛今天气温多少度？",
    ],
)
def test_what_the_articles_do_not_say_is_refused(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "no_answer" and answer.confidence < 0.3
    assert answer.passages


def test_confidence_tells_how_sure_the_answer_is(library: Library) -> None:
    assert library.ask("嘉兴水果市场总占地多少亩？").confidence > 0.6


def test_english_is_answered(library: Library) -> None:
    answer = library.ask("How many mu does the Jiaxing fruit market cover?")
    assert "540" in answer.text


def test_the_clause_that_is_asked_about_is_marked() -> None:
    quote = "服务中心累计已帮287名少数民族群众租到房子，找到工作的有309人，始于2005年。"
    (span,) = marks("服务中心帮多少人租到了房？", quote)
    assert quote[slice(*span)] == "287名"
    assert marks("服务中心有多少辆车？", "始于2005年。") == ()
    assert marks("服务中心占地多少亩？", "服务中心的会员近600户。") == ()
