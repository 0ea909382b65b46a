"""The part of a library that is searched: by date, by file, by place."""

from __future__ import annotations

from dataclasses import dataclass

from rag.days import days_of
from rag.errors import InputError


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched; the default is everything.

    ``since`` and ``until`` are days, months or years (2023-12-16, 2023-12, 2023), both included: an article is
    in where its date is, or, where it has none, a date that it speaks of. ``sources`` are parts of file names, or
    patterns with * and ?; ``places`` are names: the article's own place holds one or, where it has none, its
    text. Any one of several is enough.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.since or self.until or self.sources or self.places)

    def first(self) -> str:
        """The first day, ISO, '' for none. Raises InputError where ``since`` is no date."""
        return _day(self.since, 0)

    def last(self) -> str:
        """The last day, ISO, '' for none. Raises InputError where ``until`` is no date."""
        return _day(self.until, 1)


EVERYTHING = Scope()


def _day(written: str, end: int) -> str:
    if not written.strip():
        return ""
    days = days_of(written)
    if days is None:
        raise InputError(f"{written.strip()} 不是日期: 请写成 2023-12-16、2023-12 或 2023")
    return days[end]
