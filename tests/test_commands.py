"""`python -m core`: every sub-command is a command, and is found by its name."""

import importlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core.__main__ import COMMANDS, WRONG, chosen, main
from core.base.i18n import label
from core.base.settings import REPOSITORY
from core.jobs import cli


@pytest.mark.parametrize("name", COMMANDS)
def test_a_sub_command_has_its_module_and_help(name: str) -> None:
    entry = COMMANDS[name]
    kind = getattr(importlib.import_module(entry.module), entry.kind)
    shown = cli.parser(kind, name).format_help()
    assert shown.startswith(f"usage: {name}")
    assert "--verbose" in shown


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["score", "reviews.csv"], "score"),
        (["measure", "seeds"], "measure"),
        (["compare", "seeds", "-o", "x"], "compare seeds"),
        (["train"], None),
        (["nonsense"], None),
        ([], None),
    ],
)
def test_the_first_words_choose(words: list[str], name: str | None) -> None:
    assert chosen(words) == name


def test_without_a_sub_command_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == WRONG
    listed = capsys.readouterr().err
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == listed
    assert [line.split("  ")[1] for line in listed.splitlines()[2:]] == list(COMMANDS)


def test_a_group_lists_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train"]) == WRONG
    listed = capsys.readouterr().err
    assert "train bert" in listed
    assert "pretrain" not in listed


def test_the_rest_of_the_words_are_the_sub_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SENTISCOPE_LANGUAGE", raising=False)
    nowhere = tmp_path / "nowhere"
    assert main(["train", "bag-of-words", "--data", str(nowhere), "-o", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.strip() == label("errors.data_folder_missing", "en", folder=nowhere)


def test_listing_imports_neither_torch_nor_numpy() -> None:
    program = "import sys; from core.__main__ import main; main(['--help']); sys.exit('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode == 0


def writes(name: str) -> bool:
    """Whether a sub-command has an option for what it writes."""
    entry = COMMANDS[name]
    kind = getattr(importlib.import_module(entry.module), entry.kind)
    return any(action.dest == "output" for action in cli.parser(kind, name)._actions)


NEEDED = {  # what these cannot do without, none of which is there
    "train own-file": ["nowhere"],
    "distill ask": ["--teachers", "nowhere"],
    "distill average": ["nowhere"],
    "evaluate": ["nowhere"],
    "measure": ["heads"],
    "pretrain": ["--texts", "nowhere"],
    "train writer": ["--texts", "nowhere"],
    "score": [str(REPOSITORY / "assets" / "samples" / "reviews.csv")],
    "train word2vec": ["nowhere"],
}


@pytest.mark.parametrize("name", [name for name in COMMANDS if writes(name)])
def test_an_output_that_is_a_device_is_refused_before_anything_is_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe stands for a device, which a test must not touch."""
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert main([*name.split(), *NEEDED.get(name, []), "-o", str(pipe)]) == 1
    said = {
        label("errors.output_no_file", "en", file=pipe.name, folder=tmp_path),
        label("errors.training_output_is_file", "en", output=pipe),
    }
    assert capsys.readouterr().err.splitlines()[-1] in said
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]
