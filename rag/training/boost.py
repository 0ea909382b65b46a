"""Rows and yes or no -> boosted trees; the one place where scikit-learn is used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.trees import Trees


def fit(
    rows: NDArray[np.float32],
    yes: NDArray[np.bool_],
    *,
    trees: int,
    leaves: int,
    rate: float = 0.05,
    smallest: int = 40,
    l2: float = 1.0,
    share: float = 1.0,
) -> Trees:
    """Trees that tell how likely a row (n, features) is a yes; ``smallest`` is the rows of a leaf, ``share``
    how many of the features each split chooses from."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=rate, max_leaf_nodes=leaves, min_samples_leaf=smallest,
        l2_regularization=l2, max_features=share, early_stopping=False, random_state=0,
    )  # fmt: skip
    return Trees.fitted(model.fit(rows, yes))
