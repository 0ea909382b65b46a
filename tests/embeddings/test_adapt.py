"""Fitting a model: what is held back is bounded, and too little to hold back is said."""

from __future__ import annotations

from pathlib import Path

from embeddings import adapt
from embeddings.folder import read_folder
from embeddings.loader import static_folder

STORY = "甲乙丙丁都来了。戊己庚辛也来了。壬癸没有来。"


def articles(n: int) -> list[tuple[str, str]]:
    return [(f"a{i}", f"第{i}篇\n{STORY}") for i in range(n)]


def test_the_pairs_held_back_do_not_grow_with_the_library(tmp_path: Path) -> None:
    folder = static_folder("builtin")
    assert folder is not None
    start = read_folder(folder)
    few, many = (adapt.adapt(start, articles(n), tmp_path, 0.01) for n in (60, 2400))
    assert few is not None and many is not None
    assert 0 < few.pairs <= 6 * 20
    assert few.pairs < many.pairs <= 2000


def test_what_holds_no_tenth_article_cannot_be_measured(tmp_path: Path) -> None:
    folder = static_folder("builtin")
    assert folder is not None
    assert adapt.adapt(read_folder(folder), articles(5), tmp_path, 0.01) is None
