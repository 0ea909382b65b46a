"""What one line is by its form alone: whole or broken, listed, labelled, captioned; a possible title."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.pages import dates
from rag.pages.names import closing_names, is_names, names_line, opening

_BOX = re.compile(r"[\s\u3000【】\[\]■●◆▲□★◎*]")
_STOPS = frozenset("。；;")
_CELLS = re.compile(r"\t| {2,}|\u3000+")
_LABEL_MOST = 10  # characters of a box's label
_TOLD = 24  # characters of an entry with a comma at most
_TAIL = 50  # characters at the end of a text that tell whether it is whole
_KEPT = 4096  # lines whose form is remembered: each is asked for many times
_HAN = "\u4e00-\u9fff"
_FINAL = re.compile(
    r"(?:[。！？!?…：:；;]|(?<=[A-Za-z])\.|(?<=[A-Za-z] \d{4})\.)[”’」』】》〉）)\]\"]*$|[。！？][”’」』]*\s*[（(][^（）()]{1,40}[）)]$"
)
_ENDS = frozenset('。！？!?…：:；;.”’」』】》〉）)]"')
_SAYS = re.compile(r"(?:说|說|表示|介绍|介紹|认为|認為|告诉记者|告訴記者|坦言|指出)[，,：:]")
_STOP_INSIDE = re.compile(r"[。；;]|[！？!?](?!$)")
_NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十百\d]{1,4}[章节条部编]"
    r"|[(（]?\d{1,2}[)）.、．](?!\d)|[①-⑳]|[-*+•·●■◆]\s*"
)
_CHAPTER = re.compile(
    r"第\s*[一二三四五六七八九十百零〇\d]{1,5}\s*[章回卷篇部节節](?:$|[\s\u3000:：·])"
)
_LISTED = re.compile(r"[■□●◆★▪◇○•]\s*\S|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_CREDIT = re.compile(
    rf"(?:^|[\s。！？(（/／”」）)])(?:本[报報][记記]者\s*)?[{_HAN}·]{{2,8}}(?:[\s、][{_HAN}·]{{2,4}})*\s*[/／]?\s*"
    r"(?<!拍)(?:[摄攝]影?|供[图圖]|[制製绘繪][图圖]?)[)）。]?$"
    r"|(?:[图圖]片?|照片)(?:由|均由).{2,40}提供[)）。]?$|[（(][^（）()]{2,20}提供[)）]$"
    r"|[资資]料(?:[图圖]片?|照片)[)）]?$|(?:新华社|新華社|中新社|视觉中国|中央社)(?:发|發|供图|照片)?[)）]?$"
)
_CREDIT_ENDS = frozenset("摄攝影图圖制製绘繪供片照料社国國发發")
_CREDIT_ALONE = re.compile(
    rf"[(（]?(?:本[报報][记記]者\s*|通讯员\s*|[摄攝]影[:：/／]\s*)?[{_HAN}]{{2,4}}(?:[\s、][{_HAN}]{{2,4}})*\s*[/／]?\s*"
    r"(?:[摄攝]影?|供[图圖])[)）]?|[（(]?(?:新华社|中新社)发[）)]?|[(（]?[图圖]片?由.{2,30}提供[)）]?"
)
_PHOTO = re.compile(
    r"[▲△▼▽↑↓←→◀▶]|[图圖][为為]|[上下左右题題]图[为為:：]|[上下左右]圖|[图圖][①-⑨\d一二三四]\s*[:：为]"
)
_PLACE = re.compile(rf"([{_HAN}]{{2,4}})[:：]\s*(\S.{{2,40}})")
_TWIN = re.compile(rf"([{_HAN}]{{2,6}})[·・•｜|]\s*(\S.{{1,20}})")
_LABEL = re.compile(rf"[{_HAN}]{{1,6}}[:：]\s*[^“\"「\s]")
_FORM = re.compile(
    r"(?:[一-鿿]{0,6}(?:时间|日期|地点|地址|电话|热线|范围|区域|对象|标准|费用|票价|名额|条件|要求|方式|网址|邮箱|微信|联系人|"
    r"收件人|邮编|账号|户名|开户行|時間|地點|電話|對象|範圍|費用|報名|主办|承办|主辦|承辦)|问|答|問)[:：]"
)
_SPEECH = re.compile(r"(?:问|答|問|[一-鿿]{0,3}记者|[一-鿿]{0,3}記者)[:：]")
_SUBJECT = re.compile(
    r"(?:短评|快评|时评|評論|短評|评论|今日谈|微评|(?:新闻|相关|延伸|知识|背景|政策|数据)(?:链接|鏈接)|链接|延伸阅读|相关新闻|"
    r"简讯|簡訊|短讯|快讯|要闻速览|一句话新闻|编者按|編者按|编后|編後|编后语|編後語|(?:今日|本地)?(?:天气|天氣)(?:预报|預報)?|記者手記|记者手记|采访手记|小贴士|小貼士|小知识|名词解释|"
    r"[一-鿿]{0,4}(?:短波|简讯|簡訊|集锦|速览|速递|短讯)|新闻背景|相关报道|本报评论|社论|社論|一周简讯|综合消息|小资料|小辭典|小辞典|小百科|小档案|小檔案|新聞辭典|新聞小百科|新聞放大鏡)"
)
_COLUMN = re.compile(
    r"(?:综合|綜合|国内|國內|国际|國際|本地|地方|本埠|本市|社会|社會|校园|校園|体育|體育|财经|財經|经济|經濟|文化|民生|城市|乡镇|时政|港聞|兩岸|生活|要|图片)(?:新闻|新聞|要闻|要聞|消息|传真|視窗|视窗)"
    r"|要[闻聞]|港聞|副刊|广角|特写|特稿|专题|專題|专版|專版|人物|聚焦|"
    r"(?:读者|讀者|群众|校友|家长)(?:来信|來信|来函|來函|投书|投書|来论|论坛|之声|之聲|热线)|来信选登|來信選登|來論|来论|民意論壇|投書|投书|论坛|論壇|时评|時評|杂谈|随笔|隨筆"
)
_NOTICE = re.compile(
    r"(?:公告|启事|啟事|啓事|通知|公示|通告|声明|聲明|更正|讣告|招聘|预告|喜报|须知|名单|更正启事|提示)$"
)
_DOCUMENT = re.compile(
    rf"[{_HAN}]{{2,14}}\s*[〔\[［【（(]\s*(?:19|20)\d{{2}}\s*[〕\]］】）)]\s*第?\s*\d{{1,4}}\s*[号號]"
)
_OFFICE = re.compile(
    r"(?:公司|局|中心|委员会|委員會|办公室|辦公室|政府|[厅廳]|社|院|[馆館]|部|所|[会會]|校|站|[队隊]|[银銀]行|集[团團]|[学學]|厂|廠|处|處|组|"
    r"组委会|指挥部|法院|[庙廟]|大厦)$"
)


def is_whole(text: str) -> bool:
    """Whether the text ends where a sentence ends."""
    return text[-1:] in _ENDS and bool(_FINAL.search(text[-_TAIL:]))


def is_numbered(text: str) -> bool:
    """Whether the line opens like a list item or a numbered section."""
    return bool(_NUMBERED.match(text))


def is_chapter(text: str) -> bool:
    """Whether the line is the heading of a book's chapter."""
    return len(text) <= 40 and bool(_CHAPTER.match(text)) and not is_whole(text)


