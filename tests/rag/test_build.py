"""Indexing again: what changed is read, what is gone goes when told, an old index is built anew."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings import load_encoder
from rag import Library, store
from rag.errors import EncoderMismatch
from rag.types import MODES, IndexReport

STORY = "{0}今年修了一座桥\n\n{0}今年修了一座石桥，两岸的人都来看。\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("河东", "河西", "河南"):
        (folder / f"{name}.txt").write_text(STORY.format(name), encoding="utf-8")
    return folder


def index(articles: Path, prune: bool = False) -> IndexReport:
    library, report = Library.create(
        articles.parent / "store", [articles], gone=None if prune else ()
    )
    library.close()
    return report


def statuses(report: IndexReport) -> dict[str, str]:
    return {entry.source: entry.status for entry in report.files}


def test_the_report_says_what_became_of_every_file(articles: Path) -> None:
    (articles / "坏.pdf").write_bytes(b"%PDF-")
    report = index(articles)
    assert statuses(report) == {
        "坏.pdf": "skipped", "河东.txt": "added", "河南.txt": "added", "河西.txt": "added",
    }  # fmt: skip
    assert [entry.reason for entry in report.files if entry.reason] == [
        "不是完好的 PDF: 请重新导出或下载"
    ]
    (articles / "河东.txt").write_text(STORY.format("城东"), encoding="utf-8")
    (articles / "河南.txt").unlink()
    report = index(articles)
    assert statuses(report) == {"坏.pdf": "skipped", "河东.txt": "changed", "河西.txt": "same"}
    assert (report.articles, report.added, report.changed, report.removed) == (3, 1, 1, 1)


def test_what_is_gone_goes_when_told_and_what_cannot_be_read_stays(articles: Path) -> None:
    index(articles)
    (articles / "河南.txt").unlink()
    assert index(articles).articles == 3
    (articles / "河西.txt").write_bytes(b"\x89PNG\0\0\1")
    report = index(articles, prune=True)
    assert statuses(report) == {"河东.txt": "same", "河西.txt": "skipped", "河南.txt": "removed"}
    assert (report.articles, report.removed) == (2, 1)


def test_what_an_archive_held_stays_while_it_cannot_be_read(articles: Path) -> None:
    path = articles / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("河北.txt", STORY.format("河北"))
        archive.writestr("河湾.txt", STORY.format("河湾"))
    assert index(articles).articles == 5
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    assert index(articles, prune=True).articles == 5
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("河北.txt", STORY.format("河北"))
    report = index(articles, prune=True)
    assert (report.articles, statuses(report)["包.zip/河湾.txt"]) == (4, "removed")


def test_an_index_of_an_older_encoder_is_built_anew_from_its_own_articles(articles: Path) -> None:
    index(articles)
    path = articles.parent / "store" / store.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"fingerprint": "old"}), encoding="utf-8")
    with pytest.raises(EncoderMismatch, match="文章都在"):
        Library.open(articles.parent / "store")
    for file in articles.glob("河[东南]*"):
        file.unlink()
    report = index(articles)
    assert (report.articles, report.added, statuses(report)) == (3, 0, {"河西.txt": "same"})
    library = Library.open(articles.parent / "store")
    assert library.search("河东 石桥", 1, "dense")[0].article.source == "河东.txt"
    library.close()


class Counting:
    """The built-in encoder, with a note of what it was given."""

    def __init__(self) -> None:
        self._encoder = load_encoder()
        self.name, self.dim = self._encoder.name, self._encoder.dim
        self.fingerprint = self._encoder.fingerprint
        self.given: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given.extend(texts)
        return self._encoder.encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode_queries(texts)


def test_only_what_is_new_is_encoded_and_the_rest_is_found_as_before(articles: Path) -> None:
    folder, encoder = articles.parent / "store", Counting()
    Library.create(folder, [articles], encoder)
    assert len(encoder.given) == 3
    encoder.given.clear()
    (articles / "河东.txt").write_text(STORY.format("城东"), encoding="utf-8")
    (articles / "河南.txt").unlink()
    (articles / "城北.txt").write_text(STORY.format("城北"), encoding="utf-8")
    library, _ = Library.create(folder, [articles], encoder, gone=None)
    assert {text[:2] for text in encoder.given} == {"城东", "城北"}
    anew, _ = Library.create(articles.parent / "anew", [articles], encoder)
    for mode in MODES:
        for question in ("城东修了什么桥", "河西的石桥", "城北", "河南"):
            now, then = (lib.search(question, 9, mode) for lib in (library, anew))
            assert {(h.text, round(h.score, 4)) for h in now} == {
                (h.text, round(h.score, 4)) for h in then
            }


def test_what_lies_in_a_folder_that_is_closed_now_stays(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "旧报").mkdir()
    (articles / "旧报" / "a.txt").write_text(STORY.format("河北"), encoding="utf-8")
    assert index(articles).articles == 4
    scandir = os.scandir

    def closed(path: str | int) -> object:  # root may look everywhere
        if str(path).endswith("旧报"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    report = index(articles, prune=True)
    assert report.articles == 4 and statuses(report)["旧报"] == "skipped"


def test_the_file_of_a_removed_story_is_kept_for_the_others_and_read_again(tmp_path: Path) -> None:
    page = tmp_path / "版.txt"
    page.write_text(
        f"# 修桥\n\n{STORY.format('河东')}\n# 修路\n\n今年修了三公里路。\n", encoding="utf-8"
    )
    library, _ = Library.create(tmp_path / "store", [page])
    bridge, road = library.articles()
    library.remove([bridge.id])
    assert "修路" in library.original("版.txt")
    assert [article.id for article in library.articles()] == [road.id]
    assert library.add([page]).articles == 2
