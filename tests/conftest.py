"""What tests of more than one package need."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store that holds one short article, closed."""
    article = tmp_path / "a.txt"
    article.write_text("河边修路\n\n今年河边修了三公里路。", encoding="utf-8")
    Library.create(tmp_path / "store", [article])[0].close()
    return tmp_path / "store"
