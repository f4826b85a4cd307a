"""The summary beside an output."""

from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.scoring.places import summary_path
from core.scoring.summary import read_summary, write_summary

SUMMARY = {"columns": {"text": {"name": "评论", "index": 0}}, "delimiter": ",", "threshold": 0.8}


def test_it_makes_the_round_trip_and_leaves_nothing_else(tmp_path: Path) -> None:
    output = tmp_path / "scored.csv"
    for threshold in (0.7, 0.8):
        write_summary(SUMMARY | {"threshold": threshold}, output)
        assert read_summary(output)["threshold"] == threshold
    assert [path.name for path in tmp_path.iterdir()] == ["scored.csv.summary.json"]
    assert "评论" in summary_path(output).read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", "\udcff"])
def test_a_missing_or_damaged_summary_is_one_clear_error(tmp_path: Path, content: str | None) -> None:
    output = tmp_path / "scored.csv"
    if content is not None:
        summary_path(output).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SentiscopeError) as caught:
        read_summary(output)
    assert (caught.value.key, caught.value.parameters) == ("result_unreadable", {"file": "scored.csv"})
