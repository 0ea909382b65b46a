"""Lines that know where in the file each of their characters stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

Span = tuple[int, int, int]  # (at, start, end): text[at : at + end - start] is file[start:end]

_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_INDENT = re.compile(r"\u3000{1,3}(?!\u3000)| {4,8}(?! )")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text that is not blank. ``gap`` counts the blank lines above; ``level`` the Markdown
    ``#``; ``width`` is the length in the file, indent included; ``turned`` and ``resumed`` tell of a
    pointer to another page at its end or beginning; ``parted`` of page furniture taken out above."""

    text: str
    spans: tuple[Span, ...] = ()
    gap: int = 0
    alone: bool = False
    level: int = 0
    indent: bool = False
    width: int = 0
    turned: bool = False
    resumed: bool = False
    parted: bool = False
    image: bool = False

    @property
    def start(self) -> int:
        """Where the line begins in the file."""
        return self.spans[0][1] if self.spans else 0

    def cut(self, left: int, right: int | None = None) -> Line:
        """The line of ``text[left:right]``, without white space around it."""
        stop = len(self.text) if right is None else right
        piece = self.text[left:stop]
        left += len(piece) - len(piece.lstrip())
        stop = max(left, stop - (len(piece) - len(piece.rstrip())))
        spans = [
            (max(at, left) - left, start + max(0, left - at), min(end, start + stop - at))
            for at, start, end in self.spans
            if at < stop and at + end - start > left
        ]
        return replace(self, text=self.text[left:stop], spans=tuple(spans))


def join(lines: Sequence[Line], between: str | None = None) -> Line:
    """The lines as one, which stands where the first stands."""
    if len(lines) == 1:
        return lines[0]
    texts: list[str] = []
    spans: list[Span] = []
    shift = 0
    for line in lines:
        space = ""
        if texts:
            space = seam_space(texts[-1], line.text) if between is None else between
        shift += len(space)
        texts += [space, line.text]
        spans += [(at + shift, start, end) for at, start, end in line.spans]
        shift += len(line.text)
    return replace(
        lines[0],
        text="".join(texts),
        spans=tuple(spans),
        alone=lines[0].alone and len(lines) < 2,
        turned=lines[-1].turned,
    )


def seam_space(left: str, right: str) -> str:
    """A space where two Latin words meet; nothing in Chinese or within a number."""
    if not (left and right and left[-1].isascii() and right[0].isascii() and right[0].isalnum()):
        return ""
    return "" if right[0].isdigit() and re.search(r"\d[.,]?$", left) else " "


def read_rows(text: str) -> list[Line]:
    """The rows of ``text`` that say something, stripped; a first row counts as standing alone."""
    rows = list(_rows(text))
    found: list[Line] = []
    gap = 0
    for number, (start, row) in enumerate(rows):
        bare = row.strip()
        if not bare:
            gap += 1
            continue
        open_below = number + 1 == len(rows) or not rows[number + 1][1].strip()
        alone = not found or (gap > 0 and open_below)
        found.append(_line(row, start, gap, alone))
        gap = 0
    return found


def _rows(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for row in text.splitlines(keepends=True):
        yield start, row
        start += len(row)


def _line(row: str, start: int, gap: int, alone: bool) -> Line:
    bare = row.strip()
    begin = start + len(row) - len(row.lstrip())
    span = (0, begin, begin + len(bare))
    width, indent = len(row.rstrip()), bool(_INDENT.match(row))
    line = Line(bare, (span,), gap, alone, indent=indent, width=width)
    image = _IMAGE.fullmatch(bare) if bare.startswith("![") else None
    if image:
        return replace(line.cut(*image.span(1)), image=True)
    return _unmark(line)


def _unmark(line: Line) -> Line:
    """The line without the Markdown marks of a heading or of bold around it."""
    bare = line.text.lstrip("#")
    level = len(line.text) - len(bare)
    if 0 < level <= 6 and bare[:1].isspace() and bare.strip():
        end = len(line.text.rstrip("#").rstrip())
        line = replace(line.cut(level, end), level=level, alone=True)
    bold = _BOLD.fullmatch(line.text) if line.text.startswith(("**", "__")) else None
    return line.cut(*bold.span(2)) if bold else line
