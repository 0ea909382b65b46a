"""What a question asks for (a number, an amount of money, a date, a duration, a list, a person, a place, an
organisation), and which words of a quote can say it. What must not be here: scoring or choosing sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.terms import normalise, tagged, terms

_DIGITS = r"(?:\d+(?:[.,]\d+)*|[〇零一二三四五六七八九十百千万亿两]+)"
_AMOUNT = rf"{_DIGITS}[多余]?[十百千万亿]*[多余]?"
_MEASURE = (
    "%|个百分点|平方米|平方公里|立方米|公里|公斤|人次|个月|个?小时|分钟|美元|欧元|港元|日元|英镑|"
    "[个名位家人年月日天元块镑亩户种条座场次项台辆份件吨米级倍岁所套成期批届只颗头艘架支周秒度]"
)
NUMBER = re.compile(
    rf"\d+(?:[.,]\d+)*[多余]?[十百千万亿]*[多余]?(?:{_MEASURE})?|{_AMOUNT}(?:{_MEASURE})"
)
MONEY = re.compile(rf"(?:{_DIGITS}|几)[余多]?[十百千万亿]{{0,2}}[余多]?[美欧港日韩澳加]?[元块镑]")
DATE = re.compile(
    r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}年|\d{1,2}[日号]|[去今明前]年|近日|日前|"
    r"[今昨当]天|[今昨]日|[上下本]月|\d{1,2}[点时:]\d{0,2}"
)
DURATION = re.compile(rf"(?:{_AMOUNT}|[半几])个?(?:世纪|年|月|星期|周|天|日|小时|钟头|分钟|秒)")
LIST = re.compile(r"、[^、。]+、")


@dataclass(frozen=True, slots=True)
class Kind:
    """``asks`` is found in a question, ``says`` in a sentence that can answer it. ``strict``: a
    sentence of another kind is no answer at all."""

    name: str
    asks: re.Pattern[str]
    says: re.Pattern[str]
    strict: bool = False


MONEYS = Kind("money", re.compile(r"多少钱|几[万千百]块|几块钱|how much money"), MONEY, strict=True)
DURATIONS = Kind("duration", re.compile(
    r"多久|多长时间|多少时间|几[天年周]|几个(?:月|小时|钟头|星期)|多少(?:天|个?月|个?小时|分钟|周)|how long"
), DURATION)  # fmt: skip
DATES = Kind("date", re.compile(r"哪一?[年月天]|什么时候|啥时候|何时|几[月号点]|when"), DATE)
NUMBERS = Kind("number", re.compile(
    r"多少|几[个名位家人元万亿场次成种条座岁倍]|百分之几|第几|多[高大重远宽深快]|how (?:many|much|big|tall|far|old)"
), NUMBER)  # fmt: skip
LISTS = Kind("list", re.compile(r"哪些|哪几|有啥|包括什么"), LIST)
# A question that asks for several things has the first kind of these.
KINDS = (MONEYS, DURATIONS, DATES, NUMBERS, LISTS)
# Names are told by the part of speech that jieba gives them.
_NAMES = (
    (re.compile(r"谁|哪位|什么人|哪个人|who\b"), "nr"),
    (re.compile(r"哪里|哪儿|什么地方|何地|在哪|哪个?[省市县区镇村国]|where"), "ns"),
    (re.compile(r"哪[家个]|什么(?:单位|公司|机构|部门)|which (?:company|university)"), "nt"),
)
_UNIT = re.compile(r"(?:多少|几)(?P<unit>[\u3400-\u9fff])")
_PEOPLE = "人名位个户"  # these count people alike
_CLAUSE = "，。；：！？,;!?\n"


def kind_of(question: str) -> Kind | None:
    """What kind of answer the question asks for, where a pattern can tell."""
    asked = normalise(question)
    return next((kind for kind in KINDS if kind.asks.search(asked)), None)


def marks(question: str, quote: str) -> tuple[tuple[int, int], ...]:
    """The answering words in ``quote`` as one span, or none where nothing speaks for any: a wrong mark is
    worse than none."""
    asked, kind = normalise(question), kind_of(question)
    held = set(terms(question))
    unit = unit_of(question) if kind is NUMBERS else ""
    found = [span for span in _candidates(asked, kind, quote) if quote[slice(*span)] not in asked]
    if unit:
        found = [(a, b) for a, b in found if counts(unit, quote[a : b + 1])]

    def speaks(span: tuple[int, int]) -> int:
        return _shared(_clause(quote, span), held)

    best = max(found, key=speaks, default=None)
    return (best,) if best and speaks(best) else ()


def _clause(quote: str, span: tuple[int, int]) -> str:
    """The clause around a span."""
    begin = max((quote.rfind(mark, 0, span[0]) for mark in _CLAUSE), default=-1) + 1
    ends = [at for mark in _CLAUSE if (at := quote.find(mark, span[1])) >= 0]
    return quote[begin : min(ends, default=len(quote))]


def unit_of(question: str) -> str:
    """The unit in which a number is asked for, one character, '' for none."""
    match = _UNIT.search(normalise(question))
    return match["unit"] if match else ""


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where ``text``, normalised, says a number, with its measure word."""
    return (match.span() for match in NUMBER.finditer(text))


def counts(unit: str, said: str) -> bool:
    """Whether a number is said in the unit that is asked for."""
    return any(letter in said for letter in (_PEOPLE if unit in _PEOPLE else unit))


def _candidates(asked: str, kind: Kind | None, quote: str) -> Iterator[tuple[int, int]]:
    """Where ``quote`` says something of the kind that is asked for, or a name of it."""
    if kind is not None:
        if kind is not LISTS:
            yield from (match.span() for match in kind.says.finditer(quote))
        return
    flag = next((flag for pattern, flag in _NAMES if pattern.search(asked)), None)
    at = 0
    for word, tag in tagged(quote) if flag else ():
        if tag == flag and len(word) > 1:
            yield at, at + len(word)
        at += len(word)


def _shared(text: str, held: Collection[str]) -> int:
    return sum(len(term) for term in set(terms(text)) if term in held)
