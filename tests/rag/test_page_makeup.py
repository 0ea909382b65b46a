"""Newspaper pages of many make-ups: furniture goes, lines are unwrapped, titles and bylines are read."""

import time

import pytest

from rag.page import parse_page
from rag.types import Article

RIVER = "天刚亮，摆渡的老魏就把缆绳解开了，等着第一班去对岸上学的孩子。"
MILL = "磨坊的水轮修好以后，村里的人又开始拿自家的麦子来磨面，每天排着队。"
CLOCK = "钟楼上的大钟停了三年，修表匠爬上去看了半天，说只要换一根发条就好。"
TEA = "茶园里的采茶机今年多了六台，可是清明前的头茬茶还是得用手一叶一叶地摘。"


def read(*blocks: str) -> list[Article]:
    return parse_page("\n\n".join(blocks) + "\n", "页.txt")


def body(article: Article) -> str:
    return article.text[: article.body_end]


def bodies(*blocks: str) -> list[str]:
    return [body(article) for article in read(*blocks)]


# What a page carries beside its stories


@pytest.mark.parametrize(
    "line",
    [
        "湖畔日报",
        "第03版 要闻",
        "湖畔日报 A5",
        "湖畔晚报　03",
        "A5 城事",
        "2024年5月12日 星期日",
        "2025年3月21日 星期五 农历二月廿二",
        "责任编辑：孙晴 美编：李小芦 电话：8860113",
        "责编 孙晴 版式 李小芦",
        "编辑/孙晴 校对/李小芦",
        "本版摄影 孙晴",
        "湖畔日报 2024年5月12日 星期日",
        "2024年3月2日 星期六 癸卯年正月廿二 新闻热线：0000-9988776",
        "![](images/a.jpg)",
        "**A03 城事**　2023年11月8日 星期三",
    ],
)
def test_page_furniture_goes_and_the_sentence_goes_on(line: str) -> None:
    head = ("湖畔日报", "第03版 要闻", "渡口的一天", "本报记者 孙晴")
    (article,) = read(*head, RIVER[:15], line, RIVER[15:])
    assert (article.title, body(article)) == ("渡口的一天", RIVER)


@pytest.mark.parametrize("title", ["农民工夜校开课了", "晴天里的晒谷场", "要闻背后的人"])
def test_a_title_right_under_the_pages_head_is_no_furniture(title: str) -> None:
    text = f"湖畔日报\n第1版 要闻\n2024年5月12日 星期日\n{title}\n{RIVER}\n{MILL}"
    assert [article.title for article in parse_page(text, "a.txt")] == [title]


def test_an_editors_phone_on_the_next_line_goes_too() -> None:
    crew = "责任编辑：孙晴 美编：李小芦 电话：\n6630927"
    (article,) = read("渡口的一天", RIVER[:15], crew, RIVER[15:])
    assert body(article) == RIVER


def test_a_notices_own_phone_stays() -> None:
    (article,) = read("停水公告", MILL, "咨询电话：8860500", "时间：五月一日")
    assert body(article) == f"{MILL}\n咨询电话：8860500\n时间：五月一日"


def test_pointers_to_other_pages_go() -> None:
    first, second = read(
        *(
            "渡口的一天",
            "本报记者 孙晴",
            RIVER + "（下转第4版）",
            "钟楼要修了",
            "（上接第1版）" + CLOCK[6:],
        )
    )
    assert (body(first), body(second)) == (RIVER, CLOCK[6:])


def test_a_story_is_joined_over_its_pointers() -> None:
    found = bodies(
        *(
            "渡口的一天",
            "本报记者 孙晴",
            RIVER[:12],
            "（下转第4版）",
            "磨坊又转了",
            "□ 记者 李小芦",
            MILL,
        ),
        *("（上接第1版）\n" + RIVER[12:],),
    )
    assert found == [RIVER, MILL]


# Hard line breaks


def wrapped(text: str, width: int = 12) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def test_hard_wrapped_lines_with_indents_are_paragraphs() -> None:
    paragraphs = [RIVER, MILL, CLOCK, TEA]
    text = "\n".join(
        ["渡口旧事", "□ 记者 孙晴", *(wrapped("\u3000\u3000" + one) for one in paragraphs)]
    )
    (article,) = parse_page(text, "a.txt")
    assert (article.title, article.byline) == ("渡口旧事", "孙晴")
    assert body(article).split("\n") == paragraphs


def test_hard_wrapped_lines_without_indents_end_at_a_short_line() -> None:
    text = "\n".join(["渡口旧事", *map(wrapped, (RIVER + MILL, CLOCK, TEA + RIVER))])
    (article,) = parse_page(text, "a.txt")
    assert body(article).split("\n") == [RIVER + MILL, CLOCK, TEA + RIVER]


