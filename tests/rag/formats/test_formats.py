"""The same article from every format and encoding; what is broken is named, and the rest is read."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import shutil
import subprocess
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document

from rag.formats import LARGEST, pdf
from rag.load import Loaded, load

TITLE = "青河大桥今天通车"
PARAGRAPHS = [
    "青河大桥今天上午正式通车，全长八百六十米，双向六车道，是连接两岸的第三座桥。两岸往来的时间从四十分钟缩短到十分钟。",
    "大桥由市交通局建设，总投资三亿二千万元，历时三年完工。施工期间没有封航，渡口照常开放，直到上周才停止摆渡。",
    "家住河东的居民说，过去送孩子上学要绕行二十公里，现在走路就能到学校。市里表示，今后还要在桥头建一座小公园。",
]
BODY = "\n".join(PARAGRAPHS)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5hkscs")
LOCKED_PDF = (
    b"eNqNUU1vEzEQvftXzCVHas/YXtvSKgfaRkKAGqWFC+rB648QFO1WzkZq+ZMc+AfwR3AWKCvCAcuWdt+89zyet1hf"
    b"rV7ghWSLb9+/fGUIAobuE2tbxtdliMeQCrRBUY4ULeolWy5Z6uOJQzPu3dNDAr7223Rg/HI49iMg46938QAfQFXi"
    b"Bu5nUnkmvfSj3w9b9tMDTt6bmUD98y7GN+kwHEuoilqpdP42xZ1/OTzWa8WFmI6e9v3JuqTa2N/eeub9HqiagmT8"
    b"Teq340dAslUIipxyjSFXy6vdfqxT4bej76MvkfEbaI1UlLy3aAkVUZamQy29kQ5JGi/RJKOt60gGa4MQtnP1GBGV"
    b"DrHDrrb+DlqlvM6Bsk3ehZBDiNYpmyRpZZU0RLbLKumkTmZeYaOEqP9NztkLFHYez2NJmQlomHhe0GgtNWR4xrA+"
    b"fqr0fzDtzjBEe4415gyjuXYsfrdPZZrr7e5zqq3wzTCMIKcA+Ks+D4C/vq9qYG2TdLYu+/o6YWVILkTMiFm4QCQ7"
    b"vfwfSg36ug/l6WEE/Tvpw+jLOA1EGcUWi+ubFfsBfY3CmQ=="
)
PLAIN = f"{TITLE}\n\n" + "\n\n".join(PARAGRAPHS)
HTML = f"""<!doctype html><html><head><title>{TITLE}_青河网</title></head><body>
<nav><a href="/">首页</a> <a href="/a">要闻</a></nav><article><h1>{TITLE}</h1>
<div>2023年8月5日 来源：青河日报</div>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<aside><h3>相关阅读</h3><ul><li><a href="/x">某地下雨</a></li></ul></aside>
<footer>版权所有 青河网</footer></body></html>"""
CHAPTER = f"<html><head><title>书</title></head><body><h1>{TITLE}</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</body></html>"


def table() -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["标题", "正文", "日期"], [TITLE, BODY, "2023-08-05"]])
    return out.getvalue()


LINE = json.dumps({"title": TITLE, "text": BODY}, ensure_ascii=False) + "\n"
TEXTS = {
    ".txt": PLAIN, ".md": f"# {PLAIN}", ".html": HTML, ".htm": HTML, ".csv": table(), ".jsonl": LINE,
    ".jsonl.gz": LINE,
}  # fmt: skip


def traditional(text: str) -> str:
    """Big5 holds no Simplified characters."""
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(text))


def docx() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_heading(TITLE, 0)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def epub() -> bytes:
    return zipped(
        {
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="O/c.opf"/></rootfiles></container>',
            "O/c.opf": '<package><manifest><item id="a" href="a%201.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "O/a 1.xhtml": CHAPTER,
        }
    )


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def only(path: Path) -> Loaded:
    (loaded,) = load([path])
    return loaded


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("suffix", TEXTS)
def test_text_formats_in_every_encoding(tmp_path: Path, suffix: str, encoding: str) -> None:
    change = traditional if encoding == "big5hkscs" else str
    data = change(TEXTS[suffix]).encode(encoding)
    data = gzip.compress(data) if suffix.endswith(".gz") else data
    alone = only(put(tmp_path / f"a{suffix}", data))
    packed = only(put(tmp_path / "b.zip", zipped({f"a{suffix}": data})))
    for loaded in (alone, packed):
        assert loaded.error == ""
        (article,) = loaded.articles
        assert (article.title, article.text) == (change(TITLE), change(BODY))
    if suffix in (".html", ".csv"):
        assert article.date == "2023-08-05"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx()),
        ("a.epub", epub()),
        ("a.jsonl", json.dumps({"title": TITLE, "text": BODY}).encode()),
        ("a.zip", zipped({"in/a.html": HTML})),
    ],
)
def test_formats_with_an_encoding_of_their_own(tmp_path: Path, name: str, data: bytes) -> None:
    (article,) = only(put(tmp_path / name, data)).articles
    assert (article.title, article.text) == (TITLE, BODY)


@pytest.mark.skipif(not shutil.which("chromium"), reason="prints the PDF with chromium")
def test_a_printed_pdf_is_the_same_article(tmp_path: Path) -> None:
    page = put(tmp_path / "a.html", f'<meta charset="utf-8">{CHAPTER}'.encode())
    out = tmp_path / "a.pdf"
    flags = ("--headless", "--no-sandbox", "--no-pdf-header-footer", f"--print-to-pdf={out}")
    subprocess.run(["chromium", *flags, page.as_uri()], capture_output=True, check=True)
    (article,) = only(out).articles
    assert (article.title, article.text) == (TITLE, BODY)
    cut = only(put(tmp_path / "cut.pdf", out.read_bytes()[:600]))
    assert "不是完好的 PDF" in cut.error


def test_look_alikes_are_mended() -> None:
    assert pdf.mend("⼀⾏⻓⻚，⼈⺠⻛⻋") == "一行长页，人民风车"


def test_a_table_of_word_is_kept_row_by_row(tmp_path: Path) -> None:
    document, out = Document(), io.BytesIO()
    document.add_paragraph("各桥长度如下。")
    cells = document.add_table(2, 2)
    for at, text in enumerate(("名称", "长度", "青河大桥", "860米")):
        cells.cell(at // 2, at % 2).text = text
    document.save(out)
    (article,) = only(put(tmp_path / "a.docx", out.getvalue())).articles
    assert article.text == "各桥长度如下。\n名称 ｜ 长度\n青河大桥 ｜ 860米"


def test_rows_without_a_text_column_say_their_columns(tmp_path: Path) -> None:
    data = "桥名,长度\n青河大桥,860米\n南门桥,120米\n".encode()
    (article,) = only(put(tmp_path / "各桥.csv", data)).articles
    assert article.title == "各桥"
    assert article.text == "桥名: 青河大桥; 长度: 860米\n桥名: 南门桥; 长度: 120米"


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("空.pdf", b"", "空的"),
        ("断.pdf", b"%PDF-1.7\n1 0 obj\n", "不是完好的 PDF"),
        ("锁.pdf", zlib.decompress(base64.b64decode(LOCKED_PDF)), "有密码"),
        ("假.docx", b"not a document", "不是完好的 Word"),
        ("假.docx", zipped({"a.txt": "x"}), "不是完好的 Word"),
        ("假.epub", zipped({"a.txt": "x"}), "不是完好的 epub"),
        ("假.zip", b"PK\3\4 broken", "不是完好的 zip"),
        ("空.zip", zipped({}), "空的"),
        ("空.html", b"<html><body></body></html>", "没有文字"),
        ("a.txt", b"a\0\1\2\0\3", "不是文本"),
    ],
)
def test_what_is_broken_is_named_and_the_rest_is_read(
    tmp_path: Path, name: str, data: bytes, fault: str
) -> None:
    put(tmp_path / name, data)
    put(tmp_path / "好 的\n📰.txt", PLAIN.encode())
    found = {loaded.source: loaded for loaded in load([tmp_path])}
    assert fault in found[name].error and "\n" not in found[name].error
    assert found["好 的\n📰.txt"].articles[0].title == TITLE


def test_an_archive_can_neither_climb_nor_explode(tmp_path: Path) -> None:
    data = zipped(
        {
            "../a.txt": PLAIN, "/b.txt": PLAIN, "bomb.txt": b"0" * 30_000_000, "in.zip": zipped({}),
            "c.exe": b"MZ", "新闻/d.txt": PLAIN, "__MACOSX/._d.txt": b"x",
        }
    )  # fmt: skip
    found = {x.source: x for x in load([put(tmp_path / "包.zip", data)])}
    faults = {source: loaded.error for source, loaded in found.items() if loaded.error}
    assert [*faults] == [
        "包.zip/../a.txt",
        "包.zip//b.txt",
        "包.zip/bomb.txt",
        "包.zip/in.zip",
        "包.zip/c.exe",
    ]
    assert "外面" in faults["包.zip/../a.txt"] and "炸弹" in faults["包.zip/bomb.txt"]
    assert found["包.zip/新闻/d.txt"].articles[0].title == TITLE


@pytest.mark.parametrize("name", ["弹.docx", "弹.epub"])
def test_what_is_an_archive_inside_cannot_explode_either(tmp_path: Path, name: str) -> None:
    data = docx() if name.endswith("docx") else epub()
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 30_000_000)
    assert "炸弹" in only(put(tmp_path / name, out.getvalue())).error


def test_a_cover_without_words_does_not_lose_the_book(tmp_path: Path) -> None:
    spine = '<itemref idref="cover"/><itemref idref="a"/>'
    items = '<item id="cover" href="cover.xhtml"/><item id="a" href="a.xhtml"/>'
    data = zipped(
        {
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>',
            "c.opf": f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>",
            "cover.xhtml": "", "a.xhtml": CHAPTER,
        }
    )  # fmt: skip
    assert [a.title for a in only(put(tmp_path / "a.epub", data)).articles] == [TITLE]


def test_a_nameless_file_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    data = zipped({"xxxx.txt": PLAIN, ".": "x", "好.txt": PLAIN})
    names = [x.source for x in load([put(tmp_path / "a.zip", data)]) if not x.error]
    assert names == ["a.zip/xxxx.txt", "a.zip/好.txt"]


def test_a_name_from_windows_in_china(tmp_path: Path) -> None:
    data = zipped({"xxxx.txt": PLAIN}).replace(b"xxxx.txt", "新闻.txt".encode("gb18030"))
    (loaded,) = load([put(tmp_path / "a.zip", data)])
    assert loaded.source == "a.zip/新闻.txt" and loaded.articles


def test_a_file_beyond_the_limit_is_not_read_into_memory(tmp_path: Path) -> None:
    with (tmp_path / "大.pdf").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "200 MB" in only(tmp_path / "大.pdf").error


def test_a_pdf_of_a_gigabyte_is_refused_at_once(tmp_path: Path) -> None:
    with (tmp_path / "大.pdf").open("wb") as file:
        file.truncate(10**9)
    begin = time.perf_counter()
    assert "200 MB" in only(tmp_path / "大.pdf").error
    assert time.perf_counter() - begin < 0.5


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".jsonl"])
def test_a_line_of_ten_megabytes_is_read(tmp_path: Path, suffix: str) -> None:
    line = "两岸通车了，" * 560_000 + "完。"
    told = {
        ".csv": f"标题,正文\n{TITLE},{line}\n",
        ".jsonl": json.dumps({"title": TITLE, "text": line}),
    }
    data = told.get(suffix, f"{TITLE}\n\n{line}\n").encode()
    assert len(data) > 10_000_000
    (article,) = only(put(tmp_path / f"a{suffix}", data)).articles
    assert (article.title, article.text) == (TITLE, line)


def test_a_page_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    page = HTML.replace("</article>", "<p>两岸通车了。</p>" * 200_000 + "</article>")
    (article,) = only(put(tmp_path / "a.html", page.encode())).articles
    assert article.title == TITLE and len(article.text) > 1_000_000
