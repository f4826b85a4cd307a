"""Maps as bytes: how near they come back, what is loaded, what a thumbnail keeps."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.attention import tiles as tiles_module
from core.topics.attention.maps import attention_of, contributions_of, rollout_of
from core.topics.attention.tiles import MEASURES, THUMB, from_bytes, only_row, tiles, tiles_of, to_bytes
from core.trace.trace import TracedForward


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.floats(0, 1), st.floats(0.1, 50))
def test_a_weight_comes_back_within_half_a_step(share: float, most: float) -> None:
    number = torch.tensor([share * most])
    back = from_bytes(to_bytes(number, most), most)
    # Between two roots half a step of 1/255 apart: the square's slope is 2 · root.
    assert abs(back - number).item() <= most * (share**0.5 + 0.5 / 255) / 255 + 1e-6 * most


def test_nothing_at_all_is_zero() -> None:
    assert to_bytes(torch.zeros(2, 2), 0.0).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_map_comes_whole_and_as_a_thumbnail(traced: TracedForward, measure: str) -> None:
    made, T = tiles_of(traced, measure), len(traced.inputs.tokens)
    if measure == "rollout":
        expected = rollout_of(traced)
    else:
        every = attention_of(traced) if measure == "attention" else contributions_of(traced)
        expected = every.flatten(0, 1)
    assert (made.rows, made.columns) == ((1, 2) if measure == "rollout" else (2, 2))
    assert made.thumbs.shape == (len(expected), T, T)  # short: no need to shrink
    torch.testing.assert_close(from_bytes(made.maps, made.most), expected, rtol=0, atol=made.most / 128)


def test_one_layer_is_sent_at_a_time(traced: TracedForward) -> None:
    whole = tiles_of(traced, "attention")
    row = only_row(whole, 1)
    assert row.loaded == (2, 3)
    assert torch.equal(row.maps, whole.maps[2:])
    assert torch.equal(row.thumbs, whole.thumbs)


def test_the_scores_of_attention_go_along_layer_by_layer(traced: TracedForward) -> None:
    whole = tiles_of(traced, "attention")
    assert whole.scores is not None
    torch.testing.assert_close(whole.scores.softmax(dim=-1), attention_of(traced).flatten(0, 1))
    sent = only_row(whole, 1).scores
    assert sent is not None
    assert torch.equal(sent, whole.scores[2:])
    assert tiles_of(traced, "contribution").scores is None  # whose numbers are no softmax


def test_the_scores_of_a_long_text_stay_here(traced: TracedForward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles_module, "MOST_SCORED", len(traced.inputs.tokens) - 1)
    assert tiles_of(traced, "attention").scores is None


def test_thumbnails_of_long_texts_are_small_and_keep_thin_lines() -> None:
    maps = torch.zeros(6, 12, 128, 128)
    maps[:, :, :, 77] = 1.0
    made = only_row(tiles(maps, 1.0), 2)
    assert made.thumbs.shape == (72, THUMB, THUMB)
    assert (made.thumbs == 255).sum().item() == 72 * THUMB
    assert made.maps.numel() + made.thumbs.numel() <= 300_000  # bytes sent for the shown layer
