"""A folder that is followed: what is added, changed and deleted in it is so in the library too."""

from __future__ import annotations

from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from rag import Library
from rag.errors import InputError, WenjuError
from rag.types import IndexReport
from rag.watch import follow

STORY = "{0}今年修了一座石桥，两岸的人都来看。\n"


def statuses(report: IndexReport) -> dict[str, str]:
    return {entry.source: entry.status for entry in report.files}


def test_a_folder_is_followed(tmp_path: Path) -> None:
    folder, kept = tmp_path / "articles", tmp_path / "kept.txt"
    folder.mkdir()
    kept.write_text(STORY.format("河北"), encoding="utf-8")
    (folder / "河东.txt").write_text(STORY.format("河东"), encoding="utf-8")
    store = folder / "store"  # what is written there must not set the follower off
    Library.create(store, [kept])
    stop, reports = Event(), Queue[IndexReport]()

    def run() -> None:
        for report in follow(store, [folder], stop=stop):
            reports.put(report)

    thread = Thread(target=run)
    thread.start()
    try:
        assert statuses(reports.get(timeout=30))["河东.txt"] == "added"
        library = Library.open(store)
        (folder / "河西.txt").write_text(STORY.format("河西"), encoding="utf-8")
        assert statuses(reports.get(timeout=30)) == {"河东.txt": "same", "河西.txt": "added"}
        (folder / "河东.txt").unlink()
        assert statuses(reports.get(timeout=30)) == {"河西.txt": "same", "河东.txt": "removed"}
    finally:
        stop.set()
        thread.join(timeout=30)
    assert reports.empty()
    # A library that is open takes up what was published; what is not followed stays.
    assert sorted(a.source for a in library.articles()) == ["kept.txt", "河西.txt"]
    assert "河西" in library.ask("河西修了什么？").text


def test_a_fault_is_told_and_the_next_change_waited_for(tmp_path: Path) -> None:
    file, store = tmp_path / "河东.txt", tmp_path / "store"
    file.write_text(STORY.format("河东"), encoding="utf-8")
    stop, heard = Event(), Queue[IndexReport | WenjuError]()

    def run() -> None:
        for report in follow(store, [file], fault=heard.put, stop=stop):
            heard.put(report)

    thread = Thread(target=run)
    thread.start()
    try:
        assert isinstance(heard.get(timeout=30), IndexReport)
        for name in ("城东", "城西"):  # as editors save: a new file in the place of the old one
            fresh = tmp_path / "fresh"
            fresh.write_text(STORY.format(name), encoding="utf-8")
            fresh.replace(file)
            report = heard.get(timeout=30)
            assert isinstance(report, IndexReport) and statuses(report) == {"河东.txt": "changed"}
        file.unlink()
        assert isinstance(heard.get(timeout=30), WenjuError)
        file.write_text(STORY.format("城南"), encoding="utf-8")
        report = heard.get(timeout=30)
        assert isinstance(report, IndexReport) and statuses(report) == {"河东.txt": "changed"}
    finally:
        stop.set()
        thread.join(timeout=30)


def test_what_is_not_there_cannot_be_followed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="请检查路径"):
        next(follow(tmp_path / "store", [tmp_path / "无"]))
