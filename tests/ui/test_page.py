"""The page in real headless Chromium over a real library: what a person does, and what must never happen."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag import Library
from rag.errors import PageError
from ui.events import reader
from ui.safe import escape

MANY = "优家村有多少个股东分到了红利？"  # more than one quote
ONE = "嘉兴水果市场总占地多少亩？"
NONE = "火星基地的氧气储量是多少？"

Visit = Callable[..., Any]


def ask(page: Any, question: str) -> None:
    """Type a question, press Enter and wait for its answer."""
    replies = page.locator(".wj-answer").count()
    page.locator("#wj-box textarea").fill(question)
    page.locator("#wj-box textarea").press("Enter")
    page.locator(".wj-answer").nth(replies).wait_for()
    page.locator(".wj-wait").wait_for(state="detached")


def in_view(page: Any, selector: str) -> bool:
    return bool(
        page.locator(selector).evaluate(
            "e => { const r = e.getBoundingClientRect();"
            " return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight; }"
        )
    )


def test_an_answer_has_markers_a_card_with_the_quote_marked_and_a_copy(visit: Visit) -> None:
    page = visit()
    ask(page, ONE)
    assert page.locator(".wj-answer a.wj-ref").first.inner_text() == "[1]"
    mark = page.locator("#c-1-1 mark").inner_text()
    assert "540" in mark and mark in page.locator(".wj-answer").inner_text()
    assert page.locator("#c-1-1 .wj-meta").inner_text()
    assert page.locator("#wj-box textarea").input_value() == ""
    assert not page.locator("#wj-chat [aria-label*='<div']").count()
    page.locator("a.wj-copy").click()
    page.get_by_text("已复制", exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "540亩" in copied and "[1] " in copied.split("出处")[1]


def test_a_marker_leads_to_its_card_and_the_card_back(visit: Visit) -> None:
    page = visit(height=560)
    ask(page, MANY)
    last = page.locator(".wj-ref").count()
    page.locator(f"#r-1-{last}").click()
    page.locator(f"#c-1-{last}.wj-flash").wait_for()
    assert in_view(page, f"#c-1-{last}")
    page.locator(f"#c-1-{last} a.wj-back").click()
    page.locator(f"#r-1-{last}.wj-flash").wait_for()
    assert in_view(page, f"#r-1-{last}")


def test_each_answer_keeps_its_own_sources_and_says_what_was_searched(visit: Visit) -> None:
    page = visit()
    ask(page, MANY)
    ask(page, "它有多少户？")
    assert page.locator(".wj-searched").inner_text().startswith("按“")
    assert page.locator("#s-2").is_visible() and not page.locator("#s-1").is_visible()
    page.locator("#r-1-2").click()
    page.locator("#c-1-2.wj-flash").wait_for()
    assert page.locator("#s-1").is_visible() and not page.locator("#s-2").is_visible()


def test_the_article_opens_at_the_quote_and_closes_with_escape(visit: Visit) -> None:
    page = visit()
    ask(page, MANY)
    quote = page.locator("#c-1-2 mark").inner_text()
    page.locator("#c-1-2 button.wj-open").click()
    page.locator("dialog.wj-dialog[open] mark").wait_for()
    assert page.locator("dialog mark").inner_text() == quote
    assert in_view(page, "dialog mark")
    page.keyboard.press("Escape")
    page.locator("dialog.wj-dialog").wait_for(state="hidden")
    page.locator("#c-1-1 button.wj-open").click()
    page.get_by_role("button", name="关闭", exact=True).click()
    page.locator("dialog.wj-dialog").wait_for(state="hidden")


def test_asking_within_a_scope_that_is_in_view_and_one_click_from_all(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="范围：整个资料库").click()
    page.get_by_label("地点").fill("湖州")
    page.get_by_role("button", name="范围：湖州").wait_for()
    ask(page, "政企恳谈会收到多少条意见？")
    assert "范围：湖州" in page.locator(".wj-answer").inner_text()
    assert "湖州" in page.locator("#c-1-1 .wj-meta").inner_text()
    page.get_by_label("从", exact=True).fill("2099")
    page.get_by_role("button", name="范围：从 2099 湖州").wait_for()
    ask(page, "政企恳谈会收到多少条意见？")
    assert "这个范围里没有文章" in page.locator(".wj-answer").last.inner_text()
    page.get_by_role("button", name="查整个资料库").click()
    page.get_by_role("button", name="范围：整个资料库").wait_for()
    assert page.get_by_label("地点").input_value() == ""
    assert not page.get_by_role("button", name="查整个资料库").is_visible()


def test_a_quote_whose_article_changed_is_found_again_or_flagged(tmp_path: Path) -> None:
    first, second = "河东的石桥昨天通车，花了五百万元。", "桥头立着一块石碑，刻着三百零六个名字。"
    file = tmp_path / "甲报.txt"
    file.write_text(f"石桥通车\n\n{first}\n\n{second}\n", encoding="utf-8")
    library, _ = Library.create(tmp_path / "store", [file])
    read = reader(library)
    (citation, *_) = library.ask("石桥花了多少万元？").citations
    asked = {
        "article": citation.article_id, "start": str(citation.start), "end": str(citation.end),
        "quote": citation.quote, "title": citation.title, "source": citation.source, "lang": "zh-CN",
    }  # fmt: skip
    assert f"<mark>{escape(citation.quote)}</mark>" in read(asked) and "wj-changed" not in read(
        asked
    )
    file.write_text(f"石桥通车\n\n记者从镇里了解到：\n\n{first}\n\n{second}\n", encoding="utf-8")
    library.add([file])
    assert "这段引文还在" in read(asked) and f"<mark>{escape(citation.quote)}</mark>" in read(asked)
    file.write_text("石桥通车\n\n河东的石桥昨天通车，花了六百万元。\n", encoding="utf-8")
    library.add([file])
    assert "对不上原文" in read(asked) and "<mark>" not in read(asked)


def test_no_answer_shows_the_nearest_passages_without_numbers(visit: Visit) -> None:
    page = visit()
    ask(page, NONE)
    assert "资料中没有找到" in page.locator(".wj-answer").inner_text()
    assert page.locator("#s-1 h2").inner_text() == "最接近的段落（不是答案）"
    assert page.locator("#s-1 .wj-near").count()
    assert not page.locator(".wj-ref, .wj-back").count()


def test_articles_and_questions_are_shown_as_text(visit: Visit, attack: str) -> None:
    page = visit()
    ask(page, "紫貂湖观测站的值班员写道什么？")
    assert page.locator("#c-1-1 mark").inner_text() == attack
    assert "**不是粗体**" in page.locator(".wj-answer").inner_text()
    assert page.locator(".wj-ref").count() == 1  # the [1] inside the quote is the article's own
    page.locator("#c-1-1 button.wj-open").click()
    page.locator("dialog mark").wait_for()
    page.keyboard.press("Escape")
    question = (
        '<img src="http://tracker.example/q.png" onerror="window.hacked=1"> **粗** $$x$$ # 一'
    )
    ask(page, question)
    assert page.locator(".wj-question").last.inner_text() == question
    assert page.evaluate("window.hacked") is None
    assert not page.locator("#wj-main img, dialog img, #wj-main script").count()
    assert not [url for url in page.requested if "tracker.example" in url]


def test_nothing_is_fetched_from_outside(visit: Visit, address: str) -> None:
    page = visit()
    ask(page, ONE)
    page.locator("#c-1-1 button.wj-open").click()
    page.locator("dialog mark").wait_for()
    assert len(page.requested) > 10
    hosts = {
        urlsplit(url).netloc for url in page.requested if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {urlsplit(address).netloc}


@pytest.mark.parametrize(
    ("locale", "new_chat", "sources", "placeholder"),
    [
        ("en-US", "New chat", "Sources", "Ask a question and press Enter"),
        ("zh-TW", "新對話", "出處", "輸入問題，按 Enter 送出"),
        ("zh-CN", "新对话", "出处", "输入问题，按回车发送"),
    ],
)
def test_the_browser_chooses_the_language(
    visit: Visit, locale: str, new_chat: str, sources: str, placeholder: str
) -> None:
    page = visit(locale=locale)
    assert page.locator("#wj-new").inner_text() == new_chat
    assert page.locator("#wj-sources h2").inner_text() == sources
    assert page.locator("#wj-box textarea").get_attribute("placeholder") == placeholder


def test_a_phone_does_not_scroll_sideways(visit: Visit) -> None:
    page = visit(width=390, height=844)
    ask(page, MANY)
    ask(page, "长" * 1900)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#r-1-1").click()
    assert in_view(page, "#c-1-1 a.wj-back")


def test_an_example_asks_and_a_new_chat_brings_examples_back(visit: Visit) -> None:
    page = visit()
    assert 3 <= page.locator("button.wj-example").count() <= 4
    example = page.locator("button.wj-example").first.inner_text()
    page.locator("button.wj-example").first.click()
    page.locator(".wj-answer").wait_for()
    assert page.locator(".wj-question").inner_text() == example
    page.locator("#wj-new").click()
    page.locator("button.wj-example").first.wait_for()
    assert not page.locator(".wj-question, .wj-card").count()


def test_empty_and_very_long_questions_do_no_harm(visit: Visit) -> None:
    page = visit()
    page.locator("#wj-box textarea").fill("   ")
    page.locator("#wj-box textarea").press("Enter")
    ask(page, "问" * 100_000)
    assert page.locator(".wj-question").count() == 1
    assert len(page.locator(".wj-question").inner_text()) <= 2000


def test_a_port_in_use_is_one_line_that_says_what_to_do(library: Any) -> None:
    from ui.page import launch

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PageError, match="--port") as caught:
            launch(library, port=port, open_browser=False)
    assert "\n" not in str(caught.value)


def test_no_event_is_offered_as_an_api(library: Any) -> None:
    from ui.page import build

    info = build(library).get_api_info()
    assert not info["named_endpoints"] and not info["unnamed_endpoints"]
