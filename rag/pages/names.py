"""Names of who wrote and who took the pictures: a byline's forms, and no other line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_KEPT = 4096  # lines whose form is remembered: each is asked for many times
_LONG = 60  # characters of a byline at most
_AHEAD = 160  # characters of a body among which its dateline stands
_MOST = 6  # names in a byline
_HAN = "\u4e00-\u9fff"
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛"
    "禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌"
    "霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳"
    "汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印"
    "宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚"
    "农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁"
    "勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公覃肖涂付代佟岳帅缑亢况郈有琴商牟佘佴"
    "陳張劉楊黃趙吳孫馬許鄭馮鄧蕭葉蘇盧蔣賈魏韋閻鄒龔嚴莊譚鍾陸賴"
    "丘丛亓仉仓仝仵佔倉候儲冼凃別勞卻厙原厲叢呂员呙呼咼哈員喬單國堯塗墨壽奉姒婁宛宮寧寸尉尧岩岱嶽巖巨"
    "帥師库庫廣延強從應懷戢揣昃時晉晋智朴東楚楼榮樂樓樸權欒欽歐沐況湯溫滿漆烏畢矫矯祿稅税"
    "竇笪範簡紀紅終經綦緱繆羅習聞聶肇芝芦苌苑苟茆荊華萇萬蒼蓋薊藍藺蘆衛衣褟計談諶諸謝譙谌谯豐貝貢"
    "費賀賁赫蹇車辜農迟逢連遊遲邊邝邸郇郟鄔鄞鄢鄺酈酒释釋鈄鈕銀錢钦银閃閆閉閔闕關闞闪闫闭阳陰陽隋雒雙雪雲"
    "青鞏韓項須顏顧養餘饒駱鬱魚魯鮑鮮鲜鳳鹹鹿麥麦黨齊龍龐"
)
_DOUBLE = re.compile(
    r"(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|司徒|司空|夏侯|端木|羊舌|百里|呼延|钟离|"
    r"鍾離|宇文|长孙|長孫|鲜于|鮮于|闾丘|澹台|淳于|单于|申屠|太叔|轩辕|軒轅|赫连|赫連|濮阳|公冶|公羊|宗政|仲孙|东郭|南宫|南宮|"
    r"西门|西門|南门|独孤|獨孤|拓跋|完颜|左丘|梁丘|谷梁|段干|乐正|漆雕|壤驷|亓官|巫马|公西|子车|颛孙|纳兰|张简|張簡|范姜)"
)
_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,6}}[·•・][{_HAN}]{{1,8}}")
_OFFICE = (
    r"(?:本[報报网刊台社]|新华社|新華社|中新社|中央社|[^\s]{2,6}[日晚]报)?"
    r"(?:见习|見習|实习|實習|首席|学生|學生|校园|校園|小|特约|特約|特派|特邀|驻地|全媒体|融媒体|联合|聯合)*"
)
_ROLE = re.compile(
    rf"{_OFFICE}(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員|特派员|撰稿人?|撰文|作者|摄影报道|摄影|攝影|图文|圖文|文图|"
    r"责任编辑|责编|编辑|采写|口述|整理|执笔|供稿|制图|绘图|插图|文|图|圖|摄|攝)"
)
_STRONG = re.compile(
    rf"{_OFFICE}(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員|撰文|作者|采写)"
)
_REPORT = re.compile(rf"(?:[{_HAN}]{{2,8}})?(?:报道|報導|報道|摄影报道|專訪|电|電)")
# Who wrote, where no name is told.
_UNNAMED = re.compile(
    r"(?:本[报報网刊台社](?:特约|特約)?|特约|特約)(?:评论员|評論員|观察员|觀察員|记者|記者|评论部|評論部|编辑部|編輯部)"
)
# A reader's or a student's school, before his name.
_SCHOOL = re.compile(
    rf"[{_HAN}]{{2,12}}(?:学院|學院|大学|大學|中学|中學|小学|小學|系|专业|專業)?\d{{2,4}}[级級届屆][{_HAN}]{{0,8}}(?:\d*班)?"
    rf"|[{_HAN}]{{2,12}}(?:学院|學院|大学|大學|中学|中學|小学|小學)"
)
_TOLD = re.compile(r"(?:报道|報導)[：:]?$|[：:]$")
_SPLIT = re.compile(r"[\s/／|｜、，,:：;；+＋]+")
_NAMES = 12  # a longer line of names and nothing else has something between them
_HINTED = re.compile(r"[\s/／|｜、，,:：;；+＋·•・记記讯訊评評辑輯]")
_MARK = re.compile(r"^[□■●○◎◆◇▲△★☆※◼▪◻︎\[【〔(（《—\-\s]+|[\]】〕)）》\s]+$")
_BRACKET = re.compile(r"[(（【\[]\s*([^()（）【】\[\]]{2,50})\s*[)）】\]]$")
_CLOSERS = (")", "）", "】", "]")
_ADDRESSED = re.compile(
    rf"[{_HAN}](?:女士|先生|小姐|同学|同學|老师|老師|师傅|阿姨|大爷|大妈|伯伯|生|太太)"
)
_NOT_NAMES = re.compile(r"完$|续$|略$|同$|注$|节选|掌声|笑声|来源|转载|见[上下左右]?[图表]|附表")
_PLACE_DAY = (
    rf"[{_HAN}]{{0,8}}?\s*(?:\d{{4}}\s*年\s*)?(?:\d{{1,2}}\s*月\s*)?(?:\d{{1,2}}\s*[日号])?\s*"
)
_OPENING = re.compile(
    rf"(?:[【〔]\s*本[報报](?:{_PLACE_DAY})[讯訊]\s*[】〕]|[【〔]\s*(?=[^】〕]*[记記]者)(?P<all>[^】〕]{{2,40}})[】〕]"
    rf"|(?:本[報报网刊]|中新网|中新社|新华社|新華社|中央社|人民网)\s*(?P<day>{_PLACE_DAY})[讯訊电電](?![话話影视視动動力])[\s:：]*)"
    rf"\s*(?:[（(【](?P<names>[^（）()【】]{{2,50}})[）)】]|(?P<bare>(?:{_OFFICE}(?:[记記]者|通讯员|通訊員)\s*[{_HAN}]{{2,4}}[\s、，]*)+(?:报道|報導)[：:]?))?\s*"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a body opens before its first word: ``end`` characters of it, the names and the words of the day."""

    end: int
    names: str
    words: str


