"""Weights rounded once: the network says what the library says under autocast, in any company."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16
from core.scoring.backends.backends import open_backend
from core.scoring.backends.bfloat16 import ROUNDED, InLayers, Rounded, seen_by
from tests.fakes import write_tiny_classifier

LENGTHS = [(7, 7, 7, 7), (3, 9, 1, 17), (1,), (60, 2)]


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    folder = write_tiny_classifier(tmp_path_factory.mktemp("rounded") / "tiny")
    main = load_classifier(MAIN_MODEL)
    assert isinstance(main, TransformerClassifier)
    return [TransformerClassifier(folder, "tiny").network, main.network]


def inputs(network: Any, lengths: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    generator = np.random.default_rng(len(lengths))
    shape = len(lengths), max(lengths)
    mask = (np.arange(shape[1]) < np.array(lengths)[:, None]).astype(np.int64)
    return generator.integers(5, network.config.vocab_size, shape) * mask, mask


@pytest.mark.parametrize("lengths", LENGTHS)
def test_the_logits_are_those_of_the_library_under_autocast(
    networks: list[Any], lengths: tuple[int, ...]
) -> None:
    for network in networks:
        ids, mask = map(torch.from_numpy, inputs(network, lengths))
        with torch.inference_mode(), torch.autocast("cpu", ROUNDED):
            expected = network(input_ids=ids, attention_mask=mask).logits.float()
            found = Rounded(network).logits(ids, mask).float()
        # The same bits where a product's sums do not depend on how many rows there are, as with AMX.
        torch.testing.assert_close(found, expected, atol=2e-2, rtol=0)


@pytest.mark.parametrize("kind", [InLayers, Rounded])
def test_in_stages_the_states_and_logits_are_those_of_the_whole(networks: list[Any], kind: type) -> None:
    for network in networks:
        ids, mask = map(torch.from_numpy, inputs(network, (9, 4, 6)))
        parts, count, seen = kind(network), network.config.num_hidden_layers, seen_by(mask)
        with torch.inference_mode(), torch.autocast("cpu", ROUNDED, enabled=kind is Rounded):
            whole = network(input_ids=ids, attention_mask=mask, output_hidden_states=True)
            x = parts.hidden(parts.embedded(ids), seen, range(count - 1))
            logits = parts.last(x, seen, range(count - 1, count))
        inside = mask.bool()
        torch.testing.assert_close(x[inside], whole.hidden_states[-2][inside].float(), atol=5e-2, rtol=0)
        torch.testing.assert_close(logits.float(), whole.logits.float(), atol=2e-2, rtol=0)


def test_weights_are_shared_but_for_what_is_rounded(networks: list[Any]) -> None:
    layer = Rounded(networks[0])._layers[0]
    weight, bias = layer._weights[0]
    own = networks[0].bert.encoder.layer[0].attention.self
    parts = weight.chunk(3)
    for part, each in zip(parts, (own.query, own.key, own.value), strict=True):
        torch.testing.assert_close(part, each.weight.to(ROUNDED), atol=0, rtol=0)
    assert bias.dtype == ROUNDED
    assert own.query.weight.dtype == torch.float32  # the network itself stays as it is


def test_other_networks_are_computed_by_the_library(tmp_path: Path) -> None:
    tiny = TransformerClassifier(write_tiny_classifier(tmp_path / "tiny"), "tiny")
    ids, mask = inputs(tiny.network, (4, 2))
    ours = open_backend(BF16, tiny, 1).logits(ids, mask)
    tiny.network.config.model_type = "another"
    assert open_backend(BF16, tiny, 1).logits(ids, mask) == pytest.approx(ours, abs=2e-2)
