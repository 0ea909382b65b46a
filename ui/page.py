"""The chat page in gradio: its components, its events, and how it is opened. HTML is made in ``ui.render``."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# Before gradio is imported: nothing is sent anywhere.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from rag.errors import InputError, PageError, WenjuError
from rag.types import Answer, Article
from ui import render
from ui.asker import Asker
from ui.words import Words, catalogues, words_for

LIMIT = 2000  # characters of a question
EXAMPLES = 4
SANS = (
    "-apple-system", "BlinkMacSystemFont", "Segoe UI", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif",
)  # fmt: skip

WORD = gr.I18n(**catalogues())

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange as the page keeps it: the question as asked, and the HTML of its reply and its sources."""

    question: str
    reply: str
    sources: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events write to."""

    head: gr.HTML
    start: gr.Column
    welcome: gr.HTML
    examples: list[gr.Button]
    chat: gr.Chatbot
    clear: gr.Button
    box: gr.Textbox
    panel: gr.HTML
    turns: gr.State


def build(lib: Asker) -> gr.Blocks:
    """The page over ``lib``, not yet served."""
    with gr.Blocks(title="问据", analytics_enabled=False, fill_width=True) as page:
        parts = _layout(lib)
        events = _Events(lib)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        ask: dict[str, Any] = {**quiet, "concurrency_limit": 8, "concurrency_id": "ask"}
        changed = [parts.box, parts.turns, parts.chat, parts.panel, parts.start]
        parts.box.submit(events.reply, [parts.box, parts.turns], changed, **ask)
        for button in parts.examples:
            button.click(events.reply, [button, parts.turns], changed, **ask)
        parts.clear.click(events.clear, None, changed, **quiet)
        greeted = [parts.head, parts.welcome, parts.panel, *parts.examples]
        page.load(events.greet, None, greeted, **quiet)
    page.queue(max_size=64)
    return page  # type: ignore[no-any-return]


def _layout(lib: Asker) -> Parts:
    with gr.Row(elem_id="wj-top"):
        head = _html(elem_id="wj-head")
    with gr.Row(elem_id="wj-main", equal_height=False):
        with gr.Column(scale=6, min_width=300, elem_id="wj-talk"):
            with gr.Column(elem_id="wj-start") as start:
                welcome = _html()
                examples = [
                    gr.Button("", visible=False, elem_classes="wj-example") for _ in range(EXAMPLES)
                ]
            chat = gr.Chatbot(
                visible=False, elem_id="wj-chat", label=WORD("conversation"), show_label=False,
                height=None, buttons=[], latex_delimiters=[], layout="panel", feedback_options=None,
                container=False, group_consecutive_messages=False,
            )  # fmt: skip
            clear, box = _ask_row()
        with gr.Column(scale=5, min_width=300, elem_id="wj-side"):
            panel = _html(
                elem_id="wj-sources", js_on_load=_asset("page.js"), server_functions=[_reader(lib)]
            )
    return Parts(head, start, welcome, examples, chat, clear, box, panel, gr.State([]))


def _ask_row() -> tuple[gr.Button, gr.Textbox]:
    with gr.Row(elem_id="wj-ask"):
        clear = gr.Button(WORD("new_chat"), elem_id="wj-new", scale=0, min_width=96)
        box = gr.Textbox(
            elem_id="wj-box", label=WORD("question"), placeholder=WORD("placeholder"), lines=1,
            max_lines=6, max_length=LIMIT, show_label=False, container=False, submit_btn=True,
        )  # fmt: skip
    return clear, box


def _html(js_on_load: str | None = None, **options: Any) -> gr.HTML:
    return gr.HTML(js_on_load=js_on_load, apply_default_css=False, **options)


def _asset(name: str) -> str:
    return files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def _spoken(request: gr.Request) -> Words:
    return words_for(request.headers.get("accept-language"))


class _Events:
    """What the page does when it is opened, asked or cleared. Each yields or returns what gradio puts on screen."""

    def __init__(self, lib: Asker) -> None:
        self._lib = lib
        self._count = lib.count
        self._examples = lib.examples(EXAMPLES)[:EXAMPLES] if self._count else []

    def greet(self, request: gr.Request) -> list[Any]:
        """The words and examples of a page that has just been opened."""
        words = _spoken(request)
        buttons = [gr.Button(question, visible=True) for question in self._examples]
        buttons += [gr.Button("", visible=False)] * (EXAMPLES - len(buttons))
        head, welcome = render.head_html(self._count, words), render.welcome_html(words)
        return [head, welcome, render.empty_sources_html(words), *buttons]

    def clear(self, request: gr.Request) -> list[Any]:
        """A new chat."""
        empty = render.empty_sources_html(_spoken(request))
        return ["", [], gr.Chatbot([], visible=False), empty, gr.Column(visible=True)]

    def reply(
        self, question: str, turns: list[Turn], request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Show the question at once, then its answer and sources. An empty question changes nothing."""
        question = (question or "").strip()[:LIMIT]
        if not question:
            yield (gr.skip(),) * 5
            return
        words = _spoken(request)
        asked: Any = [
            *_messages(turns),
            _message("user", render.question_html(question)),
            _message("assistant", render.waiting_html(words)),
        ]
        yield "", gr.skip(), gr.Chatbot(asked, visible=True), gr.skip(), gr.Column(visible=False)
        turns = [*turns, answer_turn(self._lib, question, turns, words)]
        panel = render.panel_html([turn.sources for turn in turns])
        said: Any = _messages(turns)
        yield gr.skip(), turns, gr.Chatbot(said, visible=True), panel, gr.skip()


