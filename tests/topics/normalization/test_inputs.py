"""What each LayerNorm reads, against the library's own modules, and a block normalised."""

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.film_sentences import film_sentences
from core.models.bert.weights import OpenedModel
from core.models.loading import load_network
from core.nn.layers import layer_norm
from core.topics.normalization.batches import (
    SIZES,
    batch_of_one,
    jitter,
    padding_moves,
    spread_by_size,
    token_batches,
    training,
    values_by_mode,
)
from core.topics.normalization.cell import work_out
from core.topics.normalization.inputs import (
    EMBEDDINGS,
    NormInputs,
    lengths,
    norm_inputs,
    norm_names,
    norm_weights,
    normed,
)

WIDTH = 28
SENTENCES = ["a fine film", "dull and slow and far too long"]


@pytest.fixture(scope="session")
def both(opened: OpenedModel) -> NormInputs:
    return norm_inputs(opened, SENTENCES, WIDTH)


@pytest.fixture(scope="session")
def many(opened: OpenedModel) -> NormInputs:
    return norm_inputs(opened, ["a fine film", *film_sentences()], 32)


def test_the_project_s_sentences_fill_a_batch_of_64() -> None:
    sentences = film_sentences()
    assert len(sentences) == len(set(sentences)) == 63
    assert all(sentence == sentence.strip().lower() for sentence in sentences)
    assert len({len(sentence.split()) for sentence in sentences}) > 5  # unequal, so that there is padding


@torch.inference_mode()
def test_inputs_are_what_the_library_s_layer_norms_read(
    opened: OpenedModel, both: NormInputs, tiny_classifier_folder
) -> None:
    network, read = load_network(tiny_classifier_folder), {}
    for name, module in network.named_modules():
        if name.endswith("LayerNorm"):
            module.register_forward_pre_hook(lambda _, given, name=name: read.update({name: given[0]}))
    batch = opened.several(SENTENCES, WIDTH)
    network(input_ids=batch.ids, attention_mask=batch.mask)
    assert list(both.inputs) == list(norm_names(opened.shape.layers))
    for norm, expected in zip(both.inputs, read.values(), strict=True):
        torch.testing.assert_close(both.inputs[norm], expected, rtol=1e-4, atol=1e-5)


def test_a_sentence_s_numbers_do_not_depend_on_its_companions_or_padding(
    opened: OpenedModel, both: NormInputs
) -> None:
    alone = norm_inputs(opened, SENTENCES[:1], WIDTH - 4)
    joined = alone.batch(norm_inputs(opened, SENTENCES[1:], WIDTH - 4), 2)
    T = joined.real.shape[1]
    assert int(both.real.sum(dim=1).max()) == T
    for norm, x in joined.inputs.items():
        torch.testing.assert_close(x, both.inputs[norm][:, :T], rtol=1e-4, atol=1e-5)


def test_layer_norm_of_a_block_is_the_model_s_own(opened: OpenedModel, both: NormInputs) -> None:
    for norm in both.inputs:
        own = norm_weights(opened, norm)
        shown = normed(both, norm, "layer", own)
        expected = layer_norm(both.inputs[norm], own.gain, own.shift, own.epsilon)
        assert torch.equal(shown.result, expected)


@pytest.mark.parametrize("kind", ["layer", "batch", "rms", "sentence"])
def test_a_number_worked_out_is_the_block_s(opened: OpenedModel, both: NormInputs, kind: str) -> None:
    shown = normed(both, "1.attention", kind, norm_weights(opened, "1.attention"))
    B, T, D = shown.x.shape
    cell = work_out(shown, kind, (1, 3, 5))
    assert cell.value == pytest.approx(cell.traced, abs=1e-5)
    assert len(cell.group) == len(cell.indices) == {"batch": B * T, "sentence": T * D}.get(kind, D)
    for index, number in zip(cell.indices.tolist(), cell.group.tolist(), strict=True):
        assert shown.x[tuple(index)].item() == number
    assert [1, 3, 5] in cell.indices.tolist()


