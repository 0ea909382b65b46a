"""A small library of written articles, the page served over it, and one browser for all tests of the page."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.errors import InputError
from rag.types import Answer, Article, Citation, Hit

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = '<img src="http://tracker.example/x.png" onerror="window.hacked=1"><script>window.hacked=1</script>'

BRIDGE = Article(
    title="跨江大桥国庆前通车",
    text="本报讯 记者从市交通局获悉，青石江大桥主体工程已经完工。\n"
    "大桥全长3.2公里，双向六车道，设计时速80公里。总投资为18.6亿元，其中省级补助6亿元。"
    "市交通局局长陈立明说，大桥将于9月28日正式通车。\n"
    + "\n".join(
        f"第{i}标段的施工单位介绍，桥面铺装和护栏安装均已验收，夜间照明正在调试。"
        for i in range(1, 30)
    )
    + "\n通车后，两岸车程将由40分钟缩短到8分钟。\n图为航拍的青石江大桥。",
    source="日报/2023-09-12.txt",
    byline="记者 周敏",
    date="2023-09-12",
    place="青石市",
    captions=("图为航拍的青石江大桥。",),
    body_end=0,
)
BRIDGE = Article(
    BRIDGE.title, BRIDGE.text, BRIDGE.source, BRIDGE.byline, BRIDGE.date, BRIDGE.place,
    BRIDGE.text.index("图为航拍"), BRIDGE.captions,
)  # fmt: skip
FERRY = Article(
    title="渡口最后一班船",
    text="青石渡口的渡轮每天运送旅客约2400人次。大桥通车之后，渡口将于10月31日停航。\n"
    "老船工何有田在江上撑了41年船，他说，舍不得，也高兴。",
    source="日报/2023-09-20.txt",
    date="2023-09-20",
    place="青石市",
)
EVIL = Article(
    title=f"坏文章 {HOSTILE}",
    text=f"攻击者写道：{HOSTILE} **不是粗体** [链接](http://tracker.example/a) ![图](http://tracker.example/b.png) "
    "${window.hacked=1} {{constructor}} 脚注[1]见此。完。",
    source="x/<b>坏</b>.md",
)


def cite(n: int, article: Article, quote: str, *marks: str) -> Citation:
    """A citation of ``quote`` where it stands in the article."""
    at = article.text.index(quote)
    spans = [(at + quote.index(mark), at + quote.index(mark) + len(mark)) for mark in marks]
    return Citation(
        n, article.id, article.title, article.source, at, at + len(quote), quote, 1.0, tuple(spans)
    )


def hit(article: Article, text: str) -> Hit:
    at = article.text.index(text)
    return Hit(0, article, at, at + len(text), 1.0)


class Shelf:
    """Answers a few questions about three articles, in the form in which the real library does."""

    def __init__(self) -> None:
        self.books = {article.id: article for article in (BRIDGE, FERRY, EVIL)}

    def articles(self) -> list[Article]:
        return list(self.books.values())

    def article(self, id: str) -> Article:
        if id not in self.books:
            raise InputError(f"no article {id}; see: wenju list")
        return self.books[id]

    def examples(self, n: int) -> list[str]:
        return [
            "青石江大桥什么时候通车？",
            "大桥总投资是多少？",
            "渡口哪天停航？",
            "谁在江上撑了41年船？",
        ][:n]

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        if "故障" in question:
            raise InputError("the store is gone: run wenju index <PATH>")
        if "攻击" in question:
            return said(question, cite(1, EVIL, EVIL.text.rstrip("完。"), "**不是粗体**"))
        if "停航" in question:
            return said(
                question,
                cite(1, FERRY, "大桥通车之后，渡口将于10月31日停航。", "10月31日"),
                cite(2, FERRY, "老船工何有田在江上撑了41年船，他说，舍不得，也高兴。"),
            )
        if "投资" in question or "通车" in question:
            return said(
                question,
                cite(1, BRIDGE, "市交通局局长陈立明说，大桥将于9月28日正式通车。", "9月28日"),
                cite(2, BRIDGE, "通车后，两岸车程将由40分钟缩短到8分钟。"),
                cite(3, BRIDGE, "总投资为18.6亿元，其中省级补助6亿元。", "18.6亿元"),
            )
        if "多长" in question and history:
            quote = cite(1, BRIDGE, "大桥全长3.2公里，双向六车道，设计时速80公里。", "3.2公里")
            return said(question, quote, query="青石江大桥有多长？")
        near = (hit(FERRY, FERRY.text.split("\n")[0]), hit(BRIDGE, BRIDGE.text.split("\n")[1]))
        return Answer(question, question, "no_answer", "资料中没有找到。", (), near)


def said(question: str, *citations: Citation, query: str = "") -> Answer:
    """An answer that says each quote with its number."""
    text = "\n".join(f"{c.quote}[{c.n}]" for c in citations)
    return Answer(question, query or question, "answered", text, citations)


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="session")
def address(shelf: Shelf) -> Iterator[str]:
    """The page, served over the shelf."""
    from ui.page import open_page

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = open_page(shelf, "127.0.0.1", port, open_browser=False)
    yield f"http://127.0.0.1:{port}/"
    page.close(verbose=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; absent, the tests are skipped, but not in CI."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens the page in a fresh context. ``page.asked_for`` lists every address requested."""
    contexts = []

    def open_it(locale: str = "zh-CN", width: int = 1280, height: int = 800, **options: Any) -> Any:
        size = {"width": width, "height": height}
        context = browser.new_context(locale=locale, viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked_for = []
        page.on("request", lambda request: page.asked_for.append(request.url))
        page.goto(address)
        page.locator(".wj-head h1").wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()