def names_line(text: str) -> str:
    """The names in a byline under a title, joined by a space, or ''. One name needs no known surname."""
    if len(text) > _LONG:
        return ""
    names, role = _read(text)
    if not names:
        return ""
    bare = " ".join(names)
    if role or all(map(_is_name, names)):
        return bare
    return bare if len(names) == 1 and len(bare) <= 3 and _NAME.fullmatch(text.strip()) else ""


def is_names(text: str) -> bool:
    """Whether the line is surely a byline: it says who somebody is, or holds nothing but known names."""
    names, role = _read(text) if len(text) <= _LONG else ((), False)
    return bool(names) and (role or all(map(_is_name, names)))


def is_reporters(text: str) -> bool:
    """Whether the line names a reporter with his office, or opens with a byline's mark."""
    names, role = _read(text) if len(text) <= _LONG else ((), False)
    return bool(names) and role


@lru_cache(_KEPT)
def _read(text: str) -> tuple[tuple[str, ...], bool]:
    """``(names, whether a role is said)``; no names where some word is neither."""
    if text.isascii() or (len(text) > _NAMES and not _HINTED.search(text)):
        return (), False
    bare = _MARK.sub("", _MARK.sub("", text.strip()))
    marked = bare != text.strip() and not text.strip().startswith(("(", "（", "—", "-", "《"))
    if _UNNAMED.fullmatch(bare):
        return (bare,), True
    names: list[str] = []
    role = False
    words = list(filter(None, _SPLIT.split(bare)))
    if len(words) == 2 and _SCHOOL.fullmatch(words[0]) and _is_name(words[1]):
        return (words[1],), True
    for word in words:
        head = _ROLE.match(word)
        rest = word[head.end() :] if head else word
        if head and not rest:
            role = True
        elif head and _STRONG.match(word) and _NAME.fullmatch(rest):
            role = True
            names.append(rest)
        elif names and _REPORT.fullmatch(word):
            role = True
        elif _NAME.fullmatch(word) and not re.search(r"报道$|報導$", word):
            names.append(word)
        else:
            return (), False
    return (tuple(names), role or marked) if len(names) <= _MOST else ((), False)


def closing_names(text: str) -> tuple[str, str]:
    """``(the text before, names)`` for a text that ends in ``(names)``; names is '' where it does not."""
    match = _BRACKET.search(text) if text.endswith(_CLOSERS) else None
    if not match or _NOT_NAMES.search(match[1]):
        return text, ""
    names, role = _read(match[1])
    before = text[: match.start()].rstrip()
    if not names or (before and before[-1] not in '。！？!?…：:；;”’」』】》〉）)]".'):
        return text, ""
    known = role or all(map(_is_name, names))
    # A reader signs with where he is from, and may leave out his given name.
    reader = len(names) == 2 and (_is_name(names[1]) or _ADDRESSED.fullmatch(names[1]))
    return (before, " ".join(names)) if known or reader else (text, "")


@lru_cache(_KEPT)
def opening(text: str) -> Opening | None:
    """The dateline and byline with which a body opens (``本报讯（记者 …）``, ``【記者…報導】``), or None."""
    match = _OPENING.match(text, 0, _AHEAD) if not text.isascii() else None
    if not match or not match[0]:
        return None
    found: list[str] = []
    for part in (match["all"], match["names"], match["bare"]):
        names, role = _read(_told(part, match["bare"])) if part else ((), False)
        if part and not (role or all(map(_is_name, names))):
            return (
                Opening(match.start("names") - 1, "", match[0]) if part is match["names"] else None
            )
        found += names
    return Opening(match.end(), " ".join(found), match[0])


def _told(part: str, bare: str | None) -> str:
    """The names without the word that they report."""
    return _TOLD.sub("", part) if part is bare else part


def _is_name(word: str) -> bool:
    if _DOUBLE.match(word):
        return len(word) >= 3
    return (word[0] in _SURNAMES and len(word) <= 3) or "·" in word
