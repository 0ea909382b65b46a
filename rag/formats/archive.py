"""The files in a zip archive, read in memory: nothing is ever unpacked to the disk.

What must not be here: what the files hold.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from rag.errors import InputError

SUFFIX = ".zip"
LARGEST = 200_000_000  # bytes of one file, unpacked
ALL = 4_000_000_000  # bytes of all files together, unpacked
_RATIO, _SMALL = (
    200,
    10_000_000,
)  # above this many times its packed size a file that is not small is a bomb
_UTF8_NAME = 0x800
_LOCKED = 0x1


def files(path: Path) -> Iterator[tuple[str, bytes, str]]:
    """Name, content and fault, '' where there is none, of each file in the archive, in its order.

    Raises InputError where the archive itself cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            left = ALL
            for info in archive.infolist():
                if info.is_dir() or _hidden(info.filename):
                    continue
                fault = _misplaced(info) or _fault(info, left)
                data = b"" if fault else _content(archive, info)
                left -= len(data or b"")
                if data is None:
                    yield _name(info), b"", "压缩包里的这个文件已损坏"
                else:
                    yield _name(info), data, fault
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise InputError("不是完好的 zip 压缩包: 请重新打包或下载") from error


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts


def check(package: IO[bytes]) -> None:
    """Raises InputError where a format that is a zip inside would unpack to more than is sound, and
    zipfile.BadZipFile where it is none."""
    left = LARGEST
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            fault = _fault(info, left)
            if fault:
                raise InputError(f"{_name(info)}: {fault}")
            left -= info.file_size
    package.seek(0)


def _misplaced(info: zipfile.ZipInfo) -> str:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    outside = not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]
    return "文件名指到压缩包外面, 不读" if outside else ""


def _fault(info: zipfile.ZipInfo, left: int) -> str:
    if info.flag_bits & _LOCKED:
        return "有密码: 请先解压"
    if info.file_size > _SMALL and info.file_size > _RATIO * max(1, info.compress_size):
        return "展开后大得异常 (像压缩炸弹), 不读"
    if info.file_size > min(LARGEST, left):
        return f"展开后超过 {LARGEST // 1_000_000} MB: 请先解压再收录"
    return ""


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """The unpacked bytes, no more than the archive says; None where they are damaged."""
    try:
        with archive.open(info) as file:
            return file.read(info.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        return None


def _name(info: zipfile.ZipInfo) -> str:
    """The file's name; Windows in China writes it in GB18030 and does not say so."""
    name = info.filename.replace("\\", "/")
    if info.flag_bits & _UTF8_NAME:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
