"""The network with both heads that the tests of this topic share."""

from pathlib import Path
from typing import Any

import pytest

from core.models.bert.pretraining import load_pretraining_network
from core.models.bert.weights import OpenedModel, open_pretraining
from core.models.loading import load_tokenizer


@pytest.fixture(scope="module")
def network(tiny_pretraining_folder: Path) -> Any:
    return load_pretraining_network(tiny_pretraining_folder)


@pytest.fixture(scope="module")
def opened(tiny_pretraining_folder: Path, network: Any) -> OpenedModel:
    return open_pretraining(network, load_tokenizer(tiny_pretraining_folder), "tiny")
