"""What the learned weights must do: filler below topic, rare words left alone, wrong synonyms below right ones."""

from __future__ import annotations

from rag.learn_weights import learn

ARTICLE = "大桥今年通车，两岸往来更近，企业家们都说好。"


def test_filler_weighs_less_than_the_topic() -> None:
    weights = learn([("大桥啥时候通车", ARTICLE)] * 5 + [("渡口", ARTICLE)])["terms"]
    assert weights["啥"] < 0.5 < weights["大桥"]
    assert "渡口" not in weights


def test_a_key_weighs_what_its_names_are_worth() -> None:
    keys = learn([("老板们坐地铁吗", ARTICLE), ("bridge for the bosses", ARTICLE)] * 4)["keys"]
    assert keys["老板"] > 0.5  # its 企业家 stands in the article
    assert keys["bridge"] > 0.5 > keys["the"]
