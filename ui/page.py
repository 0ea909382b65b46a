"""The chat page in gradio: its components, which of them causes what, and how it is opened. What happens then is in
``ui.events``."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import gradio as gr

from rag.errors import PageError
from ui.asker import Asker
from ui.events import EXAMPLES, LIMIT, Events, reader
from ui.words import catalogues

SANS = (
    "-apple-system", "BlinkMacSystemFont", "Segoe UI", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif",
)  # fmt: skip

WORD = gr.I18n(**catalogues())


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events write to."""

    head: gr.HTML
    start: gr.Column
    welcome: gr.HTML
    examples: list[gr.Button]
    chat: gr.Chatbot
    within: gr.Accordion
    fields: list[gr.Textbox]
    everything: gr.Button
    clear: gr.Button
    box: gr.Textbox
    panel: gr.HTML
    turns: gr.State


def build(lib: Asker) -> gr.Blocks:
    """The page over ``lib``, not yet served."""
    with gr.Blocks(title="问据", analytics_enabled=False, fill_width=True) as page:
        parts = _layout(lib)
        events = Events(lib)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        ask: dict[str, Any] = {**quiet, "concurrency_limit": 8, "concurrency_id": "ask"}
        changed = [parts.box, parts.turns, parts.chat, parts.panel, parts.start]
        parts.box.submit(events.reply, [parts.box, parts.turns, *parts.fields], changed, **ask)
        for button in parts.examples:
            button.click(events.reply, [button, parts.turns, *parts.fields], changed, **ask)
        shown = [parts.within, parts.everything]
        for field in parts.fields:
            field.change(events.scope, parts.fields, shown, **quiet)
        parts.everything.click(lambda: [""] * len(parts.fields), None, parts.fields, **quiet)
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
            within, fields, everything = _scope_row()
            clear, box = _ask_row()
        with gr.Column(scale=5, min_width=300, elem_id="wj-side"):
            panel = _html(
                elem_id="wj-sources", js_on_load=_asset("page.js"), server_functions=[reader(lib)]
            )
    return Parts(
        head, start, welcome, examples, chat, within, fields, everything, clear, box, panel, gr.State([])
    )  # fmt: skip


def _scope_row() -> tuple[gr.Accordion, list[gr.Textbox], gr.Button]:
    """What is searched, closed until it is wanted: since, until, file, place; and the way back to everything."""
    named = (
        ("since", "day"),
        ("until", "day"),
        ("in_file", "in_file_hint"),
        ("in_place", "in_place_hint"),
    )
    with gr.Row(elem_id="wj-scope"):
        within = gr.Accordion(WORD("everything"), open=False, elem_id="wj-within")
        with within, gr.Row(elem_id="wj-fields"):
            fields = [_field(name, hint) for name, hint in named]
        everything = gr.Button(
            WORD("all"), visible=False, scale=0, min_width=120, elem_id="wj-everything"
        )
    return within, fields, everything


def _field(name: str, hint: str) -> gr.Textbox:
    return gr.Textbox(
        label=WORD(name), placeholder=WORD(hint), lines=1, max_lines=1, max_length=100, min_width=110,
        elem_id=f"wj-{name}",
    )  # fmt: skip


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
