"""Asking within dates, files and places: what is outside is neither found nor quoted."""

from __future__ import annotations

import json

import pytest

from rag import Library
from rag.errors import InputError
from rag.scope import Scope
from rag.types import MODES

STORIES = {
    "甲报/一.jsonl": [("河东", "2022-05-01", "河东的石桥修了三年，花了五百万元。")],
    "乙报/二[1].jsonl": [("河西", "2023-05", "河西的石桥修了两年，花了七百万元。")],
    "丙报/三.jsonl": [
        ("", "", "河南的石桥2021年动工，当年完工，花了九百万元。"),
        ("", "近日", "石桥都修好了，花了多少万元没有说。"),
    ],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("scope") / "articles"
    for name, stories in STORIES.items():
        path = folder / name
        path.parent.mkdir(parents=True)
        rows = ({"text": text, "date": date, "place": place} for place, date, text in stories)
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return Library.create(folder.parent / "store", [folder])[0]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(), "五七九多"),
        (Scope(since="2022"), "五七"),
        (Scope(since="2022-05-02"), "七"),
        (Scope(until="2022-05-01"), "五九"),
        (Scope(since="2023-05-20", until="2023年6月"), "七"),
        (Scope(since="2021", until="2021"), "九"),
        (Scope(sources=("甲报",)), "五"),
        (Scope(sources=("甲*", "二[1]")), "五七"),
        (Scope(sources=("?报/三*",)), "九多"),
        (Scope(places=("河东",)), "五"),
        (Scope(places=("河东", "河南")), "五九"),
        (Scope(since="2022", places=("河东", "河南")), "五"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_only_what_is_in_scope_is_found(
    library: Library, scope: Scope, found: str, mode: str
) -> None:
    hits = library.search("石桥花了多少万元", 9, mode, scope)  # type: ignore[arg-type]
    said = {"五": "五百", "七": "七百", "九": "九百", "多": "多少"}
    assert {word for word, text in said.items() if any(text in hit.text for hit in hits)} == set(
        found
    )


def test_an_answer_quotes_nothing_from_outside(library: Library) -> None:
    answer = library.ask("河西的石桥花了多少万元？", scope=Scope(places=("河西",)))
    assert {c.source for c in answer.citations} == {"乙报/二[1].jsonl"}
    assert "七百万元" in answer.text


@pytest.mark.parametrize(
    "scope", [Scope(since="2030"), Scope(places=("天边",)), Scope(sources=("丁",))]
)
def test_a_scope_without_articles_says_so(library: Library, scope: Scope) -> None:
    with pytest.raises(InputError, match="这个范围里没有文章"):
        library.ask("石桥花了多少万元？", scope=scope)


@pytest.mark.parametrize("day", ["昨天", "2023-13", "12月"])
def test_a_date_that_is_none_says_how_to_write_it(library: Library, day: str) -> None:
    with pytest.raises(InputError, match=f"{day} 不是日期: 请写成"):
        library.search("石桥", scope=Scope(until=day))
