"""What a learner writes about heads: their shape, cutting, joining, and multi-head attention as a whole."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.exercises.real_model import example

INPUTS = ("query", "key", "value")


def split_heads(x: Float[Tensor, "B T D"], heads: int) -> Float[Tensor, "B H T K"]:
    """Cut each vector into H pieces of K = D / H numbers; the axis of heads comes before the tokens."""
    B, T, D = x.shape
    pieces = x.view(B, T, heads, D // heads)  # (B, T, H, K)
    return pieces.transpose(1, 2)  # (B, H, T, K)


def join_heads(x: Float[Tensor, "B H T K"]) -> Float[Tensor, "B T D"]:
    """Put the pieces of all heads side by side again, token by token: D = H · K."""
    B, H, T, K = x.shape
    pieces = x.transpose(1, 2)  # (B, T, H, K)
    return pieces.reshape(B, T, H * K)  # (B, T, D)


def multi_head(
    x: Float[Tensor, "B T D"], source: Float[Tensor, "B S D"], weights: dict[str, Tensor], heads: int
) -> Float[Tensor, "B T D"]:
    """H attentions side by side: queries of `x`, keys and values of `source`, mixed by the output map."""
    B, T, D = x.shape
    q = F.linear(x, weights["query.weight"], weights["query.bias"])  # (B, T, D)
    k = F.linear(source, weights["key.weight"], weights["key.bias"])  # (B, S, D)
    v = F.linear(source, weights["value.weight"], weights["value.bias"])  # (B, S, D)
    q, k, v = (one.view(B, -1, heads, D // heads).transpose(1, 2) for one in (q, k, v))  # (B, H, …, K)
    context = F.scaled_dot_product_attention(q, k, v)  # (B, H, T, K)
    joined = context.transpose(1, 2).reshape(B, T, D)  # (B, T, D)
    return F.linear(joined, weights["output.weight"], weights["output.bias"])  # (B, T, D)


def _cut_by_view(x: Tensor, heads: int) -> Tensor:
    B, T, D = x.shape
    return x.reshape(B, heads, T, D // heads)


def _tokens_before_heads(x: Tensor, heads: int) -> Tensor:
    B, T, D = x.shape
    return x.reshape(B, T, heads, D // heads)


def _every_hth_number(x: Tensor, heads: int) -> Tensor:
    B, T, D = x.shape
    return x.reshape(B, T, D // heads, heads).permute(0, 3, 1, 2)


def _heads_and_width_exchanged(x: Tensor, heads: int) -> Tensor:
    B, T, D = x.shape
    return x.reshape(B, T, D // heads, heads).transpose(1, 2)


def _turned_round(x: Tensor, heads: int) -> Tensor:
    B, T, D = x.shape
    return x.reshape(B, T, heads, D // heads).permute(0, 2, 3, 1)


def _joined_by_view(x: Tensor) -> Tensor:
    B, H, T, K = x.shape
    return x.reshape(B, T, H * K)


def _numbers_in_turn(x: Tensor) -> Tensor:
    B, H, T, K = x.shape
    return x.permute(0, 2, 3, 1).reshape(B, T, H * K)


def _not_flattened(x: Tensor) -> Tensor:
    return x.transpose(1, 2)


def _mean_of_heads(x: Tensor) -> Tensor:
    return x.mean(dim=1)


def _tokens_side_by_side(x: Tensor) -> Tensor:
    return x.flatten(2)


def _width_for_heads(x: Tensor, source: Tensor, weights: dict[str, Tensor], heads: int) -> Tensor:
    B, T, D = x.shape
    q = F.linear(x, weights["query.weight"], weights["query.bias"])
    k = F.linear(source, weights["key.weight"], weights["key.bias"])
    v = F.linear(source, weights["value.weight"], weights["value.bias"])
    q, k, v = (one.view(B, -1, D // heads, heads).transpose(1, 2) for one in (q, k, v))
    context = F.scaled_dot_product_attention(q, k, v)
    joined = context.transpose(1, 2).reshape(B, T, D)
    return F.linear(joined, weights["output.weight"], weights["output.bias"])


def _values_for_keys(x: Tensor, source: Tensor, weights: dict[str, Tensor], heads: int) -> Tensor:
    B, T, D = x.shape
    q = F.linear(x, weights["query.weight"], weights["query.bias"])
    k = F.linear(source, weights["key.weight"], weights["key.bias"])
    v = F.linear(source, weights["value.weight"], weights["value.bias"])
    q, k, v = (one.view(B, -1, heads, D // heads).transpose(1, 2) for one in (q, k, v))
    context = F.scaled_dot_product_attention(q, v, k)
    joined = context.transpose(1, 2).reshape(B, T, D)
    return F.linear(joined, weights["output.weight"], weights["output.bias"])


def _not_transposed_back(x: Tensor, source: Tensor, weights: dict[str, Tensor], heads: int) -> Tensor:
    B, T, D = x.shape
    q = F.linear(x, weights["query.weight"], weights["query.bias"])
    k = F.linear(source, weights["key.weight"], weights["key.bias"])
    v = F.linear(source, weights["value.weight"], weights["value.bias"])
    q, k, v = (one.view(B, -1, heads, D // heads).transpose(1, 2) for one in (q, k, v))
    context = F.scaled_dot_product_attention(q, k, v)
    joined = context.reshape(B, T, D)
    return F.linear(joined, weights["output.weight"], weights["output.bias"])


def _numbers(*shapes: tuple[int, ...]) -> Iterator[Tensor]:
    generator = torch.Generator().manual_seed(5)
    return (torch.randn(shape, generator=generator) for shape in shapes)


def _split_examples() -> Iterator[Arguments]:
    first, second = _numbers((2, 5, 12), (1, 3, 8))
    yield first, 3
    yield second, 2


def _join_examples() -> Iterator[Arguments]:
    first, second = _numbers((2, 3, 5, 4), (1, 2, 3, 4))
    yield (first,)
    yield (second,)


def _multi_head_examples() -> Iterator[Arguments]:
    for T, S, D, heads in ((5, 4, 12, 3), (3, 6, 8, 2)):
        x, source, *maps = _numbers((2, T, D), (2, S, D), *((D, D) for _ in (*INPUTS, "output")))
        weights = {
            f"{part}.weight": one / D**0.5 for part, one in zip((*INPUTS, "output"), maps, strict=True)
        }
        biases = {f"{part}.bias": torch.linspace(-1, 1, D) for part in (*INPUTS, "output")}
        yield x, source, weights | biases, heads


def _drawn_split(draw: Draw) -> Arguments:
    B, T, H, K = draw.size(high=2), draw.size(), draw.size(), draw.size()
    return draw.numbers(B, T, H * K), H


def _drawn_join(draw: Draw) -> Arguments:
    return (draw.numbers(draw.size(high=2), draw.size(), draw.size(), draw.size()),)


def _drawn_multi_head(draw: Draw) -> Arguments:
    H, K = draw.size(high=2), draw.size(high=2)
    x, source = draw.numbers(1, draw.size(), H * K), draw.numbers(1, draw.size(), H * K)
    weights = {f"{part}.weight": draw.numbers(H * K, H * K) for part in (*INPUTS, "output")}
    return x, source, weights | {f"{part}.bias": draw.numbers(H * K) for part in (*INPUTS, "output")}, H


def _first_head_has_the_first_numbers(call: Callable[..., Tensor], x: Tensor, heads: int) -> bool:
    """Head 0 holds the first K numbers of every token."""
    return torch.equal(call(x, heads)[:, 0], x[..., : x.shape[-1] // heads])


def _token_keeps_its_numbers(call: Callable[..., Tensor], x: Tensor) -> bool:
    """Each token's row holds what its pieces hold, so their sums agree."""
    return torch.allclose(call(x).sum(dim=-1), x.sum(dim=(1, 3)), atol=1e-4)


