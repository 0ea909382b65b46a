"""What one line of a page is, by its form alone: title, byline, caption, section heading, broken or whole.

Nothing here looks at the lines around; rag/page.py does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "\u4e00-\u9fff"
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛"
    "禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌"
    "霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳"
    "汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印"
    "宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚"
    "农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁"
    "勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公覃肖涂付代佟岳帅缑亢况郈有琴商牟佘佴"
    "陳張劉楊黃趙吳孫馬許鄭馮鄧蕭葉蘇盧蔣賈魏韋閻鄒龔嚴莊譚鍾陸賴"
)
_DOUBLE = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
)
_NAME = rf"[{_HAN}]{{2,4}}"
_ROLE = re.compile(
    r"(?:本报|本网|见习|实习|特约|全媒体|融媒体)*(?:记者|通讯员|实习生|责任编辑|责编|编辑|作者|撰文|摄影)"
    r"[:：]?\s*|(?:文|图|摄)+[/／]|[/／]?(?:文|图)$"
)
_NAMES = re.compile(rf"{_NAME}(?:[\s、]+{_NAME}){{0,3}}")
_CLOSING = re.compile(r"[(（]\s*([^()（）]{2,30})\s*[)）]$")
_NOT_NAMES = re.compile(r"完$|续$|略$|同$|注$|节选|掌声|笑声|来源|转载")
_FINAL = re.compile(r"(?:[。！？!?…：:；;]|(?<=[A-Za-z0-9])\.)[”’」』】》〉）)\]\"]*$")
_STOP_INSIDE = re.compile(r"[。；;]|[！？!?](?!$)")
_NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十百\d]{1,4}[章节条部编]"
    r"|[(（]?\d{1,2}[)）.、．](?!\d)|[①-⑳]|[-*+•·●■◆]\s*"
)
_CREDIT = re.compile(
    rf"(?:^|[\s。！？(（/／”）)])[{_HAN}·]{{2,8}}(?:[\s、][{_HAN}·]{{2,4}})*\s*(?<!拍)(?:摄影?|供图)[)）。]?$"
    r"|(?:图片?|照片)(?:由|均由).{2,40}提供[)）。]?$|资料图片?[)）]?$|新华社发[)）]?$"
)
_PLACE = re.compile(rf"([{_HAN}]{{2,4}})[:：]\s*(\S.{{2,40}})")
_LABEL = re.compile(rf"[{_HAN}]{{2,6}}[:：]\s*[^“\"「\s]")
_DATE = re.compile(r"(\d{4})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})\s*日?")
_DATELINE = re.compile(rf"^(?:[{_HAN}]{{2,8}})?\s*{_DATE.pattern}\s*(?:电|讯)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. ``gap`` counts the blank lines above; ``level`` the Markdown ``#``."""

    text: str
    gap: int
    alone: bool
    level: int = 0


def read_lines(text: str) -> list[Line]:
    """The lines of ``text`` that say something, stripped; a first line counts as standing alone."""
    rows = [row.strip() for row in text.splitlines()]
    found: list[Line] = []
    gap = 0
    for number, row in enumerate(rows):
        if not row:
            gap += 1
            continue
        open_below = number + 1 == len(rows) or not rows[number + 1]
        alone = not found or (gap > 0 and open_below)
        bare = row.lstrip("#")
        level = len(row) - len(bare)
        if 0 < level <= 6 and bare[:1].isspace() and bare.strip():
            found.append(Line(bare.strip().rstrip("#").rstrip(), gap, True, level))
        else:
            found.append(Line(row, gap, alone))
        gap = 0
    return found


def is_whole(text: str) -> bool:
    """Whether the text ends where a sentence ends."""
    return bool(_FINAL.search(text))


def is_numbered(text: str) -> bool:
    """Whether the line opens like a list item or a numbered section."""
    return bool(_NUMBERED.match(text))


def is_labelled(text: str) -> bool:
    """Whether the line is one entry of a form or notice, such as ``time: ...``."""
    return len(text) <= 60 and bool(_LABEL.match(text))


def is_caption(text: str) -> bool:
    """Whether the line ends in a photo credit."""
    return len(text) <= 120 and bool(_CREDIT.search(text))


def may_describe_photo(text: str) -> bool:
    """Whether the line could be a caption without credit: one phrase of some length, not a sentence."""
    return 10 <= len(text) <= 80 and not is_whole(text) and not _STOP_INSIDE.search(text)


def may_be_title(text: str) -> bool:
    """Whether the line is short, is no sentence, and does not break off at a comma."""
    return (
        2 <= len(text) <= 40
        and not _STOP_INSIDE.search(text)
        and text[-1] not in "。…，、,：:—"
        and not is_caption(text)
        and not is_subtitle(text)
        and not closing_names(text)[1]
        and not _DATE.match(text)
    )


def is_plain_title(text: str) -> bool:
    """A possible title that needs no other sign: no comma, no exclamation, no number in front."""
    return may_be_title(text) and not re.search(r"[,，、！!？?]", text) and not is_numbered(text)


def is_two_part(text: str) -> bool:
    """Whether the line is a title of two or three short halves with a space between."""
    halves = text.split()
    return (
        2 <= len(halves) <= 3
        and all(3 <= len(half) <= 14 for half in halves)
        and is_plain_title(text)
        and not names_line(text)
    )


def is_subtitle(text: str) -> bool:
    """Whether the line opens with the dash of a subtitle."""
    return text.startswith(("——", "--", "──", "—")) and 3 < len(text) <= 60 and not is_whole(text)


def place_of(text: str) -> str:
    """The place in front of a ``place: title`` heading, or ''."""
    match = _PLACE.fullmatch(text)
    return match[1] if match and may_be_title(text) else ""


def names_line(text: str) -> str:
    """The names in a byline under a title, joined by a space, or ''. One name needs no known surname."""
    bare = _ROLE.sub(" ", text).strip()
    if not _NAMES.fullmatch(bare):
        return ""
    names = re.split(r"[\s、]+", bare)
    if bare != text.strip() or all(map(_is_name, names)):
        return " ".join(names)
    return bare if len(names) == 1 and len(bare) <= 3 else ""


def closing_names(text: str) -> tuple[str, str]:
    """``(the text before, names)`` for a text that ends in ``(names)``; names is '' where it does not."""
    match = _CLOSING.search(text)
    if not match or _NOT_NAMES.search(match[1]):
        return text, ""
    before = text[: match.start()].rstrip()
    bare = _ROLE.sub(" ", match[1]).strip()
    if not _NAMES.fullmatch(bare) or (before and not is_whole(before)):
        return text, ""
    names = re.split(r"[\s、]+", bare)
    if bare != match[1].strip() or all(map(_is_name, names)):
        return before, " ".join(names)
    return text, ""


def _is_name(word: str) -> bool:
    if word.startswith(_DOUBLE):
        return len(word) >= 3
    return word[0] in _SURNAMES and len(word) <= 3


def date_line(text: str) -> str:
    """The day in a line that is little but a date, as 2023-12-16, or ''."""
    match = _DATE.search(text)
    rest = len(text) - len(match[0]) if match else 0
    return _iso(match) if match and rest <= 24 and not is_whole(text) else ""


def dateline(text: str) -> str:
    """The day in a body's opening dateline (``…2023年12月16日电``), or ''."""
    match = _DATELINE.match(text)
    return _iso(match) if match else ""


def _iso(match: re.Match[str]) -> str:
    year, month, day = (int(group) for group in match.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
