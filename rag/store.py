"""A store on disk: the library's articles and their index, as generations that are never half written.

    STORE/wenju.json          the manifest: format, encoder, terms version, sizes and checksums
    STORE/generation-N/       library.sqlite, dense.faiss, lexical/, and encoder/ where the store has
                              one of its own (nothing in it changes once named)

A new generation is built beside the current one, synced, and becomes current by the one rename of
the manifest. What must not be here: SQL (``rag.database``), reading files, encoding text, ranking.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import StoreError

FORMAT = 4
MANIFEST = "wenju.json"
DATABASE, DENSE, LEXICAL, ENCODER = "library.sqlite", "dense.faiss", "lexical", "encoder"
ADAPTED = "adapted"  # the name, in a manifest, of the encoder in the generation itself


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in a store."""

    format: int
    generation: str
    encoder: str
    fingerprint: str
    dim: int
    terms: str
    articles: int
    passages: int
    files: dict[str, tuple[int, str]]  # path in the generation -> (bytes, sha256)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises StoreError when ``folder`` is not a store, is damaged or has another format."""
        path = folder / MANIFEST
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw["format"] != FORMAT:
                raise StoreError(
                    f"资料库 {folder} 是格式 {raw['format']},本版只认格式 {FORMAT}: "
                    "请换一个 --store 目录重新建库 (wenju index)"
                )
            raw["files"] = {
                name: (int(size), str(sha)) for name, (size, sha) in raw["files"].items()
            }
            return cls(**raw)
        except FileNotFoundError:
            raise StoreError(f"{folder} 里没有资料库: 请先运行 wenju index PATH") from None
        except OSError as error:
            raise StoreError(f"资料库 {folder} 打不开: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{path} 已损坏,不是有效的资料库清单: 请换一个 --store 目录重新建库 (wenju index)"
            ) from error


def stamp(folder: Path) -> int:
    """When the current generation was published, in nanoseconds; 0 where there is none."""
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a store."""
    return (folder / MANIFEST).exists()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the store's writer lock. Raises StoreError when another process is writing."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} 是文件,不是资料库目录: 请用 --store 指定一个目录")
    if folder.is_dir() and not exists(folder) and _foreign(folder):
        raise StoreError(f"{folder} 不是空目录,也不是资料库: 请用 --store 指定一个新目录")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=10):
            yield
    except Timeout:
        raise StoreError(f"另一个 wenju 正在写 {folder}: 请等它结束再试") from None
    except PermissionError as error:
        raise StoreError(f"资料库目录 {folder} 不可写: 请用 --store 换一个目录") from error


def _foreign(folder: Path) -> bool:
    return any(p.name != ".lock" and not p.name.startswith("generation-") for p in folder.iterdir())


def new_generation(folder: Path) -> Path:
    """An empty folder for the next generation; what an interrupted build left is cleared."""
    numbers = [int(p.name.split("-")[1]) for p in folder.glob("generation-[0-9]*")]
    fresh = folder / f"generation-{max(numbers, default=0) + 1}"
    fresh.mkdir()
    return fresh


def discard(generation: Path) -> None:
    """Remove a generation that was not published."""
    shutil.rmtree(generation, ignore_errors=True)


def publish(folder: Path, generation: Path, manifest: Manifest) -> Manifest:
    """Checksum and sync ``generation``, make it current by one rename, then drop the others."""
    files: dict[str, tuple[int, str]] = {}
    for path in sorted(p for p in generation.rglob("*") if p.is_file()):
        _sync(path)
        files[path.relative_to(generation).as_posix()] = (path.stat().st_size, _sha256(path))
    for path in [p for p in generation.rglob("*") if p.is_dir()] + [generation]:
        _sync(path)
    manifest = replace(manifest, generation=generation.name, files=files)
    beside = folder / f"{MANIFEST}.new"
    beside.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(beside)
    os.replace(beside, folder / MANIFEST)
    _sync(folder)
    for old in folder.glob("generation-[0-9]*"):
        if old.name != generation.name:
            shutil.rmtree(old, ignore_errors=True)
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare sizes and checksums with the manifest. Raises StoreError naming the first fault."""
    for name, (size, digest) in manifest.files.items():
        path = folder / manifest.generation / name
        if not path.is_file() or path.stat().st_size != size or _sha256(path) != digest:
            raise damaged(folder, f"{manifest.generation}/{name}")


def damaged(folder: Path, what: str) -> StoreError:
    """The error that names what is damaged in a store and says what to do."""
    return StoreError(f"资料库已损坏 ({what}): 请删掉 {folder} 再运行 wenju index PATH")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
