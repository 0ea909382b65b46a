"""What a page carries beside its stories: its name, number and date, the editors' line, running heads.

Such rows are taken out wherever they stand, also in the midst of a sentence, before anything is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rag.pages import dates, pointers
from rag.pages.lines import Line
from rag.pages.names import is_names, is_reporters, opening
from rag.pages.text import is_caption, is_labelled, is_listed, is_whole

_HAN = "\u4e00-\u9fff"
_PAPER = re.compile(
    rf"[{_HAN}]{{1,8}}(?:[日晚早晨商快時时][報报]|[新周週導导][報报訊讯]|[都市]+[報报]|[週周旬月]刊|時報|时报|"
    r"[電电]視報|电视报|青年报|[大学學师師][学學大院][报報]|農民報|农民报|工人报|法治报|科技报|教育报|生活报|信息报)(?:数字报|電子報|电子版|社)?"
)
_LATIN = re.compile(
    r"[A-Z][A-Za-z' ]*\b(?:DAILY|NEWS|TIMES|POST|WEEKLY|EVENING|MORNING|HERALD|Daily|News|Times|Post|"
    r"Weekly|Herald|JOURNAL|GAZETTE)\b[A-Za-z ]*"
)
_NUMBER = re.compile(
    r"第?\s*[A-Z]?\s*[\d〇一二三四五六七八九十]{1,3}\s*[版面](?:[:：·]?.{0,8})?|[A-Z]\s?\d{1,2}(?:[-—]\d{1,2})?"
    rf"(?:[·:：][{_HAN}]{{2,6}})?|[A-Z]叠|(?:今日|本期|共)+\s*\d{{1,3}}\s*[版页]"
)
_DASHED = re.compile(r"[-—–─·•~～]+\s*\d{1,3}\s*[-—–─·•~～]+")
_BARE_NUMBER = re.compile(r"\d{1,2}")
_ISSUE = re.compile(
    r"(?:总|總)?第\s*\d+\s*[期号號]|(?:国内统一|國內統一)?(?:连续出版物号|刊号|CN)[:：]?\s*[\d\-/A-Z]*|"
    r"(?:邮发代号|郵發代號)[:：]?\s*[\d\-—]+|CN\s*[\d\-/]+|ISSN\s*[\d\-X]+"
)
_WEEKDAY = re.compile(dates.WEEKDAY)
_DAY = re.compile(
    rf"{dates.FULL.pattern}|{dates.WEEKDAY}|[农農夏][曆历].{{2,12}}|[甲乙丙丁戊己庚辛壬癸].年.{{1,3}}月.{{2,3}}|"
    r"(?:今日|今天)?(?:晴|阴|多云|小雨|阵雨)(?:[转到]\S{1,3})?[\d~～\-℃°C度]*"
)
_STAFF = (
    r"(?:本版|本期|一版|值班|执行|執行|责任|責任|美术|美術|文字|图片|圖片|新媒体|夜班|视觉)*"
    r"(?:责编|責編|编辑|編輯|主编|主編|美编|美編|版式|校对|校對|美术|美術|视觉|視覺|组版|組版|制图|製圖|设计|設計|审读|統籌|统筹|值班总编|总编|主任|"
    r"检校|排版|终审|初审|编委|編委|監製|监制)"
)
_CREW = re.compile(
    rf"(?:{_STAFF}\s*[:：/／|｜]?\s*[{_HAN}·]{{1,4}}(?:[、/／ \u3000]+(?!{_STAFF})[{_HAN}]{{2,4}})*\s*[|｜　/]*\s*)+"
)
_OWN = re.compile(
    r"本版(?:摄影|攝影|图片|圖片|稿件|文字|图文|圖文|撰稿|供图)[^，。！？]{2,40}"
    r"|(?:本[版报報])?(?:新闻|新聞)?(?:线索|線索|报料|報料|爆料)(?:提供)?[人者]?[:：][^，。！？]{2,40}"
)
_PUBLISHER = re.compile(
    rf"[{_HAN}（）()]{{3,24}}(?:主办|主辦|承办|承辦|协办|協辦|主管|出版|编印|編印|印刷|印行|发行|發行)"
    rf"|(?:主办|主辦|承办|承辦|协办|協辦|主管|出版|编印|印刷|发行)(?:单位|單位|机关)?[:：]\s*[{_HAN}（）()]{{3,24}}"
)
_CREW_COLON = re.compile(rf"^{_STAFF}\s*[:：]")
_PHONE = re.compile(
    r"(?:新闻|新聞|读者|讀者|广告|廣告|发行|發行|报料|爆料|投稿|投诉|服务|服務|编辑部|總機|总机|电子)*"
    r"(?:热线|熱線|专线|專線|电话|電話|邮箱|信箱|郵箱|QQ|微信|传真|E-?mail|Email)\s*[:：]?\s*[\w\-.@()（）+、]*(?: \d{3,8})*",
    re.IGNORECASE,
)
_PHONE_END = re.compile(rf"[\s\u3000|｜/]*{_PHONE.pattern}$", re.IGNORECASE)
_PAPERS_OWN = re.compile(
    r"(?:新闻|新聞|读者|讀者|广告|廣告|发行|發行|报料|爆料|投稿|投诉)(?:服务|服務)?\w{0,2}(?:热线|熱線|专线|專線|邮箱|信箱|电话|電話)"
)
_SECTION = re.compile(rf"[{_HAN}]{{2,4}}(?:[·・][{_HAN}]{{2,4}})?|[{_HAN}]{{2,10}}[报報刊]")
_NAMED = re.compile(rf"[{_HAN}]{{2,10}}[报報刊]")
_DIGITS = re.compile(r"[\d\-—()（） ]{5,}")
# No row is furniture by itself that has none of these.
_HINTS = frozenset(
    "0123456789报報刊訊讯版面叠页编編辑輯美校对對式组組制製设設审審統统总總主任检排终初委監监期号號发發代"
    "供料线線箱话話周週星礼禮QE微传傳I办辦行印"
)
_BETWEEN = re.compile(r"[\s|｜/／]+")
_WORD_MOST = 30  # characters of a word of furniture
_TITLE_MOST = 20
_HEAD = 8  # rows of a page's head at most
_LONG = 80  # characters of a running head or an editors' line at most


def strip(rows: Sequence[Line]) -> tuple[list[Line], str]:
    """The rows that are no furniture, and the day of the page or ''.

    A row under what was taken out counts as standing below a blank line.
    """
    marks = _marks(rows)
    day = _page_day(rows, marks)
    kept: list[Line] = []
    gap, parted, resumed = 0, False, False
    for row, mark in zip(rows, marks, strict=True):
        if mark:
            gap, parted = max(gap, row.gap, 1), True
            continue
        line = pointers.without(row)
        if parted or resumed or gap > row.gap:
            line = replace(
                line, gap=max(row.gap, gap), parted=parted, resumed=line.resumed or resumed
            )
        gap, parted, resumed = 0, False, False
        if line.text:
            kept.append(line)
            continue
        gap, parted = 1, False  # nothing but a pointer
        resumed = line.resumed
        if line.turned and kept:
            kept[-1] = replace(kept[-1], turned=True)
    return kept, day


def _marks(rows: Sequence[Line]) -> list[bool]:
    """Which rows are furniture: by their own words, by those beside them, and by their return."""
    sure = [_is_sure(row) for row in rows]
    words = {word for row, mark in zip(rows, sure, strict=True) if mark for word in _words(row)}
    twice = _returning(rows)
    for at in _head_block(rows, sure):
        sure[at] = True
    marks = [
        mark
        or not row.text
        or row.text in twice
        # A notice may be signed on the day of the page.
        or (
            _is_named(row, words)
            and (not dates.date_line(row.text) or any(sure[max(0, at - 1) : at + 2]))
        )
        for at, (row, mark) in enumerate(zip(rows, sure, strict=True))
    ]
    for at, row in enumerate(rows):
        marks[at] = marks[at] or _is_beside(rows, marks, at, row)
    for at in reversed(range(len(rows))):
        marks[at] = marks[at] or _is_beside(rows, marks, at, rows[at])
    # What the head of the page proved to say may come again as a running head.
    words |= {word for row, mark in zip(rows, marks, strict=True) if mark for word in _words(row)}
    return [
        mark or (_is_named(row, words) and len(_words(row)) > 1 and not dates.date_line(row.text))
        for row, mark in zip(rows, marks, strict=True)
    ]


def _head_block(rows: Sequence[Line], sure: Sequence[bool]) -> range:
    """The rows from the top of the page down to the last that is sure to be furniture, if all can be."""
    end = 0
    for at, row in enumerate(rows[:_HEAD]):
        named = any(form.fullmatch(row.text) for form in (_NAMED, _DAY, _PUBLISHER))
        if (at and row.gap) or not (sure[at] or named or all(map(_word_kind, _words(row)))):
            break
        end = at + 1 if sure[at] else end
    return range(end)


def _is_sure(row: Line) -> bool:
    """Whether each word of the row is furniture and one of them can be nothing else."""
    text = row.text.replace("*", "").strip()
    if not text or len(text) > _LONG or row.image or text.startswith("|"):
        return False
    if _HINTS.isdisjoint(text) and not (text.isascii() and "day" in text.lower()):
        return False
    if (
        _is_crew(text)
        or _OWN.fullmatch(text)
        or _DASHED.fullmatch(text)
        or _ISSUE.fullmatch(text)
        or (len(text) <= 40 and _PAPERS_OWN.match(text))
    ):
        return True
    kinds: list[str] = []
    for word in _words(row):
        kinds.append(_word_kind(word))
        if not kinds[-1]:
            return False
    strong = {"paper+number", "number", "weekday"}
    found = set(kinds)
    if "paper" in found and {"number", "day", "bare", "issue"} & found:
        found.add("paper+number")
    return bool(found & strong) and not found <= {"section"}


def _is_crew(text: str) -> bool:
    """Whether the row says who made the page, and perhaps how to reach them."""
    if text.isascii():
        return False
    bare = _PHONE_END.sub("", text).strip()
    words = re.split(r"[\s|｜]+", bare)
    while len(words) > 1 and _PUBLISHER.fullmatch(words[0]):
        bare = bare[len(words.pop(0)) :].lstrip(" \u3000\t|｜")
    crew = _CREW.fullmatch(bare)
    if not crew:
        return False
    return bool(_CREW_COLON.match(bare)) or len(re.findall(_STAFF, bare)) >= 2


def _words(row: Line) -> list[str]:
    return list(_parted(row.text))


@lru_cache(4096)
def _parted(text: str) -> tuple[str, ...]:
    """The words of a row, its day first."""
    text = text.replace("*", " ")
    day = dates.find(text)
    days = [day[0]] if day else []
    if day:
        text = text[: day.start()] + " " + text[day.end() :]
    return (*days, *filter(None, _BETWEEN.split(text)))


def _word_kind(word: str) -> str:
    if len(word) > _WORD_MOST:
        return ""
    if _WEEKDAY.fullmatch(word):
        return "weekday"
    if _NUMBER.fullmatch(word):
        return "number"
    if _PAPER.fullmatch(word) or _LATIN.fullmatch(word):
        return "paper"
    if _DAY.fullmatch(word):
        return "day"
    if _BARE_NUMBER.fullmatch(word):
        return "bare"
    if _ISSUE.fullmatch(word):
        return "issue"
    weak = (_SECTION, _PHONE)
    return "section" if any(form.fullmatch(word) for form in weak) else ""


def _is_named(row: Line, words: set[str]) -> bool:
    """Whether the row says nothing but words that running heads of the page say."""
    if len(row.text) > _TITLE_MOST or not words:
        return False
    own = _words(row)
    return bool(own) and words.issuperset(own)


def _is_beside(rows: Sequence[Line], marks: Sequence[bool], at: int, row: Line) -> bool:
    """Whether the row can be furniture and stands by what surely is, with nothing else between."""
    above, below = at > 0 and marks[at - 1], at + 1 < len(rows) and marks[at + 1]
    text = row.text
    if not (above or below) or row.image:
        return False
    if _PAPER.fullmatch(text) or _LATIN.fullmatch(text):
        return True
    if above and row.gap == 0 and (_PHONE.fullmatch(text) or _DIGITS.fullmatch(text)):
        return True
    head = all(marks[:at]) or all(marks[at + 1 :])
    if not head:
        return False
    if at == 0 and _NAMED.fullmatch(text):
        return True
    kinds = {_word_kind(word) for word in _words(row)}
    if row.gap == 0 and kinds == {"bare", "section"}:
        return True  # the page's number and name
    return bool(
        (_SECTION.fullmatch(text) and below and (above or at == 0) and not rows[at + 1].gap)
        or _DAY.fullmatch(text)
        or _ISSUE.fullmatch(text)
        or _PHONE.fullmatch(text)
        or _PUBLISHER.fullmatch(text)
    )


def _returning(rows: Sequence[Line]) -> set[str]:
    """The short headings that the page prints more than once: running heads, not text."""
    counts = Counter(row.text for row in rows if row.alone or row.parted)
    twice = {
        text
        for text, count in counts.items()
        if count > 1
        and 3 <= len(text) <= _TITLE_MOST
        and not is_whole(text)
        and not is_labelled(text)
        and not is_listed(text)
        and not is_names(text)
        and not is_caption(text)
        and not re.search(r"[，,、：:|]", text)
    }
    # A title stands again over what its story goes on with on another page.
    return twice - {
        row.text for row, under in pairwise(rows) if row.text in twice and _opens_story(under)
    }


def _opens_story(row: Line) -> bool:
    """Whether a story, or its rest from another page, surely begins with the row."""
    return pointers.resumes(row.text) or opening(row.text) is not None or is_reporters(row.text)


def _page_day(rows: Sequence[Line], marks: Sequence[bool]) -> str:
    days = [dates.whole_day(row.text) for row, mark in zip(rows, marks, strict=True) if mark]
    return next(filter(None, days), "")
