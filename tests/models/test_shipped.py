"""The checkpoints in `assets/models` are what their cards say."""

import hashlib
import json

import pytest
import torch

from core.base.settings import ASSETS
from core.models.bert.weights import open_network
from core.models.catalog import CHINESE_BAG, CHINESE_MODEL, CLASSIFIERS, CLASSIFIERS_CHINESE, OFFERED
from core.models.classifiers import load_classifier, load_quick_classifier
from core.models.locate import locate
from core.nn.metrics import wilson_interval
from core.trace.trace import trace_forward

CARDS = sorted((ASSETS / "models").glob("*/model_card.json"))
LEAST_CHINESE, LEAST_ENGLISH = 0.92, 0.905  # of dev
BOTH_LANGUAGES = [
    "剧情拖沓得让人犯困，好在演员的表演十分动人。",
    "the plot drags, but the acting is so moving that i would watch it again.",
    "這部電影的劇情很好看！",
    "ＡＢＣ的 service 很差，room 也不干净",
    "好" * 500,
]
FOLDERS = ("/work", "/tmp", "/home", "/root", "/Users", "C:\\")


def test_every_shipped_folder_has_a_card() -> None:
    folders = {folder.name for folder in (ASSETS / "models").iterdir() if folder.is_dir()}
    assert {file.parent.name for file in CARDS} == folders
    assert set(OFFERED) <= folders


def test_weights_are_the_ones_of_the_card(subtests: pytest.Subtests) -> None:
    for file in CARDS:
        with subtests.test(file.parent.name):
            card = json.loads(file.read_text(encoding="utf-8"))
            folder = locate(file.parent.name).folder  # a packed one, expanded
            digest = hashlib.sha256((folder / card["weights"]).read_bytes()).hexdigest()
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
            count = 862 if name in CLASSIFIERS_CHINESE else 872
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


def test_the_bilingual_network_is_good_enough_small_and_better_than_less() -> None:
    """Its figures stand against a bag's on the same texts, and against a text's length alone."""
    folder = ASSETS / "models" / CHINESE_MODEL
    card = json.loads((folder / "model_card.json").read_text(encoding="utf-8"))
    assert card["dev"]["accuracy"] >= LEAST_CHINESE
    assert card["dev_english"]["accuracy"] >= LEAST_ENGLISH
    for name, other in card["beside"].items():
        gained, lost = other["only_the_network"], other["only_the_other"]
        assert (gained - lost) / 862 == pytest.approx(card["dev"]["accuracy"] - other["accuracy"])
        assert other["p"] < 0.01, name
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 55_000_000


def test_the_bilingual_network_is_transformers_own_to_the_last_figures(no_network: list) -> None:
    """Our encoder's logits, the library's and ONNX Runtime's, on both languages alone and in one batch."""
    opened = open_network((model := load_classifier(CHINESE_MODEL)).network, model.tokenizer, CHINESE_MODEL)
    expected = [one.logits for one in model.classify(BOTH_LANGUAGES)]
    for text, logits in zip(BOTH_LANGUAGES, expected, strict=True):
        traced = trace_forward(opened, text)
        if not traced.inputs.cut:  # of the longest text a trace has the beginning
            ours = traced.trace.of("logits")[0]
            torch.testing.assert_close(ours, torch.tensor(logits), rtol=0, atol=1e-5)
        assert model.classify([text])[0].logits == pytest.approx(logits, abs=1e-5)
    quick = load_quick_classifier(CHINESE_MODEL).classify(BOTH_LANGUAGES)
    for one, logits in zip(quick, expected, strict=True):
        assert one.logits == pytest.approx(logits, abs=1e-4)
    assert no_network == []


def test_chinese_bag_is_good_enough_and_small() -> None:
    folder = ASSETS / "models" / CHINESE_BAG
    card = json.loads((folder / "model_card.json").read_text(encoding="utf-8"))
    assert card["dev"]["accuracy"] >= 0.87
    assert (card["data"]["name"], card["data"]["language"]) == ("ChnSentiCorp", "zh")
    assert card["data"]["dev_rows"] == 862
    assert sum(file.stat().st_size for file in folder.iterdir()) < 3_000_000


def test_chinese_bag_tells_clear_cases_apart(no_network: list) -> None:
    texts = ["房间又大又干净，服务也很热情。", "屏幕不错，就是电池太不耐用。", "服务态度很差，不会再来。"]
    predictions = load_classifier(CHINESE_BAG).classify([*texts, "a fine film"])
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
