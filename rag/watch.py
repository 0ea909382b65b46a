"""Keeps a store up with folders: reads again whenever a file in them changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from embeddings import Encoder
from rag.build import Progress, silent
from rag.library import Library
from rag.types import IndexReport


def follow(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder | None = None,
    progress: Progress = silent,
    stop: Event | None = None,
) -> Iterator[IndexReport]:
    """Index ``paths`` into the store in ``folder``, then again after each change, until ``stop`` is set; a file that
    is deleted meanwhile goes. Yields what each reading did.

    Raises what ``Library.index`` does at the first reading; later on a fault waits for the next change.
    """
    report = Library.index(folder, paths, encoder, progress)
    yield report
    inside = folder.resolve()

    def outside(change: Change, path: str) -> bool:
        return not Path(path).resolve().is_relative_to(inside)

    seen = {entry.source for entry in report.files}
    for _ in watch(*paths, watch_filter=outside, stop_event=stop, raise_interrupt=False):
        report = Library.index(folder, paths, encoder, progress, seen)
        seen = {entry.source for entry in report.files if entry.status != "removed"}
        yield report
