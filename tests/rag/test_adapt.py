"""Fitting the encoder to a library: what it learns, when it is kept, and what becomes of the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from rag import store
from rag.doctor import diagnose
from rag.errors import InputError
from rag.library import Library

SYLLABLES = "岚渡玄鹿溟柘筠翎珩昙霁澍茕牖畹镝鸢蘅麓"
SUBJECTS = 12


def write(folder: Path, sentences: Callable[[int, Random], list[str]], articles: int = 120) -> Path:
    """An article a line, each of six sentences."""
    random = Random(3)
    rows = [
        {"_id": f"a{i}", "title": "", "text": "".join(sentences(i, random))}
        for i in range(articles)
    ]
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def jargon(article: int, random: Random) -> list[str]:
    """Sentences in the words of a trade, which no news has: those of one trade go together."""
    trade = article % SUBJECTS
    letters = Random(trade).sample(SYLLABLES, 6)
    words = [a + b for a in letters for b in letters if a != b]
    return [f"{random.choice(words)}和{random.choice(words)}都好。" for _ in range(6)]


def noise(article: int, random: Random) -> list[str]:
    """Sentences that say nothing of their neighbours."""
    return [f"{''.join(random.sample(SYLLABLES, 2))}都好。" for _ in range(6)]


def test_what_helps_is_kept_and_outlives_changes(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [write(tmp_path, jargon)])
    before = library.manifest
    found = library.adapt(minutes=0.25)
    assert found.kept and found.after > found.before and found.pairs > 50
    assert library.encoder.name == library.manifest.encoder == store.ADAPTED
    assert library.manifest.fingerprint != before.fingerprint
    (tmp_path / "more.txt").write_text("新的一篇\n\n岚渡和玄鹿昨天都来了。", encoding="utf-8")
    assert library.add([tmp_path / "more.txt"]).added == 1
    library.close()
    again = Library.open(tmp_path / "store")
    assert again.manifest.encoder == store.ADAPTED and again.count == 121
    assert again.search("岚渡", 3, "dense")
    assert all(check.ok for check in diagnose(tmp_path / "store"))
    again.restore()
    assert again.manifest.encoder == "builtin"
    assert again.manifest.fingerprint == before.fingerprint
    assert not list((tmp_path / "store").rglob(store.ENCODER))
    with pytest.raises(InputError, match="没有调整过"):
        again.restore()
    again.close()


def test_what_does_not_help_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [write(tmp_path, noise)])
    before = library.manifest
    found = library.adapt(minutes=0.02)
    assert not found.kept
    assert library.manifest == before == store.Manifest.read(tmp_path / "store")
    library.close()


def test_a_small_library_says_how_many_articles_it_takes(tmp_path: Path) -> None:
    library, _ = Library.create(tmp_path / "store", [write(tmp_path, noise, articles=5)])
    with pytest.raises(InputError, match="至少 50 篇"):
        library.adapt(minutes=1)
    library.close()
