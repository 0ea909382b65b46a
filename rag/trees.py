"""Gradient-boosted trees as plain arrays: fitted by scikit-learn in a script, run by numpy alone.

What must not be here: what the features mean (``rag.weigh``, ``rag.rerank``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees, one after another; node i sends x to ``left[i]`` where
    ``x[feature[i]] <= threshold[i]`` and else to ``right[i]``; a leaf sends it to itself."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    baseline: NDArray[np.float32]
    depth: NDArray[np.int32]

    def raw(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of the trees' leaves for each row (n, features), shape (n,)."""
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots))).copy()
        at = np.arange(len(rows))[:, None]
        for _ in range(int(self.depth[0])):
            below = rows[at, self.feature[node]] <= self.threshold[node]
            node = np.where(below, self.left[node], self.right[node])
        return np.asarray(self.value[node].sum(axis=1) + self.baseline[0], dtype=np.float32)

    def chance(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """``raw`` as a probability, for trees fitted to a yes or no."""
        return np.asarray(1 / (1 + np.exp(-self.raw(rows))), dtype=np.float32)

    @classmethod
    def fitted(cls, model: Any) -> Trees:
        """From a fitted HistGradientBoosting model of scikit-learn, without missing values or categories."""
        nodes = [predictors[0].nodes for predictors in model._predictors]
        starts = np.cumsum([0, *map(len, nodes)])[:-1]
        every = np.concatenate(nodes)
        leaf = every["is_leaf"].astype(bool)
        own = np.arange(len(every))
        shift = np.repeat(starts, [len(tree) for tree in nodes])
        return cls(
            roots=starts.astype(np.int32),
            feature=np.where(leaf, 0, every["feature_idx"]).astype(np.int16),
            threshold=np.where(leaf, 0, every["num_threshold"]).astype(np.float32),
            left=np.where(leaf, own, every["left"] + shift).astype(np.int32),
            right=np.where(leaf, own, every["right"] + shift).astype(np.int32),
            value=np.where(leaf, every["value"], 0).astype(np.float32),
            baseline=np.asarray(model._baseline_prediction, dtype=np.float32).reshape(1),
            depth=np.array([every["depth"].max()], dtype=np.int32),
        )

    def save(self, path: Path) -> None:
        """Write the arrays as safetensors."""
        from safetensors.numpy import save_file

        save_file({field.name: getattr(self, field.name) for field in fields(self)}, path)

    @classmethod
    def load(cls, path: Path) -> Trees:
        """Read what ``save`` wrote."""
        from safetensors.numpy import load_file

        return cls(**load_file(path))


class Shipped:
    """The trees in a file, read when they are first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trees: Trees | None = None

    def __call__(self) -> Trees:
        if self._trees is None:
            self._trees = Trees.load(self._path)
        return self._trees

    @contextlib.contextmanager
    def replaced(self, trees: Trees) -> Iterator[None]:
        """Within the block ``trees`` stand in for them, as training on what the shipped ones have learned from
        needs."""
        before, self._trees = self._trees, trees
        try:
            yield
        finally:
            self._trees = before
