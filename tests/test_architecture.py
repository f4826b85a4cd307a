"""The code as a whole: its layers, what is imported when, and what no module may do."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core.base.settings import REPOSITORY, TOPICS

FILES = sorted([*REPOSITORY.glob("core/**/*.py"), *REPOSITORY.glob("pages/*.py"), REPOSITORY / "app.py"])
PICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
OPENERS = {"torch.load", "torch.save", "pd.read_pickle", "pandas.read_pickle"}
LEARNERS = REPOSITORY / "core/exercises/runner/learner.py"  # runs a learner's own code, in a child
HEAVY = {"torch", "transformers", "plotly", "datasets", "sklearn"}
MOST_FILES_IN_A_FOLDER = 20


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """(module, line) of every import, at the top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield node.module or "", node.lineno


def location(file: Path, line: int) -> str:
    return f"{file.relative_to(REPOSITORY).as_posix()}:{line}"


def unsafe_lines(tree: ast.Module) -> Iterator[int]:
    """Lines that could open a pickle, or run code that came with data."""
    yield from (line for module, line in imported(tree) if module.split(".")[0] in PICKLERS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if f"{node.value.id}.{node.attr}" in OPENERS:
                yield node.lineno
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("eval", "exec"):
            yield node.lineno
        elif isinstance(node, ast.keyword) and node.arg in ("trust_remote_code", "allow_pickle"):
            yield from [] if ast.unparse(node.value) == "False" else [node.value.lineno]
        elif isinstance(node, ast.keyword) and node.arg == "use_safetensors":
            yield from [] if ast.unparse(node.value) == "True" else [node.value.lineno]


def test_layers_hold() -> None:
    """The contracts of pyproject.toml: layers, topics apart from each other, no circles."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_nothing_opens_a_pickle_or_runs_foreign_code() -> None:
    files = [file for file in FILES if file != LEARNERS]
    assert [location(file, line) for file in files for line in unsafe_lines(tree_of(file))] == []


def test_only_a_child_imports_what_runs_a_learner_s_code() -> None:
    module = ".".join(LEARNERS.relative_to(REPOSITORY).with_suffix("").parts)
    users = {file.name for file in FILES for name, _ in imported(tree_of(file)) if name == module}
    assert users == {"serve.py", "audit.py"}


def test_rule_finds_what_is_unsafe() -> None:
    for source in (
        "import pickle",
        "from joblib import load",
        "torch.load(file)",
        "eval(text)",
        "np.load(file, allow_pickle=True)",
        "AutoModel.from_pretrained(folder, trust_remote_code=wish)",
        "AutoModel.from_pretrained(folder, use_safetensors=None)",
    ):
        assert list(unsafe_lines(ast.parse(source))), source
    assert not list(unsafe_lines(ast.parse("np.load(file, allow_pickle=False)")))


def draws(file: Path) -> bool:
    """True for files that every rerun of a page imports."""
    parts = file.relative_to(REPOSITORY).parts
    in_topic = parts[:2] == ("core", "topics") and (parts[-1] == "page.py" or "views" in parts)
    in_app = parts[:2] == ("core", "app") and parts[2] != "figures"
    return in_topic or in_app or parts[0] in ("pages", "app.py")


def test_heavy_libraries_are_imported_where_they_are_needed() -> None:
    """What every rerun of every page imports must be light: none of them at the top of what draws."""
    wrong = [
        location(file, line)
        for file in filter(draws, FILES)
        for module, line in imported(ast.Module(top_level(tree_of(file)), []))
        if module.split(".")[0] in HEAVY
    ]
    assert wrong == []
    assert {"app.py", "page.py", "see.py", "url_state.py"} & {file.name for file in filter(draws, FILES)}


def top_level(tree: ast.Module) -> list[ast.stmt]:
    return [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]


def test_a_folder_of_code_can_be_taken_in_at_a_glance() -> None:
    folders = {file.parent for file in FILES}
    counts = {str(folder.relative_to(REPOSITORY)): len(list(folder.glob("*.py"))) for folder in folders}
    assert {folder: count for folder, count in counts.items() if count > MOST_FILES_IN_A_FOLDER} == {}


def test_every_topic_lies_in_one_folder() -> None:
    """A page is a thin file that calls its topic's; a topic holds its texts in both languages."""
    pages = {file.stem for file in REPOSITORY.glob("pages/*.py")}
    topics = {folder.name for folder in TOPICS.glob("[!_]*") if folder.is_dir()}
    assert pages == topics
    for name in topics:
        assert (TOPICS / name / "page.py").is_file()
        assert {f"{language}.toml" for language in ("en", "zh")} <= {
            file.name for file in (TOPICS / name / "text").iterdir()
        }
        source = (REPOSITORY / "pages" / f"{name}.py").read_text(encoding="utf-8")
        assert f"from core.topics.{name}.page import" in source


HOME = """
import sys
from streamlit.testing.v1 import AppTest

before = set(sys.modules)  # Streamlit itself loads plotly's themes
app = AppTest.from_file("app.py", default_timeout=60)
app.query_params["sentence"] = SENTENCE
app.run()
assert not app.exception, app.exception
cards = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "sentiscope_verdict"]
assert len(cards) == 1, "Home has a verdict"
heavy = ("torch", "transformers", "plotly", "datasets", "sklearn", "numba", "umap")
print(sorted(name for name in set(sys.modules) - before if name.split(".")[0] in heavy))
"""


@pytest.mark.parametrize("sentence", ["a fine film .", "房间又大又干净"], ids=["English", "Chinese"])
def test_home_gives_its_verdict_before_anything_heavy_is_imported(sentence: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", HOME.replace("SENTENCE", repr(sentence))],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip().splitlines()[-1] == "[]"
