"""The repository as the house tests read it: files, modules, functions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The apps that stand beside the package ip5.
BESIDE = ("proposals", "meetings", "roadmap")
APPS = {
    **{name: ROOT / name for name in BESIDE},
    **{path.name: path for path in sorted((ROOT / "ip5").iterdir()) if (path / "apps.py").is_file()},
}
SKIPPED = {
    ".venv",
    ".git",
    "var",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".import_linter_cache",
    "node_modules",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def kept() -> tuple[Path, ...]:
    """Return every file of the repository: what git keeps or would keep; without git, what lies here."""
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode == 0 and answer.stdout:
        found = [ROOT / line for line in answer.stdout.splitlines()]
    else:
        found = [path for path in ROOT.rglob("*") if not SKIPPED & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def named(suffix: str, *folders: str) -> list[Path]:
    """Return the kept files with this ending, in the folders (default everywhere)."""
    return [
        path
        for path in kept()
        if path.suffix == suffix and (not folders or path.relative_to(ROOT).parts[0] in folders)
    ]


def python(*folders: str) -> list[Path]:
    """Return the Python files of the folders, migrations left out."""
    return [path for path in named(".py", *folders) if "migrations" not in path.parts]


def short(path: Path) -> str:
    """Return the path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the file as parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a file, inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def actions() -> Iterator[tuple[str, Function]]:
    """Yield each public function of the rooms of actions as ("app.name", function)."""
    for app, folder in APPS.items():
        files = [folder / "actions.py", *sorted((folder / "actions").glob("*.py"))]
        for path in files:
            if not path.is_file():
                continue
            for node in tree(path).body:
                if isinstance(node, Function) and not node.name.startswith("_"):
                    yield f"{app}.{node.name}", node
