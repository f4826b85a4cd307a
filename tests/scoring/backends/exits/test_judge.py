"""What is judged: against float32 without exits, all texts together and those of each language apart."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.data.labelled import Language, Split
from core.models.card import EXITS, EXITS_RECORD
from core.models.catalog import CHINESE_MODEL, PACKED
from core.models.transformer import TransformerClassifier
from core.scoring.backends.agreement import DEV_POINTS, SAME_LABELS
from core.scoring.backends.backend import FP32, INT8
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits import __main__ as command
from core.scoring.backends.exits import texts as module
from core.scoring.backends.exits.__main__ import main
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.exits.heads import read_exits
from core.scoring.backends.exits.judge import judge
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from tests.fakes import write_tiny_exits

ENGLISH = ["a good film", "dull", "not very bad", "a gorgeous , witty movie .", "good and slow"]
CHINESE = ["很好看", "不错", "a 很慢", "电影 good"]
LONG = ["a " * 90, "very good and " * 50]
DEV: dict[Language, Split] = {"en": Split(ENGLISH[:3], [1, 0, 0]), "zh": Split(CHINESE[:2], [0, 1])}


@pytest.fixture
def tiny(tiny_copy: Path) -> TransformerClassifier:
    return TransformerClassifier(write_tiny_exits(tiny_copy), "tiny")


def said(classifier: TransformerClassifier, texts: list[str]) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """The probabilities with exits and without, and how many left where."""
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    scorer, plain = open_by_exits(classifier, FP32, exits, 1), open_backend(FP32, classifier, 1)
    early = score_texts(scorer, texts).probability
    return early, score_texts(ByTokens(classifier, plain), texts).probability, scorer.left


def test_each_language_is_judged_apart_and_all_together(tiny: TransformerClassifier, tmp_path: Path) -> None:
    sets = {"short": {"en": ENGLISH, "zh": CHINESE}, "long": {"en": LONG, "zh": LONG}}
    record = judge(tiny, sets, DEV, [FP32, INT8], tmp_path)  # type: ignore[arg-type]
    assert (record["short"], record["long"], record["dev"]) == (9, 4, 5)
    found = record["backends"][FP32]
    for language, texts in (("en", ENGLISH), ("zh", CHINESE)):
        early, plain, left = said(tiny, texts)
        told = found["short"]["languages"][language]
        assert told["same_labels"] == pytest.approx(np.mean((early >= 0.5) == (plain >= 0.5)))
        assert told["mean_move"] == pytest.approx(np.abs(early - plain).mean(), abs=1e-6)
        assert told["leaving"] == pytest.approx([count / len(texts) for count in left])
    early, plain, left = said(tiny, ENGLISH + CHINESE)
    assert found["short"]["same_labels"] == pytest.approx(np.mean((early >= 0.5) == (plain >= 0.5)))
    assert found["short"]["leaving"] == pytest.approx([count / 9 for count in left])
    right = {language: np.array(split.labels) == 1 for language, split in DEV.items()}
    for language, split in DEV.items():
        early, plain, _ = said(tiny, split.sentences)
        told = found["dev"]["languages"][language]
        assert told["accuracy"] == pytest.approx(np.mean((early >= 0.5) == right[language]))
        assert record["dev_accuracies"][language] == np.mean((plain >= 0.5) == right[language])
    assert record["dev_accuracy"] == pytest.approx(
        sum(record["dev_accuracies"][language] * len(split) for language, split in DEV.items()) / 5
    )


def test_one_language_is_told_of_once(tiny: TransformerClassifier) -> None:
    sets = {"short": {"en": ENGLISH}, "long": {"en": LONG}}
    record = judge(tiny, sets, {"en": DEV["en"]}, [FP32])  # type: ignore[arg-type, dict-item]
    assert "dev_accuracies" not in record
    assert "languages" not in record["backends"][FP32]["short"]
    early, plain, _ = said(tiny, ENGLISH)
    same = np.mean((early >= 0.5) == (plain >= 0.5))
    assert record["backends"][FP32]["short"]["same_labels"] == pytest.approx(same)
    dev = record["backends"][FP32]["dev"]
    kept = min(same, record["backends"][FP32]["long"]["same_labels"]) >= SAME_LABELS
    near = abs(dev["accuracy"] - record["dev_accuracy"]) <= DEV_POINTS
    assert record["backends"][FP32]["agrees"] is (kept and near)


def test_the_command_judges_in_both_languages(
    tiny: TransformerClassifier,
    small_sst2: Path,
    small_texts: Path,
    small_chnsenticorp: Path,
    reviews: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "HELD_OUT_DOCUMENTS", 6)
    monkeypatch.setattr(module, "LONG_WORDS", 16)
    files = ["--data", small_sst2, "--texts", small_texts, "--chinese", small_chnsenticorp]
    arguments = [*map(str, files), "--chinese-texts", str(reviews), "--model", str(tiny.folder)]
    assert main(["judge", *arguments, "--judge", "6", "2", "--backends", FP32]) == 0
    record = json.loads((tiny.folder / "exits.json").read_text(encoding="utf-8"))["agreement"]
    assert set(record["backends"][FP32]["short"]["languages"]) == {"en", "zh"}
    assert set(record["dev_accuracies"]) == {"en", "zh"}


def test_exits_of_a_packed_model_lie_beside_what_is_packed(
    tiny: TransformerClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ASSETS", tmp_path)
    asked = command.ExitsCommand(what="judge", texts=tmp_path, model=CHINESE_MODEL)
    assert asked._ship(tiny.folder) == tiny.folder  # nothing is shipped
    shipped = tmp_path / "models" / CHINESE_MODEL
    shipped.mkdir(parents=True)
    (shipped / PACKED).touch()
    assert asked._ship(tiny.folder) == shipped
    for name in (EXITS, EXITS_RECORD):
        assert (shipped / name).read_bytes() == (tiny.folder / name).read_bytes()
    own = command.ExitsCommand(what="judge", texts=tmp_path, model=str(tiny.folder))
    assert own._ship(tiny.folder) == tiny.folder
