"""A whole run: what it writes, what it says of itself, and that a killed one ends the same."""

import json
import signal
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from core.data.labelled import LabelledData
from core.models.classifiers import load_classifier
from core.models.license import UNKNOWN
from core.models.loading import load_network
from core.models.transformers_library import quiet_transformers
from core.training.__main__ import main
from core.training.finetune import LABELS, finetune, prepare
from core.training.model_card import rounding
from core.training.recipe import TransformerRecipe, command
from tests.training.support import (
    Finished,
    accuracy_on_dev,
    kill_after_first_checkpoint,
    sha256,
    shell_options,
)


def test_folder_holds_what_the_app_loads_and_nothing_else(finished: Finished) -> None:
    assert {file.name for file in finished.folder.iterdir()} == {
        "config.json",
        "model.safetensors",
        "model_card.json",
        "tokenizer.json",
        "tokenizer_config.json",
    }


def test_card_tells_data_settings_and_curve(
    finished: Finished, recipe: TransformerRecipe, data: LabelledData
) -> None:
    card = finished.card
    assert card["sha256"] == sha256(finished.folder / "model.safetensors")
    assert card["recipe"] == {**asdict(recipe), "model": "folder"}
    assert card["data"]["train_sha256"] == data.train.fingerprint()
    assert [point["step"] for point in card["curve"]] == [30, 60, 90, 120]
    assert card["chosen"]["of_evaluations"] == 4
    assert card["command"].startswith("python -m core.training --data SST2_FOLDER -o OUTPUT_FOLDER")
    assert "--batch-size 1" in card["command"]
    assert "--seed" not in card["command"]  # as the default


def test_card_tells_the_temperature_that_suits_dev(finished: Finished, data: LabelledData) -> None:
    predictions = load_classifier(str(finished.folder)).classify(data.dev.sentences)
    logits = torch.tensor([prediction.logits for prediction in predictions], dtype=torch.float64)
    calibration = finished.card["calibration"]
    scales = torch.tensor([0.9, 1.0, 1.1]) * calibration["temperature"]
    losses = [torch.nn.functional.cross_entropy(logits / t, torch.tensor(data.dev.labels)) for t in scales]
    assert min(losses) == losses[1]
    assert 0 <= calibration["error_with_temperature"] <= 1


def test_a_run_that_goes_on_from_another_tells_how_that_one_came_about(
    finished: Finished, recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    finetune(replace(recipe, model=str(finished.folder), epochs=1), data, tmp_path / "again")
    card = json.loads((tmp_path / "again" / "model_card.json").read_text("utf-8"))
    assert finished.card["base"] == {"name": "folder", "origin": "folder"}  # which has no card
    assert finished.card["license"] == card["license"] == UNKNOWN
    before = card["base"]["card"]
    assert {name: finished.card[name] for name in before} == before
    assert {"command", "recipe", "dev", "curve"} <= set(before)


def test_card_names_no_folder_of_this_machine(finished: Finished, recipe: TransformerRecipe) -> None:
    text = (finished.folder / "model_card.json").read_text("utf-8")
    assert recipe.model not in text
    assert str(finished.folder.parent) not in text


def test_card_judges_the_file_that_was_written(finished: Finished, data: LabelledData) -> None:
    right = accuracy_on_dev(finished.folder, data)
    assert finished.card["dev"]["accuracy"] == finished.evaluation.accuracy == right


def test_transformers_loads_the_folder(finished: Finished, data: LabelledData) -> None:
    transformers = quiet_transformers()
    kind = transformers.AutoModelForSequenceClassification
    network = kind.from_pretrained(finished.folder, dtype=torch.float32)
    tokenizer = transformers.AutoTokenizer.from_pretrained(finished.folder)
    assert network.config.id2label == {0: "negative", 1: "positive"}
    with torch.inference_mode():
        inputs = tokenizer(data.dev.sentences, padding=True, return_tensors="pt")
        theirs = network(**inputs).logits.softmax(-1)[:, 1].tolist()
    ours = [v.probability for v in load_classifier(str(finished.folder)).classify(data.dev.sentences)]
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_weights_are_stored_in_half_precision(finished: Finished) -> None:
    with safe_open(finished.folder / "model.safetensors", "pt") as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {"F16"}  # noqa: SIM118
    assert finished.card["float16"]["largest_probability_difference"] < 0.01


def test_saved_tokenizer_neither_cuts_nor_pads(finished: Finished) -> None:
    saved = json.loads((finished.folder / "tokenizer.json").read_text("utf-8"))
    assert saved["truncation"] is None
    assert saved["padding"] is None


def test_rounding_is_measured() -> None:
    exact = torch.tensor([[0.0, 1.0], [0.0, 0.0]])
    same = rounding(exact, exact)
    assert same == {"same_predictions_on_dev": True, "largest_probability_difference": 0.0}
    turned = rounding(exact, torch.tensor([[1.0, 0.0], [0.0, 0.0]]))
    assert turned["same_predictions_on_dev"] is False
    assert turned["largest_probability_difference"] == pytest.approx(0.46212, abs=1e-5)


def test_command_lists_what_differs_from_the_defaults() -> None:
    assert command(TransformerRecipe()) == "python -m core.training --data SST2_FOLDER -o OUTPUT_FOLDER"
    assert command(TransformerRecipe(model="owner/a b", seed=7)).endswith(" --model 'owner/a b' --seed 7")


@pytest.mark.whole
def test_killed_run_started_again_ends_with_the_same_bytes(
    finished: Finished, recipe: TransformerRecipe, small_sst2: Path, tmp_path: Path
) -> None:
    options = shell_options(recipe, small_sst2, tmp_path / "finished")
    assert kill_after_first_checkpoint("core.training", options, tmp_path / "finished") == -signal.SIGKILL
    assert not (tmp_path / "finished" / "model.safetensors").exists()
    latest = (tmp_path / "finished" / "checkpoint" / "latest").read_text()
    assert latest in ("step-30", "step-60", "step-90")

    assert main(options) == 0
    card = json.loads((tmp_path / "finished" / "model_card.json").read_text("utf-8"))
    assert card["curve"] == finished.card["curve"]
    assert sha256(tmp_path / "finished" / "model.safetensors") == finished.card["sha256"]
    assert {**card, "seconds": 0} == {**finished.card, "seconds": 0}
    assert not (tmp_path / "finished" / "checkpoint").exists()


def test_dropout_is_set_everywhere(recipe: TransformerRecipe) -> None:
    network = load_network(Path(recipe.model), labels=LABELS)
    prepare(network, 0.25)
    rates = {module.p for module in network.modules() if isinstance(module, torch.nn.Dropout)}
    assert rates == {0.25}
    assert network.config._attn_implementation == "eager"


def test_a_frozen_encoder_stays_as_it_was_and_the_head_learns(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    frozen = replace(recipe, freeze="encoder", epochs=1, batch_size=10, evaluations=1)
    finetune(frozen, data, tmp_path / "frozen")
    before = load_network(Path(recipe.model), labels=LABELS).half().float().state_dict()
    after = load_network(tmp_path / "frozen").state_dict()
    changed = {name for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    assert {name.split(".")[0] for name in changed} == {"bert", "classifier"}
    assert {name for name in changed if name.startswith("bert")} == {
        "bert.pooler.dense.weight",
        "bert.pooler.dense.bias",
    }