def is_listed(text: str) -> bool:
    """Whether the line opens with the mark or the Chinese number of a heading inside a story."""
    return bool(_LISTED.match(text)) or is_chapter(text)


def _has_colon(text: str) -> bool:
    """Whether a label can be in the text: looked for first, since few lines have one."""
    return "：" in text or ":" in text


def is_labelled(text: str) -> bool:
    """Whether the line is one entry of a form or notice, such as ``time: ...``."""
    return _has_colon(text) and ((len(text) <= 60 and has_label(text)) or is_form(text))


def has_label(text: str) -> bool:
    """Whether the line opens with a short word and a colon, as an entry or what somebody says does."""
    return _has_colon(text) and bool(_LABEL.match(text))


def is_form(text: str) -> bool:
    """Whether the line opens with a word that heads an entry of a form, a question or an answer."""
    return _has_colon(text) and bool(_FORM.match(text))


def is_talk(text: str) -> bool:
    """Whether the line is a question or an answer, with the word for it in front."""
    return _has_colon(text) and bool(_SPEECH.match(text))


def closes_story(text: str) -> bool:
    """Whether the line ends in a byline; who asks a question may sign it within a story."""
    return bool(closing_names(text)[1]) and not is_talk(text)


def is_entry(text: str) -> bool:
    """Whether the line is an entry of a form that no other line goes on, as an answer's next line may."""
    if not is_labelled(text) or is_talk(text):
        return False
    return is_form(text) or len(text) <= _TOLD or "，" not in text  # else somebody speaks at length


