"""Commands that moved still run under their old names, and say where they are now."""

import importlib
import importlib.util
import subprocess
import sys

import pytest

from core.base.settings import REPOSITORY
from core.jobs import commands
from core.moved import MOVED


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_new_name_is_a_module_and_the_old_one_none(old: str, new: str) -> None:
    spec = importlib.util.find_spec(new)
    assert spec is not None
    assert spec.origin is not None
    assert not (REPOSITORY / old.replace(".", "/")).with_suffix(".py").exists()
    commands.check(old, [])  # a job that was queued under the old name may begin


@pytest.mark.whole
def test_old_command_runs_and_names_the_new_one() -> None:
    command = [sys.executable, "-m", "core.training.word2vec", "--help"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--gensim" in done.stdout
    assert done.stderr.strip() == "core.training.word2vec is now core.topics.word2vec.training"


@pytest.mark.whole
def test_folder_that_is_gone_holds_old_commands() -> None:
    command = [sys.executable, "-m", "core.explain.word_map", "--help"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "core.explain.word_map is now core.topics.embeddings.word_map" in done.stderr


def test_old_command_cannot_be_imported() -> None:
    with pytest.raises(ImportError, match=r"is now core\.topics\.masks\.training"):
        importlib.import_module("core.training.small_decoder")