def _order_of_source(
    call: Callable[..., Tensor], x: Tensor, source: Tensor, weights: dict[str, Tensor], heads: int
) -> bool:
    """The source's tokens in another order: the same result."""
    turned = call(x, source.flip(1), weights, heads)
    return torch.allclose(turned, call(x, source, weights, heads), atol=1e-4)


def _shape_of_heads() -> str:
    return str(tuple(split_heads(torch.zeros(2, 7, 384), 12).shape))


EXERCISES = (
    Exercise(
        name="attention.shape_of_heads",
        rung="choose",
        options=(
            Option("not_moved", "(2, 7, 12, 32)"),
            Option("moved", "(2, 12, 7, 32)"),
            Option("width_first", "(2, 7, 32, 12)"),
            Option("whole", "(2, 12, 7, 384)"),
        ),
        proof=_shape_of_heads,
        twin="split_heads",
        hints=1,
    ),
    Exercise(
        name="attention.split_heads",
        rung="write",
        solution=split_heads,
        examples=_split_examples,
        mistakes=(
            Mistake("cut_by_view", _cut_by_view),
            Mistake("tokens_before_heads", _tokens_before_heads),
            Mistake("every_hth_number", _every_hth_number),
            Mistake("heads_and_width", _heads_and_width_exchanged),
            Mistake("turned_round", _turned_round),
        ),
        properties=(Property("first_head", _first_head_has_the_first_numbers),),
        drawn=_drawn_split,
        twin="split_heads",
        hints=3,
    ),
    Exercise(
        name="attention.join_heads",
        rung="write",
        solution=join_heads,
        examples=_join_examples,
        mistakes=(
            Mistake("joined_by_view", _joined_by_view),
            Mistake("numbers_in_turn", _numbers_in_turn),
            Mistake("not_flattened", _not_flattened),
            Mistake("mean_of_heads", _mean_of_heads),
            Mistake("tokens_side_by_side", _tokens_side_by_side),
        ),
        properties=(Property("own_numbers", _token_keeps_its_numbers),),
        drawn=_drawn_join,
        twin="join_heads",
        hints=3,
    ),
    Exercise(
        name="attention.multi_head",
        rung="fill",
        solution=multi_head,
        examples=_multi_head_examples,
        blanks=(
            "heads, D // heads",
            "F.scaled_dot_product_attention(q, k, v)",
            "context.transpose(1, 2)",
            'weights["output.weight"]',
        ),
        mistakes=(
            Mistake("width_for_heads", _width_for_heads),
            Mistake("values_for_keys", _values_for_keys),
            Mistake("not_transposed_back", _not_transposed_back),
        ),
        properties=(Property("order", _order_of_source),),
        drawn=_drawn_multi_head,
        twin="multi_head",
        absolute=1e-5,
        hints=3,
    ),
    Exercise(
        name="attention.heads_in_the_model",
        rung="use",
        solution=join_heads,
        examples=lambda: iter((example(),)),
        mistakes=(
            Mistake("joined_by_view", _joined_by_view),
            Mistake("numbers_in_turn", _numbers_in_turn),
        ),
        harness="core.exercises.real_model:JOIN_HEADS",
        absolute=1e-5,
        hints=2,
    ),
)
