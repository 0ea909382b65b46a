"""Every word of the page, in Simplified Chinese, Traditional Chinese and English, and the choice between them.

Names that the interface itself draws (placeholder, buttons) are chosen in the browser by ``gr.I18n``; words inside
what the server renders are chosen here from the ``Accept-Language`` header. Both end in the same three languages.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. ``{…}`` in a word is filled in with ``str.format``."""

    lang: str
    about: str
    holds: str
    placeholder: str
    question: str
    new_chat: str
    conversation: str
    sources: str
    sources_empty: str
    sources_of: str
    welcome: str
    welcome_hint: str
    searching: str
    searched: str
    not_found: str
    nearest: str
    see_nearest: str
    nothing_near: str
    excerpts: str
    copy: str
    copied: str
    open_article: str
    to_answer: str
    to_source: str
    changed: str
    changed_hint: str
    gone: str
    captions: str
    close: str
    failed: str
    quote: str
    lines: str
    pages: str
    also: str
    moved: str
    everything: str
    within: str
    all: str
    since: str
    until: str
    day: str
    in_file: str
    in_file_hint: str
    in_place: str
    in_place_hint: str


ZH_CN = Words(
    lang="zh-CN",
    about="向一批中文文章提问，答案的每一句都附原文出处。",
    holds="馆藏 {n} 篇文章",
    placeholder="输入问题，按回车发送",
    question="问题",
    new_chat="新对话",
    conversation="对话",
    sources="出处",
    sources_empty="答案引用的原文会列在这里，逐字可查。",
    sources_of="问：{question}",
    welcome="想查什么？",
    welcome_hint="用平常的话提问。答案只引用馆藏文章的原文；文章没有写，就说没有。",
    searching="正在查找…",
    searched="按“{query}”检索",
    not_found="资料中没有找到",
    nearest="最接近的段落（不是答案）",
    see_nearest="查看最接近的段落（不是答案）",
    nothing_near="也没有接近的段落。换个说法再试试。",
    excerpts="{n} 处原文",
    copy="复制答案和出处",
    copied="已复制",
    open_article="阅读全文",
    to_answer="回到答案中的 [{n}]",
    to_source="查看出处 {n}",
    changed="原文已改动",
    changed_hint="文章在作答之后改动过，这段引文已对不上原文，不再显示。",
    gone="这篇文章已不在资料库中。",
    captions="图片说明",
    close="关闭",
    failed="这次没能作答。请再试一次；若仍不行，请运行 wenju doctor 检查。",
    quote="“{quote}”",
    lines="第 {n} 行",
    pages="第 {n} 页",
    also="又见《{title}》 · {source}",
    moved="文章在作答之后改动过；这段引文还在，位置如下。",
    everything="范围：整个资料库",
    within="范围：{scope}",
    all="查整个资料库",
    since="从",
    until="到",
    day="如 2023-12",
    in_file="文件",
    in_file_hint="文件名里的几个字",
    in_place="地点",
    in_place_hint="如 嘉兴",
)

