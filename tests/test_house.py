"""The house rules that no tool checks: one-way imports, small modules, documented names, light start."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "index", "qa")
# What each package may import of the three.
ALLOWED = {"corpus": {"corpus"}, "index": {"corpus", "index"}, "qa": {"corpus", "index", "qa"}}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
HEAVY = ("torch", "sentence_transformers", "jieba", "faiss", "sqlite_utils", "numpy")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

TEXTS = sorted(
    path
    for folder in (*PACKAGES, "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".md", ".toml", ".csv", ".json", ".jsonl", ".txt")
)
TELEPHONE = re.compile(r"(?<![\d.])(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![\d.])")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"))


def where(path: Path) -> str:
    """A module's path as test ids show it."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The top package of every absolute import of a module, those inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{where(path)}:{node.lineno}: relative imports hide their direction"
            yield (node.module or "").split(".")[0]


def public_definitions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Public classes, functions and methods; what is nested in a function is nobody's business."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def is_overload(node: ast.ClassDef | Function) -> bool:
    """Whether a definition is a typing overload, which only repeats a signature."""
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_imports_go_one_way(path: Path) -> None:
    package = where(path).split("/")[0]
    assert (set(imported(path)) & set(PACKAGES)) - ALLOWED[package] == set()


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_module_is_short_and_says_what_it_is(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_functions_are_short(path: Path) -> None:
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, Function)]
    long = [
        f"{node.name}: {size}"
        for node in functions
        if (size := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_public_names_have_docstrings(path: Path) -> None:
    bare = [
        name
        for name, node in public_definitions(tree(path).body)
        if not ast.get_docstring(node) and not is_overload(node)
    ]
    assert bare == []


def test_public_names_of_qa_are_what_it_reexports() -> None:
    reexported = {
        alias.asname or alias.name
        # Loaded when used, and imported for type checkers.
        for node in ast.walk(tree(ROOT / "qa" / "__init__.py"))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
    }
    qa = importlib.import_module("qa")
    assert list(qa.__all__) == sorted(qa.__all__)
    assert set(qa.__all__) == reexported
    assert [name for name in qa.__all__ if not hasattr(qa, name)] == []


@pytest.mark.parametrize("module", ["qa", "qa.cli", "qa.assistant"])
def test_start_loads_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == []


def test_no_file_bears_what_could_be_a_telephone_number() -> None:
    """Budgets print their clerks' numbers; none may come along with a question or a golden cell."""
    assert TELEPHONE.search("联系电话：0999" + "-2000000") and TELEPHONE.search("139" + "0" * 8)
    bearing = [
        f"{where(path)}:{number}"
        for path in TEXTS
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if TELEPHONE.search(line)
    ]
    assert bearing == []