def test_blank_sentences_are_refused(opened: OpenedModel) -> None:
    with pytest.raises(SentiscopeError) as caught:
        norm_inputs(opened, ["a film", " "], WIDTH)
    assert caught.value.key == "text_empty"


def test_lengths_before_and_after(opened: OpenedModel, both: NormInputs) -> None:
    before, after = lengths(both, {EMBEDDINGS: norm_weights(opened, EMBEDDINGS)})
    x = both.inputs[EMBEDDINGS][both.real]
    assert before.item() == pytest.approx(x.norm(dim=-1).mean().item())
    own = norm_weights(opened, EMBEDDINGS)
    expected = layer_norm(x, own.gain, own.shift, own.epsilon).norm(dim=-1).mean()
    assert after.item() == pytest.approx(expected.item())


def test_only_batch_norm_jitters(many: NormInputs) -> None:
    x = many.inputs["1.attention"]
    drawn = jitter(x, many.real, (1, 3), 4, 1e-5)
    assert drawn.layer.unique().numel() == 1
    assert drawn.batch.unique().numel() > 10
    spreads = spread_by_size(x, many.real, (1, 3), 1e-5)
    assert spreads["layer"] == [0.0] * len(SIZES)
    assert spreads["batch"][0] > spreads["batch"][-1] > 0


def test_one_draw_is_batch_norm_over_that_batch(many: NormInputs) -> None:
    """With one sentence as its only companions, the batch is known."""
    x, real = many.inputs["1.attention"][:2], many.real[:2]
    drawn = jitter(x, real, (1, 3), 2, 0.0)
    numbers = x[real][:, 3]
    expected = (x[0, 1, 3] - numbers.mean()) / numbers.std(correction=0)
    assert torch.allclose(drawn.batch, expected.expand(len(drawn.batch)))


def test_running_statistics_and_modes(many: NormInputs) -> None:
    x = many.inputs["1.attention"]
    course = training(x, many.real, 3, 8, 0.1)
    module = torch.nn.BatchNorm1d(1)
    generator = torch.Generator().manual_seed(42)
    chosen = torch.randint(0, len(x), (len(course.means), 8), generator=generator)
    for rows, running in zip(chosen, course.running, strict=True):
        module(x[rows][many.real[rows]][:, 3:4])
        kept = torch.stack([module.running_mean[0], module.running_var[0]])
        torch.testing.assert_close(running, kept, rtol=1e-4, atol=1e-5)
    values = values_by_mode(x, many.real, (1, 3), 4, course, 1e-5)
    expected = torch.nn.functional.batch_norm(x[0, 1, 3:4][None], *course.running[-1][:, None])
    assert values["inference"] == pytest.approx(expected.item(), rel=1e-4)
    row = torch.nn.functional.layer_norm(x[0, 1], x.shape[-1:])[3]
    assert values["layer"] == pytest.approx(row.item(), rel=1e-4)


def test_a_batch_of_one_is_zeros_and_refused(many: NormInputs) -> None:
    largest, refusal = batch_of_one(many.inputs[EMBEDDINGS][:1, 0])
    assert largest == 0.0
    assert "more than 1 value per channel" in refusal


def test_padding_moves_batch_norm_only_and_more_with_more_of_it(both: NormInputs) -> None:
    longest = int(both.real.sum(dim=1).max())
    assert longest < WIDTH - 6
    moved = padding_moves(both.inputs["1.attention"], both.real, [longest, longest + 3, WIDTH], 1e-5)
    assert moved["layer"] == [0.0] * 3
    assert 0 < moved["batch"][0] < moved["batch"][-1]


def test_token_batches_hold_every_token_once(many: NormInputs) -> None:
    batches = token_batches(many.inputs[EMBEDDINGS], many.real, 10)
    assert torch.equal(torch.cat(batches), many.inputs[EMBEDDINGS][many.real])
