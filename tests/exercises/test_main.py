"""`python -m core.exercises`: a list, a file of one's own, and its check at each save."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.base.settings import REPOSITORY
from core.exercises.__main__ import main
from core.exercises.check import check
from core.exercises.own_file import file_text, read_answer, saves, write_new
from core.exercises.registry import find, listed, names
from core.exercises.source import solution_text
from core.exercises.texts import mistake_key, question_key, title_key

NAME = "attention.scaled_dot_product"


class OverError(Exception):
    """All steps of a test were made."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_name_all_are_listed(language: str, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", language)
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(names())
    for line, one in zip(lines, listed(), strict=True):
        assert line.startswith(one.name)
        assert line.endswith(label(title_key(one.name), language))


@pytest.mark.parametrize("name", [one.name for one in listed() if one.rung != "choose"])
def test_the_file_with_our_solution_in_it_is_right(name: str) -> None:
    exercise = find(name)
    text = file_text(exercise, partial(label, language="en"))
    assert label(question_key(name), "en") in text
    compile(text, name, "exec")
    whole = text.split("def ")[0] + solution_text(exercise)
    assert check(exercise, whole, seconds_to_search=0).passed


def test_once_writes_the_file_and_says_what_is_wrong(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    assert main(["attention.masked", "--once"]) == 1
    told = capsys.readouterr()
    assert label(mistake_key("attention.masked", "masked_after"), "en") in told.out
    assert told.err.strip() == label("errors.exercise_not_yet", "en", name="attention.masked")
    file = tmp_path / "attention.masked.py"
    file.write_text(solution_text(find("attention.masked")), encoding="utf-8")
    assert main(["attention.masked", "--once"]) == 0
    assert label("feedback.passed", "en") in capsys.readouterr().out


def test_the_file_is_in_the_language_of_the_shell(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "zh")
    file = tmp_path / "mine.py"
    assert main(["masks.padding", "-o", str(file), "--once"]) == 1
    assert '    """每个句子的词处为 True' in file.read_text(encoding="utf-8")


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    file = tmp_path / "mine.py"
    file.write_text("mine", encoding="utf-8")
    assert main([NAME, "-o", str(file)]) == 1
    assert capsys.readouterr().err.strip() == label("errors.exercise_file_exists", "en", file=file)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_question_with_options_has_no_file(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    assert main(["attention.library"]) == 0
    assert "attention.library" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_one_sentence(capsys) -> None:
    assert main(["nonsense", "--once"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SentiscopeError) as caught:
        write_new(tmp_path / "nowhere" / "a.py", "")
    assert caught.value.key == "output_cannot_write"
    with pytest.raises(SentiscopeError) as caught:
        read_answer(tmp_path / "a.py")
    assert caught.value.key == "exercise_file_missing"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_and_a_folder_are_no_answer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(SentiscopeError) as caught:
            read_answer(path)
        assert caught.value.key == "exercise_file_missing"


def test_each_save_is_seen_once_also_where_the_file_is_replaced(tmp_path: Path) -> None:
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    file.write_text("first")

    def replace() -> None:
        other.write_text("third one")
        other.replace(file)

    steps = [
        lambda: None,
        lambda: file.write_text("second"),
        file.unlink,
        lambda: None,
        replace,
        lambda: None,
    ]

    def wait(seconds: float) -> None:
        if not steps:
            raise OverError
        steps.pop(0)()

    seen = []
    with contextlib.suppress(OverError):
        for text in saves(file, wait):
            seen.append(text)
    assert steps == []
    assert seen == ["second", "third one"]


@pytest.mark.whole
def test_a_save_is_checked_until_the_command_is_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "core.exercises", NAME, "-o", str(tmp_path / "a.py")]
    with running(command) as process:
        assert process.stdout
        assert str(tmp_path) in process.stdout.readline()
        time.sleep(0.5)
        (tmp_path / "a.py").write_text(solution_text(find(NAME)), encoding="utf-8")
        assert process.stdout.readline().strip() == label("feedback.passed", "en")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A command that hears Ctrl+C also where these tests run in the background, and is gone afterwards."""
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={"SENTISCOPE_LANGUAGE": "en", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
