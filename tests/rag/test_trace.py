"""What became of a quote: it stands, it moved, its article changed, or is gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Library
from rag.trace import locations
from rag.types import Article, Citation, Location, Part

FIRST = "河东的石桥昨天通车，花了五百万元。"
SECOND = "桥头立着一块石碑，刻着三百零六个名字。"
TITLE = "石桥通车"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "甲报.txt"
    path.write_text(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n", encoding="utf-8")
    return path


def quoted(library: Library) -> Citation:
    (citation,) = library.ask("石桥花了多少万元？").citations[:1]
    return citation


def test_a_quote_that_stands(page: Path) -> None:
    library, _ = Library.create(page.parent / "store", [page])
    citation = quoted(library)
    found = library.trace(citation)
    assert (found.status, found.start, found.end) == ("stands", citation.start, citation.end)


def test_a_quote_moves_with_its_article(page: Path) -> None:
    library, _ = Library.create(page.parent / "store", [page])
    citation = replace(quoted(library), quote=FIRST, start=0, end=len(FIRST))
    page.write_text(f"{TITLE}\n\n{SECOND}\n\n{FIRST}\n", encoding="utf-8")
    library.add([page])
    found = library.trace(citation)
    assert found.status == "moved" and found.article is not None
    assert found.article.id != citation.article_id
    assert found.article.text[found.start : found.end] == FIRST


def test_a_quote_moves_to_the_file_that_holds_it_now(page: Path) -> None:
    library, _ = Library.create(page.parent / "store", [page])
    citation = quoted(library)
    renamed = page.rename(page.with_name("乙报.txt"))
    library.add([renamed], gone=None)
    found = library.trace(citation)
    assert found.status == "moved" and found.article is not None
    assert found.article.source == "乙报.txt"


def test_a_quote_that_was_changed_is_never_shown(page: Path) -> None:
    library, _ = Library.create(page.parent / "store", [page])
    citation = quoted(library)
    page.write_text(
        f"{TITLE}\n\n{FIRST.replace('五百', '六百')}\n\n桥头立着碑。\n", encoding="utf-8"
    )
    library.add([page])
    found = library.trace(citation)
    assert (found.status, found.start, found.end) == ("changed", 0, 0)
    assert found.article is not None and found.article.title == TITLE


def test_a_quote_whose_article_is_gone(page: Path) -> None:
    other = page.with_name("丙报.txt")
    other.write_text("面包房\n\n面包房搬到了河西，每天四点开炉。", encoding="utf-8")
    library, _ = Library.create(page.parent / "store", [page, other])
    citation = quoted(library)
    page.unlink()
    library.add([other], gone=None)
    assert library.trace(citation).status == "gone"
    assert library.trace(citation).article is None


def test_the_pieces_of_a_quote_in_its_file() -> None:
    original = "石桥\n\n河东的石桥\n\n图一\n\n昨天通车。"
    article = Article(
        "石桥", "河东的石桥昨天通车。", "a.txt",
        parts=(Part("body", 4, 9, 0, 3), Part("caption", 11, 13, -1, 5), Part("body", 15, 20, 5, 7)),
    )  # fmt: skip
    found = locations(article, 3, 7)
    assert found == (Location(7, 9, 3), Location(15, 17, 7))
    assert "".join(original[place.start : place.end] for place in found) == article.text[3:7]
    assert locations(article, 0, 5) == (Location(4, 9, 3),)
