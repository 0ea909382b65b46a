"""Texts that are no newspaper page: nothing of them is lost, and nothing absurd is made of them."""

import pytest

from rag.page import parse_page
from rag.types import Article

NOTICE = """\
青河县人民政府办公室文件
青政办发〔2024〕12号

青河县人民政府办公室关于做好今冬清雪工作的通知

各乡镇人民政府，县直各有关部门：
为做好今冬清雪工作，保障群众出行安全，现将有关事项通知如下：
一、明确责任
各单位门前积雪由本单位清扫，雪停后两小时内清完。
二、备足物资
十一月底前备足铁锹、融雪剂和草垫，登记造册。
附件：1.清雪责任区划分表
2.物资储备清单

青河县人民政府办公室
2024年11月8日
（此件公开发布）
"""
BOOK = """\
第一章 渡口

天刚亮，摆渡的老魏就把缆绳解开了，等着第一班去对岸上学的孩子。
雾还没有散，水面上只听得见桨声。

第二章 磨坊

磨坊的水轮修好以后，村里的人又开始拿自家的麦子来磨面，每天排着队。
老魏的女儿也来了。

第三章 钟楼

钟楼上的大钟停了三年，修表匠爬上去看了半天，说只要换一根发条就好。
"""
FIGURES = """\
二季度各村用水表
村名 户数 用水吨
东村 120 3400
西村 98 2710
南村 143 4025
合计 361 10135
"""
POEM = """\
渡口
◎ 叶声
船把雾推开
雾又合上
像一扇没有门框的门

桨停的时候
水还在走
"""
ENGLISH = """\
The Ferry at Dawn

The ferry leaves the east bank at six in the morning. It carries
children to the school across the river, and comes back with milk.

Nobody remembers when the first ferry ran. The oldest ticket in the
museum is from 1931.
"""
README = """\
# Ferry

A small tool for timetables.

## Install

```bash
pip install ferry
ferry --help
```

## Use

- ask for a day
- ask for a bank

| day | boats |
|---|---|
| Monday | 4 |
"""
CHAT = """\
老王：明天几点出发？
小李：八点吧，桥头见，别忘了带上雨衣和你那把修车的扳手，路上说不定用得着。
老王：好。
小李：记得吃早饭。

老王：桥头人多，我在石狮子那边等你，看见红帽子就是我，别再像上次那样走过了头。
小李：知道了。
"""


def read(text: str) -> Article:
    (article,) = parse_page(text, "文.txt")
    return article


def lines(article: Article) -> list[str]:
    return article.text[: article.body_end].split("\n")


@pytest.mark.parametrize("text", [NOTICE, BOOK, FIGURES, POEM, ENGLISH, README, CHAT])
def test_no_character_is_lost(text: str) -> None:
    kept = {at for part in read(text).parts for at in range(part.start, part.end)}
    lost = [one for at, one in enumerate(text) if at not in kept and one.isalnum()]
    assert not lost


def test_an_official_notice() -> None:
    article = read(NOTICE)
    assert article.title.endswith("青河县人民政府办公室关于做好今冬清雪工作的通知")
    assert "12号" not in article.title  # the document's number
    assert (article.byline, article.date) == ("青河县人民政府办公室", "2024-11-08")
    assert article.sections == ("一、明确责任", "二、备足物资")
    assert lines(article)[0] == "各乡镇人民政府，县直各有关部门："
    assert lines(article)[-3:] == ["附件：1.清雪责任区划分表", "2.物资储备清单", "（此件公开发布）"]


def test_chapters_are_sections() -> None:
    article = read(BOOK)
    assert article.sections == ("第一章 渡口", "第二章 磨坊", "第三章 钟楼")
    assert lines(article)[2].startswith("磨坊的水轮修好以后")


def test_figures_keep_their_rows() -> None:
    article = read(FIGURES)
    assert article.title == "二季度各村用水表"
    assert lines(article) == FIGURES.strip().split("\n")[1:]


def test_a_poem_keeps_its_lines() -> None:
    article = read(POEM)
    assert (article.title, article.byline) == ("渡口", "叶声")
    assert lines(article) == [line for line in POEM.split("\n")[2:] if line]


def test_english_lines_are_joined_by_spaces() -> None:
    article = read(ENGLISH)
    assert article.title == "The Ferry at Dawn"
    assert lines(article)[0].endswith(
        "It carries children to the school across the river, and comes back with milk."
    )


def test_a_readme_keeps_its_code_and_its_table() -> None:
    article = read(README)
    assert (article.title, article.sections) == ("Ferry", ("Install", "Use"))
    assert "pip install ferry" in lines(article)
    assert lines(article)[-1] == "| Monday | 4 |"


def test_a_chat_keeps_its_lines() -> None:
    article = read(CHAT)
    assert [article.title, *lines(article)] == [line for line in CHAT.split("\n") if line]
