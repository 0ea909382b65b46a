"""Keeps a store up with folders: reads again whenever a file in them changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from embeddings import Encoder
from rag.build import Progress, silent
from rag.errors import InputError, WenjuError
from rag.library import Library
from rag.types import IndexReport

_TURN = 1000  # milliseconds between looks at whether to stop


def follow(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder | None = None,
    progress: Progress = silent,
    prune: bool = False,
    fault: Callable[[WenjuError], None] = lambda error: None,
    stop: Event | None = None,
) -> Iterator[IndexReport]:
    """Index ``paths`` into the store in ``folder``, then again after each change, until ``stop`` is set; a file that
    is deleted meanwhile goes, with ``prune`` also what was deleted before. Yields what each reading did.

    Raises what ``Library.index`` does at the first reading; later on a fault is handed to ``fault`` and the next
    change waited for.
    """
    inside, wanted = folder.resolve(), [path.resolve() for path in paths]

    def counts(change: Change, name: str) -> bool:
        path = Path(name).resolve()
        return not path.is_relative_to(inside) and any(map(path.is_relative_to, wanted))

    seen: set[str] | None = None
    for changes in _changes(wanted, counts, stop):
        if seen is not None and not changes:
            continue
        gone = (None if prune else ()) if seen is None else seen
        try:
            report = Library.index(folder, paths, encoder, progress, gone)
        except WenjuError as error:
            if seen is None:
                raise
            fault(error)
            continue
        seen = {entry.source for entry in report.files if entry.status != "removed"}
        yield report


def _changes(
    wanted: Sequence[Path], counts: Callable[[Change, str], bool], stop: Event | None
) -> Iterator[set[tuple[Change, str]]]:
    """What changed, again and again, empty where nothing did; nothing that happens after the first is missed. A
    file is watched by its folder, since editors put a new file in the place of the old one."""
    folders = {path if path.is_dir() else path.parent for path in wanted}
    if not all(path.exists() for path in wanted):
        raise InputError("要看着的文件或文件夹不存在: 请检查路径")
    try:
        yield from watch(
            *folders, watch_filter=counts, stop_event=stop, raise_interrupt=False,
            yield_on_timeout=True, rust_timeout=_TURN, ignore_permission_denied=True,
        )  # fmt: skip
    except OSError as error:
        raise InputError(f"看不住这个文件夹: {error.strerror or error}") from error