def test_a_number_cut_by_a_line_break_stays_whole() -> None:
    assert bodies("渡口的一天", "本报记者 孙晴", "渡船今年多运了12.", "6%的人，" + RIVER) == [
        "渡船今年多运了12.6%的人，" + RIVER
    ]


# Bylines and datelines


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报记者 孙晴 通讯员 李小芦", "孙晴 李小芦"),
        ("□ 记者 孙晴", "孙晴"),
        ("■孙晴", "孙晴"),
        ("文/孙晴 图/李小芦", "孙晴 李小芦"),
        ("孙晴/文 李小芦/摄", "孙晴 李小芦"),
        ("【记者 孙晴】", "孙晴"),
        ("文／許若蘭　攝影／邱柏鈞", "許若蘭 邱柏鈞"),
        ("【記者高維倫／嶺腳報導】", "高維倫"),
        ("記者黃小農／崙背報導", "黃小農"),
        ("见习记者 孙晴 文/摄", "孙晴"),
    ],
)
def test_bylines_under_the_title(line: str, names: str) -> None:
    (article,) = read("渡口的一天", line, RIVER)
    assert (article.byline, article.text) == (names, RIVER)


@pytest.mark.parametrize(
    ("opening", "names", "date"),
    [
        ("本报讯（记者 孙晴）", "孙晴", "2024-05-12"),
        ("本报讯（记者 孙晴 通讯员 李小芦）", "孙晴 李小芦", "2024-05-12"),
        ("本报湖城5月11日讯（记者 孙晴）", "孙晴", "2024-05-11"),
        ("本报5月11日讯 ", "", "2024-05-11"),
        ("本报湖城12月30日讯（记者 孙晴）", "孙晴", "2023-12-30"),
        ("【本報訊】", "", "2024-05-12"),
        ("【記者林苡安／汐泊報導】", "林苡安", "2024-05-12"),
        ("〔記者林苡安／汐泊報導〕", "林苡安", "2024-05-12"),
        ("新华社湖城5月10日电（记者 孙晴）", "孙晴", "2024-05-10"),
    ],
)
def test_datelines_that_open_the_text(opening: str, names: str, date: str) -> None:
    (article,) = read("湖畔日报\n第1版 要闻\n2024年5月12日 星期日", "渡口的一天", opening + RIVER)
    assert (article.byline, article.date, body(article)) == (names, date, RIVER)


def test_a_dateline_without_a_year_needs_the_pages_date() -> None:
    assert read("渡口的一天", f"本报湖城5月11日讯 {RIVER}")[0].date == ""


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("中華民國113年6月18日　星期二", "2024-06-18"),
        ("二〇二四年五月十二日 星期日", "2024-05-12"),
        ("2023.03.15 WEDNESDAY 星期三", "2023-03-15"),
    ],
)
def test_the_date_of_the_page_is_that_of_its_stories(line: str, date: str) -> None:
    (article,) = read(f"湖畔日報\n{line}\nA5　地方", "渡口的一天", RIVER)
    assert (article.date, article.text) == (date, RIVER)


def test_a_line_may_give_a_month_only() -> None:
    assert read("渡口的一天", "2023年3月", RIVER)[0].date == "2023-03"


def test_a_notice_is_signed_and_dated_below() -> None:
    first, second = read(
        *("关于渡口停航的公告", RIVER + "\n时间：五月一日至三日\n湖城渡口管理所\n2024年5月1日"),
        *("钟楼要修了", "本报记者 孙晴", CLOCK),
    )
    assert (first.byline, first.date) == ("湖城渡口管理所", "2024-05-01")
    assert body(first) == f"{RIVER}\n时间：五月一日至三日"
    assert second.title == "钟楼要修了"


# Titles


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("停了三年又响起", "钟楼的大钟会说话了", "——老街修钟记"),
            "停了三年又响起 钟楼的大钟会说话了——老街修钟记",
        ),
        (("大钟响了！谁来听？",), "大钟响了！谁来听？"),
        (("钟停了三年，也有人等",), "钟停了三年，也有人等"),
        (("钟响了",), "钟响了"),
    ],
)
def test_titles_below_a_whole_story(lines: tuple[str, ...], title: str) -> None:
    text = (
        f"渡口的一天\n本报记者 孙晴\n{RIVER}\n" + "\n".join(lines) + f"\n□ 记者 李小芦\n{CLOCK}\n"
    )
    found = parse_page(text, "a.txt")
    assert [article.title for article in found] == ["渡口的一天", title]
    assert [article.text for article in found] == [RIVER, CLOCK]


