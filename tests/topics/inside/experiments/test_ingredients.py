"""Taking ingredients away: against the library's own network, and the verdict on hand-made numbers."""

from pathlib import Path

import pytest
import torch

from core.data.labelled import LabelledData
from core.experiments.record import Record
from core.models.loading import load_network, load_tokenizer
from core.nn.encoder import EncoderShape
from core.topics.inside.experiments.ingredients import Remaining, Removal, outcome, removals, without
from core.training.batches import token_rows
from core.training.evaluate import logits_of

SHAPE = EncoderShape(layers=2, heads=2)


@pytest.fixture
def rows(tiny_classifier_folder: Path, data: LabelledData) -> list[list[int]]:
    return token_rows(load_tokenizer(tiny_classifier_folder), data.dev.sentences, 128)


def zeroed(network, *parameters: str):
    """The library's network with zeros in the named parameters."""
    with torch.no_grad():
        for name in parameters:
            network.get_parameter(name).zero_()
    return network


def library_without(removal: Removal, folder: Path):
    """The same removal made in the library's network by its own means."""
    network = load_network(folder)
    if removal.part == "layer":
        del network.bert.encoder.layer[removal.layer]
        return network
    tables = {"positions": ["position"], "segments": ["token_type"]}.get(removal.part, [])
    names = [f"bert.embeddings.{table}_embeddings.weight" for table in tables]
    if removal.part.startswith("feed_forward"):
        layers = [removal.layer] if removal.layer is not None else [0, 1]
        names = [f"bert.encoder.layer.{n}.output.dense.{kind}" for n in layers for kind in ("weight", "bias")]
    return zeroed(network, *names)


@pytest.mark.parametrize("removal", list(removals(2)), ids=str)
def test_each_removal_is_what_the_library_gives_without_it(
    tiny_classifier_folder: Path, rows: list[list[int]], removal: Removal
) -> None:
    weights = load_network(tiny_classifier_folder).state_dict()
    ours = logits_of(Remaining(weights, SHAPE, removal), rows, pad_id=0)
    expected = logits_of(library_without(removal, tiny_classifier_folder), rows, pad_id=0)
    torch.testing.assert_close(ours, expected, rtol=1e-5, atol=1e-5)
    whole = logits_of(load_network(tiny_classifier_folder), rows, pad_id=0)
    assert torch.allclose(ours, whole, atol=1e-4) is (removal.part == "nothing")


def test_the_weights_given_are_left_alone(tiny_classifier_folder: Path) -> None:
    weights = load_network(tiny_classifier_folder).state_dict()
    before = {name: tensor.clone() for name, tensor in weights.items()}
    without(weights, SHAPE, Removal("feed_forwards"))
    assert all(torch.equal(weights[name], before[name]) for name in weights)


def test_six_layers_make_sixteen_settings() -> None:
    tried = list(removals(6))
    assert len(tried) == len(set(tried)) == 16
    assert tried[0] == Removal("nothing")


def test_counts_add_up(records: dict[str, Record], data: LabelledData) -> None:
    made = records["ingredients"].numbers
    whole, *rest = made["settings"]
    assert made["sentences"] == len(data.dev)
    assert (whole["changed"], whole["chance"]) == (0, 1.0)
    for setting in rest:
        assert setting["changed"] == setting["lost"] + setting["gained"]
        moved = (setting["gained"] - setting["lost"]) / made["sentences"]
        assert setting["accuracy"] == pytest.approx(whole["accuracy"] + moved)
    assert any(setting["changed"] for setting in rest)


def test_the_whole_encoder_is_as_right_as_the_library_says(
    records: dict[str, Record], tiny_classifier_folder: Path, rows: list[list[int]], data: LabelledData
) -> None:
    said = logits_of(load_network(tiny_classifier_folder), rows, pad_id=0).argmax(dim=-1)
    share = (said == torch.tensor(data.dev.labels)).double().mean().item()
    assert records["ingredients"].numbers["settings"][0]["accuracy"] == pytest.approx(share)


def setting(accuracy: float, lost: int, gained: int) -> dict:
    return {"accuracy": accuracy, "interval": [0.0, 1.0], "lost": lost, "gained": gained}


WHOLE = setting(0.9, 0, 0)


def judged(*settings: dict) -> tuple[str, dict]:
    return outcome({"sentences": 100, "settings": [WHOLE, *settings]})


def test_all_removals_that_cost_let_the_claim_hold() -> None:
    verdict, told = judged(setting(0.8, 12, 2), setting(0.5, 40, 0))
    assert verdict == "held"
    facts = {key: told[key] for key in ("removals", "needed", "spared", "lowest", "highest")}
    assert facts == {"removals": 2, "needed": 2, "spared": 0, "lowest": 0.5, "highest": 0.8}
    assert (told["worst"].value, told["least"].value) == (-40, -10)


@pytest.mark.parametrize(
    ("spared", "expected"),
    [
        (setting(0.88, 5, 3), "undecided"),
        (setting(0.95, 0, 30), "failed"),  # better without it
        (setting(0.83, 10, 2), "undecided"),  # sure enough alone, not as one of two
    ],
)
def test_one_that_may_be_spared_decides(spared: dict, expected: str) -> None:
    verdict, told = judged(spared, setting(0.5, 40, 0))
    assert verdict == expected
    assert (told["needed"], told["spared"]) == (1, 1)
