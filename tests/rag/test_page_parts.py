"""Each article says which stretches of its file it took, to the character, whatever the file holds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.page import parse_page, parse_story
from rag.types import Article

LAKE = "清晨的湖面上飘着一层薄雾，几只白鹭从芦苇丛里飞起来，又慢慢落到对岸的浅滩上。"
CHOIR = "下午三点，合唱队在小礼堂里排练新曲子，窗外的孩子们停下来听了好一会儿。"
SHELF = "图书室的书架重新刷了漆，借书的人比上个月多了三成，管理员说还要再添两排椅子。"

LINE = st.sampled_from(
    [
        *(
            "湖边",
            "# 湖边",
            "## 歌声",
            "**湖边**",
            "——见闻",
            "湖水清清 白鹭归来",
            "一、总则",
            "- x",
            "“",
        ),
        *("湖畔日报", "第2版 民生", "2024年5月12日 星期日", "责任编辑：孙晴 美编：李小芦", "短评"),
        *(
            "东镇:白鹭归来",
            "西镇:歌声又起",
            "孙晴 李小芦",
            "(孙晴)",
            "2024-01-05",
            "",
            "",
            "",
            "\u3000",
        ),
        *(
            "白鹭 孙晴 摄",
            "孙晴 摄",
            "▲白鹭归来。",
            LAKE,
            LAKE[:17],
            LAKE[17:],
            "\u3000\u3000" + CHOIR,
        ),
        *(
            CHOIR[:18],
            CHOIR[18:],
            "（下转第3版）",
            LAKE[:20] + "（下转第3版）",
            "（上接第1版）" + LAKE[20:],
        ),
        *(
            "本报讯（记者 孙晴）" + SHELF,
            "本报湖城5月11日讯 " + SHELF,
            "![](a.png)",
            "![湖边](a.png)",
        ),
        *(
            "时间：五月一日上午",
            "湖边小镇公司",
            "2024年5月1日",
            "线路　首班　末班",
            "8路　5:50　21:30",
        ),
    ]
)
LINES = st.lists(st.one_of(LINE, st.text(max_size=30)), max_size=25)


def check(article: Article, original: str) -> None:
    """The invariants of ``Article.parts``."""
    spans = [(part.start, part.end) for part in article.parts]
    assert spans == sorted(spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    starts = [0]
    for row in original.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    covered = set[int]()
    for part in article.parts:
        assert 0 <= part.start < part.end <= len(original)
        assert starts[part.line - 1] <= part.start < starts[part.line]
        if part.kind in ("body", "caption"):
            stop = part.at + part.end - part.start
            assert article.text[part.at : stop] == original[part.start : part.end]
            assert (part.at < article.body_end) == (part.kind == "body")
            covered.update(range(part.at, stop))
        else:
            assert part.at == -1
    body = enumerate(article.text[: article.body_end])
    assert all(at in covered or char.isspace() for at, char in body)


@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_parts_of_any_page(lines: list[str], end: str) -> None:
    text = end.join(lines)
    for article in parse_page(text, "a.txt"):
        check(article, text)


@given(LINES)
def test_parts_of_any_single_story(lines: list[str]) -> None:
    text = "\n".join(lines)
    check(parse_story(text, "a.md", "湖边"), text)


@given(st.lists(st.one_of(LINE, st.just(LAKE), st.just(SHELF)), max_size=25))
def test_no_sentence_is_lost(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    articles = parse_page(text, "a.txt")
    taken = {
        at for article in articles for part in article.parts for at in range(part.start, part.end)
    }
    for sentence in (LAKE, CHOIR, SHELF):
        at = text.find(sentence)
        while at >= 0:
            assert set(range(at, at + len(sentence))) <= taken
            at = text.find(sentence, at + 1)


@given(LINES)
def test_no_character_is_taken_twice(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    spans = sorted((p.start, p.end) for a in parse_page(text, "a.txt") for p in a.parts)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_a_sentence_joined_over_a_caption_has_two_parts() -> None:
    text = f"湖边的白鹭回来了\n\n{LAKE[:17]}\n\n白鹭归来 孙晴 摄\n\n{LAKE[17:]}\n"
    (article,) = parse_page(text, "a.txt")
    kinds = [(part.kind, part.line, part.at) for part in article.parts]
    assert kinds == [
        ("title", 1, -1),
        ("body", 3, 0),
        ("caption", 5, len(LAKE) + 1),
        ("body", 7, 17),
    ]


def test_bylines_dates_sections_and_repeats_have_their_parts() -> None:
    text = f"# 湖边\n\n2024年5月1日\n\n本报讯（记者 孙晴）{LAKE}\n\n## 歌声\n\n{CHOIR}\n\n{CHOIR}\n\n# 礼堂\n\n{SHELF}"
    first, _ = parse_page(text, "a.txt")
    found = [(part.kind, text[part.start : part.end]) for part in first.parts]
    assert found == [
        ("title", "湖边"),
        ("date", "2024年5月1日"),
        ("byline", "本报讯（记者 孙晴）"),
        ("body", LAKE),
        ("section", "歌声"),
        ("body", CHOIR),
        ("repeat", CHOIR),
    ]


def test_a_page_without_stories_has_parts_too() -> None:
    (article,) = parse_page("只有这一行\n还有一行", "a.txt")
    assert [(part.kind, part.line) for part in article.parts] == [("body", 1), ("body", 2)]


@pytest.mark.parametrize("text", ["", " \n", "\u3000\n\n"])
def test_nothing_gives_no_parts(text: str) -> None:
    assert parse_story(text, "a.md", "湖边").parts == ()
