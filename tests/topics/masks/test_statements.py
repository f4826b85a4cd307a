"""What a hidden score is: what the page says of transformers and torch, asked of both."""

import itertools

import pytest
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel


def attention_of(kind: str, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The first layer's mask, context (B, T, D) and values (B, T, D) of a tiny BERT with that attention."""
    config = BertConfig(
        vocab_size=20, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        attn_implementation=kind,
    )  # fmt: skip
    torch.manual_seed(0)
    model, seen = BertModel(config).eval(), {}
    layer = model.encoder.layer[0].attention.self

    def keep(module: nn.Module, args: tuple, kwargs: dict, output: tuple) -> None:
        given = [*args, *kwargs.values()]
        seen["mask"] = next(x for x in given if isinstance(x, Tensor) and x.dim() == 4)
        seen["context"], seen["values"] = output[0], layer.value(given[0])

    layer.register_forward_hook(keep, with_kwargs=True)
    with torch.no_grad():
        model(ids, attention_mask=mask)
    return seen["mask"], seen["context"], seen["values"]


IDS = torch.arange(5)[None]
NOTHING, PADDED = torch.zeros(1, 5, dtype=torch.long), torch.tensor([[1, 1, 1, 0, 0]])


def test_sdpa_is_what_transformers_takes_by_default() -> None:
    model = BertModel(BertConfig(vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2))
    assert model.config._attn_implementation == "sdpa"


def test_eager_adds_the_lowest_finite_number_so_that_an_empty_row_is_the_mean_of_the_values() -> None:
    mask, _, _ = attention_of("eager", IDS, PADDED)
    assert mask[0, 0, 0].tolist() == [0, 0, 0, *[torch.finfo(torch.float32).min] * 2]
    _, context, values = attention_of("eager", IDS, NOTHING)
    torch.testing.assert_close(context, values.mean(dim=1, keepdim=True).expand_as(context))


def test_sdpa_gets_a_table_of_true_and_false_and_gives_an_empty_row_exactly_0() -> None:
    mask, _, _ = attention_of("sdpa", IDS, PADDED)
    assert mask[0, 0, 0].tolist() == [True, True, True, False, False]
    _, context, _ = attention_of("sdpa", IDS, NOTHING)
    assert not context.any()


def empty_row_of(bias: bool, need_weights: bool, grad: bool, training: bool) -> tuple[Tensor, Tensor | None]:
    """What nn.MultiheadAttention gives a row that may look at nothing, by a boolean mask; and its bias."""
    torch.manual_seed(0)
    module = nn.MultiheadAttention(8, 2, bias=bias, batch_first=True).train(training)
    if bias:
        nn.init.normal_(module.out_proj.bias)
    x, hidden = torch.randn(1, 4, 8), torch.zeros(4, 4, dtype=torch.bool)
    hidden[1] = True
    with torch.set_grad_enabled(grad):
        output = module(x, x, x, attn_mask=hidden, need_weights=need_weights)[0][0, 1]
    return output.detach(), module.out_proj.bias


@pytest.mark.parametrize(
    ("bias", "need_weights", "grad", "training"), list(itertools.product([True, False], repeat=4))
)
def test_a_module_s_empty_row_depends_on_how_it_is_called(
    bias: bool, need_weights: bool, grad: bool, training: bool
) -> None:
    output, its_bias = empty_row_of(bias, need_weights, grad, training)
    is_fast_path = bias and not grad and not training
    if need_weights or is_fast_path:
        assert output.isnan().all()
    elif bias:
        torch.testing.assert_close(output, its_bias.detach())
    else:
        assert not output.any()


def test_in_float16_an_added_lowest_number_overflows_from_a_score_of_minus_16_down() -> None:
    lowest = torch.finfo(torch.float16).min
    last = torch.nextafter(torch.tensor(-16.0, dtype=torch.float16), torch.tensor(0.0, dtype=torch.float16))
    scores = torch.stack([last, torch.tensor(-16.0, dtype=torch.float16)])[:, None].expand(2, 3)  # (T, S)
    for added in (scores + lowest, scores + torch.full_like(scores, lowest)):
        assert added[0].isfinite().all()
        assert added[1].isneginf().all()
        weights = added.softmax(-1)
        torch.testing.assert_close(weights[0].float(), torch.full((3,), 1 / 3), atol=1e-3, rtol=0)
        assert weights[1].isnan().all()
    written = scores.masked_fill(torch.ones(2, 3, dtype=torch.bool), lowest).softmax(-1)
    assert written.isfinite().all()


def test_in_float16_minus_1e9_is_refused_by_masked_fill_and_infinite_as_a_tensor() -> None:
    scores = torch.zeros(3, dtype=torch.float16)
    with pytest.raises(RuntimeError, match="without overflow"):
        scores.masked_fill(torch.ones(3, dtype=torch.bool), -1e9)
    assert torch.tensor(-1e9, dtype=torch.float16).isneginf()
    assert scores.float().masked_fill(torch.ones(3, dtype=torch.bool), -1e9).isfinite().all()
