"""The evidence in language for or against two pieces being one sentence that a column break cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import cast

PAGE = 20_000  # characters searched for evidence: more than a page has, few enough for a book
_NEAR = 8  # characters on each side that are cut into words
_DIGITS = "一二三四五六七八九"
_TENS = "十百千万亿萬億零〇"
_INSIDE = tuple("，、。；：！？”’）】》」』,;:!?)％%")
_PAIRS = (("“", "”"), ("「", "」"), ("（", "）"), ("《", "》"), ("『", "』"))
_FRESH = re.compile(
    r"[“「《（【]|记者|記者|据|據|近日|近年|日前|目前|此外|同时|同時|昨[天日]|今[天日年]|去年|上[周週]|截至|接下来|下一步|本[报報次]|"
    r"为了|为了|由于|随着|在\S{1,12}[，,]|当[天日]|不过|然而|但|据悉|据了解|问[:：]|答[:：]|[一二三四五六七八九十]是|\d{4}年|"
    r"[一-鿿]{2,4}(?:说|表示|介绍|认为|告诉)"
)
_NEWS = re.compile(
    r"据\S{2,16}?(?:消息|通报|统计|介绍|获悉)|據\S{2,16}?(?:消息|通報|統計|公布)|记者\S{0,12}(?:获悉|了解到)|近日|日前|昨[天日晚]|"
    r"今[天日]|\d{1,2}月\d{1,2}日(?:[，,]|上午|下午|起|清晨|晚)|[上本][周週]"
)
_BOUND = frozenset(
    "的了着过们地得之而则却都也就才便又还已并或及与和等将被把让给来去上下里内中时后前外"
)
_LOOSE = re.compile(
    r"(?:[的和与與及在把被对對向从從为為是有要将將不了各每该該这這那其又再比让讓给給由以到着著、，：]|[“「（《])$"
)
_PARTICLES = frozenset("们了着过的")
_SHORT = re.compile(r"[^。，！？；：、]{1,3}[。，！？；、]")
_SOON = re.compile(r"[^。，！？；：、]{1,3}[。！？；、]|[^。，！？；：、]，")
_MEASURE = re.compile(
    r"[个個名位人家只隻条條张張块塊元角分万萬千百十亿億岁歲年月日天时時点點分秒米里公斤吨噸度次场場届屆项項件本册冊页頁间間座栋棟层層户戶"
    r"亩畝棵株辆輛艘台臺部份封盏盞把套双雙对對群批种種类類级級号號路股段节節句首篇道口头頭匹支枚颗顆粒桶瓶杯碗箱袋包筐车車多余餘几幾成倍半跤]"
)


_RANGE = re.compile(r"[到至~～—-]\d")  # goes on with how far a number reaches
_COUNTED = re.compile(rf"[{_DIGITS}{_TENS}两兩\d]+{_MEASURE.pattern}")
_COUNTS = re.compile(
    r"[有共达達约約近超逾过過满滿足仅僅只剩第每前后後的了]$"
)  # what a number may follow


@cache
def cutter() -> Callable[[str], list[str]]:
    """rjieba, or jieba itself on a platform that has no wheel of it; words of the dictionary only."""
    try:
        import rjieba
    except ImportError:
        import jieba

        jieba.setLogLevel(60)
        return cast("Callable[[str], list[str]]", partial(jieba.lcut, HMM=False))
    return lambda text: rjieba.cut(text, False)


def fits(left: str, right: str, page: str) -> bool:
    """Whether there is evidence that ``right`` goes on where ``left`` broke off.

    The evidence: ``right`` opens with a mark that cannot open a sentence, a word spans the seam, or
    the page has the two characters before and after the seam side by side elsewhere.
    """
    return right.startswith(_INSIDE) or bool(spanning(left, right)) or _elsewhere(left, right, page)


@lru_cache(4096)
def spanning(left: str, right: str) -> str:
    """The word over the seam, or ''."""
    before, after = left[-_NEAR:], right[:_NEAR]
    if _is_latin(before[-1:]) and _is_latin(after[:1]):
        return before + after  # the cutter takes letters side by side for a word
    position = 0
    for word in cutter()(_simplified(before + after)):
        if position < len(before) < position + len(word):
            return word if word.isalnum() else ""
        position += len(word)
    return ""


def _is_latin(one: str) -> bool:
    return one.isascii() and one.isalnum()


def _simplified(text: str) -> str:
    """The text in the characters of the dictionary, one for one."""
    if text.isascii():
        return text
    found = _converter()(text)
    return found if len(found) == len(text) else text


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    return cast("Callable[[str], str]", OpenCC("t2s").convert)


def opens_news(text: str) -> bool:
    """Whether the text opens as the first paragraph of news does: with its source or its day."""
    return bool(_NEWS.match(text))


@lru_cache(4096)
def first_word(text: str) -> str:
    """The word with which the text opens."""
    words = cutter()(_simplified(text[:_NEAR]))
    return words[0] if words else ""


def evidence(left: str, right: str, page: str) -> float:
    """How well ``right`` goes on where ``left`` breaks off; below 0 where something speaks against it."""
    score = _quotes(left, right) + _numbers(left, right)
    if right.startswith(_INSIDE):
        score += 3
    word = spanning(left, right)
    if word and score >= 0:
        score += 2 if len(word) == 2 else 3
    if _elsewhere(left, right, page):
        score += 1.5
    if _FRESH.match(right):
        score -= 0.5 if _LOOSE.search(left) else 1.5
    else:
        score += 0.5 * bool(_LOOSE.search(left))
        word = first_word(right)
        score += 0.8 * (word in _PARTICLES) + 0.7 * (word in _BOUND)
        score += 0.8 * bool(_SHORT.match(right))
    return score


def begins_inside(right: str) -> bool:
    """Whether the text opens as no paragraph does, whatever stands before it."""
    return right.startswith(_INSIDE) or bool(_SOON.match(right)) or first_word(right) in _PARTICLES


def _elsewhere(left: str, right: str, page: str) -> bool:
    seam = left[-2:] + right[:2]
    return len(seam) == 4 and seam.isalnum() and seam in _seams(page)


@lru_cache(2)
def _seams(page: str) -> frozenset[str]:
    """Each four characters that stand side by side on the page."""
    return frozenset(page[at : at + 4] for at in range(min(len(page), PAGE) - 3))


def _numbers(left: str, right: str) -> float:
    """What a number cut in two, or cut from what it counts, says."""
    last, first = left[-1], right[0]
    if last.isascii() and re.search(r"\d[.,]?$", left):
        if first.isascii() and first.isdigit():
            return 2.5
        if _RANGE.match(right):
            return 3.0
        return 2.0 if _MEASURE.match(first) or first in "%％" else 0.0
    if last not in _DIGITS + _TENS:
        if last in "几幾数數第多" and _MEASURE.match(first):
            return 1.0
        # Something counted follows "there are" sooner than a noun.
        return (1.0 if _COUNTS.search(left) else -0.5) if _COUNTED.match(right) else 0.0
    if first in _DIGITS:
        return 2.0 if last in _TENS else -3.0
    if first in _TENS:
        return 2.0
    return 1.5 if _MEASURE.match(first) else 0.0


def _quotes(left: str, right: str) -> float:
    """What the quotes and brackets say that one side leaves open or closes."""
    score = 0.0
    for opener, closer in _PAIRS:
        opened = left.rfind(opener) > left.rfind(closer)
        first = _first(right, opener, closer)
        if opened and first == closer:
            score += 2
        elif not opened and first == closer:
            score -= 2
        elif opened and first == opener and opener != "《":
            score -= 1
    return score


def _first(text: str, opener: str, closer: str) -> str:
    """Which of the two marks the text has first."""
    one, two = text.find(opener), text.find(closer)
    if one < 0 and two < 0:
        return ""
    return opener if two < 0 or 0 <= one < two else closer
