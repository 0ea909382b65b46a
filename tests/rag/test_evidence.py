"""Which sentence holds the answer: each is looked at once, and the one that says it comes before one that repeats the
question."""

from __future__ import annotations

import numpy as np
import pytest

from rag import Library, evidence
from rag.evidence import Sentence, candidates, chances, features
from rag.trees import Trees
from rag.types import Hit

BRIDGE = (
    "河东的石桥是河东人盼了多年的石桥。石桥由县里的路桥公司承建，二十三名工人轮班干活。整个工程花了五百万元，"
    "比预算少用了一成。因为汛期提前，工期推迟了两个月。桥名叫做“迎春桥”。"
)
BREAD = "面包房搬到了桥头，每天四点开炉。第一炉总是留给上早班的司机和送奶工人们。"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("evidence")
    for name, text in (("石桥", BRIDGE), ("面包房", BREAD)):
        (folder / f"{name}.txt").write_text(f"{name}的故事\n\n{text}\n", encoding="utf-8")
    return Library.create(folder / "store", [folder])[0]


def ranked(library: Library, question: str) -> list[str]:
    hits = library.search(question, 9)
    found, likely = chances(library.retriever.parse(question), hits, library.encoder)
    order = np.argsort(-likely, kind="stable")
    return [hits[found[i].hit].article.text[slice(*found[i].span)] for i in order]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("河东的石桥花了多少万元？", "五百万元"),
        ("河东的石桥是谁承建的？", "路桥公司"),
        ("河东石桥的工期为什么推迟了？", "汛期"),
        ("河东石桥的桥名叫什么？", "迎春桥"),
        ("有多少名工人修河东的石桥？", "二十三名"),
    ],
)
def test_what_answers_comes_before_what_repeats_the_question(
    library: Library, question: str, words: str
) -> None:
    first = ranked(library, question)
    assert any(words in text for text in first[:2]), first
    assert words in library.ask(question).text


def test_each_sentence_is_looked_at_once(library: Library) -> None:
    article = next(a for a in library.articles() if a.title.startswith("石桥"))
    ends = [i + 1 for i, letter in enumerate(article.text) if letter == "。"]
    hits = [Hit(0, article, 0, ends[2], 0.9), Hit(1, article, ends[1], ends[4], 0.8)]
    found = candidates(hits)
    assert [s.span[1] for s in found] == ends
    assert found[3] == Sentence(1, 1, (ends[2], ends[3]), found[3].row)
    assert [s.hit for s in found] == [0, 0, 0, 1, 1]


def test_features_are_finite_for_any_question(library: Library) -> None:
    for question in ("？", "河", "Who built the bridge?", "a" * 500, "河东的石桥" * 60):
        hits = library.search("石桥 面包房", 9)
        found, rows = features(library.retriever.parse(question), hits, library.encoder)
        assert len(rows) == len(found) > 3 and np.isfinite(rows).all()
    found, rows = features(library.retriever.parse("石桥"), [], library.encoder)
    assert not found and not len(rows)


def test_other_trees_judge_within_a_block_alone(library: Library) -> None:
    question = "河东的石桥花了多少万元？"
    before = ranked(library, question)
    shipped = evidence.TREES()
    one = np.zeros(1, dtype=np.int32)
    flat = Trees(one, one.astype(np.int16), one.astype(np.float32), one, one, one.astype(np.float32),
                 one.astype(np.float32), one)  # fmt: skip
    with evidence.TREES.replaced(flat):
        query, hits = library.retriever.parse(question), library.search(question, 9)
        assert set(chances(query, hits, library.encoder)[1].tolist()) == {0.5}
    assert evidence.TREES() is shipped and ranked(library, question) == before
