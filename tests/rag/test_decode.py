"""Encodings: what people's files are in is read, what is not text is refused in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.decode import decode
from rag.errors import InputError

PLAIN = "今天天气很好，我们去湖边散步。柳树已经发芽，孩子们在草地上放风筝。"
OLD = "今天天氣很好，我們去湖邊散步。柳樹已經發芽，孩子們在草地上放風箏。"


@pytest.mark.parametrize("times", [1, 3, 40])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_simplified_text_in_any_usual_encoding(encoding: str, times: int) -> None:
    assert decode((PLAIN * times).encode(encoding)) == PLAIN * times


@pytest.mark.parametrize("times", [1, 3, 40])
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs"])
def test_traditional_text_in_big5(encoding: str, times: int) -> None:
    assert decode((OLD * times).encode(encoding)) == OLD * times


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(encoding: str) -> None:
    text = f"A 2024 {PLAIN}"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("short", ["湖边", "春天来了", "价格：3元"])
def test_a_short_text_is_taken_for_gb18030(short: str) -> None:
    assert decode(short.encode("gb18030")) == short


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("at", [0, 30, 31, 60, 75])
def test_a_stray_byte_costs_at_most_a_few_characters(encoding: str, at: int) -> None:
    text = (OLD if encoding == "big5" else PLAIN) * 10
    data = text.encode(encoding)
    read = decode(data[:at] + b"\xff" + data[at:])
    assert 1 <= read.count("\ufffd") <= 4
    assert read[-200:] == text[-200:]


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16-le")]
)
def test_nothing_is_reported_as_empty(data: bytes) -> None:
    with pytest.raises(InputError, match="空的"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"text with\0a NUL.",
        b"text\0with NULs",
        b"\0" * 64,
        bytes(range(1, 32)) * 9,
        bytes(range(256)) * 4,
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="不是文本"):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_one_clear_line(data: bytes) -> None:
    try:
        text = decode(data)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert text.strip()
        assert "\0" not in text


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    if text.strip() and not text.startswith("\ufeff"):
        assert decode(text.encode()) == text
