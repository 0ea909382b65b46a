"""The main job through the public class and the command line, on files written here and on seeds/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import Library
from rag.errors import InputError, StoreError
from rag.split import split
from ui.cli import main

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTIONS = {
    "嘉兴水果市场总占地多少亩？": "540",
    "优家村有多少个股东分到了红利？": "1615",
    "杭州的三化融合是哪三化？": "实体化",
    "金华萬名鄉賢助共富的現場會在哪裡開的？": "磐安",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.create(tmp_path_factory.mktemp("library") / "store", [SEEDS])[0]


@pytest.mark.parametrize(("question", "words"), QUESTIONS.items())
def test_answer_holds_the_fact_and_every_quote_is_verbatim(
    library: Library, question: str, words: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert words in answer.text
    for c in answer.citations:
        assert library.article(c.article_id).text[c.start : c.end] == c.quote


def test_off_topic_question_is_refused_with_the_nearest_passages(library: Library) -> None:
    answer = library.ask("红烧肉怎么做才不柴?")
    assert (answer.status, answer.citations) == ("no_answer", ())
    assert answer.text == "资料中没有找到"


def test_a_follow_up_is_searched_whole(library: Library) -> None:
    first = "柯桥的少数民族服务中心帮多少人租到了房？"
    answer = library.ask("帮着找到工作的呢？", [first])
    assert first in answer.query
    assert "309" in answer.text


def test_hybrid_does_not_lose_to_its_better_half(library: Library) -> None:
    found = dict.fromkeys(("hybrid", "lexical", "dense"), 0)
    for mode in found:
        for question, words in QUESTIONS.items():
            found[mode] += any(words in h.text for h in library.search(question, 3, mode))
    assert found["hybrid"] >= max(found["lexical"], found["dense"])


def test_passages_are_slices(library: Library) -> None:
    for article in library.articles():
        for p in split(article):
            assert article.text[p.start : p.end] == p.text


@pytest.mark.parametrize(
    "question",
    [
        "?",
        "字",
        "😀",
        "'; DROP TABLE articles;--",
        "<script>alert(1)</script>",
        "(.*)+$",
        "长" * 100_000,
    ],
)
def test_odd_questions_get_an_answer(library: Library, question: str) -> None:
    assert library.ask(question).text


def test_empty_question_is_an_input_error(library: Library) -> None:
    with pytest.raises(InputError, match="空"):
        library.ask("  ")


def test_second_index_reads_nothing_and_a_change_replaces(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("河边修路\n\n今年河边修了三公里路。", encoding="utf-8")
    library, first = Library.create(tmp_path / "store", [file])
    assert (first.added, library.add([file]).added) == (1, 0)
    file.write_text("河边修桥\n\n今年河边修了两座桥。", encoding="utf-8")
    report = library.add([file])
    assert (report.changed, report.articles) == (1, 1)
    assert "两座桥" in library.ask("河边修了几座桥？").text


def test_removed_article_is_never_cited(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [SEEDS])
    cited = library.ask("优家村有多少个股东分到了红利？").citations[0].article_id
    assert library.remove([cited]) == 1
    answer = library.ask("优家村有多少个股东分到了红利？")
    assert cited not in {c.article_id for c in answer.citations}


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [SEEDS])
    library.close()
    dense = next((tmp_path / "store").glob("generation-*/dense.faiss"))
    dense.write_bytes(dense.read_bytes()[:-7])
    with pytest.raises(StoreError, match=r"dense\.faiss"):
        Library.open(tmp_path / "store")


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--store", str(tmp_path / "store")]
    assert main(["index", str(SEEDS), "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 42
    assert main(["ask", "嘉兴水果市场总占地多少亩？", "--json", *where]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "answered"
    assert {"n", "quote", "start", "end", "source"} <= answer["citations"][0].keys()
    assert main(["list", "--json", *where]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 42


@pytest.mark.parametrize("bad", ["missing", "empty", "foreign"])
def test_bad_input_gets_one_line(
    bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    if bad != "missing":
        folder.mkdir()
    store = tmp_path / "store"
    if bad == "foreign":
        store.mkdir()
        (store / "thesis.doc").write_text("x")
        folder = SEEDS
    assert main(["index", str(folder), "--store", str(store)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("wenju: ")
    assert captured.err.count("\n") == 1
