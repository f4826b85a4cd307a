"""What a learner writes about the Transformer: cross-attention, shift right, smoothed labels, Noam's rate."""

import math
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def cross_attention(
    x: Float[Tensor, "T D"],
    memory: Float[Tensor, "S D"],
    query_map: Float[Tensor, "K D"],
    key_map: Float[Tensor, "K D"],
    value_map: Float[Tensor, "K D"],
) -> Float[Tensor, "T K"]:
    """One head of cross-attention: what is written (`x`) looks at what was read (`memory`)."""
    queries, keys, values = x @ query_map.T, memory @ key_map.T, memory @ value_map.T
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])  # (T, S)
    return scores.softmax(dim=-1) @ values  # (T, K)


def shift_right(target: Int[Tensor, "B T"], start: int) -> Int[Tensor, "B T"]:
    """What the decoder reads while it learns to write `target`: `start` first, the last piece missing."""
    first = torch.full_like(target[:, :1], start)  # (B, 1)
    return torch.cat([first, target[:, :-1]], dim=1)  # (B, T)


def label_smoothed_loss(
    logits: Float[Tensor, "N V"], target: Int[Tensor, "N"], smoothing: float
) -> Float[Tensor, ""]:
    """Mean cross-entropy with a target of 1 − ε for the true piece, and ε shared out over all V pieces."""
    log_p = logits.log_softmax(dim=-1)  # (N, V)
    true = log_p[torch.arange(len(target)), target]  # (N,)
    return -((1 - smoothing) * true + smoothing * log_p.mean(dim=-1)).mean()


def noam_rates(steps: Float[Tensor, "N"], width: int, warmup: int) -> Float[Tensor, "N"]:
    """The learning rate of each step, from 1: up in a line for `warmup` steps, then down with the root."""
    return width**-0.5 * torch.minimum(steps**-0.5, steps * warmup**-1.5)


def _attended(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.T / math.sqrt(queries.shape[-1])).softmax(dim=-1) @ values


def _itself(x: Tensor, memory: Tensor, query_map: Tensor, key_map: Tensor, value_map: Tensor) -> Tensor:
    return _attended(x @ query_map.T, x @ key_map.T, x @ value_map.T)


def _turned_round(x: Tensor, memory: Tensor, query_map: Tensor, key_map: Tensor, value_map: Tensor) -> Tensor:
    return _attended(memory @ query_map.T, x @ key_map.T, x @ value_map.T)


def _no_root(x: Tensor, memory: Tensor, query_map: Tensor, key_map: Tensor, value_map: Tensor) -> Tensor:
    queries, keys, values = x @ query_map.T, memory @ key_map.T, memory @ value_map.T
    return (queries @ keys.T).softmax(dim=-1) @ values


def _over_queries(x: Tensor, memory: Tensor, query_map: Tensor, key_map: Tensor, value_map: Tensor) -> Tensor:
    queries, keys, values = x @ query_map.T, memory @ key_map.T, memory @ value_map.T
    return (queries @ keys.T / math.sqrt(queries.shape[-1])).softmax(dim=0) @ values


def _keys_mixed(x: Tensor, memory: Tensor, query_map: Tensor, key_map: Tensor, value_map: Tensor) -> Tensor:
    return _attended(x @ query_map.T, memory @ key_map.T, memory @ key_map.T)


def _nothing_dropped(target: Tensor, start: int) -> Tensor:
    return torch.cat([torch.full_like(target[:, :1], start), target], dim=1)


def _to_the_left(target: Tensor, start: int) -> Tensor:
    return torch.cat([target[:, 1:], torch.full_like(target[:, :1], start)], dim=1)


def _first_replaced(target: Tensor, start: int) -> Tensor:
    replaced = target.clone()
    replaced[:, 0] = start
    return replaced


def _rolled(target: Tensor, start: int) -> Tensor:
    return target.roll(1, dims=1)


