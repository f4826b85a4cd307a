import resource
from pathlib import Path

import pytest

from core.jobs.process import log


def test_a_log_goes_on_after_it_was_closed(tmp_path: Path) -> None:
    for text in ("one\n", "二\n"):
        file = log.Log(tmp_path / "log.txt")
        file.write(text)
        file.close()
    assert log.tail(tmp_path / "log.txt", 5) == "one\n二"
    assert log.tail(tmp_path / "log.txt", 1) == "二"


def test_a_long_log_keeps_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "BYTES_AT_MOST", 1000)
    monkeypatch.setattr(log, "BYTES_AFTER", 100)
    file = log.Log(tmp_path / "log.txt")
    for number in range(500):
        file.write(f"line {number}\n")
        assert (tmp_path / "log.txt").stat().st_size <= 1000
    file.close()
    lines = (tmp_path / "log.txt").read_text().splitlines()
    assert lines == [f"line {number}" for number in range(500 - len(lines), 500)]


def test_no_log_yet_is_empty(tmp_path: Path) -> None:
    assert log.tail(tmp_path / "log.txt", 5) == ""


def test_a_full_disk_costs_the_text_and_no_more(tmp_path: Path) -> None:
    file = log.Log(tmp_path / "log.txt")
    file.write("before\n")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (7, before[1]))
    try:
        file.write("lost\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    file.write("after\n")
    file.close()
    assert log.tail(tmp_path / "log.txt", 5) == "before\nafter"
