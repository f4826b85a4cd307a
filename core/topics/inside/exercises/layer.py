"""What a learner repairs and fills in of an encoder layer: add & norm, and the layer as a whole."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property
from core.nn.encoder import Weights
from core.nn.encoder_shape import EncoderShape


def linear_of(x: Tensor, weights: dict[str, Tensor], name: str) -> Tensor:
    """x Wᵀ + b, with the weight and bias of that name."""
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm_of(x: Tensor, weights: dict[str, Tensor], name: str, epsilon: float) -> Tensor:
    """LayerNorm with the γ and β of that name."""
    gain, shift = weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]
    return F.layer_norm(x, gain.shape, gain, shift, epsilon)


def add_and_norm(
    x: Float[Tensor, "B T D"],
    change: Float[Tensor, "B T D"],
    gain: Float[Tensor, "D"],
    shift: Float[Tensor, "D"],
    epsilon: float,
) -> Float[Tensor, "B T D"]:
    """Post-norm, as in BERT: the sublayer's change is added to x, and the sum goes through LayerNorm."""
    return F.layer_norm(x + change, gain.shape, gain, shift, epsilon)  # (B, T, D)


def encoder_layer(
    x: Float[Tensor, "B T D"],
    mask: Int[Tensor, "B T"],
    weights: dict[str, Tensor],
    heads: int,
    epsilon: float,
) -> Float[Tensor, "B T D"]:
    """Self-attention, add & norm, feed-forward, add & norm; weights have the checkpoint's names."""
    parts = [linear_of(x, weights, f"attention.self.{part}") for part in ("query", "key", "value")]
    q, k, v = (part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in parts)  # (B, H, T, K) each
    allowed = mask[:, None, None, :] == 1  # (B, 1, 1, T)
    context = F.scaled_dot_product_attention(q, k, v, attn_mask=allowed)  # (B, H, T, K)
    joined = context.transpose(1, 2).flatten(2)  # (B, T, D)
    change = linear_of(joined, weights, "attention.output.dense")  # (B, T, D)
    x = norm_of(x + change, weights, "attention.output", epsilon)  # (B, T, D)
    wide = F.gelu(linear_of(x, weights, "intermediate.dense"))  # (B, T, F)
    change = linear_of(wide, weights, "output.dense")  # (B, T, D)
    return norm_of(x + change, weights, "output", epsilon)  # (B, T, D)