ZH_TW = Words(
    lang="zh-TW",
    about="向一批中文文章提問，答案的每一句都附原文出處。",
    holds="館藏 {n} 篇文章",
    placeholder="輸入問題，按 Enter 送出",
    question="問題",
    new_chat="新對話",
    conversation="對話",
    sources="出處",
    sources_empty="答案引用的原文會列在這裡，逐字可查。",
    sources_of="問：{question}",
    welcome="想查什麼？",
    welcome_hint="用平常的話提問。答案只引用館藏文章的原文；文章沒有寫，就說沒有。",
    searching="正在查找…",
    searched="按「{query}」檢索",
    not_found="資料中沒有找到",
    nearest="最接近的段落（不是答案）",
    see_nearest="檢視最接近的段落（不是答案）",
    nothing_near="也沒有接近的段落。換個說法再試試。",
    excerpts="{n} 處原文",
    copy="複製答案和出處",
    copied="已複製",
    open_article="閱讀全文",
    to_answer="回到答案中的 [{n}]",
    to_source="檢視出處 {n}",
    changed="原文已改動",
    changed_hint="文章在作答之後改動過，這段引文已對不上原文，不再顯示。",
    gone="這篇文章已不在資料庫中。",
    captions="圖片說明",
    close="關閉",
    failed="這次沒能作答。請再試一次；若仍不行，請執行 wenju doctor 檢查。",
    quote="「{quote}」",
    lines="第 {n} 行",
    pages="第 {n} 頁",
    also="又見《{title}》 · {source}",
    moved="文章在作答之後改動過；這段引文還在，位置如下。",
    everything="範圍：整個資料庫",
    within="範圍：{scope}",
    all="查整個資料庫",
    since="從",
    until="到",
    day="如 2023-12",
    in_file="檔案",
    in_file_hint="檔名裡的幾個字",
    in_place="地點",
    in_place_hint="如 嘉兴",
)

EN = Words(
    lang="en",
    about="Ask a library of Chinese articles; every line of the answer is quoted from its source.",
    holds="{n} articles in the library",
    placeholder="Ask a question and press Enter",
    question="Question",
    new_chat="New chat",
    conversation="Conversation",
    sources="Sources",
    sources_empty="The passages that an answer quotes are listed here, word for word.",
    sources_of="Q: {question}",
    welcome="What would you like to know?",
    welcome_hint="Ask in plain words. Answers only quote the articles of this library; "
    "where they do not say, neither does the answer.",
    searching="Searching…",
    searched="Searched for “{query}”",
    not_found="Not found in the articles",
    nearest="Nearest passages (not an answer)",
    see_nearest="See the nearest passages (not an answer)",
    nothing_near="Nothing comes close either. Try other words.",
    excerpts="Excerpts: {n}",
    copy="Copy answer and sources",
    copied="Copied",
    open_article="Read the article",
    to_answer="Back to [{n}] in the answer",
    to_source="Show source {n}",
    changed="The article has changed",
    changed_hint="The article was changed after this answer; the excerpt no longer stands in it "
    "and is not shown.",
    gone="This article is no longer in the library.",
    captions="Photo captions",
    close="Close",
    failed="No answer this time. Please try again; if it fails again, run wenju doctor.",
    quote="“{quote}”",
    lines="line {n}",
    pages="page {n}",
    also="Also in {title} · {source}",
    moved="The article was changed after this answer; the excerpt still stands, as shown.",
    everything="Searching: the whole library",
    within="Searching: {scope}",
    all="Search everything",
    since="From",
    until="To",
    day="e.g. 2023-12",
    in_file="File",
    in_file_hint="part of a file name",
    in_place="Place",
    in_place_hint="e.g. 嘉兴",
)

_TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")


def words_for(accept_language: str | None) -> Words:
    """The words for an ``Accept-Language`` header or a browser's language; English where we do not speak it.

    Only the first language counts: it is the one by which ``gr.I18n`` chooses in the browser.
    """
    tag = (accept_language or "").split(",")[0].split(";")[0].strip().lower().replace("_", "-")
    if tag.startswith(_TRADITIONAL):
        return ZH_TW
    return ZH_CN if tag == "zh" or tag.startswith("zh-") else EN


def catalogues() -> dict[str, dict[str, str]]:
    """Locale -> key -> word, as ``gr.I18n(**catalogues())`` takes it."""
    simplified, traditional, english = (_table(words) for words in (ZH_CN, ZH_TW, EN))
    return {
        "zh": simplified,
        "zh-CN": simplified,
        "zh-TW": traditional,
        "zh-HK": traditional,
        "en": english,
    }


def _table(words: Words) -> dict[str, str]:
    return {key: str(value) for key, value in asdict(words).items() if key != "lang"}
