"""SST-2 from the hub as two files that the reader takes."""

from pathlib import Path

import pytest

from core.data.labelled import LabelledData, Split
from core.data.sst2 import ABOUT, load_sst2
from core.training import fetch

DATA = LabelledData(Split(["good ", "one\u2028two"], [1, 0]), Split(["fine"], [1]), "owner/data", ABOUT)


def test_what_is_written_is_what_was_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fetch, "load_sst2", lambda: DATA)
    assert fetch.main(["-o", str(tmp_path / "sst2")]) == 0
    read = load_sst2(tmp_path / "sst2")
    assert read.dev == DATA.dev
    assert read.train == Split(["good ", "one two"], [1, 0])
    assert "owner/data" in capsys.readouterr().out
