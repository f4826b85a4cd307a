"""What two files share: counted by hand, told, written as JSON, in the shell also without verdicts."""

import json
from pathlib import Path

import pytest

from core.base.i18n import LANGUAGES, label
from core.base.intervals import share
from core.evaluation.__main__ import Evaluate
from core.evaluation.leak import leak_between
from core.evaluation.told import leak_told
from core.jobs import cli
from tests.evaluation.support import scored, write

TEXTS = ["a pan", "a pot", "a lid", "a cup"]


def test_accuracy_without_the_shared_rows() -> None:
    rows = scored([1, 0, 1, 0], [0.9, 0.1, 0.2, 0.1], [0.1, 0.1, 0.9, 0.9], texts=TEXTS)
    other = scored([0, 0], texts=["A PAN", "other"])
    leak = leak_between(rows, other)
    assert leak.shared.differing == ((0, 0),)
    # Without the first row two of three verdicts of either model are right.
    assert leak.without == (share(2, 3), share(2, 3))
    assert leak_between(rows, scored([0] * 4, texts=TEXTS)).without == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_sentences(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = scored([1, 0, 1, 0], [0.9, 0.1, 0.2, 0.1], texts=TEXTS)
    none = list(leak_told(leak_between(rows, scored([1], texts=["else"])), "b.csv", language))
    assert none == [label("evaluation.shared_none", language, rows=4, other="b.csv")]
    counts = {"rows": 4, "exact": 1, "near": 0, "differing": 0}
    monkeypatch.setattr("core.evaluation.duplicates.MOST_NEAR", 1)
    told = list(leak_told(leak_between(rows, scored([1], texts=["a pan"])), "b.csv", language))
    assert told[0] == label("evaluation.shared", language, other="b.csv", **counts)
    assert told[2] == label("evaluation.shared_without", language, model="model-0", accuracy=share(2, 3))
    assert told[3] == label("evaluation.shared_long", language)


def test_the_command_writes_pairs_of_row_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test = write(tmp_path / "test.csv", "review,label", *(f"{text},1" for text in TEXTS))
    train = write(tmp_path / "train.csv", "review,label,probability", "other,0,0.5", "A lid!,0,0.5")
    output = tmp_path / "out.json"
    assert cli.main(Evaluate, [str(test), "--copies-of", str(train), "-o", str(output)], "evaluate") == 0
    written = json.loads(output.read_text(encoding="utf-8"))["copies_of"]
    assert (written["rows"], written["other_rows"]) == (4, 2)
    assert (written["exact"], written["near"], written["differing"]) == ([[3, 2]], [], [[3, 2]])
    assert "train.csv" in capsys.readouterr().out
    assert cli.main(Evaluate, [str(train), "--copies-of", str(test), "-o", str(output)], "evaluate") == 0
    written = json.loads(output.read_text(encoding="utf-8"))
    assert written["copies_of"]["without"][0]["name"] == "probability"
    assert written["copies_of"]["without"][0]["accuracy"]["value"] == 0  # 0.5 is positive, the label is not
