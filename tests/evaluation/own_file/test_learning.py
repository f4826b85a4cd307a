"""From a file to a model and its report, with a tiny encoder."""

import csv
import json
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES
from core.data.files.tables import open_any
from core.evaluation.own_file.__main__ import main
from core.evaluation.own_file.learning import FULL, Task, learn_from
from core.evaluation.own_file.reading import learning_columns, read_own
from core.evaluation.own_file.report import read_report
from core.evaluation.own_file.told import told
from core.evaluation.reading import Choice
from core.models.locate import Located
from tests.fakes import write_tiny_classifier

WORDS = ["film", "movie", "story", "witty", "fine", "slow", "dull", "gorgeous", "very", "seductive"]


def write(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("review", "label")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def reviews(*classes: str, rows: int = 60) -> list[tuple[str, str]]:
    """Texts of which some say their class."""
    return [
        (f"the {WORDS[n % 10]} {WORDS[n // 10 % 10]} is {'good' if n % len(classes) else 'bad'} {n}", one)
        for n in range(rows)
        for one in [classes[n % len(classes)]]
    ]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_classifier(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(autouse=True)
def encoder(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "core.evaluation.own_file.learning.locate", lambda name: Located(name, tiny, "shipped")
    )


def test_two_classes_are_compared_with_the_shipped_model(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", reviews("neg", "pos"))
    found = learn_from(Task(file, tmp_path / "model", Choice()))
    assert [model.name for model in found.models] == ["sst2-minilm", "cheap"]
    assert found.classes == ("neg", "pos")
    assert (found.train_rows, len(found.held_out)) == (44, 16)
    against = found.comparisons[0].found
    right = [
        sum(said == label for said, label in zip(found.verdicts[name], found.labels, strict=True))
        for name in ("sst2-minilm", "cheap")
    ]
    assert against.rows == 16
    assert [against.both_right + against.only_first, against.both_right + against.only_second] == right
    assert read_report(tmp_path / "model") == found
    for language in LANGUAGES:
        assert any("sst2-minilm" in line for line in told(found, language))
    lines = told(found, "en")
    assert any(line.startswith("Your quick model: accuracy") for line in lines)
    assert any(line.startswith("sst2-minilm: accuracy") for line in lines)  # a name stays as it is
    assert not any(" Your quick" in line for line in lines)
    assert any(" your quick model" in line for line in lines)


def test_three_classes_have_no_shipped_model_beside_them(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", reviews("books", "dvd", "kitchen"))
    found = learn_from(Task(file, tmp_path / "model", Choice()))
    assert [model.name for model in found.models] == ["cheap"]
    assert found.comparisons == []
    assert len(found.models[0].confusion) == 3
    config = json.loads((tmp_path / "model" / "config.json").read_text("utf-8"))
    assert config["id2label"] == {"0": "books", "1": "dvd", "2": "kitchen"}


def test_the_same_file_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", reviews("neg", "pos"))
    for name in ("one", "two"):
        learn_from(Task(file, tmp_path / name, Choice(), seed=3))
    for written in ("model.safetensors", "own_file.json"):
        assert (tmp_path / "one" / written).read_bytes() == (tmp_path / "two" / written).read_bytes()


@pytest.mark.whole
@pytest.mark.parametrize("classes", [("neg", "pos"), ("1", "2", "3", "4", "5")])
def test_fine_tuning_is_compared_with_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, classes: tuple[str, ...]
) -> None:
    file = write(tmp_path / "a.csv", reviews(*classes))
    found = learn_from(Task(file, tmp_path / "model", Choice(), full=True))
    assert found.models[-1].name == FULL
    assert len(found.comparisons) == (3 if len(classes) == 2 else 1)
    card = json.loads((tmp_path / "model" / "model_card.json").read_text("utf-8"))
    assert card["curve"][-1]["accuracy"] == pytest.approx(found.models[-1].accuracy.value, abs=0.08)
    assert not (tmp_path / "model" / "start").exists()
    assert not (tmp_path / "model" / "checkpoint").exists()


@pytest.mark.parametrize(
    ("header", "cell", "place"),
    [("stars", "4", 1), ("Rating", "3.5", 1), ("类别", "图书", 1), ("notes", "whatever", None)],
)
def test_the_column_of_labels_by_its_name(tmp_path: Path, header: str, cell: str, place: int | None) -> None:
    rows = [(f"text number {n} of a review", cell if n % 2 else "2") for n in range(20)]
    table = open_any(write(tmp_path / "a.csv", rows, ("review", header)))
    if place is None:
        with pytest.raises(SentiscopeError) as raised:
            learning_columns(table, Choice())
        assert raised.value.key == "own_file_no_label_column"
    else:
        assert learning_columns(table, Choice()).label == place


def test_a_row_keeps_its_number_in_the_file(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", [("", "pos"), ("", "neg"), *reviews("neg", "pos")])
    rows, column = read_own(file)
    assert (rows.numbers[0], column) == (3, "label")
    assert rows.cleaned.empty == 2


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (reviews("pos", rows=30), "own_file_one_class"),
        (reviews("neg", "pos", rows=5), "own_file_one_class"),
        (reviews("neg", "pos", rows=12), "own_file_few_rows"),
        (reviews(*map(str, range(200)), rows=1200), "own_file_many_classes"),
        ([(text, "") for text, _ in reviews("a")], "own_file_no_labels"),
    ],
)
def test_files_that_cannot_be_learned_from(tmp_path: Path, rows: list[tuple[str, str]], key: str) -> None:
    file = write(tmp_path / "a.csv", rows)
    with pytest.raises(SentiscopeError) as raised:
        read_own(file, Choice(label="label"))
    assert raised.value.key == key


def test_texts_and_labels_are_two_columns(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", reviews("neg", "pos"))
    with pytest.raises(SentiscopeError) as raised:
        read_own(file, Choice("review", "review"))
    assert raised.value.key == "scoring_same_column"


def test_the_command_tells_and_keeps_what_is_finished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    file = write(tmp_path / "a.csv", reviews("neg", "pos"))
    arguments = [str(file), "-o", str(tmp_path / "model")]
    assert main(arguments) == 0
    assert "44 rows to learn from, 16 set aside" in capsys.readouterr().out
    assert main(arguments) == 1
    assert "holds a finished model" in capsys.readouterr().err


def test_a_damaged_report(tmp_path: Path) -> None:
    (tmp_path / "own_file.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SentiscopeError) as raised:
        read_report(tmp_path)
    assert raised.value.key == "own_file_report"