def test_a_label_over_a_box_is_no_title_where_the_box_has_one() -> None:
    found = read("渡口的一天", "本报记者 孙晴", RIVER, "短评", "渡船不能停", CLOCK, "（闻笛）")
    assert [article.title for article in found] == ["渡口的一天", "渡船不能停"]
    assert read("渡口的一天", RIVER, "**新闻链接**", CLOCK)[1].title == "新闻链接"


def test_a_broken_line_is_no_title() -> None:
    sentence = "海关负责人表示，明年将继续压缩通关时间，让鲜活货物当天就能过"
    (article,) = read(
        "渡口的一天", "本报记者 孙晴", RIVER + "\n" + sentence, "关，不在码头上过夜。"
    )
    assert body(article) == f"{RIVER}\n{sentence}关，不在码头上过夜。"


# Captions and forms


@pytest.mark.parametrize(
    "caption",
    [
        "▲渡口的第一班船。",
        "图为渡口的第一班船。",
        "上图：渡口的第一班船。（图片由渡口管理所提供）",
        "渡口的第一班船。　邱柏鈞／攝",
        "渡口的第一班船（县水务局供图）",
        "图为渡口的第一班船。新华社发",
    ],
)
def test_captions_leave_the_sentence(caption: str) -> None:
    (article,) = read("渡口的一天", "本报记者 孙晴", RIVER[:15], caption, RIVER[15:])
    assert (article.captions, body(article)) == ((caption,), RIVER)


def test_a_credit_on_the_next_line_belongs_to_its_caption() -> None:
    (article,) = read(
        "渡口的一天", "本报记者 孙晴", RIVER[:15], "图为第一班船。\n孙晴 摄", RIVER[15:]
    )
    assert (article.captions, body(article)) == (("图为第一班船。 孙晴 摄",), RIVER)


def test_tables_lists_and_verse_keep_their_lines() -> None:
    rows = "线路　首班　末班\n8路　5:50　21:30\n27路　6:10　23:10"
    items = "一、渡口每天六时开船；\n二、磨坊每天八时开门。"
    verse = "雨打桥头瓦，\n客来不问家。\n一壶山里水，\n煮到日头斜。"
    (article,) = read("渡口的一天", "本报记者 孙晴", RIVER, rows, items, MILL, verse, CLOCK)
    assert body(article) == "\n".join((RIVER, rows, items, MILL, verse, CLOCK))


def test_a_poem_of_two_stanzas_stays_a_poem() -> None:
    text = "渡口小札\n孙晴\n一只船慢慢过去\n水便翻开新的一页\n青石板数着节拍\n\n母亲把种子倒进簸箕\n瘪的随风去了\n"
    (article,) = parse_page(text, "a.txt")
    assert (article.title, article.byline) == ("渡口小札", "孙晴")
    assert body(article).count("\n") == 4


def test_questions_and_answers_are_paragraphs_and_may_break() -> None:
    answer = "答：对大多数人，不伤。要是还疼，就该停下来看医"
    found = bodies(
        "跑步伤膝盖吗",
        "本报记者 孙晴",
        RIVER,
        "问：到底伤不伤？",
        answer,
        "A5 城事",
        "生，不要硬扛。",
        "问：然后呢？",
    )
    assert found == [f"{RIVER}\n问：到底伤不伤？\n{answer}生，不要硬扛。\n问：然后呢？"]


# What is no newspaper page


def test_other_texts_lose_nothing() -> None:
    notes = "买菜\n洗衣\n给老魏打电话\n修钟\n"
    assert parse_page(notes, "a.txt")[0].text == notes.strip()
    readme = "# Ferry\n\n![logo](logo.png)\n\nA small tool.\n\n## Install\n\nRun it.\n\n## Use\n\nAsk it."
    (article,) = parse_page(readme, "README.md")
    assert article.sections == ("Install", "Use")
    assert body(article) == "A small tool.\nRun it.\nAsk it."


def test_a_long_page_is_read_at_once() -> None:
    story = ("渡口的一天", "本报记者 孙晴", RIVER[:12], "A5 城事", RIVER[12:], MILL, CLOCK, TEA)
    text = "\n\n".join(story * 40)
    parse_page(text, "a.txt")
    begun = time.perf_counter()
    parse_page(text[:6000], "a.txt")
    assert time.perf_counter() - begun < 0.3


def test_a_book_in_wrapped_lines_is_not_quadratic() -> None:
    text = wrapped((RIVER + MILL)[:-1] * 4000, 18)
    begun = time.perf_counter()
    parse_page(text, "a.txt")
    assert time.perf_counter() - begun < 10
