"""Every command in documents, texts, cards and records names a module that runs, and options that it has."""

import importlib
import inspect
import io
import json
import re
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from importlib.util import find_spec
from unittest.mock import patch

import pytest

from core.base.settings import ASSETS, REPOSITORY, TOPICS
from core.experiments.registry import NAMES, find
from tests.docs.support import DOCUMENTS, TEXTS, blocks, commands, recorded_commands, text_of

SHIPPED = [
    *ASSETS.glob("models/*/model_card.json"),
    *ASSETS.glob("soft_labels/*.json"),
    *TOPICS.glob("[!_]*/experiments/*.json"),
]
RECORDED = [command for file in SHIPPED for command in recorded_commands(json.loads(text_of(file)))]
OPTIONS: dict[str, set[str]] = defaultdict(set)  # those that documents and records use, by module
for text in (*map(text_of, (*DOCUMENTS, *TEXTS)), *RECORDED):
    for module, arguments in commands(text):
        OPTIONS[module] |= {word.split("=")[0] for word in arguments if word.startswith("-")}
READS_ARGUMENTS = re.compile(r"\bArgumentParser\b")  # else `--help` would run the command
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def entry_of(module: str) -> str:
    """The module that `python -m` runs: a package's `__main__`."""
    spec = find_spec(module)
    assert spec is not None, f"no module {module}"
    return module if spec.submodule_search_locations is None else f"{module}.__main__"


def help_of(module: str) -> str:
    """What the command says when asked for help; nothing else of it is run."""
    run = importlib.import_module(entry_of(module))
    assert READS_ARGUMENTS.search(inspect.getsource(run)), f"{module} takes no arguments"
    output = io.StringIO()
    arguments = patch.object(sys, "argv", [module, "--help"])
    with redirect_stdout(output), arguments, pytest.raises(SystemExit, match=r"^0$"):
        run.main()
    return output.getvalue()


def test_there_are_commands_to_check() -> None:
    assert {"core.training", "core.scoring", "core.experiments", "benchmarks.scoring"} <= OPTIONS.keys()
    assert {"--data", "--recipe", "--soft-labels"} <= OPTIONS["core.training"]
    assert len(RECORDED) > len(NAMES)


@pytest.mark.parametrize("module", sorted(OPTIONS))
def test_module_runs_and_has_the_options(module: str) -> None:
    source = find_spec(entry_of(module)).loader.get_source(entry_of(module))
    assert 'if __name__ == "__main__":' in source
    if OPTIONS[module] and module.startswith("benchmarks."):  # test_documented_commands.py parses ours whole
        assert OPTIONS[module] - set(OPTION.findall(help_of(module))) == set()


def test_make_has_every_target_that_is_named() -> None:
    named = {
        target
        for file in DOCUMENTS
        for target in re.findall(r"\bmake ((?:run|test|lint|lock)[\w-]*)", text_of(file))
    }
    phony = text_of(REPOSITORY / "Makefile").partition(".PHONY:")[2].partition("\n")[0].split()
    assert {"run", "test"} <= named <= set(phony)


def test_every_experiment_is_listed_with_what_it_needs() -> None:
    text = text_of(REPOSITORY / "docs" / "experiments.md")
    block = next(block for block in blocks(text) if "NAME --data" in block)
    needs: dict[str, list[str]] = {"--data": [], "--texts": [], "": []}
    option = ""
    for line in block.splitlines():
        command, _, names = line.partition("#")
        if command.strip():
            option = next((option for option in ("--data", "--texts") if option in command), "")
        needs[option] += re.findall(r"\b[a-z]\w+\b", names.replace("these need no data", ""))
    assert sorted(name for names in needs.values() for name in names) == sorted(NAMES)
    for option, attribute in (("--data", "needs_sst2"), ("--texts", "needs_texts")):
        assert sorted(needs[option]) == sorted(name for name in NAMES if getattr(find(name), attribute))
