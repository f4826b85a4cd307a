"""Hidden more and more around the same questions, and what lets the claim fail."""

from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.documents import read_documents
from core.experiments.record import Record
from core.experiments.samples import accuracy_interval, sign_test
from core.topics.pretraining.experiments.mask_rate import BLOCK, PLANS, RATES, hidden_more, measure, outcome
from core.topics.pretraining.masked_tokens import open_shipped
from core.topics.pretraining.training.rows import Row, generator_of
from tests.experiments.support import QuietProgress


def test_what_one_rate_hides_the_next_hides_too(tiny_models: Path, small_texts: Path) -> None:
    shipped = open_shipped(read_documents(small_texts))
    tokenizer = shipped.tokenizer
    word = tokenizer.convert_tokens_to_ids("film")
    rows = [
        Row([tokenizer.cls_token_id, *[word] * length, tokenizer.sep_token_id], [0]) for length in (900, 1000)
    ]
    batches = list(hidden_more(rows, tokenizer, generator_of(1)))
    hidden = [batch.ids == tokenizer.mask_token_id for batch in batches]
    for rate, fewer, more in zip(RATES, hidden, [*hidden[1:], hidden[-1]], strict=True):
        assert (fewer & ~more).sum() == 0
        assert int(fewer.sum()) / 1900 == pytest.approx(rate, abs=4 * (rate * (1 - rate) / 1900) ** 0.5)
    for batch in batches:
        assert torch.equal(batch.chosen, hidden[0])  # always the same question
        assert (batch.targets[batch.chosen] == word).all()
        assert (batch.ids[:, 0] == tokenizer.cls_token_id).all()
        assert batch.mask.sum(1).tolist() == [902, 1002]


def test_every_rate_is_measured_at_the_same_places(records: dict[str, Record]) -> None:
    numbers = records["mask_rate"].numbers
    assert numbers["rates"] == list(RATES)
    right = [round(score["accuracy"] * numbers["places"]) for score in numbers["scores"]]
    assert len(right) == len(RATES) == len(numbers["steps"]) + 1
    for number, step in enumerate(numbers["steps"]):
        assert step["gained"] - step["lost"] == right[number + 1] - right[number]
    assert numbers["whole"]["gained"] - numbers["whole"]["lost"] == right[-1] - right[0]


def test_the_first_rate_is_what_the_network_guesses(
    records: dict[str, Record], tiny_models: Path, small_texts: Path
) -> None:
    shipped = open_shipped(read_documents(small_texts))
    rows, size = shipped.evaluation_rows(BLOCK, PLANS["small"].evaluated), PLANS["small"].batch
    network, drawn = shipped.network(), generator_of(42, "holes")
    right = places = 0
    for start in range(0, len(rows), size):
        batch = next(iter(hidden_more(rows[start : start + size], shipped.tokenizer, drawn)))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            vectors = network.bert(input_ids=batch.ids, attention_mask=batch.mask)[0]
            table = network.bert.embeddings.word_embeddings.weight
            logits = network.transform(vectors) @ table.T + network.bias
        best = logits.float().argmax(-1)
        right += int((best == batch.targets)[batch.chosen].sum())
        places += int(batch.chosen.sum())
    told = records["mask_rate"].numbers
    assert told["places"] == places
    assert told["scores"][0]["accuracy"] == pytest.approx(right / places, abs=1 / places)


def test_texts_without_a_single_hole_are_too_short(tiny_models: Path) -> None:
    with pytest.raises(SentiscopeError, match="documents_too_short"):
        measure(QuietProgress, 42, "small", [["猫"]] * 12)


def numbers(accuracies: dict[float, int], surprise: tuple[int, int] = (9, 2)) -> dict:
    """Right guesses of 100 by rate; one of the steps between goes as in `surprise`."""

    def step(lost: int, gained: int) -> dict:
        return {"lost": lost, "gained": gained, "chance": sign_test(lost, gained)}

    return {
        "places": 100,
        "rates": list(accuracies),
        "scores": [accuracy_interval(right, 100) for right in accuracies.values()],
        "steps": [step(19, 2), step(*surprise)],
        "whole": step(*((40, 5) if accuracies[0.05] > accuracies[0.8] else (5, 40))),
    }


@pytest.mark.parametrize(
    ("first", "last", "surprise", "verdict"),
    [
        (50, 15, (19, 2), "held"),
        (50, 15, (2, 3), "undecided"),  # up, but no more than chance
        (50, 15, (2, 30), "failed"),
    ],
)
def test_it_must_fall_at_every_step(first: int, last: int, surprise: tuple, verdict: str) -> None:
    result, told = outcome(numbers({0.05: first, 0.15: 30, 0.8: last}, surprise))
    assert result == verdict
    assert told["at_5"] == first / 100
    assert told["at_15"] == 0.3
    assert told["rises"] == int(surprise == (2, 30))