def is_table_row(text: str) -> bool:
    """Whether the line is a row of a table: cells parted by bars, tabs or wide spaces."""
    if text.startswith("|"):
        return True
    if "  " not in text and "\t" not in text and "\u3000" not in text:
        return False
    cells = [cell for cell in _CELLS.split(text) if cell]
    return len(cells) >= 3 and not is_whole(text)


@lru_cache(_KEPT)
def is_caption(text: str) -> bool:
    """Whether the line ends in a photo credit, or opens as the words under a photo do."""
    if len(text) > 120 or text.isascii() or opening(text):
        return False
    if text.rstrip("）)。]")[-1:] in _CREDIT_ENDS and _CREDIT.search(text):
        return not (re.search(r"[文][/／]|[/／]文", text) and names_line(text))
    return bool(_PHOTO.match(text)) and len(text) >= 6


def is_credit(text: str) -> bool:
    """Whether the line is nothing but a photo credit."""
    return len(text) <= 40 and bool(_CREDIT_ALONE.fullmatch(text))


def may_describe_photo(text: str) -> bool:
    """Whether the line could be a caption without credit: one phrase of some length, not a sentence."""
    return (
        10 <= len(text) <= 80
        and not is_whole(text)
        and not _STOP_INSIDE.search(text)
        and not is_labelled(text)
        and not is_table_row(text)
    )


def is_subject(text: str) -> bool:
    """Whether the line is the label over a comment, a box or a column of short news."""
    if len(text) > 2 * _LABEL_MOST:
        return False
    bare = _BOX.sub("", text)
    bare = bare.rstrip(":：")
    return len(bare) <= _LABEL_MOST and bool(_SUBJECT.fullmatch(bare) or _COLUMN.fullmatch(bare))


def is_notice(text: str) -> bool:
    """Whether the line is the title of a notice."""
    return len(text) <= 44 and bool(_NOTICE.search(text)) and may_be_title(text)


def is_document_number(text: str) -> bool:
    """Whether the line is the number, with its year, under which an office sends a document out."""
    return len(text) <= 40 and bool(_DOCUMENT.fullmatch(text))


def is_office(text: str) -> bool:
    """Whether the line may be the body that signs a notice."""
    return (
        3 <= len(text) <= 30
        and bool(_OFFICE.search(text))
        and not re.search(r"[，。！？：、]", text)
    )


@lru_cache(_KEPT)
def may_be_title(text: str) -> bool:
    """Whether the line is short, is no sentence, and does not break off at a comma."""
    return (
        2 <= len(text) <= (28 if "," in text or "，" in text else 44)
        and not _SAYS.search(text)
        and _STOPS.isdisjoint(text)
        and text[-1] not in "。…，、,：:—"
        and not (text[0] in "（(" and text[-1] in "）)")
        and text[0] not in "，。、；：！？”’）】》」』"
        and text.count("“") == text.count("”")
        and text.count("「") == text.count("」")
        and not is_form(text)
        and not is_caption(text)
        and not is_subtitle(text)
        and not opening(text)
        and not closing_names(text)[1]
        and not dates.date_line(text)
        and not (is_table_row(text) and len(text.split()) > 3)
    )


def is_plain_title(text: str) -> bool:
    """A possible title that needs no other sign: no comma, no exclamation, no number in front."""
    return may_be_title(text) and not re.search(r"[,，、！!？?]", text) and not is_numbered(text)


def is_two_part(text: str) -> bool:
    """Whether the line is a title of two or three short halves with a space between."""
    halves = text.split()
    return (
        2 <= len(halves) <= 3
        and all(3 <= len(half) <= 14 for half in halves)
        and is_plain_title(text)
        and not names_line(text)
    )


def is_calling(text: str) -> bool:
    """Whether the line asks or calls, as titles do and headings inside a story seldom."""
    return may_be_title(text) and bool(re.search(r"[！!？?]", text)) and not is_numbered(text)


def is_subtitle(text: str) -> bool:
    """Whether the line opens with the dash of a subtitle."""
    return text.startswith(("——", "--", "──", "—")) and 3 < len(text) <= 60 and not is_whole(text)


def place_of(text: str) -> str:
    """The place in front of a ``place: title`` heading, or ''."""
    match = _PLACE.fullmatch(text)
    return match[1] if match and may_be_title(text) else ""


def twin_of(text: str) -> str:
    """The place or kind in front of a ``place·name`` heading, or ''."""
    match = _TWIN.fullmatch(text)
    return match[1] if match and may_be_title(text) else ""


def is_head_word(text: str) -> bool:
    """Whether the line can stand between a title and its text: subtitle, byline or date."""
    return (
        is_subtitle(text)
        or is_names(text)
        or bool(dates.date_line(text))
        or is_document_number(text)
    )
