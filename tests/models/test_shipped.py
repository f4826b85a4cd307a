"""The checkpoints in `assets/models` are what their cards say."""

import hashlib
import json

import pytest

from core.base.settings import ASSETS
from core.models.catalog import CHINESE_MODEL, CLASSIFIERS, OFFERED
from core.models.classifiers import load_classifier
from core.nn.metrics import wilson_interval

CARDS = sorted((ASSETS / "models").glob("*/model_card.json"))
FOLDERS = ("/work", "/tmp", "/home", "/root", "/Users", "C:\\")


def test_every_shipped_folder_has_a_card() -> None:
    folders = {folder.name for folder in (ASSETS / "models").iterdir() if folder.is_dir()}
    assert {file.parent.name for file in CARDS} == folders
    assert set(OFFERED) <= folders


def test_weights_are_the_ones_of_the_card(subtests: pytest.Subtests) -> None:
    for file in CARDS:
        with subtests.test(file.parent.name):
            card = json.loads(file.read_text(encoding="utf-8"))
            digest = hashlib.sha256((file.parent / card["weights"]).read_bytes()).hexdigest()
            assert card["sha256"] == digest
            assert card["name"] == file.parent.name


def test_card_names_no_folder_of_the_machine_that_made_it(subtests: pytest.Subtests) -> None:
    for file in CARDS:
        with subtests.test(file.parent.name):
            text = file.read_text(encoding="utf-8")
            assert [folder for folder in FOLDERS if folder in text] == []


def test_card_says_how_to_make_it_again(subtests: pytest.Subtests) -> None:
    for file in CARDS:
        with subtests.test(file.parent.name):
            card = json.loads(file.read_text(encoding="utf-8"))
            assert card["command"].startswith("python -m core.")
            assert {"torch", "python", "numpy"} <= set(card["environment"])
            assert "seed" in card["recipe"]


def test_dev_numbers_follow_from_the_counts(subtests: pytest.Subtests) -> None:
    for name in OFFERED:
        with subtests.test(name=name):
            count = 862 if name == CHINESE_MODEL else 872
            dev = json.loads((ASSETS / "models" / name / "model_card.json").read_text())["dev"]
            counts = dev["confusion"]
            right = counts["true_positive"] + counts["true_negative"]
            wrong = counts["false_positive"] + counts["false_negative"]
            assert right + wrong == dev["sentences"] == count
            assert dev["accuracy"] == pytest.approx(right / count)
            assert dev["f1"] == pytest.approx(
                2 * counts["true_positive"] / (2 * counts["true_positive"] + wrong)
            )
            assert dev["accuracy_interval_95"] == pytest.approx(wilson_interval(right, count))


def test_transformer_is_good_enough_and_survives_half_precision() -> None:
    card = json.loads((ASSETS / "models" / "sst2-minilm" / "model_card.json").read_text())
    assert card["dev"]["accuracy"] >= 0.915
    assert card["float16"]["same_predictions_on_dev"] is True
    assert card["head_times"] > 1  # the mean of weights alone would be less sure than the runs
    assert len({run["recipe"]["seed"] for run in card["mean_of"]}) == len(card["mean_of"]) == 2
    for run in card["mean_of"]:
        assert run["recipe"]["keep"] == "last"  # nothing was picked by looking at dev
        assert run["chosen"]["best_step"] == run["curve"][-1]["step"]
        assert len(run["curve"]) == run["chosen"]["of_evaluations"]


def test_pretrained_network_guesses_better_than_counting_does() -> None:
    card = json.loads((ASSETS / "models" / "pretrained-minilm" / "model_card.json").read_text())
    assert card["held_out"]["top_1"] > card["baselines"]["two_sided_trigram"]
    assert card["heads"] == ["mlm", "nsp"]
    assert set(card["next_sentence"]) == {"packed", "sentences"}


def test_chinese_model_is_good_enough_and_small() -> None:
    folder = ASSETS / "models" / CHINESE_MODEL
    card = json.loads((folder / "model_card.json").read_text(encoding="utf-8"))
    assert card["dev"]["accuracy"] >= 0.87
    assert (card["data"]["name"], card["data"]["language"]) == ("ChnSentiCorp", "zh")
    assert card["data"]["dev_rows"] == 862
    assert sum(file.stat().st_size for file in folder.iterdir()) < 3_000_000


def test_chinese_model_tells_clear_cases_apart(no_network: list) -> None:
    texts = ["房间又大又干净，服务也很热情。", "屏幕不错，就是电池太不耐用。", "服务态度很差，不会再来。"]
    predictions = load_classifier(CHINESE_MODEL).classify([*texts, "a fine film"])
    assert [prediction.label for prediction in predictions[:3]] == ["positive", "negative", "negative"]
    assert [prediction.notes for prediction in predictions] == [(), (), (), ("note_not_chinese",)]
    assert [token.text for token in predictions[0].tokens[:3]] == ["房", "间", "又"]
    assert no_network == []


def test_transformer_stores_half_precision() -> None:
    from safetensors import safe_open

    with safe_open(ASSETS / "models" / "sst2-minilm" / "model.safetensors", "pt") as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {"F16"}  # noqa: SIM118


def test_shipped_classifier_tells_clear_cases_apart(no_network: list, subtests: pytest.Subtests) -> None:
    for name in CLASSIFIERS:
        with subtests.test(name=name):
            good, bad = load_classifier(name).classify(
                ["a wonderful , moving film .", "a dull and awful mess ."]
            )
            assert (good.label, bad.label) == ("positive", "negative")
            assert no_network == []
