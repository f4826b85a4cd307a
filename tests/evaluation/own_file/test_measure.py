"""What own models are worth: the document has the record's numbers, and the command measures what it says."""

import csv
from pathlib import Path

import pytest

from core.base.intervals import mapped
from core.base.numbers import Estimate, estimate_text
from core.base.settings import REPOSITORY
from core.evaluation.own_file import measure
from core.models.catalog import MAIN_MODEL
from core.models.locate import Located
from tests.fakes import write_tiny_classifier

WORDS = ["film", "movie", "story", "witty", "fine", "slow", "dull", "gorgeous", "very", "seductive"]


def told(stored: dict[str, float], form: str = ".1%", factor: int = 1) -> str:
    estimate = mapped(Estimate(**stored), lambda value: factor * value)
    return estimate_text(estimate, form, "en").replace("\N{NO-BREAK SPACE}", " ")


def document() -> str:
    text = (REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8")
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_document_has_the_accuracies_that_were_measured() -> None:
    rows = measure.read_record(measure.FILES)
    assert [row["file"] for row in rows] == ["books", "dvd", "kitchen"]
    for row in rows:
        accuracies = [told(row["accuracy"][name]) for name in (MAIN_MODEL, "cheap")]
        difference = told(row["difference"], "+.1f", 100)
        assert f"| {' | '.join([row['file'], *accuracies, difference])} |" in document()


def test_the_document_has_the_thresholds_that_were_measured() -> None:
    found = measure.read_record(measure.CLASSES)
    assert [one["classes"] for one in found] == [3, 6]
    for one in found:
        for at in one["thresholds"]:
            kept = f"{100 * at['kept'] / one['rows']:.0f} %"
            cells = [str(one["classes"]), told(one["accuracy"]), f"{at['threshold']:.2f}", kept]
            assert f"| {' | '.join([*cells, told(at['accuracy'])])} |" in document()


@pytest.mark.whole
def test_the_command_judges_thresholds_on_rows_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = write_tiny_classifier(tmp_path / "tiny")
    monkeypatch.setattr(
        "core.evaluation.own_file.learning.locate", lambda name: Located(name, tiny, "shipped")
    )
    for name in ("FILES", "CLASSES"):
        monkeypatch.setattr(measure, name, tmp_path / f"{name}.json")
    folder = tmp_path / "data"
    folder.mkdir()
    for place, name in enumerate(("a", "b", "c")):
        rows = [
            (
                f"the {WORDS[n % 10]} {WORDS[(n + place) % 10]} is {'good' if n % 2 else 'bad'} {name} {n}",
                n % 2,
            )
            for n in range(60)
        ]
        with (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows([("text", "label"), *rows])
    assert measure.main([str(folder)]) == 0
    rows = measure.read_record(tmp_path / "FILES.json")
    assert [(row["file"], row["learned"] + row["held_out"]) for row in rows] == [
        (name, 60) for name in ("a", "b", "c")
    ]
    for one in measure.read_record(tmp_path / "CLASSES.json"):
        assert (one["rows"], one["learned"] + one["held_out"]) == (60, 120)
        kept = {at["threshold"]: at["kept"] for at in one["thresholds"]}
        counts = [kept[threshold] for threshold in sorted(kept)]
        assert counts == sorted(counts, reverse=True)
