"""Every command that a document, a model card or a record quotes is read by today's options."""

import importlib
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from core.base.settings import ASSETS, REPOSITORY, TOPICS
from core.jobs import cli
from core.moved import MOVED

DOCUMENTS = [REPOSITORY / "README.md", REPOSITORY / "README.zh.md", *sorted(REPOSITORY.glob("docs/*.md"))]
COMMAND = re.compile(r"python -m (core[\w.]*)([^`\"#\n]*)")
# In a document a command stands on a line of its own, perhaps behind a variable of the shell.
IN_A_DOCUMENT = re.compile(rf"^(?:\w+=\S+ )?{COMMAND.pattern}", re.MULTILINE)


def in_documents() -> set[tuple[str, str]]:
    texts = (file.read_text(encoding="utf-8").replace("\\\n", " ") for file in DOCUMENTS)
    return {(module, words.strip()) for text in texts for module, words in IN_A_DOCUMENT.findall(text)}


def in_json(content: Any) -> set[tuple[str, str]]:
    """The values of all keys `command`, also of cards inside cards."""
    if isinstance(content, list):
        return {found for part in content for found in in_json(part)}
    if not isinstance(content, dict):
        return set()
    own = COMMAND.findall(content["command"]) if isinstance(content.get("command"), str) else []
    return {(module, words.strip()) for module, words in own}.union(
        *(in_json(part) for part in content.values())
    )


def in_files(files: list[Path]) -> set[tuple[str, str]]:
    return {found for file in files for found in in_json(json.loads(file.read_text(encoding="utf-8")))}


CARDS = sorted(ASSETS.glob("models/*/*.json"))
RECORDS = sorted(TOPICS.glob("[!_]*/experiments/*.json"))
COMMANDS = in_documents() | in_files(CARDS) | in_files(RECORDS)


def test_commands_were_found_everywhere() -> None:
    assert len(in_documents()) > 10
    assert len(in_files(CARDS)) > 8
    assert len(in_files(RECORDS)) == len(RECORDS)


@pytest.mark.parametrize("module", sorted({module for module, _ in COMMANDS}))
def test_their_options_are_read(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[cli.Command] = []

    def parse(kind: type[cli.Command], arguments: list[str], name: str) -> int:
        read.append(cli.parse(kind, arguments))
        return 0

    monkeypatch.setattr(cli, "main", parse)
    found = importlib.import_module(MOVED.get(module, module))
    main = (
        found.main if hasattr(found, "main") else importlib.import_module(f"{found.__name__}.__main__").main
    )
    quoted = [words for name, words in COMMANDS if name == module]
    assert [main(shlex.split(words)) for words in quoted] == [0] * len(quoted)
    assert len(read) == len(quoted)
