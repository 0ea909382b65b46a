"""Broken columns: each sentence that breaks off finds where it goes on, or stays apart."""

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


def test_a_sentence_goes_on_below_another_whole_story() -> None:
    found = bodies(
        *(
            "渡口的一天",
            "本报记者 孙晴",
            RIVER[:12],
            "磨坊又转了",
            "□ 记者 李小芦",
            MILL,
            "（李小芦）",
        ),
        *(RIVER[12:], MILL.replace("磨坊", "渡口")),
    )
    assert RIVER[11:13] == "缆绳"
    assert found[0].startswith(RIVER) and found[1] == MILL


def test_two_open_sentences_each_find_their_own_end() -> None:
    found = bodies(
        *("渡口的一天", "本报记者 孙晴", "老魏的渡船一年要运送旅客八百二十"),
        *("村里的看病人", "□ 记者 李小芦", "腿疼超过两天还不消，就该停下来看医"),
        *("六人次。", "生，不要靠贴膏药硬扛。"),
    )
    assert found == [
        "老魏的渡船一年要运送旅客八百二十六人次。",
        "腿疼超过两天还不消，就该停下来看医生，不要靠贴膏药硬扛。",
    ]


def test_columns_in_the_wrong_order_are_set_right() -> None:
    first = "钟表匠说游丝断了，配不到零件，劝她留作纪念。姑娘不肯走，搬了条凳子坐在柜台"
    second = (
        "外头，看他干了一下午的活。临走时她问：零件既然配不到，能不能自己做？钟表匠翻出小车床，"
        "废掉的钢丝装满了三只"
    )
    third = "茶叶罐。四个月以后，那只怀表重新响了起来。"
    assert bodies("钟表匠收徒", "本报记者 孙晴", first, third, "▲钟表匠在教徒弟。", second) == [
        first + second + third
    ]


def test_the_end_of_a_story_printed_at_the_head_of_the_page_goes_home() -> None:
    found = read(
        *("着放大镜数了三遍，才把怀表的表盖合上。", "夜里的修表摊", "文/孙晴 图/李小芦"),
        *("修表匠找出一枚摆轮装进怀表，走了。他却不放心，又举",),
    )
    assert [(article.title, body(article)) for article in found] == [
        (
            "夜里的修表摊",
            "修表匠找出一枚摆轮装进怀表，走了。他却不放心，又举着放大镜数了三遍，才把怀表的表盖合上。",
        )
    ]


def test_an_indented_paragraph_continues_nothing() -> None:
    indent = "\u3000\u3000"
    text = "\n\n".join(
        [
            "渡口的一天",
            *(indent + one for one in (RIVER, MILL, TEA, CLOCK[:14])),
            indent + RIVER[4:],
        ]
    )
    (article,) = parse_page(text, "a.txt")
    assert body(article).split("\n")[-2:] == [CLOCK[:14], RIVER[4:]]


def test_a_paragraph_repeated_at_the_head_of_a_column_stays_once() -> None:
    found = bodies(
        *(
            "渡口的一天",
            "本报记者 孙晴",
            RIVER,
            MILL,
            "钟楼要修了",
            "□ 记者 李小芦",
            CLOCK,
            MILL,
            TEA,
        ),
    )
    assert found == [f"{RIVER}\n{MILL}\n{TEA}", CLOCK]


def test_a_heading_that_fits_no_broken_sentence_opens_a_story() -> None:
    found = read(
        *(
            "渡口的一天",
            "本报记者 孙晴",
            RIVER + "老魏收起了",
            "磨坊近事",
            MILL,
            "缆绳，回家吃饭去了。",
        ),
    )
    assert [article.title for article in found] == ["渡口的一天", "磨坊近事"]


def test_a_run_below_one_that_goes_on_below_it_is_not_lost() -> None:
    blocks = (
        "磨坊的账",
        "本报记者 孙晴",
        "老魏说他一年要磨八百二十",
        "六袋麦子。",
        MILL,
        "每袋麦子要磨两个钟头，老魏一天磨三十",
    )
    text = "".join(bodies(*blocks))
    assert all(block in text for block in blocks[2:])


def test_text_that_another_story_closed_stays_whole() -> None:
    found = bodies(
        "渡口的一天", "本报记者 孙晴", RIVER, "（孙晴）", "磨坊又转了", "□ 记者 李小芦", MILL
    )
    assert found == [RIVER, MILL]
