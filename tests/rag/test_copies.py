"""The same story in two papers: found whatever small changes were made, and shown as one source with two places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag import Library
from rag.copies import holds, pairs, shingles, sketch, stories

STORY = (
    "河东的石桥昨天通车。这座桥长一百二十米，宽九米，花了五百万元，修了整整三年。通车那天早上，两岸的人天没亮就"
    "赶来了，最前面的是八十岁的老船工，他在这里摆了四十年的渡。桥头立着一块石碑，上面刻着捐款人的名字，一共三百"
    "零六个。镇里的人说，往后孩子上学不用再绕十里路，菜农也能赶上早市。老船工把自己的竹篙送给了镇上的陈列室。"
)
OTHER = (
    "面包房搬到了桥头以后，每天四点开炉，第一炉总是留给上早班的司机和送奶工人。店主说，搬家花了不到一个月，新炉子"
    "比旧的省电三成，口味一点没变。常来的老主顾还是坐在靠窗的位置上，要一杯豆浆，等着刚出炉的红糖面包。下个月店里"
    "还打算添一个卖点心的柜台，请的是镇上学手艺回来的年轻人，他做的绿豆糕在县里的比赛上得过奖。"
)
EDITED = STORY.replace("昨天", "日前").replace("整整", "") + "（记者综合报道）"


def library_of(tmp_path: Path, **files: str) -> Library:
    folder = tmp_path / "articles"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(f"{name}的石桥报道\n\n{text}\n", encoding="utf-8")
    return Library.create(tmp_path / "store", [folder], gone=None)[0]


def test_an_edited_story_is_a_copy_and_another_is_none() -> None:
    texts = [STORY, OTHER, EDITED, OTHER[:70]]
    sketches = {number: sketch(text) for number, text in enumerate(texts)}
    assert list(pairs(sketches, [0, 1, 2, 3], texts.__getitem__)) == [(0, 2)]
    assert list(pairs(sketches, [1], texts.__getitem__)) == []
    assert list(pairs(sketches, [2], texts.__getitem__)) == [(0, 2)]


def test_what_stands_in_very_many_papers_is_still_found() -> None:
    texts = [STORY] * 60 + [OTHER]
    sketches = {number: sketch(text) for number, text in enumerate(texts)}
    found = stories({}, pairs(sketches, range(61), texts.__getitem__))
    assert found == dict.fromkeys(range(60), 0)


def test_nothing_and_short_texts_have_no_copies() -> None:
    assert list(pairs({}, [], str)) == []
    short = {0: sketch("短"), 1: sketch("短")}
    assert list(pairs(short, [0, 1], lambda _: "短")) == []
    assert not holds(shingles(STORY), "短")


@given(st.text(min_size=0, max_size=80))
def test_a_sketch_is_a_part_of_the_shingles(text: str) -> None:
    assert np.isin(sketch(text * 4), shingles(text * 4)).all()


def test_stories_grow_together() -> None:
    assert stories({}, [(3, 5), (5, 9), (2, 4)]) == {3: 3, 5: 3, 9: 3, 2: 2, 4: 2}
    assert stories({3: 3, 5: 3}, [(1, 5)]) == {3: 1, 5: 1, 1: 1}


def test_one_source_with_two_places(tmp_path: Path) -> None:
    library = library_of(tmp_path, 甲报=STORY, 乙报=EDITED, 丙报=OTHER)
    answer = library.ask("石碑上刻着多少个捐款人的名字？")
    assert len(answer.citations) == 1
    (citation,) = answer.citations
    (copy,) = citation.copies
    assert {citation.source, copy.source} == {"甲报.txt", "乙报.txt"}
    said = library.article(copy.article_id).text[copy.start : copy.end]
    assert said in citation.quote and "三百零六个" in said
    assert [hit.article.source for hit in answer.passages].count(copy.source) == 0
    assert [a.source for a in library.copies(citation.article_id)] == [copy.source]


def test_what_only_the_other_print_says_is_still_found(tmp_path: Path) -> None:
    more = (
        EDITED
        + "\n\n桥名由县中学的语文老师题写，叫做迎春桥，用的是隶书，字高一尺二寸，由石匠刻了九天才刻完。"
    )
    library = library_of(tmp_path, 甲报=STORY, 乙报=more)
    assert "隶书" in library.ask("迎春桥的桥名用的是什么字体？").text


def test_copies_are_counted_and_go_with_their_article(tmp_path: Path) -> None:
    library_of(tmp_path, 甲报=STORY, 丙报=OTHER)
    folder = tmp_path / "articles"
    (folder / "乙报.txt").write_text(f"石桥\n\n{EDITED}", encoding="utf-8")
    library, report = Library.create(tmp_path / "store", [folder])
    assert report.copies == 2
    (folder / "甲报.txt").unlink()
    report = library.add([folder], gone=None)
    assert report.copies == 0
    (citation,) = library.ask("石碑上刻着多少个捐款人的名字？").citations
    assert (citation.source, citation.copies) == ("乙报.txt", ())
