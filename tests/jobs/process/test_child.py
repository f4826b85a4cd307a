from pathlib import Path

from core.jobs import commands, folders
from core.jobs.process import log
from core.jobs.process.child import Child
from tests.jobs.support import CHILDREN, lives, numbers, wait_for


def start(name: str, folder: Path, *arguments: str) -> Child:
    command = commands.waiting_command(f"{CHILDREN}.{name}", [str(folder), *arguments])
    return Child(command, commands.environment(), folder)


def run(name: str, folder: Path, *arguments: str) -> tuple[int, list[str]]:
    with start(name, folder, *arguments) as child:
        child.release()
        lines: list[str] = []
        while child.exit_code is None:
            lines += child.read(0.05)
        return child.end(), lines + child.rest()


def test_lines_are_read_whatever_libraries_print(tmp_path: Path) -> None:
    code, lines = run("talking", tmp_path, "a b", "$(c)", "*")
    assert code == 0
    assert lines[0].startswith("::progress ")
    assert lines[2:] == ["一句话", "\ufffd\ufffd", "argument: a b $(c) *", "input: ''", "the end"]


def test_the_log_keeps_both_outputs_without_plain_steps(tmp_path: Path) -> None:
    run("talking", tmp_path)
    kept = log.tail(tmp_path / folders.LOG, 100)
    assert "Loading 10%" in kept
    assert "一句话" in kept
    assert kept.count("::progress ") == 1  # the one with numbers


def test_reading_waits_no_longer_than_told(tmp_path: Path) -> None:
    with start("obliging", tmp_path) as child:
        child.release()
        wait_for((tmp_path / "ready").exists, "the command")
        assert child.read(0.01) == []
        assert child.exit_code is None
        assert child.end(grace_seconds=20) == 0


def test_a_child_never_released_never_begins(tmp_path: Path) -> None:
    with start("obliging", tmp_path) as child:
        pass
    assert not (tmp_path / "ready").exists()
    assert child.exit_code == -9


def test_nobody_is_left_when_the_command_has_ended(tmp_path: Path) -> None:
    run("leaving", tmp_path)
    assert not lives(numbers(tmp_path / "left")[0])


def test_an_exception_in_the_worker_ends_the_group(tmp_path: Path) -> None:
    try:
        with start("parent", tmp_path) as child:
            child.release()
            wait_for((tmp_path / "family").exists, "the family")
            raise KeyError
    except KeyError:
        pass
    assert [pid for pid in numbers(tmp_path / "family") if lives(pid)] == []