def _nats(logits: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    log_p = logits.log_softmax(dim=-1)
    return log_p, log_p[torch.arange(len(target)), target]


def _not_smoothed(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    return -_nats(logits, target)[1].mean()


def _whole_for_true(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    log_p, true = _nats(logits, target)
    return -(true + smoothing * log_p.mean(dim=-1)).mean()


def _sum_of_all(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    log_p, true = _nats(logits, target)
    return -((1 - smoothing) * true + smoothing * log_p.sum(dim=-1)).mean()


def _others_alone(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    log_p, true = _nats(logits, target)
    others = (log_p.sum(dim=-1) - true) / (log_p.shape[1] - 1)
    return -((1 - smoothing) * true + smoothing * others).mean()


def _positive_sign(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    log_p, true = _nats(logits, target)
    return ((1 - smoothing) * true + smoothing * log_p.mean(dim=-1)).mean()


def _larger(steps: Tensor, width: int, warmup: int) -> Tensor:
    return width**-0.5 * torch.maximum(steps**-0.5, steps * warmup**-1.5)


def _no_width(steps: Tensor, width: int, warmup: int) -> Tensor:
    return torch.minimum(steps**-0.5, steps * warmup**-1.5)


def _warmup_to_the_root(steps: Tensor, width: int, warmup: int) -> Tensor:
    return width**-0.5 * torch.minimum(steps**-0.5, steps * warmup**-0.5)


def _falls_in_a_line(steps: Tensor, width: int, warmup: int) -> Tensor:
    return width**-0.5 * torch.minimum(1 / steps, steps * warmup**-1.5)


def _steps(count: int) -> Tensor:
    return torch.arange(1, count + 1, dtype=torch.float32)


def _cross_examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for T, S, D, K in ((3, 5, 8, 4), (4, 2, 6, 3)):
        x, memory = torch.randn(T, D, generator=generator), torch.randn(S, D, generator=generator)
        yield x, memory, *torch.randn(3, K, D, generator=generator)


def _shift_examples() -> Iterator[Arguments]:
    yield torch.tensor([[7, 8, 9, 3]]), 2
    yield torch.tensor([[5, 6, 3], [4, 9, 3]]), 1


def _loss_examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    yield torch.randn(4, 6, generator=generator), torch.tensor([0, 5, 2, 1]), 0.1
    yield torch.randn(2, 3, generator=generator), torch.tensor([1, 2]), 0.3


def _drawn_cross(draw: Draw) -> Arguments:
    T, S, D, K = (draw.size() for _ in range(4))
    return draw.numbers(T, D), draw.numbers(S, D), *(draw.numbers(K, D) for _ in range(3))


def _drawn_loss(draw: Draw) -> Arguments:
    N, V = draw.size(), draw.size(low=2, high=4)
    return draw.numbers(N, V), draw.whole(N, low=0, high=V - 1), draw.one_of((0.1, 0.5))


def _mean_of_memory(
    call: Callable[..., Tensor], x: Tensor, memory: Tensor, query: Tensor, key: Tensor, value: Tensor
) -> bool:
    """With keys of zeros every word gets the same share, so the result is the mean of the values."""
    found = call(x, memory, query, torch.zeros_like(key), value)
    mean = (memory @ value.T).mean(dim=0).expand(len(x), -1)
    return found.shape == mean.shape and torch.allclose(found, mean, atol=1e-4)


def _starts(call: Callable[..., Tensor], target: Tensor, start: int) -> bool:
    """The first column is `start`, and the shape stays."""
    found = call(target, start)
    return found.shape == target.shape and bool((found[:, 0] == start).all())


def _plain_without(call: Callable[..., Tensor], logits: Tensor, target: Tensor, smoothing: float) -> bool:
    """With ε = 0 it is the cross-entropy."""
    return torch.allclose(call(logits, target, 0.0), _not_smoothed(logits, target, 0.0), atol=1e-4)


def _highest_at_warmup(call: Callable[..., Tensor], steps: Tensor, width: int, warmup: int) -> bool:
    """No step's rate is higher than that of the last step of the warm-up."""
    highest = call(torch.tensor([float(warmup)]), width, warmup)
    return bool((call(steps, width, warmup) <= highest + 1e-6).all())


EXERCISES = (
    Exercise(
        name="transformer.cross_attention",
        rung="write",
        solution=cross_attention,
        examples=_cross_examples,
        mistakes=(
            Mistake("itself", _itself),
            Mistake("turned_round", _turned_round),
            Mistake("no_root", _no_root),
            Mistake("over_queries", _over_queries),
            Mistake("keys_mixed", _keys_mixed),
        ),
        properties=(Property("mean", _mean_of_memory),),
        drawn=_drawn_cross,
        twin="cross_attention_head",
        absolute=1e-5,
        hints=3,
    ),
    Exercise(
        name="transformer.shift_right",
        rung="write",
        solution=shift_right,
        examples=_shift_examples,
        mistakes=(
            Mistake("nothing_dropped", _nothing_dropped),
            Mistake("to_the_left", _to_the_left),
            Mistake("first_replaced", _first_replaced),
            Mistake("rolled", _rolled),
        ),
        properties=(Property("starts", _starts),),
        drawn=lambda draw: (draw.whole(draw.size(), draw.size(low=2), low=3, high=9), 2),
        twin="shift_right",
        hints=2,
    ),
    Exercise(
        name="transformer.label_smoothing",
        rung="write",
        solution=label_smoothed_loss,
        examples=_loss_examples,
        mistakes=(
            Mistake("not_smoothed", _not_smoothed),
            Mistake("whole_for_true", _whole_for_true),
            Mistake("sum_of_all", _sum_of_all),
            Mistake("others_alone", _others_alone),
            Mistake("positive_sign", _positive_sign),
        ),
        properties=(Property("plain", _plain_without),),
        drawn=_drawn_loss,
        twin="label_smoothing",
        absolute=1e-5,
        hints=3,
    ),
    Exercise(
        name="transformer.noam",
        rung="write",
        solution=noam_rates,
        examples=lambda: iter(((_steps(30), 64, 10), (_steps(9), 16, 4))),
        mistakes=(
            Mistake("larger", _larger),
            Mistake("no_width", _no_width),
            Mistake("warmup_to_the_root", _warmup_to_the_root),
            Mistake("falls_in_a_line", _falls_in_a_line),
        ),
        properties=(Property("highest", _highest_at_warmup),),
        drawn=lambda draw: (_steps(draw.size(high=6)), draw.size(low=4, high=16), draw.size(low=2, high=3)),
        twin="noam",
        adapted=lambda width, warmup, steps: (_steps(steps), width, warmup),
        hints=2,
    ),
)
