"""The chat page in gradio: its components, its events, and how it is opened. HTML is made in ``ui.render``."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = (
    "False"  # before gradio is imported: nothing is sent anywhere
)

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
    welcome: gr.HTML
    start: gr.Column
    examples: list[gr.Button]
    chat: gr.Chatbot
    panel: gr.HTML
    box: gr.Textbox
    turns: gr.State

    @property
    def asked(self) -> list[Any]:
        """What a question changes, in the order in which :func:`reply` yields it."""
        return [self.box, self.turns, self.chat, self.panel, self.start]


def build(lib: Asker) -> gr.Blocks:
    """The page over ``lib``, not yet served."""
    with gr.Blocks(title="问据", analytics_enabled=False, fill_width=True) as page:
        parts, clear = _layout(lib)
        ask = partial(reply, lib)
        ask_options: dict[str, Any] = {
            "outputs": parts.asked,
            "api_visibility": "private",
            "show_progress": "hidden",
            "concurrency_limit": 8,
            "concurrency_id": "ask",
        }
        parts.box.submit(ask, [parts.box, parts.turns], **ask_options)
        for button in parts.examples:
            button.click(ask, [button, parts.turns], **ask_options)
        clear.click(_cleared, None, parts.asked, api_visibility="private", show_progress="hidden")
        page.load(
            partial(_greeting, lib, len(lib.articles())),
            None,
            [parts.head, parts.welcome, parts.panel, *parts.examples],
            api_visibility="private",
            show_progress="hidden",
        )
    page.queue(max_size=64)
    return page  # type: ignore[no-any-return]


def _layout(lib: Asker) -> tuple[Parts, gr.Button]:
    word = gr.I18n(**catalogues())
    head = gr.HTML(elem_id="wj-head", js_on_load=None)
    with gr.Row(elem_id="wj-main", equal_height=False):
        with gr.Column(scale=6, min_width=300, elem_id="wj-talk"):
            with gr.Column(elem_id="wj-start") as start:
                welcome = gr.HTML(js_on_load=None)
                examples = [
                    gr.Button("", visible=False, elem_classes="wj-example") for _ in range(EXAMPLES)
                ]
            chat = gr.Chatbot(
                visible=False, elem_id="wj-chat", label=word("conversation"), show_label=False,
                height=None, buttons=[], latex_delimiters=[], layout="panel", feedback_options=None,
                container=False, group_consecutive_messages=False,
            )  # fmt: skip
            with gr.Row(elem_id="wj-ask"):
                clear = gr.Button(word("new_chat"), elem_id="wj-new", scale=0, min_width=96)
                box = gr.Textbox(
                    elem_id="wj-box", label=word("question"), placeholder=word("placeholder"), lines=1,
                    max_lines=6, max_length=LIMIT, show_label=False, container=False,
                    submit_btn=True, autofocus=True,
                )  # fmt: skip
        with gr.Column(scale=5, min_width=300, elem_id="wj-side"):
            panel = gr.HTML(
                elem_id="wj-sources", js_on_load=_asset("page.js"), server_functions=[_reader(lib)]
            )
    return Parts(head, welcome, start, examples, chat, panel, box, gr.State([])), clear


def _asset(name: str) -> str:
    return files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def _spoken(request: gr.Request | None) -> Words:
    return words_for(request.headers.get("accept-language") if request else None)


def _greeting(lib: Asker, count: int, request: gr.Request) -> list[Any]:
    """The words and examples of a page that has just been opened."""
    words = _spoken(request)
    questions = lib.examples(EXAMPLES)[:EXAMPLES] if count else []
    buttons = [gr.Button(question, visible=True) for question in questions]
    buttons += [gr.Button("", visible=False)] * (EXAMPLES - len(buttons))
    head, welcome = render.head_html(count, words), render.welcome_html(words)
    return [head, welcome, render.empty_sources_html(words), *buttons]


def _cleared(request: gr.Request) -> list[Any]:
    empty = render.empty_sources_html(_spoken(request))
    return ["", [], gr.Chatbot([], visible=False), empty, gr.Column(visible=True)]


def reply(lib: Asker, question: str, turns: list[Turn], request: gr.Request) -> Iterator[list[Any]]:
    """Show the question at once, then its answer and sources. An empty question changes nothing."""
    question = (question or "").strip()[:LIMIT]
    if not question:
        yield [gr.skip()] * 5
        return
    asked = {"role": "user", "content": render.question_html(question)}
    before = _messages(turns)
    yield [
        "",
        gr.skip(),
        gr.Chatbot([*before, asked], visible=True),  # type: ignore[list-item]
        gr.skip(),
        gr.Column(visible=False),
    ]
    turns = [*turns, answer_turn(lib, question, turns, _spoken(request))]
    panel = render.panel_html([turn.sources for turn in turns])
    yield [gr.skip(), turns, gr.Chatbot(_messages(turns), visible=True), panel, gr.skip()]  # type: ignore[arg-type]


def _messages(turns: list[Turn]) -> list[dict[str, str]]:
    out = []
    for turn in turns:
        out.append({"role": "user", "content": render.question_html(turn.question)})
        out.append({"role": "assistant", "content": turn.reply})
    return out


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
            return render.notice_html(words.gone)
        return render.article_html(article, span, words)

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
            i18n=gr.I18n(**catalogues()), theme=_theme(), css=_asset("page.css"),
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
        raise PageError(f"{port} is not a port; choose one from 1 to 65535 with --port")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise PageError(_taken(host, port)) from error


def _taken(host: str, port: int) -> str:
    other = port + 1 if port < 65535 else port - 1
    return (
        f"cannot open {host}:{port}, perhaps the port is in use; choose another with --port {other}"
    )
