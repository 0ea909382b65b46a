"""One text file that may hold several stories -> articles: titles, bylines, captions and broken lines are
told from body text. What must not be here: opening files, splitting into passages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.types import Article

_END = re.compile(r"[。！？!?…；;：:.][”’」』）)\]]*$")
_BYLINE = re.compile(r"[（(]([\u4e00-\u9fff·]{2,4}(?:[ 　、][\u4e00-\u9fff·]{2,4}){0,3})[）)]$")
_NAMES = re.compile(r"^[\u4e00-\u9fff·]{2,4}(?:[ 　][\u4e00-\u9fff·]{2,4}){0,3}$")
_CAPTION = re.compile(r"(?:[ 　][\u4e00-\u9fff·]{2,4} ?摄|图片由.+提供)$")
TITLE, CAPTION_LENGTH = 40, 70


@dataclass
class _Story:
    title: str
    byline: str = ""
    blocks: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)


def parse_page(text: str, source: str) -> list[Article]:
    """The stories of one page, in order. Only white space differs between a body and the file."""
    blocks = [line.strip() for line in text.splitlines() if line.strip()]
    stories: list[_Story] = []
    current = _Story("")
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else ""
        if _CAPTION.search(block):
            current.captions.append(block)
        elif _is_title(block, current, following):
            if current.blocks or current.captions:
                stories.append(current)
                current = _Story("")
            current.title = block.lstrip("# ").strip()
        elif not current.blocks and current.title and _NAMES.match(block):
            current.byline = block
        elif found := _BYLINE.search(block):
            current.byline = found.group(1)
            _append(current, block[: found.start()].rstrip())
        elif len(block) <= CAPTION_LENGTH and not _END.search(block) and _broken(current) is False:
            current.captions.append(block)
        else:
            _append(current, block)
    stories.append(current)
    return [_article(s, source) for s in stories if s.blocks or s.captions]


def _is_title(block: str, story: _Story, following: str) -> bool:
    if block.startswith("#"):
        return True
    if len(block) > TITLE or _END.search(block) or "，" in block or "," in block:
        return False
    if _NAMES.match(block) and story.title and not story.blocks:
        return False
    return not _broken(story) and len(following) > 0


def _broken(story: _Story) -> bool:
    """Whether the story's last paragraph stops in the middle of a sentence."""
    return bool(story.blocks) and not story.byline and not _END.search(story.blocks[-1])


def _append(story: _Story, block: str) -> None:
    if not block or block in story.blocks:
        return
    if _broken(story):
        story.blocks[-1] += block
    else:
        story.blocks.append(block)


def _article(story: _Story, source: str) -> Article:
    body = "\n".join(story.blocks)
    text = "\n".join([*story.blocks, *story.captions])
    return Article(
        title=story.title,
        text=text,
        source=source,
        byline=story.byline.replace("　", " "),
        body_end=len(body),
        captions=tuple(story.captions),
    )
