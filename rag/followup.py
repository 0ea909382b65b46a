"""A follow-up question made whole: what an ellipsis or a pronoun leaves out is taken from the
questions before it. What must not be here: searching or answering."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.terms import tagged

SHORT = 12  # a question of fewer characters that names nothing seldom stands alone after another

_POINTS_BACK = re.compile(
    r"^(?:那(?!么)|这(?!么)|该|它|他|她|其|还有|另外|里面|除了|再|又|后来|最后|最终|一共|总共|目前|现在|当时|当地|以后|结果|对方|跟|为啥|为什么)"
    r"|^.{1,8}呢[？?]?$|这里面|这[个些次]|那[个些次]|[他她它]们"
    r"|^(?:and|what about|how about|then)\b|\b(?:it|they|them|he|she|his|her|their|its)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"[“《「\"]|\d{2}")
_INSTEAD = re.compile(r"^那?(?:么)?(?P<name>.{1,10}?)(?:呢|怎么样|又如何)[？?]?$")
_YEAR = re.compile(r"\d{4}年|[去今明前]年")
_NAMED = ("nr", "ns", "nt", "nz", "eng")  # parts of speech of names


def resolve(question: str, history: Sequence[str]) -> str:
    """The question as it is searched; unchanged when it stands alone. ``history`` is oldest first."""
    if not question.strip():
        return ""
    whole = ""
    for said in (*(h.strip() for h in history), question):
        if said:
            whole = _join(whole, said) if whole else said
    return whole


def _join(earlier: str, question: str) -> str:
    if not _needs(question):
        return question
    instead = _INSTEAD.match(question)
    if instead and (swapped := _swap(earlier, instead["name"])):
        return swapped
    return f"{earlier.rstrip('？?。.！!，')}，{question}"


def _needs(question: str) -> bool:
    """Whether the question leaves out what it is about."""
    if _POINTS_BACK.search(question):
        return True
    return len(question) < SHORT and not _names(question)


def _swap(earlier: str, name: str) -> str:
    """The earlier question about another place or year ("那平湖呢？"); empty where it names none."""
    year = _YEAR.search(earlier)
    if year and _YEAR.fullmatch(name):
        return earlier[: year.start()] + name + earlier[year.end() :]
    if not any(flag == "ns" for _, flag in tagged(name)):
        return ""
    place = next((word for word, flag in tagged(earlier) if flag == "ns"), "")
    return earlier.replace(place, name, 1) if place else ""


def _names(question: str) -> bool:
    if _TELLS.search(question):
        return True
    return any(flag in _NAMED and len(word) > 1 for word, flag in tagged(question))
