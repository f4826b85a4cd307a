"""What the start page shows of a scored file is what scoring writes."""

import csv
from pathlib import Path

import pytest

from core.scoring.__main__ import main
from core.topics.batch.views.prepare import SAMPLE
from core.topics.batch.views.preview import ROWS, scored_sample


@pytest.mark.whole
def test_the_rows_shown_are_those_that_scoring_writes(tmp_path: Path) -> None:
    shown = scored_sample()
    sample = tmp_path / SAMPLE.name
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines()[: ROWS + 1]
    sample.write_text("\n".join(lines), encoding="utf-8")
    output = tmp_path / "scored.csv"
    main([str(sample), "-o", str(output), "--exact"])  # int8 weights would be near, not equal
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(shown) == list(rows[0])
    assert len(shown) == len(rows) == ROWS
    for (_, row), written in zip(shown.iterrows(), rows, strict=True):
        quick, exact = (float(one.pop("probability")) for one in (row, written))
        assert quick == pytest.approx(exact, abs=1e-5)
        assert dict(row) == written
