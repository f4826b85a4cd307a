"""Numbers of the Read part: pieces by the shipped tokenizer, percentages of logits by torch."""

import pytest
import torch

from core.models.catalog import MAIN_MODEL
from core.models.loading import load_tokenizer
from core.models.locate import locate


def test_a_word_that_is_not_listed_becomes_several_pieces() -> None:
    tokenizer = load_tokenizer(locate(MAIN_MODEL).folder)
    assert len(tokenizer) == 30_522
    assert tokenizer.tokenize("Unwatchable") == ["un", "##watch", "##able"]


@pytest.mark.parametrize(("apart", "percent"), [(4.0, "98.2"), (8.0, "99.97"), (3.0, "95")])
def test_logits_apart_as_percentages(apart: float, percent: str) -> None:
    probability = torch.tensor([0.0, apart], dtype=torch.float64).softmax(0)[1]
    places = len(percent.partition(".")[2])
    assert f"{100 * probability:.{places}f}" == percent
