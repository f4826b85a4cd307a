"""What a learner writes about sampling: temperature, the filters, and the call."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.topics.decoding.concepts.filters import keep_top_p
from core.topics.decoding.concepts.twins import PROMPT, tiny_network


def next_probabilities(logits: Float[Tensor, "W V"], temperature: float) -> Float[Tensor, "W V"]:
    """What the next token is drawn from: sharper below temperature 1, flatter above."""
    scaled = logits / temperature  # (W, V)
    return scaled.softmax(dim=-1)  # (W, V)


def keep_top_k(logits: Float[Tensor, "W V"], k: int) -> Float[Tensor, "W V"]:
    """The k highest logits of each row, and what ties with the last of them; −∞ in place of all others."""
    highest = logits.topk(min(k, logits.shape[-1])).values  # (W, k)
    threshold = highest[:, -1:]  # (W, 1)
    return logits.masked_fill(logits < threshold, -torch.inf)  # (W, V)


def keep_nucleus(logits: Float[Tensor, "W V"], p: float) -> Float[Tensor, "W V"]:
    """The fewest most likely tokens that make up p or more together; −∞ in place of all others."""
    ranked, order = logits.sort(dim=-1, descending=True)  # (W, V) each
    probabilities = ranked.softmax(dim=-1)  # (W, V)
    before = probabilities.cumsum(dim=-1) - probabilities  # (W, V): of all that are more likely
    cut = torch.zeros_like(before, dtype=torch.bool).scatter(-1, order, before >= p)  # (W, V)
    return logits.masked_fill(cut, -torch.inf)  # (W, V)


def penalise_repetition(
    logits: Float[Tensor, "W V"], seen: Int[Tensor, "W T"], penalty: float
) -> Float[Tensor, "W V"]:
    """Tokens that are in the text already become less likely: their logits go down, whatever the sign."""
    own = logits.gather(-1, seen)  # (W, T)
    lowered = torch.where(own < 0, own * penalty, own / penalty)  # (W, T)
    return logits.scatter(-1, seen, lowered)  # (W, V)


def _divided_after(logits: Tensor, temperature: float) -> Tensor:
    probabilities = logits.softmax(dim=-1)  # (W, V)
    return probabilities / temperature  # (W, V)


def _multiplied(logits: Tensor, temperature: float) -> Tensor:
    return (logits * temperature).softmax(dim=-1)


def _no_effect(logits: Tensor, temperature: float) -> Tensor:
    return logits.softmax(dim=-1)


def _over_texts(logits: Tensor, temperature: float) -> Tensor:
    return (logits / temperature).softmax(dim=0)


def _zero_for_infinity(logits: Tensor, k: int) -> Tensor:
    threshold = logits.topk(min(k, logits.shape[-1])).values[:, -1:]
    return logits.masked_fill(logits < threshold, 0.0)


def _kth_cut(logits: Tensor, k: int) -> Tensor:
    threshold = logits.topk(min(k, logits.shape[-1])).values[:, -1:]
    return logits.masked_fill(logits <= threshold, -torch.inf)


def _values_alone(logits: Tensor, k: int) -> Tensor:
    return logits.topk(min(k, logits.shape[-1])).values


def _best_cut(logits: Tensor, k: int) -> Tensor:
    threshold = logits.topk(min(k, logits.shape[-1])).values[:, -1:]
    return logits.masked_fill(logits >= threshold, -torch.inf)


def _highest_over_texts(logits: Tensor, k: int) -> Tensor:
    threshold = logits.topk(min(k, logits.shape[0]), dim=0).values[-1:]
    return logits.masked_fill(logits < threshold, -torch.inf)


def _one_threshold(logits: Tensor, k: int) -> Tensor:
    threshold = logits.flatten().topk(min(k, logits.numel())).values[-1]
    return logits.masked_fill(logits < threshold, -torch.inf)


def _cut(logits: Tensor, order: Tensor, cut: Tensor) -> Tensor:
    return logits.masked_fill(torch.zeros_like(cut).scatter(-1, order, cut), -torch.inf)


def _crossing_left_out(logits: Tensor, p: float) -> Tensor:
    ranked, order = logits.sort(dim=-1, descending=True)
    return _cut(logits, order, ranked.softmax(dim=-1).cumsum(dim=-1) > p)


def _order_not_undone(logits: Tensor, p: float) -> Tensor:
    probabilities = logits.sort(dim=-1, descending=True).values.softmax(dim=-1)
    return logits.masked_fill(probabilities.cumsum(dim=-1) - probabilities >= p, -torch.inf)


def _left_in_order(logits: Tensor, p: float) -> Tensor:
    ranked = logits.sort(dim=-1, descending=True).values
    probabilities = ranked.softmax(dim=-1)
    return ranked.masked_fill(probabilities.cumsum(dim=-1) - probabilities >= p, -torch.inf)


def _least_likely_kept(logits: Tensor, p: float) -> Tensor:
    ranked, order = logits.sort(dim=-1)
    probabilities = ranked.softmax(dim=-1)
    return _cut(logits, order, probabilities.cumsum(dim=-1) - probabilities >= p)


def _sum_of_logits(logits: Tensor, p: float) -> Tensor:
    ranked, order = logits.sort(dim=-1, descending=True)
    return _cut(logits, order, ranked.cumsum(dim=-1) - ranked >= p)


def _each_by_itself(logits: Tensor, p: float) -> Tensor:
    return logits.masked_fill(logits.softmax(dim=-1) < p, -torch.inf)


def _always_divided(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    return logits.scatter(-1, seen, logits.gather(-1, seen) / penalty)


def _signs_exchanged(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    own = logits.gather(-1, seen)
    return logits.scatter(-1, seen, torch.where(own < 0, own / penalty, own * penalty))


def _added(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    own = logits.gather(-1, seen)
    lowered = torch.where(own < 0, own * penalty, own / penalty)
    return logits.scatter_add(-1, seen, lowered)


def _subtracted(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    return logits.scatter(-1, seen, logits.gather(-1, seen) - penalty)


def _numbers(*shape: int) -> Tensor:
    return 2 * torch.randn(*shape, generator=torch.Generator().manual_seed(5))


def _top_k_examples() -> Iterator[Arguments]:
    yield _numbers(4, 6), 2
    yield _numbers(4, 8), 3


def _nucleus_examples() -> Iterator[Arguments]:
    yield _numbers(3, 6), 0.7
    yield _numbers(4, 8), 0.9


def _repetition_examples() -> Iterator[Arguments]:
    yield _numbers(2, 6), torch.tensor([[0, 3, 3], [1, 2, 5]]), 1.5
    yield _numbers(1, 8), torch.tensor([[2, 7, 1, 6, 0, 3]]), 1.2


def _unlike(draw: Draw, *shape: int) -> Tensor:
    """Whole numbers and a little more, so that no two are equal and none has to come first."""
    count = torch.Size(shape).numel()
    return draw.numbers(*shape) + torch.arange(count).reshape(shape) / (2 * count)


def _drawn_repetition(draw: Draw) -> Arguments:
    W, T, V = draw.size(high=2), draw.size(), draw.size()
    return draw.numbers(W, V), draw.whole(W, T, high=V - 1), draw.one_of((2.0, 1.5))


def _rows(call: Callable[..., Tensor], logits: Tensor, temperature: float) -> bool:
    """Probabilities of a row add up to 1."""
    total = call(logits, temperature).sum(dim=-1)
    return torch.allclose(total, torch.ones_like(total), atol=1e-4)


def _k_are_left(call: Callable[..., Tensor], logits: Tensor, k: int) -> bool:
    """As many tokens as are to be kept can still be drawn."""
    left = call(logits, k).isfinite().sum(dim=-1)
    return bool((left == min(k, logits.shape[-1])).all())


def _fewest(call: Callable[..., Tensor], logits: Tensor, p: float) -> bool:
    """What is left makes up p; without its least likely token it would not."""
    chances = logits.softmax(dim=-1)
    left = call(logits, p).isfinite()
    total = (chances * left).sum(dim=-1)
    least = chances.masked_fill(~left, 1.0).amin(dim=-1)
    return bool(((total >= p - 1e-5) & (total - least < p + 1e-5)).all())


def _never_likelier(call: Callable[..., Tensor], logits: Tensor, seen: Tensor, penalty: float) -> bool:
    """No token that was seen gets a higher logit, and the others keep theirs."""
    after = call(logits, seen, penalty)
    others = torch.ones_like(logits, dtype=torch.bool).scatter(-1, seen, value=False)
    return bool((after <= logits + 1e-5).all()) and torch.equal(after[others], logits[others])


NUCLEUS, TEMPERATURE = 0.9, 0.7
SAMPLING: dict[str, dict[str, Any]] = {
    "model.generate(ids, top_p=0.9, temperature=0.7)": {"top_p": NUCLEUS, "temperature": TEMPERATURE},
    "model.generate(ids, num_beams=4, top_p=0.9)": {"num_beams": 4, "top_p": NUCLEUS},
    "model.generate(ids, do_sample=True, top_p=0.9, temperature=0.7)": {
        "do_sample": True,
        "top_p": NUCLEUS,
        "temperature": TEMPERATURE,
    },
    "model.generate(ids, do_sample=True, top_p=0.9, top_k=0, temperature=0.7)": {
        "do_sample": True,
        "top_p": NUCLEUS,
        "top_k": 0,
        "temperature": TEMPERATURE,
    },
}


def _call_of_the_nucleus() -> str:
    """The call that leaves as many of 100 tokens as the nucleus has, on a random network."""
    from transformers import GenerationConfig

    network = tiny_network(vocab_size=100, initializer_range=0.02)

    def left(settings: dict[str, Any]) -> int:
        config = GenerationConfig(
            max_new_tokens=1, pad_token_id=0, output_scores=True, return_dict_in_generate=True, **settings
        )
        with torch.random.fork_rng():
            output = network.generate(
                PROMPT, attention_mask=torch.ones_like(PROMPT), generation_config=config
            )
        return int(output.scores[0][0].isfinite().sum())

    with torch.inference_mode():
        logits = network(PROMPT).logits[:, -1]  # (1, V)
    wanted = int(keep_top_p(logits / TEMPERATURE, NUCLEUS).isfinite().sum())
    return next(shown for shown, settings in SAMPLING.items() if left(settings) == wanted)


EXERCISES = (
    Exercise(
        name="decoding.temperature",
        rung="repair",
        solution=next_probabilities,
        examples=lambda: iter(((_numbers(3, 5), 0.5), (_numbers(2, 6), 2.0))),
        wrong="divided_after",
        mistakes=(
            Mistake("divided_after", _divided_after),
            Mistake("multiplied", _multiplied),
            Mistake("no_effect", _no_effect),
            Mistake("over_texts", _over_texts),
        ),
        properties=(Property("rows", _rows),),
        drawn=lambda draw: (draw.numbers(draw.size(), draw.size()), draw.one_of((0.5, 2.0))),
        hints=2,
    ),
    Exercise(
        name="decoding.top_k",
        rung="write",
        solution=keep_top_k,
        examples=_top_k_examples,
        mistakes=(
            Mistake("zero_for_infinity", _zero_for_infinity),
            Mistake("kth_cut", _kth_cut),
            Mistake("values_alone", _values_alone),
            Mistake("best_cut", _best_cut),
            Mistake("over_texts", _highest_over_texts),
            Mistake("one_threshold", _one_threshold),
        ),
        properties=(Property("left", _k_are_left),),
        drawn=lambda draw: (_unlike(draw, draw.size(), draw.size()), draw.size(high=4)),
        twin="decoding.concepts.filter_top_k",
        hints=3,
    ),
    Exercise(
        name="decoding.top_p",
        rung="write",
        solution=keep_nucleus,
        examples=_nucleus_examples,
        mistakes=(
            Mistake("crossing_left_out", _crossing_left_out),
            Mistake("order_not_undone", _order_not_undone),
            Mistake("left_in_order", _left_in_order),
            Mistake("least_likely_kept", _least_likely_kept),
            Mistake("sum_of_logits", _sum_of_logits),
            Mistake("each_by_itself", _each_by_itself),
        ),
        properties=(Property("fewest", _fewest),),
        drawn=lambda draw: (_unlike(draw, draw.size(), draw.size()), draw.one_of((0.5, 0.8))),
        twin="decoding.concepts.filter_top_p",
        dtype=torch.float64,  # in float32 two right sums of 49,152 numbers may pass p at another token
        hints=4,
    ),
    Exercise(
        name="decoding.sampling_call",
        rung="choose",
        options=tuple(
            Option(name, shown)
            for name, shown in zip(("greedy", "beams", "fifty", "nucleus"), SAMPLING, strict=True)
        ),
        proof=_call_of_the_nucleus,
        hints=2,
    ),
    Exercise(
        name="decoding.repetition_penalty",
        rung="fill",
        solution=penalise_repetition,
        examples=_repetition_examples,
        blanks=(
            "logits.gather(-1, seen)",
            "own * penalty, own / penalty",
            "logits.scatter(-1, seen, lowered)",
        ),
        mistakes=(
            Mistake("always_divided", _always_divided),
            Mistake("signs_exchanged", _signs_exchanged),
            Mistake("added", _added),
            Mistake("subtracted", _subtracted),
        ),
        properties=(Property("never_likelier", _never_likelier),),
        drawn=_drawn_repetition,
        twin="decoding.concepts.filter_repetition_penalty",
        hints=3,
    ),
)
