"""Rendering on answers written here: what is escaped, linked, marked, flagged and copied."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from dataclasses import asdict, replace

import pytest

from rag.types import Answer, Article, Citation, Hit
from ui import reading, render
from ui.safe import emphasise, escape, shorten
from ui.words import EN, ZH_CN, ZH_TW, catalogues, words_for

BODY = (
    "青石江大桥主体工程已经完工。总投资18.6亿元。市交通局局长说，大桥将于9月28日通车。\n"
    "通车后，两岸车程将缩短到8分钟。"
)
ARTICLE = Article(
    title="跨江大桥国庆前通车",
    text=BODY + "\n图为航拍的大桥。",
    source="日报/2023-09-12.txt",
    byline="记者 周敏",
    date="2023-09-12",
    place="青石市",
    body_end=len(BODY),
)
BOOKS = {ARTICLE.id: ARTICLE}


def cite(n: int, quote: str, mark: str = "", article: Article = ARTICLE) -> Citation:
    at = article.text.index(quote)
    begin = at + quote.index(mark)
    marks = ((begin, begin + len(mark)),) if mark else ()
    end = at + len(quote)
    return Citation(n, article.id, article.title, article.source, at, end, quote, 1.0, marks)


def said(*citations: Citation, query: str = "问", text: str = "") -> Answer:
    text = text or "".join(f"{c.quote}[{c.n}]" for c in citations)
    return Answer("问", query, "answered", text, citations)


WHEN = cite(1, "市交通局局长说，大桥将于9月28日通车。", "9月28日")
COST = cite(2, "总投资18.6亿元。")


def plain(markup: str) -> str:
    """What a person reads of some HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).replace("\u2060", "")


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "**a** _b_ `c` [d](http://e) ![f](g)",
        "# h",
        "$$x$$ {{y}} ${z}",
        "&amp;",
        "1. 2-3 > ~~4~~",
    ],
)
def test_escape_shows_exactly_the_text_and_leaves_no_sign(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped) == text
    assert not set(re.sub(r"&#\d+;", "", escaped)) & set("<>\"'`*_[]()!$#{}~\\|")


def test_escape_drops_what_no_page_can_carry() -> None:
    assert escape("a\x00b\ud800c\r\nd") == "abc<br>d"


def test_shorten_and_emphasise() -> None:
    assert shorten("一\n二 三四", 3) == "一 二…"
    assert emphasise("大桥通车", 10, [(12, 14), (13, 99)]) == ("大桥<strong>通车</strong>")


def test_markers_link_to_cards_and_each_quote_is_a_paragraph() -> None:
    out = render.answer_html(3, said(WHEN, COST), ZH_CN)
    assert 'id="r-3-1" href="#c-3-1"' in out and 'href="#c-3-2"' in out
    assert out.count("<p>") == 2
    assert "<strong>9月28日</strong>" in out
    assert "\n" not in out


def test_a_number_that_is_no_citation_stays_text() -> None:
    article = replace(ARTICLE, text="脚注[1]见此。", body_end=8, id="")
    out = render.answer_html(1, said(cite(1, "脚注[1]见此。", article=article)), ZH_CN)
    assert out.count("wj-ref") == 1 and "[1]见此。[1]" in plain(out)
    assert "wj-ref" not in render.answer_html(1, said(text="没有[7]"), ZH_CN)


def test_a_quote_of_two_lines_keeps_its_tags_balanced() -> None:
    quote = cite(1, "9月28日通车。\n通车后，", "通车。\n通车")
    out = render.answer_html(1, said(quote), ZH_CN)
    assert "<strong>通车。<br>通车</strong>" in out


def test_the_searched_query_is_shown_only_when_it_differs() -> None:
    assert "按“大桥何时通车”检索" in plain(
        render.answer_html(1, said(WHEN, query="大桥何时通车"), ZH_CN)
    )
    assert "wj-searched" not in render.answer_html(1, said(WHEN), ZH_CN)


def test_a_card_shows_the_passage_with_the_quote_marked() -> None:
    out = render.sources_html(1, said(WHEN), BOOKS, ZH_CN)
    assert "<mark>市交通局局长说，大桥将于<strong>9月28日</strong>通车。</mark>" in out
    assert "青石江大桥主体工程已经完工。" in out and "8分钟" not in out.split("</blockquote>")[0]
    assert "2023-09-12 · 青石市 · 日报/2023-09-12.txt" in plain(out)
    passage = Hit(0, ARTICLE, WHEN.start, ARTICLE.text.index("\n图"), 1.0)
    wide = render.sources_html(1, replace(said(WHEN), passages=(passage,)), BOOKS, ZH_CN)
    assert "8分钟" in wide and "主体工程" not in wide


