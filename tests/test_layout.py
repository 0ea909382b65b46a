"""What holds for the project as a whole: which package may import which, and what lies at the top."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {"embeddings": set[str](), "rag": {"embeddings"}, "ui": {"embeddings", "rag"}}
HEAVY = ("torch", "gradio", "sentence_transformers", "faiss")
NEEDLESS = (*HEAVY, "numpy", "rjieba", "safetensors")  # to print a help


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_run_one_way(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        ours = _imports(path) & {*ALLOWED, "tests"}
        assert ours <= ALLOWED[package] | {package}, path


@pytest.mark.parametrize(("module", "late"), [("ui.cli", NEEDLESS), ("rag.library", HEAVY)])
def test_heavy_libraries_wait_until_they_are_needed(module: str, late: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*[m for m in {late} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_every_file_of_a_package_is_installed() -> None:
    setup = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for folder in ("embeddings/model", "rag/data", "ui/assets"):
        package, data = folder.split("/")
        assert f'{package} = ["{data}/**"]' in setup, folder
