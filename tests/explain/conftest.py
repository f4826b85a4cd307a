"""A tiny classifier opened up, for all that looks inside one."""

from pathlib import Path

import pytest

from core.explain.walk import Walk, walk_through
from core.models.loading import load_network, load_tokenizer
from core.models.opened import Opened, open_network


@pytest.fixture(scope="session")
def opened(tiny_classifier_folder: Path) -> Opened:
    folder = tiny_classifier_folder
    return open_network(load_network(folder), load_tokenizer(folder), "tiny")


@pytest.fixture(scope="session")
def walk(opened: Opened) -> Walk:
    """A pair of sentences on its way, so that both segments occur."""
    return walk_through(opened, "a fine film", "so dull")
