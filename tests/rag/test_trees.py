"""Trees in numpy must give what scikit-learn gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.trees import Trees


@pytest.fixture(scope="module")
def fitted() -> tuple[object, np.ndarray, Trees]:
    from sklearn.ensemble import HistGradientBoostingClassifier

    rng = np.random.default_rng(1)
    rows = rng.normal(size=(2000, 6)).astype(np.float32)
    rows[:, 3] = rng.integers(0, 4, 2000)
    yes = (rows[:, 0] * rows[:, 1] > 0) ^ (rows[:, 3] == 2)
    model = HistGradientBoostingClassifier(max_iter=40, early_stopping=False).fit(rows, yes)
    return model, rows, Trees.fitted(model)


def test_the_same_chances_as_scikit_learn(fitted: tuple[object, np.ndarray, Trees]) -> None:
    model, rows, trees = fitted
    expected = model.predict_proba(rows)[:, 1]  # type: ignore[attr-defined]
    np.testing.assert_allclose(trees.chance(rows), expected, atol=1e-5)


def test_round_trip(fitted: tuple[object, np.ndarray, Trees], tmp_path: Path) -> None:
    _, rows, trees = fitted
    trees.save(tmp_path / "trees.safetensors")
    again = Trees.load(tmp_path / "trees.safetensors")
    np.testing.assert_array_equal(trees.raw(rows[:50]), again.raw(rows[:50]))
    assert trees.raw(rows[:0]).shape == (0,)
