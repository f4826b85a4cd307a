"""E5's tokenizer, without the weights."""

from typing import Any

import pytest

from core.models.catalog import CHINESE_MODEL
from core.models.loading import load_tokenizer
from core.models.locate import locate


@pytest.fixture(scope="session")
def unigram() -> Any:
    return load_tokenizer(locate(CHINESE_MODEL).folder)
