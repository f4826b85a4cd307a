"""One-sided sight leaks nothing, equal training for all, and what lets the claim fail."""

from pathlib import Path
from typing import Any

import pytest
import torch

from core.data.documents import load_documents, read_documents
from core.experiments.record import Record
from core.nn.batches import pad_rows
from core.topics.pretraining import masked_tokens
from core.topics.pretraining.experiments.mask_sides import ALL_MASKED, BLOCK, PLANS, outcome, sight
from core.topics.pretraining.masked_tokens import Shipped, compared, guess, open_shipped
from core.topics.pretraining.predictions import SIDES
from core.topics.pretraining.training.rows import Batch, fixed_batches, generator_of, token_documents

HOLE = 4


@pytest.fixture
def shipped(tiny_models: Path, small_texts: Path) -> Shipped:
    return open_shipped(read_documents(small_texts))


def one_hole(tokenizer: Any, words: list[int]) -> Batch:
    """Tokens with one hole, and a shorter row beside them, so that there is padding."""
    start, end, mask = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.mask_token_id
    ids, real = pad_rows([[start, *words, end], [start, 9, end]], tokenizer.pad_token_id)
    targets = torch.full_like(ids, -100)
    targets[0, HOLE], ids[0, HOLE] = ids[0, HOLE], mask
    return Batch(ids, real, torch.zeros_like(ids), targets, torch.tensor([-100, -100]))


def test_sight_written_out_by_hand(shipped: Shipped) -> None:
    tokenizer = shipped.tokenizer
    start, end, pad = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id
    ids = torch.tensor([[start, 9, 8, end, pad]])
    nothing = torch.full_like(ids, -100)
    batch = Batch(ids, (ids != pad).long(), torch.zeros_like(ids), nothing, torch.tensor([-100]))
    left = [[1, 0, 0, 1, 0], [1, 1, 0, 1, 0], [1, 1, 1, 1, 0], [1, 0, 0, 1, 0]]
    right = [[1, 0, 0, 1, 0], [1, 1, 1, 1, 0], [1, 0, 1, 1, 0], [1, 0, 0, 1, 0]]
    for side, table in (("left", left), ("right", right)):
        seen = sight(batch, tokenizer, side)
        assert seen.shape == (1, 1, 5, 5)
        assert seen[0, 0, :4].int().tolist() == table
        assert seen[0, 0, 4].any()  # a row that sees nothing would be NaN
    assert sight(batch, tokenizer, "both") is None


@pytest.mark.parametrize("side", SIDES)
def test_a_guess_depends_on_what_is_in_sight_only(shipped: Shipped, side: str) -> None:
    network = shipped.network()
    texts = {
        "plain": [20, 21, 22, 23, 24, 25],
        "left": [30, 21, 22, 23, 24, 25],
        "right": [20, 21, 22, 23, 24, 35],
    }
    logits = {}
    with torch.inference_mode():
        for name, words in texts.items():
            batch = one_hole(shipped.tokenizer, words)
            logits[name] = guess(network, batch, sight(batch, shipped.tokenizer, side))
    assert not logits["plain"].isnan().any()
    for changed in ("left", "right"):
        heeded = side in (changed, "both")
        assert torch.equal(logits["plain"], logits[changed]) is not heeded


def test_held_out_documents_are_those_the_training_held_out(
    tiny_models: Path, small_texts: Path, monkeypatch
) -> None:
    monkeypatch.setattr(masked_tokens, "read_card", lambda _: {"data": {"held_out_documents": 3}})
    shipped = open_shipped(read_documents(small_texts))
    documents = load_documents(small_texts, 3)
    assert shipped.held_out == token_documents(shipped.tokenizer, documents.held_out)
    assert shipped.learned == token_documents(shipped.tokenizer, documents.train)


def test_judged_blocks_are_spread_over_all_documents(shipped: Shipped) -> None:
    rows = shipped.evaluation_rows(8, 1000)
    some = shipped.evaluation_rows(8, 5)
    assert len(some) == 5 < len(rows)
    assert [rows.index(row) for row in some] == [len(rows) * number // 5 for number in range(5)]


def test_each_side_starts_as_shipped_and_is_judged_on_its_way(
    records: dict[str, Record], shipped: Shipped
) -> None:
    numbers, plan = records["mask_sides"].numbers, PLANS["small"]
    assert numbers["steps"] == [0, 2, 4]
    assert {side: len(curve) for side, curve in numbers["sides"].items()} == dict.fromkeys(SIDES, 3)
    network, tokenizer = shipped.network(), shipped.tokenizer
    judged = shipped.evaluation_rows(BLOCK, plan.evaluated)
    exam = list(fixed_batches(judged, tokenizer, 16, generator_of(42, "judged"), **ALL_MASKED))
    for side in SIDES:
        right = places = 0
        for batch in exam:
            assert (batch.ids[batch.chosen] == tokenizer.mask_token_id).all()
            with torch.inference_mode():
                best = guess(network, batch, sight(batch, tokenizer, side)).argmax(-1)
            truth = batch.targets[batch.chosen]
            right, places = right + int((best == truth).sum()), places + len(truth)
        assert numbers["places"] == places
        assert numbers["sides"][side][0]["accuracy"] == right / places
    for side in ("left", "right"):
        ends = [numbers["sides"][one][-1]["accuracy"] for one in ("both", side)]
        against = numbers["against"][side]
        assert against["gained"] - against["lost"] == round((ends[0] - ends[1]) * numbers["places"])


def test_compared_counts_by_place() -> None:
    before = torch.tensor([True, True, False, False, True])
    after = torch.tensor([True, False, True, False, False])
    assert compared(before, after) == {"lost": 2, "gained": 1, "chance": 1.0}


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [((5, 40), (9, 50), "held"), ((40, 5), (9, 50), "failed"), ((5, 40), (20, 24), "undecided")],
)
def test_both_sides_must_surely_beat_each(left: tuple, right: tuple, verdict: str) -> None:
    from core.experiments.samples import accuracy_interval, sign_test

    def against(lost: int, gained: int) -> dict:
        return {"lost": lost, "gained": gained, "chance": sign_test(lost, gained)}

    curves = {
        side: [accuracy_interval(10, 100), accuracy_interval(at, 100)]
        for side, at in (("both", 40), ("left", 20), ("right", 30))
    }
    numbers = {
        "places": 100,
        "steps": [0, 7],
        "sides": curves,
        "against": {"left": against(*left), "right": against(*right)},
    }
    result, told = outcome(numbers)
    assert result == verdict
    assert (told["both"], told["left"], told["right"], told["both_before"]) == (0.4, 0.2, 0.3, 0.1)
    assert told["steps"] == 7
