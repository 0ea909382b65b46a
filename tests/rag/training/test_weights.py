"""What the learned weights must do: filler below topic, rare words left alone, right synonyms above wrong ones."""

from __future__ import annotations

import json
from pathlib import Path

from rag.lexical import LexicalIndex
from rag.training import sets
from rag.training.weights import Shares, fit, keys, learn, own_terms
from rag.weigh import UNSEEN

ARTICLE = "大桥今年通车，两岸往来更近，企业家们都说好。"


def test_filler_weighs_less_than_the_topic() -> None:
    pairs = [("大桥啥时候通车", ARTICLE)] * 5 + [("渡口", ARTICLE)]
    table = Shares(pairs, own_terms).table()
    assert table["啥"][0] < 0.5 < table["大桥"][0]
    assert table["大桥"][1] == 5 and "渡口" not in table


def test_a_key_weighs_what_its_names_are_worth() -> None:
    pairs = [("老板们坐地铁吗", ARTICLE), ("bridge for the bosses", ARTICLE)] * 4
    table = Shares(pairs, keys).table()
    assert table["老板"][0] > 0.5  # its 企业家 stands in the article
    assert table["bridge"][0] > 0.5 > table["the"][0]
    assert 0 < Shares(pairs, keys).chinese <= 1


def test_a_question_does_not_see_its_own_answer() -> None:
    pairs = [("大桥通车", ARTICLE)] * 3 + [("大桥塌了", "小路")]
    shares = Shares(pairs, own_terms)
    with_, without = shares.table()["大桥"], shares.without(["大桥"], ARTICLE)["大桥"]
    assert without[1] == with_[1] - 1 and without[0] < with_[0]


def test_learning_writes_what_is_loaded(tmp_path: Path) -> None:
    news = [
        f"第{i}街道的{name}昨天办了{n}场活动。"
        for i, (name, n) in enumerate([("书店", 3), ("茶馆", 4)] * 30)
    ]
    asked = [sets.Asked(f"第{i}街道的{'书店' if i % 2 == 0 else '茶馆'}办了几场活动？", "natural", str(i), text, ("3",))
             for i, text in enumerate(news)]  # fmt: skip
    learn(asked, LexicalIndex.build(news), tmp_path)
    loaded = json.loads((tmp_path / "weights.json").read_text("utf-8"))
    assert loaded["terms"]["街道"][0] > 0.9
    assert 0 <= loaded["keys"][UNSEEN] <= 1
    assert (tmp_path / "terms.safetensors").stat().st_size > 0


def test_trees_tell_filler_from_topic() -> None:
    pairs = [(f"{name}到底啥时候{verb}", f"{name}今年{verb}。") for name in ("大桥", "学校", "水库", "公园", "医院")
             for verb in ("开工", "完工", "验收", "开放")] * 6  # fmt: skip
    index = LexicalIndex.build(text for _, text in pairs)
    trees = fit(pairs, Shares(pairs, own_terms), index)
    from rag.weigh import features, matrix

    table = Shares(pairs, own_terms).table()
    rows = features("大桥到底啥时候开工", index, table)
    chance = dict(zip(rows, trees.chance(matrix(list(rows.values()))), strict=True))
    assert chance["啥"] < 0.5 < chance["大桥"]


def test_composed_questions_lie_in_their_form() -> None:
    files = (sets.ENCODING, sets.RANKING, sets.HELD_OUT)
    by_file = [[json.loads(x) for x in f.read_text(encoding="utf-8").splitlines()] for f in files]
    rows = [row for found in by_file for row in found]
    assert len(rows) > 15_000 and len({row["_id"] for row in rows}) == len(rows)
    seen, held_out = ({row["article"] for row in found} for found in (by_file[0], by_file[2]))
    assert not seen & held_out
    for row in rows:
        assert {"article", "question", "style", "type", "evidence", "answers"} <= row.keys()
        assert (row["type"] == "unanswerable") == (not row["answers"]), row
        assert all(start < end for start, end in row["evidence"] + row["answers"]), row


def test_answers_are_read_by_offset(tmp_path: Path) -> None:
    import gzip

    with gzip.open(tmp_path / "news.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"_id": "n1", "text": ARTICLE}, ensure_ascii=False) + "\n")
    row = {"article": "n1", "question": "大桥？", "style": "natural", "answers": [[0, 2], "今年"]}
    questions = tmp_path / "q.jsonl"
    lost = row | {"article": "n2"}
    questions.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in (row, lost)), "utf-8")
    (asked,) = sets.read([questions], tmp_path)
    assert asked.answers == ("大桥", "今年")
