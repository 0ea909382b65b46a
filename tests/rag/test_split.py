"""Sentences and passages: offsets always hold, nothing is lost, cuts stand where a reader would cut."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.split import sentences, split
from rag.types import Article

TEXTS = st.text(
    alphabet=st.sampled_from(
        "天地人风雨。！？；，、…”’）」(“ab.3!? \n\t\r\u3000\u2028\u200b😀\ud800"
    ),
    max_size=900,
)


def cut(text: str) -> list[str]:
    return [text[left:right] for left, right in sentences(text)]


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\u3000", []),
        ("天晴了。风停了！走吗？走", ["天晴了。", "风停了！", "走吗？", "走"]),
        ("他说：“走吧。”我点头。", ["他说：“走吧。”", "我点头。"]),
        ('他说:"走吧。"我点头。"好!"', ['他说:"走吧。"', "我点头。", '"好!"']),
        ("慢慢地……雨停了。", ["慢慢地……", "雨停了。"]),
        ("真的吗?!当然。", ["真的吗?!", "当然。"]),
        ("有 3.5 米。See it. Then go.", ["有 3.5 米。", "See it.", "Then go."]),
        ("见http://example.org/?a=1。完", ["见http://example.org/?a=1。", "完"]),
        ("1. 总则\n2. 附则", ["1. 总则", "2. 附则"]),
        ("第一段\n\n第二段", ["第一段", "第二段"]),
        ("短句；不切。", ["短句；不切。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_long_sentence_is_cut_at_semicolons_then_commas_then_hard() -> None:
    half = "山" * 80
    assert cut(f"{half}；{half}。") == [f"{half}；", f"{half}。"]
    comma = "水" * 200
    assert cut(f"{comma}，{comma}。") == [f"{comma}，", f"{comma}。"]
    assert [len(piece) for piece in cut("木" * 700)] == [300, 300, 100]


def test_sentences_keep_to_their_range() -> None:
    text = "一二三。四五六。七八九。"
    assert sentences(text, 2, 7) == [(2, 4), (4, 7)]
    assert sentences(text, 8, 999) == [(8, 12)]


@given(TEXTS, st.integers(0, 900), st.integers(0, 900))
def test_sentences_tile_the_text(text: str, start: int, stop: int) -> None:
    start, stop = min(start, len(text)), min(stop, len(text))
    spans = sentences(text, start, stop)
    at = start
    for left, right in spans:
        assert at <= left < right <= max(start, stop)
        assert right - left <= 300
        assert not text[at:left].strip()
        assert text[left:right] == text[left:right].strip()
        at = right
    assert not text[at:stop].strip()


@given(TEXTS, st.lists(TEXTS, max_size=2), st.integers(1, 400), st.sampled_from((0, 1)))
def test_passages_are_slices_that_leave_nothing_out(
    body: str, captions: list[str], size: int, overlap: int
) -> None:
    article = Article("题", "\n".join((body, *captions)), "a.txt", body_end=len(body), id="x")
    passages = split(article, size, overlap)
    whole = {*sentences(article.text, 0, len(body)), *sentences(article.text, len(body))}
    seen: set[int] = set()
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text
        assert passage.end <= len(body) or passage.start >= len(body)
        assert len(passage.text) <= size or (passage.start, passage.end) in whole
        seen.update(range(passage.start, passage.end))
    missing = (char for at, char in enumerate(article.text) if at not in seen)
    assert not bare("".join(missing))
    assert passages == sorted(passages, key=lambda passage: passage.start)


def test_passages_hold_whole_sentences_up_to_their_size() -> None:
    article = Article("题", "甲乙丙丁戊己。" * 30, "a.txt")
    plain = split(article, size=40, overlap=0)
    assert {len(passage.text) for passage in plain} == {35}
    lapped = split(article, size=40, overlap=1)
    assert all(one.end - two.start == 7 for one, two in itertools.pairwise(lapped))


def test_a_long_last_sentence_is_not_repeated() -> None:
    article = Article("题", ("长" * 19 + "。") * 6, "a.txt")
    passages = split(article, size=45, overlap=1)
    assert sum(len(passage.text) for passage in passages) == len(article.text)


def test_captions_stand_alone() -> None:
    article = Article(
        "题", "正文一句。\n湖边 某人 摄", "a.txt", body_end=5, captions=("湖边 某人 摄",)
    )
    assert [passage.text for passage in split(article)] == ["正文一句。", "湖边 某人 摄"]


@pytest.mark.parametrize(("size", "overlap"), [(0, 0), (-1, 1), (10, 2), (10, -1)])
def test_senseless_sizes_are_refused(size: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="size must be positive"):
        split(Article("题", "正文。", "a.txt"), size, overlap)


def test_two_million_characters_split_in_seconds() -> None:
    article = Article("题", "湖面上的风停了，船慢慢靠岸。孩子们跑过来！\n" * 90_000, "a.txt")
    begun = time.perf_counter()
    assert split(article)
    assert time.perf_counter() - begun < 5
