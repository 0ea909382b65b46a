"""Small models that the encoder tests load; none needs the network."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.folder import UNKNOWN, StaticWeights, quantise, write_folder

WORDS = [UNKNOWN, "天气", "天", "气", "下雨", "下", "雨", "经济", "经", "济"]


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A static model of ten tokens and eight dimensions, in the built-in form."""
    table = np.random.default_rng(3).normal(size=(len(WORDS), 8)).astype(np.float32)
    table[0] = 0
    folder = tmp_path / "small"
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    write_folder(folder, StaticWeights(vocabulary, *quantise(table)))
    return folder
