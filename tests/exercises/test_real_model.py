"""The shipped classifier put together from parts equals the library's own."""

import pytest
import torch
import torch.nn.functional as F

from core.exercises.real_model import PARTS, Parts, example, logits, with_part
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate


def test_logits_are_those_of_transformers() -> None:
    network = load_network(locate(MAIN_MODEL).folder).float()
    ids, mask = example()
    with torch.inference_mode():
        expected = network(input_ids=ids, attention_mask=mask).logits
    torch.testing.assert_close(logits(Parts(), ids, mask), expected, rtol=0, atol=1e-5)


def test_example_is_two_sentences_of_the_tokenizer() -> None:
    tokenizer = load_tokenizer(locate(MAIN_MODEL).folder)
    texts = ["a fine film .", "not a fine film at all ."]
    read = tokenizer(texts, padding=True, return_tensors="pt")
    ids, mask = example()
    assert torch.equal(ids, read["input_ids"])
    assert torch.equal(mask, read["attention_mask"])


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_used(part: str) -> None:
    calls = []
    own = getattr(Parts(), part)

    def watched(*arguments):
        calls.append(arguments)
        return own(*arguments)

    ids, mask = example()
    assert torch.equal(with_part(part).run(watched, ids, mask), logits(Parts(), ids, mask))
    assert len(calls) >= (1 if part == "pooler" else 6)  # times in six layers


def test_the_library_s_attention_fits_in() -> None:
    ids, mask = example()
    theirs = with_part("attention").run(F.scaled_dot_product_attention, ids, mask)
    torch.testing.assert_close(theirs, logits(Parts(), ids, mask), rtol=0, atol=1e-5)
