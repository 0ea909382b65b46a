"""The command line: every command documented, and each fault one line with the right exit code."""

from __future__ import annotations

import io
import json
import re
import socket
from pathlib import Path

import pytest

from rag import Library, store
from ui.cli import _parser, main

ROOT = Path(__file__).parents[2]


def commands() -> list[str]:
    usage = next(a for a in _parser()._actions if a.choices and "ask" in a.choices)
    return list(usage.choices or ())


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in commands():
        assert f"wenju {command}" in readme, command


def test_every_argument_has_a_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in commands():
        with pytest.raises(SystemExit):
            main([command, "--help"])
        text = capsys.readouterr().out
        assert "--store" in text
        lonely = re.findall(r"^  (\S+(?: \S+)?)$\n(?!      )", text, flags=re.M)
        assert not lonely, (command, lonely)


def test_wrong_usage_is_2() -> None:
    with pytest.raises(SystemExit) as wrong:
        main(["search", "x", "--mode", "magic"])
    assert wrong.value.code == 2


@pytest.mark.parametrize(
    ("change", "word"),
    [({"format": 7}, "格式"), ({"encoder": "other"}, "other")],
)
def test_a_store_of_another_kind_is_one_line(
    folder: Path, change: dict[str, object], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / store.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    before = path.read_bytes()
    for arguments in (["ask", "修了多少路？"], ["index", str(ROOT / "seeds")]):
        assert main([*arguments, "--store", str(folder), "--model", "builtin"]) == 1
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1 and word in captured.err
    assert path.read_bytes() == before


def test_an_old_index_says_how_to_build_it_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, store_ = folder / store.MANIFEST, ["--store", str(folder)]
    manifest = json.loads(path.read_text("utf-8")) | {"terms": "0"}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["ask", "修了多少路？", *store_]) == 1
    assert "wenju index" in capsys.readouterr().err
    assert main(["index", str(ROOT / "seeds"), *store_]) == 0
    assert main(["ask", "河边修了多少路？", *store_]) == 0
    assert "三公里" in capsys.readouterr().out


def test_no_store_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "什么？", "--store", str(tmp_path / "none")]) == 1
    assert "wenju index" in capsys.readouterr().err


def test_a_model_that_is_none_is_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "x", "--store", str(folder), "--model", str(tmp_path / "no")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_port_in_use_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        where = ["--store", str(folder), "--port", port, "--no-browser"]
        assert main(["chat", *where]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1 and "--port" in captured.err


def test_questions_from_standard_input_get_a_line_each(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        json.dumps({"id": "a", "question": "河边修了多少公里路？"}),
        "not JSON",
        json.dumps({"id": "c", "question": " "}),
        json.dumps({"id": "d", "question": "多少公里？", "history": ["河边修路了吗？"]}),
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main(["ask", "-", "--json", "--store", str(folder)]) == 0
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in out] == ["a", 2, "c", "d"]
    assert out[0]["status"] == "answered" and "三公里" in out[0]["citations"][0]["quote"]
    assert "error" in out[1] and "error" in out[2]
    assert "河边修路了吗" in out[3]["query"]


def test_show_list_and_remove(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--store", str(folder)]
    assert main(["list", "--json", *where]) == 0
    row = json.loads(capsys.readouterr().out)
    assert main(["show", row["id"], "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "今年河边修了三公里路。"
    assert main(["show", "nothing", *where]) == 1
    assert "wenju list" in capsys.readouterr().err
    assert main(["remove", row["id"], *where]) == 1  # the last article stays
    assert main(["list", *where]) == 0
    assert row["id"] in capsys.readouterr().out


def test_doctor_prints_a_line_a_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--store", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("好  ")
    (folder / store.MANIFEST).write_text("{}")
    assert main(["doctor", "--json", "--store", str(folder)]) == 1
    assert not all(check["ok"] for check in json.loads(capsys.readouterr().out))


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A store of two articles of two years, whose files lie beside it."""
    for year, length in (("2022", "三"), ("2023", "五")):
        text = (
            f"---\ntitle: {year}年河边修路\ndate: {year}-05-01\n---\n今年河边修了{length}公里路。"
        )
        (tmp_path / f"{year}.md").write_text(text, encoding="utf-8")
    Library.create(tmp_path / "store", sorted(tmp_path.glob("*.md")))[0].close()
    return tmp_path


def test_asking_and_searching_within_a_scope(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--store", str(two / "store")]
    for scope in (
        ["--since", "2023"],
        ["--source", "2023*"],
        ["--source", "x", "--source", "3.md"],
    ):
        for command in ("ask", "search"):
            assert main([command, "河边修了几公里路？", *scope, *where]) == 0
            out = capsys.readouterr().out
            assert "五公里" in out and "三公里" not in out
    assert main(["ask", "河边修了几公里路？", "--until", "2020", *where]) == 1
    assert capsys.readouterr().err == "wenju: 这个范围里没有文章: 请放宽日期、文件或地点\n"
    assert main(["ask", "河边修了几公里路？", "--since", "前年", *where]) == 1
    assert "前年 不是日期" in capsys.readouterr().err


def test_saved_answers_are_checked(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--store", str(two / "store")]
    assert main(["ask", "2023年河边修了几公里路？", "--json", "--since", "2023", *where]) == 0
    saved = two / "答案.jsonl"
    saved.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["check", str(saved), *where]) == 0
    assert capsys.readouterr().out.startswith(
        "原样  [1] 《2023年河边修路》 2023.md: 今年河边修了五公里路。"
    )
    file = two / "2023.md"
    file.write_text(file.read_text("utf-8").replace("五", "六"), encoding="utf-8")
    assert main(["index", str(file), *where]) == 0
    capsys.readouterr()
    assert main(["check", str(saved), "--json", *where]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "changed"
    saved.write_text("{}", encoding="utf-8")
    assert main(["check", str(saved), *where]) == 1
    assert "第 1 行不是 wenju ask --json 存下的答案" in capsys.readouterr().err


def test_an_article_shows_the_lines_that_it_was_made_of(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", str(folder)]
    assert main(["list", "--json", *where]) == 0
    name = json.loads(capsys.readouterr().out)["id"]
    assert main(["show", name, "--original", *where]) == 0
    assert capsys.readouterr().out == "    1  标题  河边修路\n    3  正文  今年河边修了三公里路。\n"
    assert main(["ask", "河边修了几公里路？", *where]) == 0
    assert "a.txt 第 3 行" in capsys.readouterr().out
