"""What `diagnose` says of a sound store and of each kind of fault."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from rag import store
from rag.doctor import Check, diagnose


def fault(folder: Path) -> Check:
    """The one fault that is found."""
    faults = [check for check in diagnose(folder) if not check.ok]
    assert len(faults) == 1, faults
    return faults[0]


def test_a_sound_store_has_no_fault(folder: Path) -> None:
    checks = diagnose(folder)
    assert all(check.ok for check in checks), checks
    assert [check.name for check in checks][-2] == "试问"


def test_no_store_yet_is_no_fault(tmp_path: Path) -> None:
    checks = diagnose(tmp_path / "none")
    assert all(check.ok for check in checks)
    assert any("wenju index" in check.detail for check in checks)


@pytest.mark.parametrize("name", [store.DATABASE, store.DENSE])
def test_a_damaged_file_is_named(folder: Path, name: str) -> None:
    path = next(folder.glob(f"generation-*/{name}"))
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    assert name in fault(folder).detail


def _publish(folder: Path, **changes: object) -> None:
    """Rewrite the manifest as a fault that no checksum shows."""
    path = folder / store.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")


def test_another_format_is_told_with_the_command_that_mends_it(folder: Path) -> None:
    _publish(folder, format=99)
    assert "99" in fault(folder).detail and "wenju index" in fault(folder).detail


def test_another_version_of_the_encoder_is_told(folder: Path) -> None:
    _publish(folder, fingerprint="0" * 16)
    assert fault(folder).name == "编码器相配"


def test_an_index_of_another_size_is_told(folder: Path) -> None:
    _publish(folder, dim=3)
    assert fault(folder).name == "索引"


def test_lost_articles_are_told(folder: Path) -> None:
    path = next(folder.glob(f"generation-*/{store.DATABASE}"))
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM articles")
    db.close()
    manifest = store.Manifest.read(folder)
    store.publish(folder, folder / manifest.generation, manifest)
    assert fault(folder).name == "文章"


def test_an_encoder_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    faults = [check for check in diagnose(folder, str(tmp_path / "no-model")) if not check.ok]
    assert faults[0].name == "编码器"