@pytest.mark.parametrize(
    ("books", "hint"),
    [
        ({ARTICLE.id: replace(ARTICLE, text="改" + ARTICLE.text)}, ZH_CN.changed_hint),
        ({}, ZH_CN.gone),
    ],
)
def test_a_quote_that_no_longer_stands_is_flagged_not_shown(
    books: dict[str, Article], hint: str
) -> None:
    out = render.sources_html(1, said(WHEN), books, ZH_CN)
    assert "原文已改动" in plain(out) and hint in plain(out)
    assert "<mark>" not in out and "<blockquote" not in out
    assert ("wj-open" in out) == bool(books)


def test_no_answer_lists_passages_without_numbers() -> None:
    hit = Hit(0, ARTICLE, 0, 14, 1.0)
    answer = Answer("问", "问", "no_answer", "资料中没有找到", (), (hit,) * 5)
    assert "资料中没有找到" in plain(render.answer_html(1, answer, ZH_CN))
    out = render.sources_html(1, answer, {}, EN)
    assert "Nearest passages (not an answer)" in plain(out)
    assert out.count("wj-near") == render.NEAREST and "wj-back" not in out
    bare = replace(answer, passages=())
    assert ZH_CN.nothing_near in plain(render.sources_html(1, bare, {}, ZH_CN))


def test_the_panel_shows_the_last_turn() -> None:
    out = render.panel_html(["<i>1</i>", "<i>2</i>"])
    assert out == '<div class="wj-turn" hidden><i>1</i></div><div class="wj-turn"><i>2</i></div>'


def test_an_article_is_whole_with_its_quote_marked_across_lines() -> None:
    text = ARTICLE.text
    span = (text.index("通车。"), text.index("通车后") + 3)
    out = reading.article_html(ARTICLE, span, ZH_CN)
    assert out.count("<mark>") == 2 and "<mark>通车后</mark>" in out
    assert [part for part in text.split("\n") if part not in plain(out)] == []
    assert "图片说明" in out and "记者 周敏" in plain(out)
    assert "<mark>" not in reading.article_html(ARTICLE, (0, 0), ZH_CN)


def test_hostile_words_stay_words_wherever_they_stand() -> None:
    bad = '"><img src=x onerror=alert(1)>'
    article = Article(bad, f"{bad}。", bad, bad, bad, bad)
    books, answer = {article.id: article}, said(cite(1, f"{bad}。", article=article), query=bad)
    markup = [
        render.question_html(bad),
        render.notice_html(bad),
        render.answer_html(1, answer, EN),
        render.sources_html(1, replace(answer, question=bad), books, EN),
        reading.article_html(article, (0, 5), EN),
    ]
    for out in markup:
        assert "<img" not in out and bad[2:6] in plain(out)


def test_copied_text_has_the_answer_and_where_each_quote_stands() -> None:
    out = render.copy_text(said(WHEN, COST), BOOKS, ZH_CN)
    assert WHEN.quote + "[1]" in out
    assert (
        "[2] 跨江大桥国庆前通车（2023-09-12 · 青石市 · 日报/2023-09-12.txt）“总投资18.6亿元。”"
        in out
    )
    assert ZH_CN.changed in render.copy_text(said(WHEN), {}, ZH_CN)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", ZH_CN),
        ("zh", ZH_CN),
        ("zh-TW", ZH_TW),
        ("zh-Hant-HK", ZH_TW),
        ("en-GB", EN),
        ("fr,zh;q=0.5", EN),
        (None, EN),
    ],
)
def test_the_language_follows_the_browser(header: str | None, words: object) -> None:
    assert words_for(header) is words


def test_every_language_has_every_word() -> None:
    for words in (ZH_CN, ZH_TW, EN):
        assert all(asdict(words).values())
    tables = catalogues()
    assert {frozenset(table) for table in tables.values()} == {frozenset(tables["en"])}


def test_importing_ui_loads_nothing_heavy() -> None:
    code = "import sys, ui, ui.render; sys.exit('gradio' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
