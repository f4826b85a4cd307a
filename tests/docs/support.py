"""The documents that a reader is sent to, and what stands in them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.base.settings import REPOSITORY

READMES = (REPOSITORY / "README.md", REPOSITORY / "README.zh.md")
DOCUMENTS = (
    *READMES,
    *(REPOSITORY / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "findings/README.md")),
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "benchmarks").glob("*.md")),
)
# What visitors read in the app.
TEXTS = tuple(
    sorted(file for kind in ("md", "toml") for file in (REPOSITORY / "core").glob(f"**/text/*.{kind}"))
)
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r'python -m ((?:core|benchmarks|tests)(?:\.[a-z_\d]+)*)(?![\w.])([^`"\n]*)')
VARIABLE = re.compile(r'^(\w+)="(.*)"$', re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def links(text: str) -> list[str]:
    """Targets of all links and pictures, in their order."""
    return [first or second for first, second in LINK.findall(text)]


def blocks(text: str) -> list[str]:
    """What stands between fences: commands to copy."""
    return BLOCK.findall(text)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Every `python -m MODULE …`: its module and its arguments, without the comment behind them."""
    joined = expanded(text).replace("\\\n", " ")
    return [(module, rest.partition(" #")[0].split()) for module, rest in COMMAND.findall(joined)]


def recorded_commands(content: Any) -> Iterator[str]:
    """Every `command` in a model card or a record, those of earlier runs and teachers included."""
    if isinstance(content, dict):
        yield from (value for key, value in content.items() if key == "command" and isinstance(value, str))
        yield from (command for value in content.values() for command in recorded_commands(value))
    elif isinstance(content, list):
        yield from (command for value in content for command in recorded_commands(value))


def expanded(text: str) -> str:
    """The text with its shell variables (`P="python -m …"`, then `$P …`) put in."""
    for name, value in VARIABLE.findall(text):
        text = text.replace(f"${name} ", f"{value} ")
    return VARIABLE.sub(r"\2", text)
