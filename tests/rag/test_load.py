"""Files as people have them: read what can be read, name what cannot, and go on."""

import gzip
import hashlib
import json
import os
from pathlib import Path
from random import Random

import pytest

from rag.errors import InputError
from rag.load import BATCH, Loaded, load

HERON = "清晨的湖面上飘着一层薄雾，几只白鹭从芦苇丛里飞起来，又慢慢落到对岸的浅滩上。"
PAGE = f"湖边的白鹭\n\n{HERON}\n"


def only(path: Path) -> Loaded:
    (loaded,) = load([path])
    return loaded


def put(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_file_is_named_by_its_name(tmp_path: Path) -> None:
    loaded = only(put(tmp_path / "in" / "湖.txt", PAGE))
    assert (loaded.source, loaded.error) == ("湖.txt", "")
    assert loaded.digest == hashlib.sha256(PAGE.encode()).hexdigest()
    assert [article.title for article in loaded.articles] == ["湖边的白鹭"]
    assert loaded.articles[0].source == "湖.txt"


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", ".hidden.txt", ".git/x.txt"):
        put(tmp_path / name, PAGE)
    assert [loaded.source for loaded in load([tmp_path])] == ["a/b/c.TXT", "a/z.md", "b.txt"]


@pytest.mark.parametrize("name", ["两个 词.txt", "换\n行.txt", "表情😀.txt", "-x.txt", "a'\"b.txt"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    loaded = only(put(tmp_path / name, PAGE))
    assert (loaded.source, loaded.error) == (name, "")


def test_a_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.txt")
    try:
        put(tmp_path / name, PAGE)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert [loaded.source for loaded in load([tmp_path])] == ["\ufffd.txt"]


def test_a_link_to_its_own_folder_ends(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", PAGE)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    first, second = load([tmp_path])
    assert first.source == "a.txt"
    assert (second.source, second.articles) == ("self.txt", ())
    assert "断了的链接" in second.error


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "不是普通文件" in only(tmp_path / "pipe.txt").error


def test_a_missing_path_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"请检查路径$"):
        list(load([put(tmp_path / "a.txt", PAGE), tmp_path / "没有\n.txt"]))


def test_a_folder_with_nothing_to_read_says_what_to_do(tmp_path: Path) -> None:
    put(tmp_path / "a.exe", b"MZ")
    with pytest.raises(InputError, match=r"没有能读的文件 \(认 \.txt"):
        list(load([tmp_path]))


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", "空的"),
        ("a.md", b" \n ", "空的"),
        ("a.jsonl", b"\n", "空的"),
        ("a.txt", b"\x89PNG\0\0\1", "不是文本"),
        ("a.ppt", b"%PPT", "不认得这种格式"),
        ("a.jsonl.gz", b"not gzip", "已损坏"),
    ],
)
def test_faults_are_reported_and_the_rest_goes_on(
    tmp_path: Path, name: str, data: bytes, error: str
) -> None:
    put(tmp_path / name, data)
    put(tmp_path / "z.txt", PAGE)
    bad, good = load([tmp_path])
    assert (bad.source, bad.articles) == (name, ())
    assert error in bad.error
    assert "\n" not in bad.error
    assert len(good.articles) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", PAGE).chmod(0)
    assert "读不了" in only(tmp_path / "a.txt").error


def test_a_folder_that_may_not_be_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "开" / "a.txt", PAGE)
    put(tmp_path / "关" / "b.txt", PAGE)
    scandir = os.scandir

    def closed(path: str | int) -> object:  # root may look everywhere
        if str(path).endswith("关"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    bad, good = load([tmp_path])
    assert (bad.source, bad.error) == ("关", "打不开这个文件夹: Permission denied")
    assert (good.source, len(good.articles)) == ("开/a.txt", 1)
    with pytest.raises(InputError, match=r"打不开 .*关: Permission denied"):
        list(load([tmp_path / "关"]))


def test_two_files_of_one_name_are_not_taken_for_one(tmp_path: Path) -> None:
    first, second = put(tmp_path / "甲" / "a.txt", PAGE), put(tmp_path / "乙" / "a.txt", PAGE * 2)
    one, other = load([first.parent, second.parent])
    assert (one.source, len(one.articles), other.articles) == ("a.txt", 1, ())
    assert "上级文件夹" in other.error


def test_a_store_in_a_folder_is_not_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", PAGE)
    put(tmp_path / "store" / "wenju.json", "{}")
    put(tmp_path / "store" / "generation-1" / "b.txt", PAGE)
    assert [loaded.source for loaded in load([tmp_path])] == ["a.txt"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    (article,) = only(put(tmp_path / "a.txt", PAGE.encode(encoding))).articles
    assert (article.title, article.text) == ("湖边的白鹭", HERON)


FRONT = """---
title: 湖边的一天
date: 2024-01-05
place: 东镇
source: 湖畔小报
author: [孙晴, 李小芦]
layout: {a: 1}
---
# 湖边的一天

"""


def test_front_matter_makes_one_article(tmp_path: Path) -> None:
    text = f"{FRONT}{HERON}\n\n## 歌声\n\n这是**要紧**的一句。\n"
    (article,) = only(put(tmp_path / "a.md", text)).articles
    assert (article.title, article.date, article.place) == ("湖边的一天", "2024-01-05", "东镇")
    assert (article.byline, article.source) == ("孙晴 李小芦", "a.md")
    assert article.sections == ("歌声",)
    assert article.text == f"{HERON}\n这是**要紧**的一句。"


@pytest.mark.parametrize("front", ["---\na: [\n---\n", "---\n只是一行\n---\n", "---\ntitle: x\n"])
def test_malformed_front_matter_is_text(tmp_path: Path, front: str) -> None:
    (article,) = only(put(tmp_path / "a.md", f"{front}\n{HERON}\n")).articles
    assert HERON in article.text


def test_front_matter_runs_nothing(tmp_path: Path) -> None:
    text = f"---\ntitle: !!python/object/apply:os.getcwd []\n---\n{HERON}"
    (article,) = only(put(tmp_path / "a.md", text)).articles
    assert str(Path.cwd()) not in article.title


def rows(count: int) -> str:
    lines = (
        {"_id": f"n{i}", "title": f"题{i}", "text": HERON, "date": "2024"} for i in range(count)
    )
    return "".join(json.dumps(line) + "\n" for line in lines)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    data = rows(2).encode()
    loaded = only(put(tmp_path / name, gzip.compress(data) if name.endswith("gz") else data))
    assert [article.id for article in loaded.articles] == ["n0", "n1"]
    assert {article.date for article in loaded.articles} == {"2024"}
    assert (loaded.source, loaded.error) == (name, "")


def test_an_id_is_made_where_there_is_none(tmp_path: Path) -> None:
    text = json.dumps({"text": HERON}) + "\n" + json.dumps({"_id": 0, "text": HERON})
    first, second = only(put(tmp_path / "a.jsonl", text)).articles
    assert (len(first.id), second.id, first.title) == (12, "0", "")


def test_json_lines_come_in_batches(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", rows(BATCH + 1) + "{\n")
    first, second = load([tmp_path])
    assert (len(first.articles), len(second.articles)) == (BATCH, 1)
    assert (first.source, first.digest) == (second.source, second.digest)
    assert (first.error, second.error) == (
        "",
        f"有 1 行不是 JSON 文章, 第一处在第 {BATCH + 2} 行",
    )


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "3",
        '{"title": "x"}',
        '{"text": 3}',
        '{"text": " "}',
        '{"text": "\\ud800"}',
        "[" * 9999,
    ],
)
def test_bad_lines_are_counted_and_good_ones_kept(tmp_path: Path, bad: str) -> None:
    loaded = only(put(tmp_path / "a.jsonl", f"{bad}\n{rows(1)}".encode() + b"\xff\n"))
    assert len(loaded.articles) == 1
    assert loaded.error == "有 2 行不是 JSON 文章, 第一处在第 1 行"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_stray_byte_does_not_lose_a_line(tmp_path: Path, encoding: str) -> None:
    line = json.dumps({"title": "湖", "text": HERON}, ensure_ascii=False).encode(encoding)
    bad = line.replace("薄雾".encode(encoding), b"\xff")
    loaded = only(put(tmp_path / "a.jsonl", b"\n".join([line] * 20 + [bad])))
    assert (len(loaded.articles), loaded.error) == (21, "")
    assert "\ufffd" in loaded.articles[-1].text


def test_an_encoding_is_told_where_it_first_shows(tmp_path: Path) -> None:
    plain = json.dumps({"title": "a", "text": "plain words"}).encode()
    line = json.dumps({"title": "湖", "text": HERON}, ensure_ascii=False).encode("gb18030")
    loaded = only(put(tmp_path / "a.jsonl", b"\n".join([plain] * (BATCH - 1) + [line])))
    assert (len(loaded.articles), loaded.articles[-1].text) == (BATCH, HERON)


def test_a_cut_gzip_file_keeps_what_was_read(tmp_path: Path) -> None:
    noise = "".join(json.dumps({"text": Random(i).randbytes(99).hex()}) + "\n" for i in range(999))
    loaded = only(put(tmp_path / "a.jsonl.gz", gzip.compress(noise.encode())[:-200]))
    assert 500 < len(loaded.articles) < 999
    assert "已损坏" in loaded.error
