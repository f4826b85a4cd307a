"""Asking cleverly against asking at random: by hand, on planted rows, and the document has the record."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.base.intervals import mean
from core.base.numbers import Estimate, estimate_text
from core.base.settings import REPOSITORY
from core.evaluation.labelling import asking
from core.evaluation.labelling.asking import BUDGETS, STRATEGIES, Run, read_record, run, summary
from core.evaluation.labelling.rounds import RANDOM
from core.jobs import cli

VERDICTS = ("helped", "hurt", "open")


def test_a_summary_by_hand() -> None:
    accuracy = np.full((3, 10), 0.5)
    better = accuracy + np.array([[0], [0.1], [0.3]])
    runs = [Run(accuracy, None), Run(better, True), Run(accuracy, None)]
    found = summary("a", "words", 500, runs)
    assert found["accuracy"]["uncertain"] == pytest.approx([0.5 + 0.1 / 3] * 10)
    assert found["difference"]["both"] == pytest.approx(vars(mean([0, 0.3, 0])))
    assert found["by_budget"]["uncertain"][3] == pytest.approx(vars(mean([0, 0.1, 0])))
    assert found["verdicts"] == {"helped": 1, "hurt": 0, "open": 2}


@pytest.fixture
def few_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "BUDGETS", (20, 40))


@pytest.mark.usefixtures("few_budgets")
def test_strategies_ask_as_many_rows_and_each_once() -> None:
    generator = np.random.default_rng(0)
    vectors = generator.standard_normal((150, 3)).astype(np.float32)
    labels = (vectors[:, 0] > 0).astype(np.int8)
    asked, pool = asking.as_the_page(vectors, labels, 1)
    clever = asking.least_sure_first(vectors, labels, 1)
    for rows in (asking.by_chance(vectors, labels, 1), clever, [one.row for one in asked]):
        assert len({*rows}) == len(rows) == 40
    assert [one.arm for one in asked].count(RANDOM) == 20
    assert {one.row for one in asked if one.arm == RANDOM} == {*pool.reserved[:20]}
    # Those asked last are nearest to the border of what is known: nearer than rows by chance.
    assert np.abs(vectors[clever[30:], 0]).mean() < 0.5 * np.abs(vectors[:, 0]).mean()


@pytest.mark.usefixtures("few_budgets")
def test_a_run_is_a_function_of_its_seed_and_judges_by_other_rows() -> None:
    generator = np.random.default_rng(0)
    vectors = generator.standard_normal((200, 3)).astype(np.float32)
    labels = (vectors[:, 0] > 0).astype(np.int8)
    first, again = run(vectors, labels, 0), run(vectors, labels, 0)
    assert first.accuracy.tolist() == again.accuracy.tolist()
    assert first.accuracy.shape == (len(STRATEGIES), 2)
    assert first.accuracy.min() > 0.7
    assert run(vectors, labels, 1).accuracy.tolist() != first.accuracy.tolist()
    coins = run(vectors, generator.integers(0, 2, 200).astype(np.int8), 0)
    assert coins.accuracy.max() < 0.7  # of coins nothing is learned, unless rows judge what they taught


@pytest.mark.usefixtures("few_budgets")
def test_the_command_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "RECORD", tmp_path / "asking.json")
    monkeypatch.setattr(asking, "FEWEST_ROWS", 80)
    monkeypatch.setattr(asking, "network_vectors", lambda texts, _: asking.word_vectors(texts))
    lines = [f"row {row} is {'fine' if row % 2 else 'broken'} {row % 7}\t{row % 2}" for row in range(100)]
    (tmp_path / "a.tsv").write_text("\n".join(["text\tlabel", *lines]), encoding="utf-8")
    words = [str(tmp_path), "--runs", "2", "--keep", str(tmp_path / "kept")]
    assert cli.main(asking.Asking, words, "x") == 0
    rows = json.loads((tmp_path / "asking.json").read_text(encoding="utf-8"))["rows"]
    assert [(row["file"], row["features"], row["rows"]) for row in rows] == [
        ("a", "network", 100),
        ("a", "words", 100),
    ]
    assert rows[0]["accuracy"] == rows[1]["accuracy"]
    monkeypatch.setattr(asking, "network_vectors", None)  # the second time they are there
    assert cli.main(asking.Asking, words, "x") == 0
    assert cli.main(asking.Asking, [str(tmp_path / "kept")], "x") == 1


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_document_has_what_was_measured() -> None:
    document = plain((REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8"))
    record = read_record()
    for row in record:
        cells = [f"{100 * row['accuracy'][name][at]:.1f}" for at in (0, -1) for name in STRATEGIES]
        for name in STRATEGIES[1:]:
            points = Estimate(**{end: 100 * value for end, value in row["difference"][name].items()})
            cells.append(plain(estimate_text(points, "+.2f", "en")))
        said = " / ".join(str(row["verdicts"][name]) for name in VERDICTS)
        assert f"| {' | '.join((row['file'], row['features'], *cells, said))} |" in document
    assert tuple(record[0]["budgets"]) == BUDGETS
    assert f"--runs {record[0]['runs']}" in document
