"""Newspaper pages in all their disorder: the stories, and nothing but the stories, come out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.page import parse_page, parse_story
from rag.types import Article

HERON = "清晨的湖面上飘着一层薄雾，几只白鹭从芦苇丛里飞起来，又慢慢落到对岸的浅滩上。"
CHOIR = "下午三点，合唱队在小礼堂里排练新曲子，窗外的孩子们停下来听了好一会儿。"
SHELF = "图书室的书架重新刷了漆，借书的人比上个月多了三成，管理员说还要再添两排椅子。"
BREAD = "面包房搬到了桥头，每天四点开炉，第一炉总是留给上早班的司机和送奶工人们。"


def page(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def read(*blocks: str) -> list[Article]:
    return parse_page(page(*blocks), "页.txt")


def titles(*blocks: str) -> list[str]:
    return [article.title for article in read(*blocks)]


def body(article: Article) -> str:
    return article.text[: article.body_end]


def test_a_plain_article_is_one_article() -> None:
    (article,) = read("湖边的一天", HERON, CHOIR)
    assert article.title == "湖边的一天"
    assert article.text == f"{HERON}\n{CHOIR}"
    assert (article.source, article.body_end) == ("页.txt", len(article.text))


def test_lines_without_blank_lines_between_are_one_article() -> None:
    (article,) = parse_page(f"湖边的一天\n{HERON}\n{CHOIR}", "a.txt")
    assert (article.title, article.text) == ("湖边的一天", f"{HERON}\n{CHOIR}")


def test_a_text_without_title_is_called_by_its_file() -> None:
    (article,) = parse_page(HERON, "folder/湖边.txt")
    assert (article.title, article.text) == ("湖边", HERON)


def test_a_lone_line_is_kept() -> None:
    assert [article.text for article in read("只有这一行")] == ["只有这一行"]


def test_nothing_gives_no_article() -> None:
    assert parse_page(" \n\n\u3000\n", "a.txt") == []


def test_unmarked_titles_between_stories() -> None:
    assert titles("湖边的白鹭回来了", HERON, CHOIR, "图书室里添了新椅子", SHELF, BREAD) == [
        "湖边的白鹭回来了",
        "图书室里添了新椅子",
    ]


def test_marked_titles_between_stories() -> None:
    assert titles("# 湖边", HERON, "# 礼堂", CHOIR) == ["湖边", "礼堂"]


def test_two_part_titles_open_a_story_even_after_a_broken_one() -> None:
    found = read("湖水清清 白鹭归来", HERON, BREAD[:16], "歌声悠扬 排练正忙", CHOIR)
    assert [article.title for article in found] == ["湖水清清 白鹭归来", "歌声悠扬 排练正忙"]
    assert found[0].text.endswith(BREAD[:16])


def test_a_question_or_a_call_may_be_a_title() -> None:
    assert titles("谁来照看湖边的树？", HERON + "(孙晴)", "新桥今天通车！", BREAD) == [
        "谁来照看湖边的树？",
        "新桥今天通车！",
    ]


def test_a_subtitle_belongs_to_its_title() -> None:
    (article,) = read("同护一湖水", "——湖边小镇见闻", HERON)
    assert article.title == "同护一湖水——湖边小镇见闻"


def test_places_in_a_feature_are_stories() -> None:
    found = read(
        "四方新事", HERON, "东镇:白鹭归来", HERON, "西镇:歌声又起", CHOIR, "南镇:书架一新", SHELF
    )
    assert [article.title for article in found[1:]] == [
        "东镇:白鹭归来",
        "西镇:歌声又起",
        "南镇:书架一新",
    ]
    assert [article.place for article in found] == ["", "东镇", "西镇", "南镇"]


def test_a_notice_is_no_feature() -> None:
    rows = ("时间：五月一日上午", "地点：湖边的小礼堂", "电话：12345678")
    (article,) = read("合唱通知", CHOIR, *rows)
    assert article.text == "\n".join((CHOIR, *rows))


def test_a_short_heading_is_a_section() -> None:
    (article,) = read("湖边的白鹭回来了", HERON, "湖上", CHOIR)
    assert article.sections == ("湖上",)
    assert article.text == f"{HERON}\n{CHOIR}"


def test_numbered_and_marked_headings_are_sections() -> None:
    (article,) = read("# 一年小结", HERON, "## 春天", CHOIR, "二、夏天", SHELF)
    assert article.sections == ("春天", "二、夏天")
    assert article.text == f"{HERON}\n{CHOIR}\n{SHELF}"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("孙晴", "孙晴"),
        ("孙晴 李小芦", "孙晴 李小芦"),
        ("湖声", "湖声"),
        ("记者 孙晴 通讯员 李小芦", "孙晴 李小芦"),
        ("本报记者 孙晴", "孙晴"),
        ("孙晴 文/图", "孙晴"),
    ],
)
def test_a_byline_under_the_title(line: str, names: str) -> None:
    (article,) = read("湖边的白鹭回来了", line, HERON)
    assert (article.byline, article.text) == (names, HERON)


@pytest.mark.parametrize("blocks", [(HERON + "(孙晴 李小芦)",), (HERON, "（孙晴 李小芦）")])
def test_a_byline_that_closes_the_text(blocks: tuple[str, ...]) -> None:
    found = read("湖边的白鹭回来了", *blocks, "歌声", CHOIR)
    assert [(article.title, article.byline) for article in found] == [
        ("湖边的白鹭回来了", "孙晴 李小芦"),
        ("歌声", ""),
    ]
    assert found[0].text == HERON


@pytest.mark.parametrize("tail", ["（掌声）", "（完）", "（下同）", "（见附表）"])
def test_other_words_in_brackets_stay(tail: str) -> None:
    (article,) = read("湖边的白鹭回来了", HERON + tail)
    assert (article.byline, article.text) == ("", HERON + tail)


@pytest.mark.parametrize(
    "caption",
    [
        "白鹭归来 孙晴 摄",
        "湖边的白鹭归来。孙晴 摄",
        "白鹭归来（孙晴 摄）",
        "礼堂里的合唱队 图片由小镇文化站提供",
        "小镇资料图片",
    ],
)
def test_a_credited_caption_leaves_the_body_whole(caption: str) -> None:
    (article,) = read("湖边的白鹭回来了", HERON[:17], caption, HERON[17:])
    assert article.captions == (caption,)
    assert article.text == f"{HERON}\n{caption}"
    assert body(article) == HERON


def test_several_captions_under_one_title() -> None:
    captions = ("白鹭 孙晴 摄", "合唱队 李小芦 摄", "新书架 图片由图书室提供")
    (article,) = read("热闹的一天", HERON, *captions)
    assert article.captions == captions


def test_a_caption_without_credit_before_the_next_title() -> None:
    caption = "几位居民在小礼堂门口观看合唱队排练"
    found = read("# 湖边", HERON, f"\n\n{caption}", "# 礼堂", CHOIR)
    assert [article.captions for article in found] == [(caption,), ()]


def test_a_caption_goes_home_to_its_place() -> None:
    caption = "东镇居民在湖边观看归来的白鹭"
    stories = ("东镇:白鹭归来", HERON, "西镇:歌声又起", CHOIR, caption, "南镇:书架一新", SHELF)
    found = read("四方新事", BREAD, *stories)
    assert [article.captions for article in found] == [(), (caption,), (), ()]


def test_banners_are_no_stories() -> None:
    banners = ("同护一湖水", "走好新的路", "小镇十年变化掠影")
    assert titles(*banners, "白鹭归来", HERON + "(孙晴)", *banners, "歌声又起", CHOIR) == [
        "白鹭归来",
        "歌声又起",
    ]


def test_a_banner_that_interrupts_a_sentence() -> None:
    (article,) = read("湖边的白鹭回来了", HERON[:19], "同护一湖水", HERON[19:])
    assert article.text == HERON


def test_broken_lines_are_joined() -> None:
    (article,) = read("歌声又起", CHOIR[:12], CHOIR[12:25], CHOIR[25:], SHELF)
    assert article.text == f"{CHOIR}\n{SHELF}"


def test_a_word_cut_in_two_is_not_taken_for_a_title() -> None:
    (article,) = read("歌声又起", SHELF, "大家都来参加这次传统文", f"化展览，{CHOIR}")
    assert article.text == f"{SHELF}\n大家都来参加这次传统文化展览，{CHOIR}"


def test_lists_verse_and_wrapped_english_keep_their_form() -> None:
    assert read("清单", "- 一把椅子\n- 两张桌子")[0].text == "- 一把椅子\n- 两张桌子"
    assert read("小诗", "一盏小灯\n照着空窗")[0].text == "一盏小灯\n照着空窗"
    english = "The herons came back to the\nlake this morning."
    assert read("# Lake", english)[0].text == english.replace("\n", " ")


def test_turned_columns_are_put_in_order() -> None:
    start, rest = CHOIR[:22], CHOIR[22:]
    assert CHOIR[20:24] == "外的孩子"
    (article,) = read("歌声又起", rest, SHELF, BREAD, f"合唱队窗外的孩子都来了。{start}")
    assert article.text == f"{SHELF}\n{BREAD}\n合唱队窗外的孩子都来了。{CHOIR}"


def test_pieces_that_do_not_fit_stay_apart() -> None:
    (article,) = read("歌声又起", SHELF, HERON, BREAD[:16])
    assert article.text == f"{SHELF}\n{HERON}\n{BREAD[:16]}"


def test_a_paragraph_printed_twice_stays_once() -> None:
    (article,) = read("歌声又起", CHOIR, SHELF, SHELF)
    assert article.text == f"{CHOIR}\n{SHELF}"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2023年12月16日", "2023-12-16"),
        ("2024-01-05 来源：湖畔小报", "2024-01-05"),
        ("2024-13-05", ""),
    ],
)
def test_a_line_that_is_a_date(line: str, date: str) -> None:
    assert read("湖边的白鹭回来了", line, HERON)[0].date == date


def test_only_a_dateline_dates_the_story() -> None:
    assert read("白鹭", f"小镇2023年12月16日电 {HERON}")[0].date == "2023-12-16"
    assert read("白鹭", f"2023年12月16日，{HERON}")[0].date == ""


def test_a_story_known_from_outside() -> None:
    article = parse_story(f"# 湖边\n\n{HERON}\n\n## 歌声\n\n{CHOIR}(李晴)", "a.md", "湖边", "孙晴")
    assert (article.title, article.byline, article.sections) == ("湖边", "孙晴", ("歌声",))
    assert article.text == f"{HERON}\n{CHOIR}"


LINE = st.sampled_from(
    [
        *("湖边", "# 湖边", "## 歌声", "——见闻", "湖水清清 白鹭归来", "一、总则", "- x", "“"),
        *("东镇:白鹭归来", "西镇:歌声又起", "孙晴 李小芦", "(孙晴)", "2024-01-05", "", "", ""),
        *("白鹭 孙晴 摄", HERON, HERON[:17], HERON[17:], CHOIR),
    ]
)


@given(st.lists(st.one_of(LINE, st.text(max_size=40)), max_size=25))
def test_any_page_gives_sound_articles_in_its_own_characters(lines: list[str]) -> None:
    text = "\n".join(lines)
    known = "".join(text.split())
    for article in parse_page(text, "a.txt"):
        assert article.text.strip()
        parts = [part for part in (body(article), *article.captions) if part]
        assert article.text == "\n".join(parts)
        for paragraph in body(article).split("\n"):
            assert set("".join(paragraph.split())) <= set(known)


@pytest.mark.parametrize(
    "line", ["孙晴 李小芦", "同护一湖水", "白鹭 孙晴 摄", HERON[:17], "# 湖边"]
)
def test_a_long_and_senseless_page_takes_no_time(line: str) -> None:
    begun = time.perf_counter()
    parse_page(page("湖边的一天", HERON, *[line] * 5000), "a.txt")
    assert time.perf_counter() - begun < 5
