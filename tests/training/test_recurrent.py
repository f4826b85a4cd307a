"""Training a recurrent network: what it starts from, what is written, and that a broken run goes on."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.data.vocabulary import SPECIAL
from core.jobs import cli
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.classifiers import load_classifier
from core.models.locate import Located
from core.models.word_vectors import WordVectors
from core.training.__main__ import main, meant
from core.training.recipe import RECURRENT_MODELS, RecurrentRecipe, command, default_recipe
from core.training.recurrent import learn_vocabulary, new_network, train_recurrent
from tests.training.support import break_after, sha256

GLOVE = WordVectors(("film", "rare", "the"), np.eye(3, dtype=np.float32))


@pytest.fixture
def tiny_glove(monkeypatch: pytest.MonkeyPatch, tiny_glove_folder: Path) -> None:
    def shipped(entry: Entry) -> Located | None:
        return Located(entry.name, tiny_glove_folder, "package") if entry.name == "glove" else None

    monkeypatch.setattr(locating, "_shipped", shipped)


def small(kind: str) -> RecurrentRecipe:
    return RecurrentRecipe(model=kind, epochs=1, batch_size=10, width=6, evaluations=1, seed=3)


def test_usual_settings_are_the_options_defaults() -> None:
    for kind in RECURRENT_MODELS:
        meaning, rest = meant(["--model", kind])
        assert cli.parse(meaning, rest).recipe == default_recipe(kind) == RecurrentRecipe(model=kind)


def test_command_names_what_differs_from_the_usual() -> None:
    assert (
        command(default_recipe("gru"))
        == "python -m core.training --data SST2_FOLDER -o OUTPUT_FOLDER --model gru"
    )
    changed = command(replace(default_recipe("gru"), width=7), held_out=9)
    assert changed.endswith("--model gru --width 7 --holdout 9")


def test_vocabulary_has_the_phrases_words_and_common_ones() -> None:
    made = learn_vocabulary(["A good film", "isn't"], GLOVE, 2)
    assert made.words == (*SPECIAL, "a", "film", "good", "is", "n't", "rare")


def test_first_weights_are_glove_where_it_knows_the_word() -> None:
    words = learn_vocabulary(["good film"], GLOVE, 0)
    torch.manual_seed(0)
    table = new_network(small("lstm"), words, GLOVE).embedding.weight
    assert torch.equal(table[words.ids["film"]], torch.tensor([1.0, 0.0, 0.0]))
    assert not table[0].any()  # padding
    assert 0 < table[words.ids["good"]].abs().max() < 1


@pytest.mark.parametrize("kind", RECURRENT_MODELS)
def test_folder_and_card(tiny_glove: None, tmp_path: Path, data: LabelledData, kind: str) -> None:
    dev = train_recurrent(small(kind), data, tmp_path / "made")
    names = {file.name for file in (tmp_path / "made").iterdir()}
    assert names == {"model.safetensors", "model_card.json", "recurrent.json", "vocabulary.json"}
    card = json.loads((tmp_path / "made" / "model_card.json").read_text("utf-8"))
    assert card["sha256"] == sha256(tmp_path / "made" / "model.safetensors")
    assert card["license"] == "Apache-2.0 AND PDDL-1.0"  # ours, and GloVe's
    assert card["dev"]["accuracy"] == dev.accuracy
    assert card["parameters"]["all"] > card["parameters"]["recurrent"] > 0
    model = load_classifier(str(tmp_path / "made"))
    predicted = [prediction.label == "positive" for prediction in model.classify(data.dev.sentences)]
    right = sum(p == bool(label) for p, label in zip(predicted, data.dev.labels, strict=True))
    assert right / len(predicted) == pytest.approx(dev.accuracy)


def test_a_broken_run_goes_on_to_the_same_weights(
    tiny_glove: None, tmp_path: Path, data: LabelledData, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(small("gru"), epochs=2)
    train_recurrent(recipe, data, tmp_path / "whole")
    with monkeypatch.context() as patch:
        break_after(9, patch)
        with pytest.raises(SentiscopeError, match="training_diverged"):
            train_recurrent(recipe, data, tmp_path / "broken")
    assert (tmp_path / "broken" / "checkpoint" / "latest").is_file()
    train_recurrent(recipe, data, tmp_path / "broken")
    first, second = (sha256(tmp_path / name / "model.safetensors") for name in ("whole", "broken"))
    assert first == second


def test_from_the_shell(
    tiny_glove: None, tmp_path: Path, small_sst2: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--model", "rnn", "--width", "5", "--epochs", "1", "--batch-size", "20", "--holdout", "12"]
    assert main([*options, "--data", str(small_sst2), "-o", str(tmp_path / "out")]) == 0
    assert str(tmp_path / "out") in capsys.readouterr().out
    card = json.loads((tmp_path / "out" / "model_card.json").read_text("utf-8"))
    assert card["dev"]["sentences"] == 12
    assert card["command"].endswith("--model rnn --epochs 1 --batch-size 20 --width 5 --holdout 12")


@pytest.mark.parametrize("option", [("--width", "0"), ("--dropout", "1"), ("--word-dropout", "-0.1")])
def test_impossible_settings_are_refused(small_sst2: Path, tmp_path: Path, option: tuple[str, str]) -> None:
    assert main(["--model", "lstm", *option, "--data", str(small_sst2), "-o", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()
