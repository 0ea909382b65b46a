"""A follow-up question made whole: what an ellipsis or a pronoun leaves out is taken from the
question before it. What must not be here: searching or answering."""

from __future__ import annotations

import re
from collections.abc import Sequence

_POINTS_BACK = re.compile(
    r"^(那|这|该|它|他|她|其|还有|另外|里面|其中)|(呢)[？?]?$|这里面|这个|那个|他们|它们"
)
SHORT = 12  # a question of fewer characters seldom stands alone after another


def resolve(question: str, history: Sequence[str]) -> str:
    """The question as it is searched; unchanged when it stands alone."""
    earlier = next((q.strip() for q in reversed(history) if q.strip()), "")
    if not earlier or not (_POINTS_BACK.search(question) or len(question) < SHORT):
        return question
    return f"{earlier.rstrip('？?。.！!')}，{question}"
