"""The two scripts that learn from a library: what they call right, and that what they fit tells it apart."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from rag.training import confidence, evidence, ranking, sets

NAMES = (
    "青河",
    "南山",
    "白塔",
    "石门",
    "双桥",
    "龙泉",
    "新安",
    "长乐",
    "太平",
    "永兴",
    "清风",
    "明月",
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    with gzip.open(folder / "news.jsonl.gz", "wt", encoding="utf-8") as file:
        for i, name in enumerate(NAMES):
            text = f"{name}镇今年修了{i + 12}公里路。{name}镇的路今年通车。路边种了树。"
            file.write(json.dumps({"_id": f"n{i}", "text": text}, ensure_ascii=False) + "\n")
    return folder


@pytest.fixture(scope="module")
def asked(news: Path) -> list[sets.Asked]:
    texts = dict(sets.articles(news))
    good = [sets.Asked(f"{name}镇今年修了多少公里路？", "natural", f"n{i}", texts[f"n{i}"], (f"{i + 12}公里",))
            for i, name in enumerate(NAMES)]  # fmt: skip
    near = [sets.Asked(f"{name}镇的小学有多少学生？", "natural", f"n{i}", texts[f"n{i}"], ())
            for i, name in enumerate(NAMES)]  # fmt: skip
    return good + near


def test_a_candidate_is_right_when_it_holds_the_answer(
    asked: list[sets.Asked], news: Path, tmp_path: Path
) -> None:
    library = ranking.library_of(asked, news, 0, tmp_path)
    rows, right = ranking.examples(library, asked)
    library.close()
    assert len(rows) == len(right) and np.isfinite(rows).all()
    assert right.sum() == len(NAMES)  # near misses have no right candidate and are left out


def test_a_sentence_is_right_when_it_holds_the_answer(
    asked: list[sets.Asked], news: Path, tmp_path: Path
) -> None:
    library = ranking.library_of(asked, news, 0, tmp_path)
    rows, right = evidence.examples(library, asked)
    trees = evidence.fit(*evidence.gather(library, asked * 4))
    library.close()
    assert len(rows) == len(right) == len(NAMES)
    assert [yes.sum() for yes in right] == [1] * len(NAMES)
    best = [yes[np.argmax(trees.raw(values))] for values, yes in zip(rows, right, strict=True)]
    assert np.mean(best) > 0.8


def test_what_is_fitted_tells_answers_from_near_misses(
    asked: list[sets.Asked], news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confidence, "SIZES", (6, 6, 3))
    monkeypatch.setattr(confidence, "FOREIGN", 1)
    rows, answered = confidence.gather(asked * 3, news, 0, tmp_path)
    assert 0 < answered.mean() < 1
    chance = confidence.fit(rows, answered).chance(rows)
    assert chance[answered].mean() > chance[~answered].mean() + 0.3
