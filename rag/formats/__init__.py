"""What each kind of file holds: one module a family of formats, each bytes -> articles.

What must not be here: folders, digests, what is reported of a file (``rag.load``).
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePosixPath

from rag.errors import InputError
from rag.formats.reading import Reading

LARGEST = 200_000_000  # bytes of a file that is read whole
# Suffix -> module and function, (bytes, source) -> Reading; imported when such a file comes, since some are
# slow to import.
READERS = {
    ".txt": ("text", "plain"),
    ".md": ("text", "markdown"),
    ".html": ("web", "html"),
    ".htm": ("web", "html"),
    ".epub": ("web", "epub"),
    ".pdf": ("pdf", "pdf"),
    ".docx": ("office", "docx"),
    ".csv": ("office", "csv_table"),
}


def read(suffix: str, data: bytes, source: str) -> Reading:
    """What a file of that suffix holds. Raises InputError where it cannot be read."""
    if not data:
        raise InputError("文件是空的")
    module, function = READERS[suffix]
    reader = getattr(import_module(f"rag.formats.{module}"), function)
    found: Reading = reader(data, source)
    articles = [article for article in found.articles if article.text.strip()]
    if not articles:
        raise InputError("里面没有文字")
    return Reading(articles, found.text)


def suffix_of(name: str) -> str:
    """The suffix of ``name`` where it is one that is read, else ''."""
    suffix = PurePosixPath(name.lower()).suffix
    return suffix if suffix in READERS else ""
