"""Writes which characters each pinyin syllable may be: ``python -m rag.training.pinyin [--out rag/data]``.

The characters are those of GB 2312, in every reading that pypinyin knows, without tones; it alone uses pypinyin.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from rag.pinyin import FILE


def characters() -> list[str]:
    """The 6,763 Chinese characters of GB 2312, in its order."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    decoded = (code.decode("gb2312", errors="ignore") for code in codes)
    return [character for character in decoded if character]


def table() -> dict[str, str]:
    """Syllable -> the characters that are read so."""
    from pypinyin import Style, pinyin

    found: dict[str, str] = defaultdict(str)
    for character in characters():
        (readings,) = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)
        for syllable in dict.fromkeys(readings):
            if syllable.isascii() and syllable.isalpha():
                found[syllable] += character
    return dict(sorted(found.items()))


def main() -> None:
    """Write the table, one syllable a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE.parent)
    lines = [f"{syllable}\t{read_so}\n" for syllable, read_so in table().items()]
    (parser.parse_args().out / FILE.name).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