def _norm_before(x: Tensor, change: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return F.layer_norm(x, gain.shape, gain, shift, epsilon) + change


def _norm_of_change(x: Tensor, change: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return x + F.layer_norm(change, gain.shape, gain, shift, epsilon)


def _no_residual(x: Tensor, change: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return F.layer_norm(change, gain.shape, gain, shift, epsilon)


def _no_norm(x: Tensor, change: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return x + change


def context_of(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int) -> Tensor:
    parts = [linear_of(x, weights, f"attention.self.{part}") for part in ("query", "key", "value")]
    q, k, v = (part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in parts)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :] == 1)


def change_of(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int) -> Tensor:
    joined = context_of(x, mask, weights, heads).transpose(1, 2).flatten(2)
    return linear_of(joined, weights, "attention.output.dense")


def widened(x: Tensor, weights: dict[str, Tensor]) -> Tensor:
    return linear_of(F.gelu(linear_of(x, weights, "intermediate.dense")), weights, "output.dense")


def _pre_norm(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float) -> Tensor:
    x = x + change_of(norm_of(x, weights, "attention.output", epsilon), mask, weights, heads)
    return x + widened(norm_of(x, weights, "output", epsilon), weights)


def _norm_of_changes(
    x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float
) -> Tensor:
    x = x + norm_of(change_of(x, mask, weights, heads), weights, "attention.output", epsilon)
    return norm_of(x + widened(x, weights), weights, "output", epsilon)


def _change_alone(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float) -> Tensor:
    x = norm_of(change_of(x, mask, weights, heads), weights, "attention.output", epsilon)
    return norm_of(x + widened(x, weights), weights, "output", epsilon)


def _heads_mixed(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float) -> Tensor:
    joined = context_of(x, mask, weights, heads).reshape(x.shape)
    change = linear_of(joined, weights, "attention.output.dense")
    x = norm_of(x + change, weights, "attention.output", epsilon)
    return norm_of(x + widened(x, weights), weights, "output", epsilon)


def _everything_seen(
    x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float
) -> Tensor:
    x = norm_of(x + change_of(x, torch.ones_like(mask), weights, heads), weights, "attention.output", epsilon)
    return norm_of(x + widened(x, weights), weights, "output", epsilon)


def _relu(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float) -> Tensor:
    x = norm_of(x + change_of(x, mask, weights, heads), weights, "attention.output", epsilon)
    change = linear_of(F.relu(linear_of(x, weights, "intermediate.dense")), weights, "output.dense")
    return norm_of(x + change, weights, "output", epsilon)


def _no_bend(x: Tensor, mask: Tensor, weights: dict[str, Tensor], heads: int, epsilon: float) -> Tensor:
    x = norm_of(x + change_of(x, mask, weights, heads), weights, "attention.output", epsilon)
    change = linear_of(linear_of(x, weights, "intermediate.dense"), weights, "output.dense")
    return norm_of(x + change, weights, "output", epsilon)


def _sums() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, D in ((2, 3, 6), (1, 4, 8)):
        shapes = ((B, T, D), (B, T, D), (D,), (D,))
        yield *(torch.randn(shape, generator=generator) for shape in shapes), 1e-12


def _layers() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, D, width, heads in ((2, 5, 8, 12, 2), (1, 4, 12, 7, 3)):
        shapes = {f"attention.self.{part}": (D, D) for part in ("query", "key", "value")}
        shapes |= {"attention.output.dense": (D, D), "intermediate.dense": (width, D)}
        shapes |= {"output.dense": (D, width)}
        weights = {
            f"{name}.weight": torch.randn(shape, generator=generator) / 2 for name, shape in shapes.items()
        }
        weights |= {
            f"{name}.bias": torch.randn(shape[0], generator=generator) for name, shape in shapes.items()
        }
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.randn(2, D, generator=generator)
        mask = (torch.arange(T) < T - 1).long().expand(B, T)
        yield torch.randn(B, T, D, generator=generator), mask, weights, heads, 1e-12


def _drawn(draw: Draw) -> Arguments:
    T, D = draw.size(), draw.size(2, 3)
    return draw.numbers(1, T, D), draw.numbers(1, T, D), torch.ones(D), torch.zeros(D), 1e-5


def _centred(call: Callable[..., Tensor], x: Tensor, change: Tensor, *others: Tensor) -> bool:
    """Without stretch and shift, each token's numbers have mean 0."""
    D = x.shape[-1]
    result = call(x, change, torch.ones(D), torch.zeros(D), 1e-5)
    return torch.allclose(result.mean(dim=-1), torch.zeros(x.shape[:-1]), atol=1e-4)


def _in_two_halves(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Arguments:
    """What LayerNorm gets, as a sum."""
    return x * 0.25, x * 0.75, gain, shift, epsilon


def _shape_as_numbers(x: Tensor, mask: Tensor, weights: Weights, shape: EncoderShape) -> Arguments:
    return x, mask, weights, shape.heads, shape.epsilon


EXERCISES = (
    Exercise(
        name="inside.add_and_norm",
        rung="repair",
        solution=add_and_norm,
        examples=_sums,
        wrong="norm_of_change",
        mistakes=(
            Mistake("norm_of_change", _norm_of_change),
            Mistake("norm_before", _norm_before),
            Mistake("no_residual", _no_residual),
            Mistake("no_norm", _no_norm),
        ),
        properties=(Property("centred", _centred),),
        drawn=_drawn,
        twin="layer_norm",
        adapted=_in_two_halves,
        absolute=1e-5,
        hints=2,
    ),
    Exercise(
        name="inside.encoder_layer",
        rung="fill",
        solution=encoder_layer,
        examples=_layers,
        blanks=(
            "mask[:, None, None, :] == 1",
            "context.transpose(1, 2).flatten(2)",
            'norm_of(x + change, weights, "attention.output", epsilon)',
            'F.gelu(linear_of(x, weights, "intermediate.dense"))',
        ),
        mistakes=(
            Mistake("pre_norm", _pre_norm),
            Mistake("norm_of_changes", _norm_of_changes),
            Mistake("change_alone", _change_alone),
            Mistake("heads_mixed", _heads_mixed),
            Mistake("everything_seen", _everything_seen),
            Mistake("relu", _relu),
            Mistake("no_bend", _no_bend),
        ),
        twin="encoder_layer",
        adapted=_shape_as_numbers,
        given=(linear_of, norm_of),
        absolute=1e-5,
        hints=4,
    ),
)
