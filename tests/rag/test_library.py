"""The main job through the public class and the command line, on files written here and on seeds/."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from embeddings import load_encoder
from rag import Library
from rag.errors import InputError, StoreError
from rag.split import split
from ui.cli import main

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTIONS = {
    "嘉兴水果市场总占地多少亩？": "540",
    "优家村全村股东共有多少个？": "1615",
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
    assert answer.passages  # the nearest ones, shown as not an answer


def test_a_follow_up_is_searched_whole(library: Library) -> None:
    first = "柯桥的少数民族服务中心帮多少人租到了房？"
    answer = library.ask("帮着找到工作的呢？", [first])
    assert first.rstrip("？") in answer.query
    assert "309" in answer.text


# A question and the words that its passage holds; written for the sample articles.
ASKED = {
    "青吴嘉共享基地是哪天启用的？": "12月16日",
    "平湖研究乡贤文化的会是什么时候办起来的？": "2022年6月",
    "海盐工商联请了哪家律师事务所一起调解？": "泰嘉",
    "嘉善有多少少数民族人口？": "3.56万",
    "宁波各民主党派捐款捐物一共多少？": "9500余万元",
    "湖州政企恳谈会收到多少条意见？": "2303",
    "丽水从2021年起落地了多少涉侨项目？": "49",
    "武原街道给骑手建了多少个加油站？": "86",
    "翠屏小区的遮雨棚里配了什么？": "充电桩",
    "新王桥村的村集体收入有多少？": "超千万元",
    "台州建成了多少个统战阵地？": "170",
    "农行给水果市场放了多少贷款？": "4.7亿元",
    "温州的实践基地带来多少就业岗位？": "3.5万",
    "衢州怎么培养党外干部？": "赛场选马",
}


def test_hybrid_does_not_lose_to_its_better_half(library: Library) -> None:
    found = dict.fromkeys(("hybrid", "lexical", "dense"), 0)
    for mode in found:
        for question, words in ASKED.items():
            found[mode] += words in library.search(question, 1, mode)[0].text
    assert found["hybrid"] >= max(found["lexical"], found["dense"]), found
    assert found["hybrid"] >= 10, found


@pytest.mark.parametrize("amount", ["三百元", "300万美元", "9500余万元", "50块"])
def test_a_price_is_answered_by_an_amount(tmp_path: Path, amount: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"老桥翻修\n\n翻修老桥花了{amount}。", encoding="utf-8")
    library, _ = Library.create(tmp_path / "store", [file])
    assert amount in library.ask("翻修老桥花了多少钱？").text


def test_a_question_about_time_is_not_taken_for_one_about_a_price(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("老桥翻修\n\n翻修老桥花了40天。", encoding="utf-8")
    library, _ = Library.create(tmp_path / "store", [file])
    assert "40天" in library.ask("翻修老桥花了多少时间？").text


def test_a_price_that_is_not_given_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("音乐节开幕\n\n河边音乐节昨天开幕，来了2000人。", encoding="utf-8")
    library, _ = Library.create(tmp_path / "store", [file])
    assert library.ask("河边音乐节的门票多少钱？").status == "no_answer"


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
    with pytest.raises(InputError, match="空"):
        library.ask(" ", ["优家村有多少个股东？"])


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


def test_removing_keeps_what_another_process_has_added(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [SEEDS])
    other = tmp_path / "other.txt"
    other.write_text("河边修路\n\n今年河边修了三公里路。", encoding="utf-8")
    Library.create(tmp_path / "store", [other])[0].close()
    assert library.remove([library.articles()[0].id]) == 1
    assert library.count == 42
    assert "三公里" in library.ask("河边修了几公里路？").text
    with pytest.raises(InputError, match="wenju list"):
        library.remove(["nothing"])
    assert library.count == 42


def test_examples_are_answered(library: Library) -> None:
    examples = library.examples(4)
    assert len(examples) == 4
    assert all(library.ask(question).citations for question in examples)


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


def test_only_new_passages_are_encoded_again(tmp_path: Path) -> None:
    encoder = load_encoder()
    asked: list[str] = []
    encode = encoder.encode_passages
    encoder.encode_passages = lambda texts: (asked.extend(texts), encode(texts))[1]  # type: ignore[method-assign]
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("河边修路\n\n今年河边修了三公里路。", encoding="utf-8")
    second.write_text("山上种树\n\n今年山上种了五百棵树。", encoding="utf-8")
    library, _ = Library.create(tmp_path / "store", [first], encoder)
    library.add([second])
    assert len(asked) == 2
    hits = library.search("山上种了多少棵树", 2, "dense")
    fresh = Library.create(tmp_path / "fresh", [first, second], load_encoder())[0]
    assert [h.score for h in hits] == [
        h.score for h in fresh.search("山上种了多少棵树", 2, "dense")
    ]


def test_questions_from_many_threads_while_the_library_grows(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [SEEDS])
    extra = tmp_path / "extra.txt"

    def ask(number: int) -> bool:
        question, words = list(QUESTIONS.items())[number % len(QUESTIONS)]
        answer = library.ask(question)
        texts = [library.article(c.article_id).text[c.start : c.end] for c in answer.citations]
        return words in answer.text and texts == [c.quote for c in answer.citations]

    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(ask, range(200))
        for turn in range(3):
            extra.write_text(f"第{turn}则\n\n第{turn}回修路。", encoding="utf-8")
            library.add([extra])
        assert all(answers)
    assert library.count == 43
    library.close()
