"""Who may import whom: the floors of the house, read from the source of every file."""

import ast
import dataclasses
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import REPOSITORY

GROUND = {"core.errors", "core.settings"}  # below everything
FLOORS = (
    {"core.text", "core.concepts", "core.data", "core.jobs"},
    {"core.shell"},
    {"core.models", "core.figures"},
    {"core.training", "core.scoring", "core.explain"},
    {"core.experiments"},
    {"core.ui"},
    {"pages", "app"},
)
FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}
FILES = sorted([*REPOSITORY.glob("core/**/*.py"), *REPOSITORY.glob("pages/**/*.py"), REPOSITORY / "app.py"])
PICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
OPENERS = {"torch.load", "torch.save", "pd.read_pickle", "pandas.read_pickle"}

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(REPOSITORY).as_posix())


def module_of(file: Path) -> str:
    parts = file.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(module: str) -> str:
    """The part of the house a module belongs to: `core.models`, `core.text`, `pages`, `app`."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_of(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """(module, name or None) of every import, at the top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from ((node.module or "", alias.name) for alias in node.names)


def packages_imported(tree: ast.Module) -> set[str]:
    """The parts of this house that a file imports; `import core` by itself belongs to none."""
    found = imports_of(tree)
    modules = {f"{module}.{name}" if module == "core" and name else module for module, name in found}
    return {package_of(m) for m in modules if m.split(".")[0] in ("core", "pages", "app")} - {"core"}


def may_import(own: str, other: str) -> bool:
    if own == other:
        return True
    if own == "core.concepts":
        return False
    return other in GROUND or (own not in GROUND and FLOOR_OF[other] < FLOOR_OF[own])


@pytest.mark.parametrize(
    ("own", "other", "allowed"),
    [
        ("core.training", "core.models", True),
        ("core.training", "core.jobs", True),
        ("core.models", "core.figures", False),
        ("core.models", "core.training", False),
        ("core.concepts", "core.errors", False),
        ("core.text", "core.settings", True),
        ("core.settings", "core.text", False),
        ("pages", "app", False),
    ],
)
def test_rule_itself(own: str, other: str, allowed: bool) -> None:
    assert may_import(own, other) is allowed


def test_files_are_found() -> None:
    assert {"app.py", "home.py", "catalog.py", "twin.py"} <= {file.name for file in FILES}


@every_file
def test_imports_come_from_lower_floors(file: Path) -> None:
    own = package_of(module_of(file))
    if own == "core":  # core/__init__.py
        assert packages_imported(tree_of(file)) == set()
        return
    known = GROUND | set(FLOOR_OF)
    assert own in known, f"{own} stands on no floor: add it to DESIGN section 2 and to this test"
    wrong = {other for other in packages_imported(tree_of(file)) if not may_import(own, other)}
    assert wrong == set()


@every_file
def test_figures_take_only_result_dataclasses_from_concepts(file: Path) -> None:
    for module, name in imports_of(tree_of(file)):
        if package_of(module_of(file)) == "core.figures" and f"{module}.".startswith("core.concepts."):
            assert name, f"import the dataclasses by name, not {module}"
            taken = getattr(importlib.import_module(module), name)
            assert dataclasses.is_dataclass(taken), f"{module}.{name} is no dataclass"


@every_file
def test_streamlit_stays_in_pages_and_what_they_share(file: Path) -> None:
    if package_of(module_of(file)) not in ("core.ui", "pages", "app"):
        assert [m for m, _ in imports_of(tree_of(file)) if m.split(".")[0] == "streamlit"] == []


@every_file
def test_nothing_opens_a_pickle_or_runs_foreign_code(file: Path) -> None:
    tree = tree_of(file)
    assert {module.split(".")[0] for module, _ in imports_of(tree)} & PICKLERS == set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert f"{node.value.id}.{node.attr}" not in OPENERS
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec")
        if isinstance(node, ast.keyword) and node.arg in ("trust_remote_code", "allow_pickle"):
            assert isinstance(node.value, ast.Constant), f"line {node.value.lineno}"
            assert node.value.value is False, f"line {node.value.lineno}"


@every_file
def test_heavy_libraries_are_imported_where_they_are_needed(file: Path) -> None:
    """What every rerun of every page imports must be light: no torch at the top of pages and ui."""
    if package_of(module_of(file)) in ("core.ui", "pages", "app"):
        top = [node for node in tree_of(file).body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {module.split(".")[0] for module, _ in imports_of(ast.Module(top, []))}
        assert names & {"torch", "transformers", "plotly", "datasets", "sklearn"} == set()


HOME = """
import sys
from streamlit.testing.v1 import AppTest

before = set(sys.modules)  # Streamlit itself loads plotly's themes
app = AppTest.from_file("app.py", default_timeout=60).run()
assert not app.exception, app.exception
assert app.title[0].value, "Home has a title"
heavy = ("torch", "transformers", "plotly", "datasets", "sklearn", "numba", "umap")
print(sorted(name for name in set(sys.modules) - before if name.split(".")[0] in heavy))
"""


def test_home_loads_nothing_heavy() -> None:
    process = subprocess.run(
        [sys.executable, "-c", HOME],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip().splitlines()[-1] == "[]"
