"""Attention beside what the absence of words changes."""

import pytest
import torch

from core.experiments.record import Record
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.read_sentence import read_sentence
from core.topics.why.experiments.attention_is_explanation import ATTENTION, BY_ABSENCE, cls_row, outcome


def test_the_row_is_the_library_s_of_the_last_layer() -> None:
    model, text = load_classifier(MAIN_MODEL), "dull and slow"
    model.network.set_attn_implementation("eager")
    with torch.inference_mode():
        inputs = model.tokenizer(text, return_tensors="pt")
        maps = model.network(input_ids=inputs.input_ids, output_attentions=True).attentions
    expected = maps[-1][0, :, 0].mean(dim=0)[1:-1]  # without [CLS] and [SEP]
    found = cls_row(read_sentence(model, text))
    torch.testing.assert_close(found, -expected, rtol=1e-4, atol=1e-6)  # the verdict is negative


def test_leads_are_differences_of_the_means(records: dict[str, Record]) -> None:
    numbers = records["attention_is_explanation"].numbers
    falls = numbers["comprehensiveness"]
    assert set(falls) == {*ATTENTION, *BY_ABSENCE, "random"}
    for name, over in numbers["over"].items():
        for other, lead in over.items():
            assert lead["value"] == pytest.approx(falls[name]["value"] - falls[other]["value"])
    assert all(-1 <= one["value"] <= 1 for ranks in numbers["ranks"].values() for one in ranks.values())


@pytest.mark.parametrize(
    ("alike", "over_chance", "verdict"),
    [(0.7, 0.2, "held"), (0.5, 0.2, "undecided"), (0.3, 0.2, "failed"), (0.7, -0.2, "failed")],
)
def test_the_row_must_point_at_what_matters_and_beat_chance(
    alike: float, over_chance: float, verdict: str
) -> None:
    def entry(value: float) -> dict[str, object]:
        return {"value": value, "interval": [value - 0.1, value + 0.1]}

    falls = {name: entry(0.2) for name in (*ATTENTION, *BY_ABSENCE, "random")} | {"kernel_shap": entry(0.4)}
    over = {"random": entry(over_chance), "occlusion": entry(-0.1), "kernel_shap": entry(-0.3)}
    numbers = {
        "sentences": 10,
        "most_words": 9,
        "ranks": {name: dict.fromkeys(BY_ABSENCE, entry(alike)) for name in ATTENTION},
        "comprehensiveness": falls,
        "over": dict.fromkeys(ATTENTION, over),
    }
    found, told = outcome(numbers)
    assert found == verdict
    assert (told["best"], told["behind"].value) == (0.4, -0.3)  # the better of the two by absence
