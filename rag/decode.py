"""Bytes to text: which encoding a file is in. Knows nothing of what the text says."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from charset_normalizer import from_bytes

from rag.errors import InputError

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CANDIDATES = ["utf_8", "gb18030", "big5hkscs", "big5", "utf_16", "utf_16_le"]
_SHORT = 256  # below this many bytes a statistical guess means little
_HEAD = 1 << 16  # bytes by which the encoding of a long text is told
_BAD = 0.01  # the share of unreadable characters that a file may have
_SAMPLE = 4096  # characters that are looked at to judge a text
_NOT_TEXT = "不是文本, 或不是 UTF-8、UTF-16、GB18030、Big5 编码"


def decode(data: bytes) -> str:
    """The text in ``data``: UTF-8, UTF-16, GB18030 or Big5, without its byte order mark.

    One stray byte becomes U+FFFD and does not lose the file.

    Raises:
        InputError: the data is empty, is not text, or is in none of these encodings.
    """
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise InputError("文件是空的")
    if data.startswith(_WIDE):
        text: str | None = data.decode("utf_16", errors="replace")
    elif b"\0" in data:
        text = _wide_without_mark(data)
    else:
        text = _strict(data, "utf_8_sig") or _damaged_utf8(data) or _guess(data)
    if text is None or _looks_binary(text):
        raise InputError(_NOT_TEXT)
    if not text.strip():
        raise InputError("文件是空的")
    return text


def text_lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """The lines of a long text, which comes in pieces; its encoding is told where it first is not ASCII. What
    cannot be read becomes U+FFFD."""
    pieces, rest, head = iter(pieces), "", list[bytes]()
    for piece in pieces:
        if head or not piece.isascii() or b"\0" in piece:
            head.append(piece)
            if sum(map(len, head)) >= _HEAD:
                break
        else:
            *lines, rest = (rest + piece.decode("ascii")).split("\n")
            yield from lines
    decoder = codecs.getincrementaldecoder(_encoding(b"".join(head)))("replace")
    for piece in chain(head, pieces):
        *lines, rest = (rest + decoder.decode(piece)).split("\n")
        yield from lines
    yield rest + decoder.decode(b"", True)


def _encoding(head: bytes) -> str:
    """The name of the encoding of a text that begins like this."""
    if head.startswith(_WIDE):
        return "utf_16"
    if b"\0" in head:
        return "utf_16_be" if head[::2].count(0) > head[1::2].count(0) else "utf_16_le"
    if _damaged_utf8(head) is not None or head.isascii():
        return "utf_8_sig"
    simplified, traditional = (_common(head.decode(e, "replace")) for e in ("gb18030", "big5hkscs"))
    return "big5hkscs" if traditional > simplified + 0.2 else "gb18030"


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with stray bytes. Tried early: other encodings would read it as rare characters."""
    text = data.decode("utf_8_sig", errors="replace")
    bad = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text) - bad
    return text if bad * 4 < sound and bad <= max(4, _BAD * len(text)) else None


def _guess(data: bytes) -> str | None:
    """GB18030 or Big5, where the bytes are not UTF-8."""
    if len(data) >= _SHORT:
        best = from_bytes(data, cp_isolation=_CANDIDATES).best()
        if best is not None:
            return str(best)
    simplified = _mend(data, "gb18030")
    traditional = _mend(data, "big5hkscs")
    if simplified is None or traditional is None:
        return simplified or traditional
    return traditional if _common(traditional) > _common(simplified) + 0.2 else simplified


def _mend(data: bytes, encoding: str) -> str | None:
    """Decode past stray bytes, each as U+FFFD; None where they are more than a few.

    A stray byte inside a two-byte character would shift all that follow, which still "decodes", so
    the reading goes on where the next characters are most like running text.
    """
    pieces: list[str] = []
    position = 0
    while position < len(data):
        try:
            pieces.append(data[position:].decode(encoding))
            break
        except UnicodeDecodeError as error:
            if len(pieces) > 2 * max(1, _BAD * len(data) / 2):
                return None
            bad = position + error.start
            pieces += [data[position:bad].decode(encoding), "\ufffd"]
            position = max(range(bad + 1, bad + 4), key=lambda at: _ahead(data, at, encoding))
    return "".join(pieces)


def _ahead(data: bytes, at: int, encoding: str) -> float:
    return _common(data[at : at + 60].decode(encoding, errors="replace"))


def _common(text: str) -> float:
    """The share of characters that a writer of everyday Chinese uses: level 1 of GB2312 or Big5."""
    sample = text[:_SAMPLE]
    return sum(map(_is_common, sample)) / max(1, len(sample))


def _is_common(char: str) -> bool:
    if char < "\x80":
        return True
    return (
        b"\xb0" <= char.encode("gb2312", "ignore")[:1] <= b"\xd7"
        or b"\xa4" <= char.encode("big5", "ignore")[:1] <= b"\xc6"
        or char in "，。、；：？！“”‘’《》（）「」『』—…·"
    )


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 that lacks its mark: its ASCII part has NUL as every other byte, on one side only."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or (even and odd):
        return None
    text = _strict(data, "utf_16_be" if even else "utf_16_le")
    return text if text is not None and _common(text) > 0.5 else None


def _looks_binary(text: str) -> bool:
    """Whether a tenth of the text is control characters or no characters at all."""
    categories = map(unicodedata.category, islice(text, _SAMPLE))
    odd = sum(category in ("Cc", "Cn", "Co") for category in categories)
    odd -= sum(text.count(char, 0, _SAMPLE) for char in "\t\n\r\f\v")
    return "\0" in text or odd * 10 > min(len(text), _SAMPLE)
