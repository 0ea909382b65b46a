"""Training from end to end on a dozen tiny articles."""

import gzip
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from embeddings import load_encoder
from embeddings.pairs import Lexicon, lead_pair, read_corpus, read_questions, sentence_pair
from embeddings.train import Settings, train

TOPICS = [
    "暴雨来袭，城市积水。气象台发布暴雨预警。市民出行请注意安全。",
    "股市上涨，投资者乐观。银行股领涨大盘。成交额超过万亿元。",
    "球队夺冠，球迷欢呼。教练赞扬队员拼搏。决赛比分是三比二。",
    "医院开展义诊，居民受益。医生测量血压。专家讲解慢病知识。",
]
ARTICLES = [{"_id": f"n{i}", "date": "2023-08-01", "text": TOPICS[i % 4]} for i in range(12)]
QUESTIONS = [
    {"article": "n0", "style": "natural", "type": "other", "question": "谁发布了预警？",
     "evidence": ["气象台 发布暴雨预警"]},
    {"article": "n9", "style": "followup", "type": "number", "question": "那是多少？",
     "standalone": "成交额是多少？", "evidence": ["成交额超过万亿元"]},
    {"article": "n1", "style": "natural", "type": "unanswerable", "question": "跌了吗？",
     "evidence": []},
    {"article": "n2", "style": "natural", "type": "other", "question": "谁受伤了？",
     "evidence": ["文中没有的话"]},
]  # fmt: skip


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    lines = "\n".join(json.dumps(article) for article in ARTICLES)
    with gzip.open(folder / "news-00.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(lines)
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(entry) for entry in QUESTIONS), encoding="utf-8")
    return path


def test_a_tiny_run_gives_a_model_that_loads(news: Path, questions: Path, tmp_path: Path) -> None:
    settings = Settings(steps=30, batch=8, dim=16, vocabulary=200)
    figures = train(news, tmp_path / "a", settings, [questions])
    assert [row.pairs for row in figures] == [1, 1, 1]
    encoder = load_encoder(str(tmp_path / "a"))
    assert encoder.dim == 16
    storm, same, other = encoder.encode_passages(["暴雨预警", "城市积水", "银行股领涨"])
    assert storm @ same > storm @ other
    card = (tmp_path / "a" / "README.md").read_text(encoding="utf-8")
    assert "12 news articles" in card and "2 questions" in card and str(tmp_path) not in card


def test_a_word_of_the_thesaurus_comes_to_stand_by_what_it_means(
    news: Path, tmp_path: Path
) -> None:
    (tmp_path / "everyday.tsv").write_text("落大水\t暴雨\n", encoding="utf-8")
    (tmp_path / "english.tsv").write_text("rainstorm\t暴雨\n", encoding="utf-8")
    settings = Settings(steps=60, batch=8, dim=16, vocabulary=300)
    train(news, tmp_path / "a", settings, thesaurus=tmp_path)
    encoder = load_encoder(str(tmp_path / "a"))
    word, storm, bank = encoder.encode_passages(["rainstorm", "城市积水", "银行股领涨"])
    assert np.linalg.norm(word) > 0 and word @ storm > word @ bank
    assert "thesaurus of 2 entries" in (tmp_path / "a" / "README.md").read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_model(news: Path, tmp_path: Path) -> None:
    settings = Settings(steps=5, batch=8, dim=16, vocabulary=50)
    for name in "ab":
        train(news, tmp_path / name, settings)
    first, second = ((tmp_path / name / "model.safetensors").read_bytes() for name in "ab")
    assert first == second


def test_pairs_never_share_a_sentence() -> None:
    lexicon = Lexicon()
    corpus = read_corpus([("n0", TOPICS[0])], lexicon)
    random = Random(0)
    for draw in (lead_pair, sentence_pair):
        for _ in range(20):
            pair = draw(corpus, 0, random)
            assert len(pair.anchor) and len(pair.positive)
            assert not np.array_equal(pair.anchor, pair.positive)
            assert len(pair.anchor) + len(pair.positive) <= len(corpus.tokens)


def test_questions_without_evidence_are_left_out(questions: Path) -> None:
    lexicon = Lexicon()
    texts = {article["_id"]: article["text"] for article in ARTICLES}
    found = read_questions([questions], texts, lexicon)
    assert sorted(found) == ["n0", "n9"]
    assert found["n9"][0][0] == lexicon.encode("成交额是多少？")
