"""One run in a folder at a time; a full disk is one sentence, and the last checkpoint stays."""

import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.base.settings import REPOSITORY
from core.training.__main__ import main
from core.training.recipe import TransformerRecipe
from core.training.run_folder import LOCK, locked
from tests.training.support import shell_options


def test_the_second_run_in_a_folder_is_refused(
    recipe: TransformerRecipe, small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    with locked(folder):
        assert main(shell_options(recipe, small_sst2, folder)) == 1
    assert capsys.readouterr().err.strip() == label("errors.training_folder_busy", "en", folder=folder)
    assert list(folder.iterdir()) == []
    with locked(folder):
        pass  # free again


def test_a_lock_left_by_a_killed_process_does_not_count(tmp_path: Path) -> None:
    (tmp_path / LOCK).touch()
    with locked(tmp_path):
        assert (tmp_path / LOCK).is_file()
    assert not (tmp_path / LOCK).exists()


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "training_disk_full"),
        (errno.EROFS, "training_cannot_write"),
        (errno.EACCES, "training_cannot_write"),
    ],
)
def test_what_the_disk_refuses_has_a_sentence(tmp_path: Path, number: int, key: str) -> None:
    with pytest.raises(SentiscopeError, match=key), locked(tmp_path):
        raise OSError(number, os.strerror(number))


def test_any_other_error_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Timer"), locked(tmp_path):
        raise OSError(errno.ETIME, os.strerror(errno.ETIME))
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError("mine")


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # as if the disk ended there
from core.training.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.whole
@pytest.mark.skipif(os.name == "nt", reason="limits of a process are a matter of Unix")
def test_a_disk_that_ends_stops_the_run_with_one_sentence_and_it_goes_on_later(
    recipe: TransformerRecipe, small_sst2: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    options = shell_options(replace(recipe, epochs=1, batch_size=20, evaluations=1), small_sst2, folder)
    process = subprocess.run(
        [sys.executable, "-c", LIMITED, *options],
        cwd=REPOSITORY,
        env={**os.environ, "SENTISCOPE_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    message = label("errors.training_disk_full", "en", folder=folder)
    assert process.stderr.strip().splitlines()[-1] == message
    assert main(options) == 0
    assert (folder / "model_card.json").is_file()
