"""Tables and pictures of the documents list what is there, no more and no less."""

import re
import tomllib
from dataclasses import fields

from core.app.navigation import PAGES
from core.base.i18n import label
from core.base.settings import REPOSITORY, TOPICS
from core.experiments.record import Record
from core.experiments.registry import NAMES, find
from core.moved import MOVED
from tests.docs.support import text_of

DOCS = REPOSITORY / "docs"
CELLS = re.compile(r"^\| (.+?) \| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"`([\w.]+)`")


def rows(document: str, heading: str) -> dict[str, str]:
    """The rows of the tables under a heading: first cell, and what stands behind it."""
    under = text_of(DOCS / document).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(CELLS.findall(under))


def test_commands_that_moved() -> None:
    listed = rows("training.md", "Commands that moved")
    assert {old.strip("`"): new.strip("`") for old, new in listed.items() if "`" in old} == MOVED


def test_experiments_by_topic() -> None:
    listed = rows("experiments.md", "Which there are")
    menu = {label(f"pages.{page.name}.menu", "en"): page.name for page in PAGES}
    found = {menu[topic]: NAME.findall(names) for topic, names in listed.items() if topic in menu}
    assert sorted(name for names in found.values() for name in names) == sorted(NAMES)
    for topic, names in found.items():
        records = {file.stem for file in (TOPICS / topic / "experiments").glob("*.json")}
        assert records == set(names), topic


def test_what_decides_each_experiment() -> None:
    listed = rows("experiments.md", "What decides")
    bases = {name.strip("`"): cells.rpartition("|")[2].strip(" `") for name, cells in listed.items()}
    assert {name: bases.get(name) for name in NAMES} == {name: find(name).basis for name in NAMES}


def test_keys_of_a_record() -> None:
    listed = rows("experiments.md", "The record")
    assert {name for keys in listed for name in NAME.findall(keys)} == {
        field.name for field in fields(Record)
    }


def test_layers_of_the_picture_are_those_that_are_held() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    picture = text_of(DOCS / "architecture.md").partition("```mermaid")[2].partition("```")[0]
    kernel = re.findall(r'\["([\w ·]+)<br>', picture.partition("subgraph kernel")[2])
    assert ["topics", *(packages.replace(" · ", " | ") for packages in kernel)] == layers


def test_every_topic_and_package_is_on_the_map() -> None:
    text = text_of(DOCS / "architecture.md")
    picture = text.partition("subgraph topics")[2].partition("end\n")[0]
    drawn = {name for names in re.findall(r'\["(.+)"\]', picture) for name in re.split(r" · |<br>", names)}
    assert drawn - {"core/topics: one folder a topic"} == {
        folder.name for folder in TOPICS.iterdir() if folder.is_dir() and not folder.name.startswith("_")
    }
    packages = {f"`core/{folder.name}`" for folder in (REPOSITORY / "core").iterdir() if folder.is_dir()}
    assert set(rows("architecture.md", "The kernel")) - {"package"} - {"---"} == packages - {
        "`core/topics`",
        "`core/__pycache__`",
    }
