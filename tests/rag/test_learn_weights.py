"""What the learned weights must do: filler below topic, rare terms left alone."""

from rag.learn_weights import learn
from rag.terms import terms


def test_filler_weighs_less_than_the_topic() -> None:
    article = set(terms("大桥今年通车，两岸往来更近。"))
    weights = learn([("大桥啥时候通车", article)] * 5 + [("渡口", article)])
    assert weights["啥"] < 0.5 < weights["大桥"]
    assert "渡口" not in weights
