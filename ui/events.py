"""What the page does when it is opened, asked, narrowed or read in. HTML is made in ``ui.render`` and ``ui.reading``;
which component causes what is said in ``ui.page``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.errors import InputError, WenjuError
from rag.scope import EVERYTHING, Scope
from rag.types import Answer, Article, Citation
from ui import reading, render
from ui.asker import Asker
from ui.words import Words, words_for

LIMIT = 2000  # characters of a question
EXAMPLES = 4

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange as the page keeps it: the question as asked, and the HTML of its reply and its sources."""

    question: str
    reply: str
    sources: str


def _spoken(request: gr.Request) -> Words:
    return words_for(request.headers.get("accept-language"))


class Events:
    """What the page does when it is opened, asked or cleared. Each yields or returns what gradio puts on screen."""

    def __init__(self, lib: Asker) -> None:
        self._lib = lib
        self._examples = lib.examples(EXAMPLES)[:EXAMPLES] if lib.count else []

    def greet(self, request: gr.Request) -> list[Any]:
        """The words and examples of a page that has just been opened."""
        words = _spoken(request)
        buttons = [gr.Button(question, visible=True) for question in self._examples]
        buttons += [gr.Button("", visible=False)] * (EXAMPLES - len(buttons))
        head, welcome = render.head_html(self._lib.count, words), render.welcome_html(words)
        return [head, welcome, render.empty_sources_html(words), *buttons]

    def clear(self, request: gr.Request) -> list[Any]:
        """A new chat."""
        empty = render.empty_sources_html(_spoken(request))
        return ["", [], gr.Chatbot([], visible=False), empty, gr.Column(visible=True)]

    def scope(
        self, since: str, until: str, file: str, place: str, request: gr.Request
    ) -> list[Any]:
        """Say what is searched, with the way back to everything."""
        words, scope = _spoken(request), _scope((since, until, file, place))
        said = render.scope_text(scope, words)
        label = words.within.format(scope=said) if scope else words.everything
        return [gr.Accordion(label=label), gr.Button(visible=bool(scope))]

    def reply(
        self, question: str, turns: list[Turn], since: str, until: str, file: str, place: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:  # fmt: skip
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
        scope = _scope((since, until, file, place))
        turns = [*turns, answer_turn(self._lib, question, turns, words, scope)]
        panel = render.panel_html([turn.sources for turn in turns])
        said: Any = _messages(turns)
        yield gr.skip(), turns, gr.Chatbot(said, visible=True), panel, gr.skip()


def _scope(written: Sequence[str | None]) -> Scope:
    """What the four fields say."""
    since, until, file, place = ((field or "").strip() for field in written)
    return Scope(since, until, (file,) if file else (), (place,) if place else ())


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


def answer_turn(
    lib: Asker, question: str, turns: list[Turn], words: Words, scope: Scope = EVERYTHING
) -> Turn:
    """Ask the library and render what it says; a fault becomes one line in place of the answer."""
    number = len(turns) + 1
    try:
        answer = lib.ask(question, [turn.question for turn in turns], scope)
        cited = _cited(lib, answer)
    except WenjuError as error:
        return Turn(question, render.notice_html(str(error)), render.empty_sources_html(words))
    except Exception:
        log.exception("no answer to a question")
        return Turn(question, render.notice_html(words.failed), render.empty_sources_html(words))
    sources = render.sources_html(number, answer, cited, words)
    return Turn(question, render.answer_html(number, answer, words, scope), sources)


def _cited(lib: Asker, answer: Answer) -> dict[str, Article]:
    """The cited articles as the library holds them now, so that each quote is checked before it is shown."""
    out = {}
    for citation in answer.citations:
        try:
            out[citation.article_id] = lib.article(citation.article_id)
        except InputError:
            continue
    return out


def reader(lib: Asker) -> Callable[[dict[str, Any]], str]:
    """The function that the browser calls to read a whole article."""

    def read(wanted: dict[str, Any]) -> str:
        words = words_for(str(wanted.get("lang", "")))
        try:
            shown = _reading(lib, wanted, words)
        except (InputError, TypeError, ValueError):
            shown = render.notice_html(words.gone)
        return reading.window_html(shown, words)

    return read


def _reading(lib: Asker, wanted: dict[str, Any], words: Words) -> str:
    """The article of a passage, or of a quote, wherever that stands now. Raises InputError where it is gone."""
    value, quote = str(wanted.get("article", "")), str(wanted.get("quote", ""))
    start, end = int(wanted.get("start", 0)), int(wanted.get("end", 0))
    if not quote:
        return reading.article_html(lib.article(value), (start, end), words)
    named = str(wanted.get("title", "")), str(wanted.get("source", ""))
    found = lib.trace(Citation(0, value, *named, start, end, quote, 0.0))
    if found.article is None:
        raise InputError(words.gone)
    notes = {"moved": words.moved, "changed": words.changed_hint}
    return reading.article_html(
        found.article, (found.start, found.end), words, notes.get(found.status, "")
    )
