"""Folders whose settings cannot be: one sentence, before a network is built or a text is read."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, labels
from core.models.transformer import TransformerClassifier
from tests.support.steps import lines_run

CONFIG, TOKENIZER, SETTINGS, CARD = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "model_card.json",
)
DEEP = "[" * 100_000 + "]" * 100_000


def edited(file: str, **values: Any) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        content = json.loads((folder / file).read_text(encoding="utf-8"))
        (folder / file).write_text(json.dumps({**content, **values}), encoding="utf-8")

    return edit


def written(file: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / file).write_text(text, encoding="utf-8")


def number_a_word(folder: Path) -> None:
    content = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    content["model"]["vocab"]["film"] = 2**32 - 5
    (folder / TOKENIZER).write_text(json.dumps(content), encoding="utf-8")


CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "layers": (edited(CONFIG, num_hidden_layers=1_000_000), "model_bad_setting"),
    "layers inside": (edited(CONFIG, text_config={"n_layers": 1e300}), "model_bad_setting"),
    "classes": (edited(CONFIG, num_labels=10**9), "model_bad_setting"),
    "named classes": (edited(CONFIG, id2label={str(n): "x" for n in range(5000)}), "model_bad_setting"),
    "padding": (edited(CONFIG, pad_token_id=10**6), "model_bad_setting"),
    "no heads": (edited(CONFIG, num_attention_heads=0), "weights_unreadable"),
    "a list as architecture": (edited(CONFIG, model_type=["bert"]), "model_bad_config"),
    "a deep config": (written(CONFIG, DEEP), "model_bad_config"),
    "a long integer": (written(CONFIG, '{"a": ' + "9" * 5000 + "}"), "model_bad_config"),
    "classes of digits": (
        edited(CONFIG, id2label={"0": "label_" + "1" * 5000, "1": "label_" + "2" * 5000}),
        "model_classes_unclear",
    ),
    "a deep tokenizer": (written(TOKENIZER, DEEP), "tokenizer_unreadable"),
    "a word beyond": (number_a_word, "tokenizer_other_model"),
    "length 1": (edited(SETTINGS, model_max_length=1), "tokenizer_bad_length"),
    "length -5": (edited(SETTINGS, model_max_length=-5), "tokenizer_bad_length"),
    "length many": (edited(SETTINGS, model_max_length="many"), "tokenizer_bad_length"),
    "length 100.5": (edited(SETTINGS, model_max_length=100.5), "tokenizer_bad_length"),
    "a deep card": (written(CARD, DEEP), "card_unreadable"),
    "a card that is a list": (written(CARD, "[1]"), "card_unreadable"),
    "data of a card": (written(CARD, '{"data": [1]}'), "card_unreadable"),
    "temperature 0": (written(CARD, '{"calibration": {"temperature": 0}}'), "card_unreadable"),
    "temperature in words": (written(CARD, '{"calibration": {"temperature": "hot"}}'), "card_unreadable"),
}


@pytest.mark.parametrize("case", CASES)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, tiny_classifier_folder: Path, case: str) -> None:
    edit, key = CASES[case]
    folder = Path(shutil.copytree(tiny_classifier_folder, tmp_path / "model"))
    TransformerClassifier(folder, "tiny")  # the libraries are imported, the texts are read
    for language in LANGUAGES:
        labels(language)
    edit(folder)
    caught: list[SentiscopeError] = []

    def load() -> None:
        with pytest.raises(SentiscopeError) as error:
            TransformerClassifier(folder, "tiny")
        caught.append(error.value)

    assert lines_run(load) < 1_000_000
    assert caught[0].key == key
    assert len(str(caught[0])) < 400


def test_no_limit_of_length_and_a_card_of_its_own_are_fine(
    tmp_path: Path, tiny_classifier_folder: Path
) -> None:
    folder = Path(shutil.copytree(tiny_classifier_folder, tmp_path / "model"))
    edited(SETTINGS, model_max_length=1e30)(folder)
    written(CARD, '{"calibration": {"temperature": 2}, "data": null}')(folder)
    model = TransformerClassifier(folder, "tiny")
    assert (model.max_tokens, model.classify(["a fine film"])[0].temperature) == (512, 2.0)