def _messages(turns: list[Turn]) -> list[dict[str, str]]:
    return [
        message
        for turn in turns
        for message in (
            _message("user", render.question_html(turn.question)),
            _message("assistant", turn.reply),
        )
    ]


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def answer_turn(lib: Asker, question: str, turns: list[Turn], words: Words) -> Turn:
    """Ask the library and render what it says; a fault becomes one line in place of the answer."""
    number = len(turns) + 1
    try:
        answer = lib.ask(question, history=[turn.question for turn in turns])
        cited = _cited(lib, answer)
    except WenjuError as error:
        return Turn(question, render.notice_html(str(error)), render.empty_sources_html(words))
    except Exception:
        log.exception("no answer to a question")
        return Turn(question, render.notice_html(words.failed), render.empty_sources_html(words))
    sources = render.sources_html(number, answer, cited, words)
    return Turn(question, render.answer_html(number, answer, words), sources)


def _cited(lib: Asker, answer: Answer) -> dict[str, Article]:
    """The cited articles as the library holds them now, so that each quote is checked before it is shown."""
    out = {}
    for citation in answer.citations:
        try:
            out[citation.article_id] = lib.article(citation.article_id)
        except InputError:
            continue
    return out


def _reader(lib: Asker) -> Any:
    """The function that the browser calls to read a whole article."""

    def read(wanted: dict[str, Any]) -> str:
        words = words_for(str(wanted.get("lang", "")))
        try:
            article = lib.article(str(wanted.get("article", "")))
            span = int(wanted.get("start", 0)), int(wanted.get("end", 0))
        except (InputError, TypeError, ValueError):
            return render.window_html(render.notice_html(words.gone), words)
        return render.window_html(render.article_html(article, span, words), words)

    return read


def _theme() -> gr.themes.Base:
    return gr.themes.Base(font=SANS, font_mono=("ui-monospace", "monospace")).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#181715",
        body_text_color="#1e1d1b",
        body_text_color_dark="#e6e2da",
    )


def open_page(lib: Asker, host: str, port: int, open_browser: bool) -> gr.Blocks:
    """Serve the page in the background and return it; ``close()`` ends it. Raises PageError."""
    _check_port(host, port)
    page = build(lib)
    try:
        page.launch(
            server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True,
            share=False, quiet=True, ssr_mode=False, enable_monitoring=False, footer_links=[],
            i18n=WORD, theme=_theme(), css=_asset("page.css"),
        )  # fmt: skip
    except OSError as error:
        raise PageError(_taken(host, port)) from error
    return page


def launch(
    lib: Asker, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = True
) -> None:
    """Open the chat page and serve it until interrupted. Raises PageError where it cannot be opened."""
    page = open_page(lib, host, port, open_browser)
    print(f"问据: {page.local_url}", flush=True)
    page.block_thread()


def _check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had before any page is built."""
    if not 0 < port < 65536:
        raise PageError(f"{port} 不是端口号：请用 --port 指定 1 到 65535 之间的一个")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise PageError(_taken(host, port)) from error


def _taken(host: str, port: int) -> str:
    other = port + 1 if port < 65535 else port - 1
    return f"打不开 {host}:{port}，端口可能已被占用：请换一个端口，如 --port {other}"
