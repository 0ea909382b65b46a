"""PDF: the text of its pages, with the look-alikes that browsers print for characters mended."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace

from rag.errors import InputError
from rag.formats.reading import Reading
from rag.page import parse_page
from rag.types import Article

# Radicals that PDFs hold in place of the characters that they look like; what is in the block of Kangxi
# radicals has its character as its compatibility form, these have none (Unicode's EquivalentUnifiedIdeograph).
_RADICALS = (
    "⺁厂⺈刀⺊卜⺌小⺍小⺎兀⺐尢⺒巳⺓幺⺕彐⺖心⺗心⺘手⺙攵⺛旡⺝月⺞歹⺟母⺠民⺡水⺢水⺣火⺤爪⺥爪⺦丬⺧牛⺨犬⺩王⺪疋⺫目"
    "⺬示⺭示⺮竹⺯糸⺰纟⺱网⺲网⺳网⺴网⺶羊⺷羊⺸羊⺹老⺺聿⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衣⻃西⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅"
    "⻑長⻒镸⻓长⻔门⻖阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_MEND = dict(zip(map(ord, _RADICALS[::2]), _RADICALS[1::2], strict=True)) | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
_PAGE_NUMBER = re.compile(r"[\s\-—–·第]*\d{1,4}(?:\s*/\s*\d{1,4})?[\s\-—–·页]*")


def pdf(data: bytes, source: str) -> Reading:
    """The stories on the pages of a document. Raises InputError where it is damaged, locked or holds no text."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise InputError(
            "PDF 有密码: 请先解除密码" if locked else "不是完好的 PDF: 请重新导出或下载"
        ) from error
    try:
        pages = [_page(page.get_textpage()) for page in document]
    except pypdfium2.PdfiumError as error:
        raise InputError("不是完好的 PDF: 请重新导出或下载") from error
    finally:
        document.close()
    text = mend("\f".join(pages))
    if not text.strip():
        raise InputError("PDF 里没有文字, 大概是扫描的图: 请先做文字识别 (OCR)")
    breaks = [match.start() for match in re.finditer("\f", text)]
    return Reading([_paged(article, breaks) for article in parse_page(text, source)], text)


def _paged(article: Article, breaks: Sequence[int]) -> Article:
    """The article with the page of each of its parts; ``breaks`` part the pages."""
    parts = (replace(part, page=bisect(breaks, part.start) + 1) for part in article.parts)
    return replace(article, parts=tuple(parts))


def _page(text: object) -> str:
    lines = text.get_text_bounded().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line for line in lines if not _PAGE_NUMBER.fullmatch(line))


def mend(text: str) -> str:
    """``text`` with the characters that the radicals in it stand for."""
    return text.translate(_MEND)
