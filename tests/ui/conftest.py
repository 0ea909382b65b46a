"""The page served over a real library (the sample corpus and one hostile article), and one browser for all tests."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import Library

SEEDS = Path(__file__).parents[2] / "seeds"
CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = '<img src="http://tracker.example/x.png" onerror="window.hacked=1"><script>window.hacked=1</script>'
ATTACK = (
    f"紫貂湖观测站的值班员写道：{HOSTILE} **不是粗体** [链接](http://tracker.example/a) "
    "${window.hacked=1} {{constructor}} 脚注[1]见此。"
)


@pytest.fixture(scope="session")
def attack() -> str:
    """What the hostile article says."""
    return ATTACK


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("ui")
    record = {"_id": "1", "title": f"紫貂湖观测站 {HOSTILE}", "text": ATTACK, "date": ""}
    hostile = folder / "hostile.jsonl"
    hostile.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    library, _ = Library.create(folder / "store", [SEEDS, hostile])
    yield library
    library.close()


@pytest.fixture(scope="session")
def address(library: Library) -> Iterator[str]:
    """Where the page is served."""
    from ui.page import open_page

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = open_page(library, "127.0.0.1", port, open_browser=False)
    yield f"http://127.0.0.1:{port}/"
    page.close(verbose=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; where it is absent the tests are skipped, but never in CI."""
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
    """Opens the page in a fresh context. ``page.requested`` lists every address asked for."""
    contexts = []

    def open_it(locale: str = "zh-CN", width: int = 1280, height: int = 800) -> Any:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto(address)
        page.locator(".wj-welcome").wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()
