"""A tiny classifier opened up, for all that looks inside one."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from core.models.bert.weights import OpenedModel
    from core.trace.trace import TracedForward


@pytest.fixture(scope="session")
def opened(tiny_classifier_folder: Path) -> "OpenedModel":
    from core.models.bert.weights import open_network
    from core.models.loading import load_network, load_tokenizer

    folder = tiny_classifier_folder
    return open_network(load_network(folder), load_tokenizer(folder), "tiny")


@pytest.fixture(scope="session")
def traced(opened: "OpenedModel") -> "TracedForward":
    """A pair of sentences on its way, so that both segments occur."""
    from core.trace.trace import trace_forward

    return trace_forward(opened, "a fine film", "so dull")
