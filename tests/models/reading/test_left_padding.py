"""An XLNet answers a batch padded behind its texts as it answers each text alone."""

from pathlib import Path
from typing import Any

import pytest
import torch

from core.models.loading import load_network, load_tokenizer
from core.nn.batches import pad_rows
from tests.support.architectures import write_tiny

TEXTS = ["a good film", "so dull and slow that it was awful", "superb", "a warm , funny movie"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("left") / "tiny", "xlnet")


@pytest.fixture(scope="module")
def alone(folder: Path) -> torch.Tensor:
    """The logits (4, 2) that transformers' own network and tokenizer give, text by text."""
    from transformers import AutoModelForSequenceClassification

    network, tokenizer = AutoModelForSequenceClassification.from_pretrained(folder), load_tokenizer(folder)
    return torch.cat([answered(network, **tokenizer([text], return_tensors="pt")) for text in TEXTS])


@torch.inference_mode()
def answered(network: Any, **inputs: torch.Tensor) -> torch.Tensor:
    return network.eval()(**inputs).logits


@pytest.mark.parametrize("width", [None, 40])
def test_padding_behind_changes_nothing(folder: Path, alone: torch.Tensor, width: int | None) -> None:
    rows = load_tokenizer(folder)(TEXTS)["input_ids"]
    ids, mask = pad_rows(rows, 1, width)
    found = answered(load_network(folder), input_ids=ids, attention_mask=mask)
    assert torch.allclose(found, alone, atol=1e-5)


@pytest.mark.parametrize("named", [("input_ids", "attention_mask"), None])
def test_padding_in_front_stays_there(folder: Path, alone: torch.Tensor, named: tuple | None) -> None:
    inputs = load_tokenizer(folder)(TEXTS, padding=True, return_tensors="pt")
    found = answered(load_network(folder), **{name: inputs[name] for name in named or inputs})
    assert torch.allclose(found, alone, atol=1e-5)


def test_without_it_the_answers_are_others(folder: Path, alone: torch.Tensor) -> None:
    from transformers import AutoModelForSequenceClassification

    ids, mask = pad_rows(load_tokenizer(folder)(TEXTS)["input_ids"], 1)
    plain = AutoModelForSequenceClassification.from_pretrained(folder)
    assert (answered(plain, input_ids=ids, attention_mask=mask) - alone).abs().max() > 0.1
