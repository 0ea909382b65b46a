"""What an answer is worth: evidence, answer strings, refusals and quotes held against what a question set says.
What must not be here: asking, searching, reading of sets."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.types import Answer, Article, Citation, Hit

Figures = dict[str, list[float]]
Row = Mapping[str, Any]


def figures() -> Figures:
    """Values by name, to be averaged by ``means``."""
    return defaultdict(list)


def means(values: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """The mean of each list, to four places."""
    return {name: round(float(np.mean(v)), 4) for name, v in values.items()}


def evidence(row: Row, answer: Answer) -> dict[str, float]:
    """evidence@k over the citations, passage@k over the passages found, and whether the text holds the answers."""
    pieces = _pieces(row)
    quotes = [(c.quote, c.source) for c in answer.citations]
    out = {
        f"evidence@{k}": float(any(_overlaps(f, piece) for f in quotes[:k] for piece in pieces))
        for k in (1, 3, 5)
    } | passages(row, answer.passages)
    text = plain(answer.text)
    held = [plain(a) in text for a in row["answers"]]
    out["answer_match"] = float(all(held) if row["answer_mode"] == "all" else any(held))
    return out


def passages(row: Row, hits: Sequence[Hit]) -> dict[str, float]:
    """passage@1 and passage@5: whether a piece of evidence lies in the first k passages."""
    found, pieces = [(h.text, h.article.source) for h in hits], _pieces(row)
    return {
        f"passage@{k}": float(any(_overlaps(f, piece) for f in found[:k] for piece in pieces))
        for k in (1, 5)
    }


def _pieces(row: Row) -> list[tuple[str, str]]:
    """Text and file of each piece of evidence, the alternative ones included."""
    pieces = list(zip(row["evidence"], row["evidence_files"], strict=True))
    return pieces + [(other["text"], other["file"]) for other in row["alt_evidence"]]


def _overlaps(found: tuple[str, str], gold: tuple[str, str]) -> bool:
    """Whether a quote overlaps the evidence by half of it or 24 characters, in the same file."""
    if Path(found[1]).name != Path(gold[1]).name:
        return False
    quote, piece = plain(found[0]), plain(gold[0])
    need = max(1, min(24, math.ceil(len(piece) / 2)))
    return any(piece[i : i + need] in quote for i in range(len(piece) - need + 1))


def quoted(answer: Answer, golds: Sequence[str]) -> dict[str, float]:
    """Whether the first quote (top1) and the first three (top3) hold one of the gold answers."""
    held = [any(plain(gold) in plain(c.quote) for gold in golds) for c in answer.citations]
    return {"top1": float(any(held[:1])), "top3": float(any(held[:3]))}


def verbatim(answer: Answer, article: Callable[[str], Article]) -> list[float]:
    """For each citation, whether its quote stands word for word where it says."""

    def stands(citation: Citation) -> bool:
        return article(citation.article_id).text[citation.start : citation.end] == citation.quote

    return [float(stands(c)) for c in answer.citations]


def ranking(ranked: Sequence[str], gold: set[str]) -> dict[str, float]:
    """One query's figures, binary relevance (nDCG of Järvelin and Kekäläinen 2002, log base 2)."""
    ranks = [i for i, name in enumerate(ranked[:10], 1) if name in gold]
    ideal = sum(1 / math.log2(i + 1) for i in range(1, min(10, len(gold)) + 1)) or 1.0
    recall = {f"recall@{k}": sum(r <= k for r in ranks) / max(1, len(gold)) for k in (1, 5, 10)}
    return {
        "ndcg@10": sum(1 / math.log2(r + 1) for r in ranks) / ideal,
        **recall,
        "mrr@10": 1 / ranks[0] if ranks else 0.0,
    }


def plain(text: str) -> str:
    """``text`` without its white space."""
    return "".join(text.split())
