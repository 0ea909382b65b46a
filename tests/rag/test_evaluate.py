"""`eval` on a small BEIR folder and a small questions file, with figures that can be worked out by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from rag import Library
from rag.errors import InputError
from rag.evaluate import evaluate_beir, evaluate_questions
from rag.judge import ranking

CORPUS = [
    ("d1", "青河大桥今年十月通车，全长860米。过桥的人都说方便。"),
    ("d2", "南山果园种了3000棵梨树，\u2028九月开园采摘。"),
    ("d3", "县图书馆新添了盲文阅览室，每周开放六天。"),
]


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(tmp_path / "corpus.jsonl", [{"_id": i, "title": "", "text": t} for i, t in CORPUS])
    queries = [
        ("q1", "青河大桥有多长？", "natural"),
        ("q2", "果园有多少棵梨树？", "natural"),
        ("q3", "", "empty"),
    ]
    _write(tmp_path / "queries.jsonl", [{"_id": i, "text": t, "style": s} for i, t, s in queries])
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq3\td3\t1\nq3\td1\t0\n"
    )
    _write(
        tmp_path / "answers.jsonl",
        [
            {"_id": "q1", "answers": ["860 米"], "type": "number", "style": "natural"},
            {"_id": "q2", "answers": ["五百棵"], "type": "number", "style": "natural"},
        ],
    )
    _write(tmp_path / "unanswerable.jsonl", [{"_id": "u1", "text": "红烧肉怎么做才不柴？"}])
    _write(
        tmp_path / "followups.jsonl",
        [
            {
                "_id": "f1", "article": "d1", "question": "那它哪个月通车？",
                "history": ["青河大桥有多长？"], "answers": ["十月"],
            }
        ],
    )  # fmt: skip
    return tmp_path


def test_a_beir_folder_gives_every_figure(folder: Path) -> None:
    figures = evaluate_beir(folder, None, 0)
    assert (figures["corpus"], figures["queries"]) == (3, 3)
    for mode in ("lexical", "dense", "hybrid"):
        assert figures["modes"][mode]["styles"]["empty"]["recall@1"] == 0
    assert figures["modes"]["hybrid"]["recall@1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["modes"]["hybrid"]["styles"]["natural"]["ndcg@10"] == 1
    answers = figures["answers"]
    assert (answers["top1"], answers["top3"], answers["verbatim"]) == (0.5, 0.5, 1)
    assert answers["types"]["number"]["top1"] == 0.5
    assert (figures["refused"], figures["false_refusal"]) == (1, 0)
    assert figures["followups"] == {"recall@1": 1, "recall@5": 1, "top1": 1}


def test_distractors_are_added_once_and_only_where_new(folder: Path) -> None:
    more = folder / "more.jsonl.gz"
    with gzip.open(more, "wt", encoding="utf-8") as file:
        for i in ("d1", "x1", "x2", "x3"):
            row = {"_id": i, "title": "", "text": f"第{i}号公告说明了停水的时间。"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    assert evaluate_beir(folder, more, 3)["corpus"] == 5


def test_a_questions_file(folder: Path) -> None:
    library, _ = Library.create(folder / "store", [folder / "corpus.jsonl"])
    common = {"difficulty": "easy", "alt_evidence": [], "answer_mode": "any", "history": []}
    _write(
        folder / "questions.jsonl",
        [
            common | {"question": "青河大桥有多长？", "type": "number", "answers": ["860米"],
                      "evidence": ["全长860米"], "evidence_files": ["corpus.jsonl"]},
            common | {"question": "果园有多少棵梨树？", "difficulty": "hard", "type": "number", "answers": ["五百棵"],
                      "evidence": ["种了3000棵梨树"], "evidence_files": ["other.jsonl"]},
            common | {"question": "红烧肉怎么做才不柴？", "type": "unanswerable", "answers": [],
                      "evidence": [], "evidence_files": []},
        ],
    )  # fmt: skip
    figures = evaluate_questions(library, folder / "questions.jsonl")
    library.close()
    for name in ("evidence@1", "evidence@5", "passage@1", "answer_match"):
        assert figures[name] == 0.5, name
    assert (figures["refused"], figures["false_refusal"], figures["verbatim"]) == (1, 0, 1)
    assert figures["lexical"]["passage@5"] == 0.5
    groups = figures["groups"]
    assert (groups["difficulty easy"]["passage@1"], groups["difficulty hard"]["passage@1"]) == (
        1,
        0,
    )
    assert groups["difficulty easy"]["lexical passage@1"] == 1


def test_ranking_figures_by_hand() -> None:
    figures = ranking(["a", "b", "c"], {"b", "z"})
    assert figures["recall@1"] == 0 and figures["recall@5"] == 0.5 and figures["mrr@10"] == 0.5
    assert figures["ndcg@10"] == pytest.approx((1 / 1.5849625) / (1 + 1 / 1.5849625))


def test_what_is_no_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"queries\.jsonl"):
        evaluate_beir(tmp_path, None, 0)
    (tmp_path / "queries.jsonl").write_text("no json\n")
    with pytest.raises(InputError, match="JSON"):
        evaluate_beir(tmp_path, None, 0)
