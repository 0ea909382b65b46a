"""Numbers written in characters -> how articles print them: 六百万 is 600万, 八月 is 8月, 百分之五 is 5%.

What must not be here: whether a text gives a number at all (``rag.asked``).
"""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_DIGIT = "".join(_DIGITS)
_NUMERAL = re.compile(
    rf"(?P<percent>百分之)?(?P<number>[{_DIGIT}十百千]*[{_DIGIT}十][{_DIGIT}十百千]*)"
    r"(?P<about>多|来|余)?(?P<large>[万亿])?(?P<after>[月日号成])?"
)
_YEAR = 3  # digits one after another from which they are read one by one, as in 二零二三


def in_digits(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each numeral in a normalised text, and its forms in digits; small numbers only where they are a
    share or stand before 万, 亿 or a part of a date, since 三 alone says nothing."""
    found = []
    for match in _NUMERAL.finditer(text):
        number = value(match["number"])
        if match["percent"]:
            forms: tuple[str, ...] = (f"{number}%",)
        elif match["after"] and not match["large"] and not match["about"]:
            forms = _before(number, match["after"])
        elif match["large"] or number > 10:
            about = ("余", "多") if match["about"] else ("",)
            forms = tuple(f"{number}{word}{match['large'] or ''}" for word in about)
        else:
            continue
        found.append((match[0], forms))
    return found


def _before(number: int, after: str) -> tuple[str, ...]:
    if after == "成":
        return (f"{number}0%", f"{number}成")
    return (f"{number}日", f"{number}号") if after == "号" else (f"{number}{after}",)


def value(numeral: str) -> int:
    """The number that ``numeral`` (0 to 9999, of digits and 十百千) says: 一百零五, 二零二三, 十二."""
    if len(numeral) >= _YEAR and all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, digit, last = 0, None, 1
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
            # 一百二 is 120, but 一百零二 is 102.
            last = last if digit else 1
        else:
            unit = _UNITS[character]
            total += (1 if digit is None else digit) * unit
            digit, last = None, unit // 10
    return total + (digit or 0) * (last or 1)
