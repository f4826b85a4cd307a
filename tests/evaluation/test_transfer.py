"""Expected accuracy on other kinds of text: the document has the record's numbers, misses included."""

from core.base.numbers import Estimate, estimate_text
from core.base.settings import REPOSITORY
from core.evaluation.transfer import read_record


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_document_has_what_was_measured() -> None:
    document = (REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for row in read_record():
        estimates = (Estimate(**row[name]) for name in ("expected", "truth"))
        expected, truth = (plain(estimate_text(one, ".1%", "en")) for one in estimates)
        cells = (row["file"], row["model"], expected, truth, f"{row['auc']['value']:.3f}")
        assert f"| {' | '.join(cells)} |" in plain(document)


def test_whether_an_interval_holds_follows_from_its_numbers() -> None:
    rows = read_record()
    assert len(rows) == 6
    for row in rows:
        assert row["holds"] is (row["expected"]["low"] <= row["truth"]["value"] <= row["expected"]["high"])
    assert not all(row["holds"] for row in rows)  # else the document claims too little
