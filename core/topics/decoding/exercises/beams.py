"""What a learner writes about greedy and beam search: one step of each, and the call."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property


def greedy_step(ids: Int[Tensor, "W T"], logits: Float[Tensor, "W T V"]) -> Int[Tensor, "W T+1"]:
    """Each text with one more token: the most likely one after its last."""
    last = logits[:, -1]  # (W, V)
    token = last.argmax(dim=-1, keepdim=True)  # (W, 1)
    return torch.cat([ids, token], dim=-1)  # (W, T+1)


def beam_step(
    totals: Float[Tensor, "W"], log_probs: Float[Tensor, "W V"], width: int
) -> tuple[Float[Tensor, "N"], Int[Tensor, "N"], Int[Tensor, "N"]]:
    """The `width` best continuations of all beams: their totals, which beam each goes on from, its token."""
    scores = totals[:, None] + log_probs  # (W, V)
    best, places = scores.flatten().topk(width)  # (N,) each
    V = log_probs.shape[-1]
    return best, places // V, places % V  # (N,) each


def _first_place(ids: Tensor, logits: Tensor) -> Tensor:
    return torch.cat([ids, logits[:, 0].argmax(dim=-1, keepdim=True)], dim=-1)


def _every_place(ids: Tensor, logits: Tensor) -> Tensor:
    return torch.cat([ids, logits.argmax(dim=-1)], dim=-1)


def _token_alone(ids: Tensor, logits: Tensor) -> Tensor:
    return logits[:, -1].argmax(dim=-1, keepdim=True)


def _in_front(ids: Tensor, logits: Tensor) -> Tensor:
    return torch.cat([logits[:, -1].argmax(dim=-1, keepdim=True), ids], dim=-1)


def _least_likely(ids: Tensor, logits: Tensor) -> Tensor:
    return torch.cat([ids, logits[:, -1].argsort(dim=-1)[:, :1]], dim=-1)


Step = tuple[Tensor, Tensor, Tensor]


def _totals_forgotten(totals: Tensor, log_probs: Tensor, width: int) -> Step:
    best, places = log_probs.flatten().topk(width)
    V = log_probs.shape[-1]
    return best, places // V, places % V


def _logarithms_multiplied(totals: Tensor, log_probs: Tensor, width: int) -> Step:
    best, places = (totals[:, None] * log_probs).flatten().topk(width)
    V = log_probs.shape[-1]
    return best, places // V, places % V


def _beams_for_tokens(totals: Tensor, log_probs: Tensor, width: int) -> Step:
    best, places = (totals[:, None] + log_probs).flatten().topk(width)
    V = log_probs.shape[-1]
    return best, places % V, places // V


def _divided_by_width(totals: Tensor, log_probs: Tensor, width: int) -> Step:
    best, places = (totals[:, None] + log_probs).flatten().topk(width)
    return best, places // width, places % width


def _one_of_each_beam(totals: Tensor, log_probs: Tensor, width: int) -> Step:
    best, tokens = log_probs.max(dim=-1)
    return totals + best, torch.arange(len(totals)), tokens


def _width_of_each_beam(totals: Tensor, log_probs: Tensor, width: int) -> Step:
    best, tokens = (totals[:, None] + log_probs).topk(width)
    return best, torch.arange(len(totals))[:, None].expand_as(tokens), tokens


def _numbers(*shape: int) -> Tensor:
    return 2 * torch.randn(*shape, generator=torch.Generator().manual_seed(5))


def _greedy_examples() -> Iterator[Arguments]:
    yield torch.tensor([[5, 0, 3], [1, 4, 4]]), _numbers(2, 3, 6)
    yield torch.tensor([[2, 7, 1, 1]]), _numbers(1, 4, 8)


def _beam_examples() -> Iterator[Arguments]:
    yield torch.tensor([-1.0, -1.5, -4.0]), _numbers(3, 7).log_softmax(dim=-1), 3
    yield torch.tensor([-2.5, -2.0]), _numbers(2, 5).log_softmax(dim=-1), 2


def _unlike(draw: Draw, *shape: int) -> Tensor:
    """Whole numbers and a little more, so that no two are equal and none has to come first."""
    count = torch.Size(shape).numel()
    return draw.numbers(*shape) + torch.arange(count).reshape(shape) / (2 * count)


def _drawn_greedy(draw: Draw) -> Arguments:
    W, T, V = draw.size(), draw.size(), draw.size()
    return draw.whole(W, T, high=V - 1), _unlike(draw, W, T, V)


def _drawn_beam(draw: Draw) -> Arguments:
    W, V = draw.size(), draw.size()
    return draw.numbers(W), _unlike(draw, W, V), draw.size(high=min(3, W * V))


def _text_stays(call: Callable[..., Tensor], ids: Tensor, logits: Tensor) -> bool:
    """What was written stays, and one token comes behind it."""
    longer = call(ids, logits)
    return longer.shape[-1] == ids.shape[-1] + 1 and torch.equal(longer[:, :-1], ids)


def _totals_are_sums(call: Callable[..., Step], totals: Tensor, log_probs: Tensor, width: int) -> bool:
    """Each total is that of the beam it goes on from, and its token's logarithm."""
    best, beams, tokens = call(totals, log_probs, width)
    if beams.max() >= len(totals) or tokens.max() >= log_probs.shape[-1]:
        return False
    return torch.allclose(best, totals[beams] + log_probs[beams, tokens], atol=1e-4)


BEAMS: dict[str, dict[str, Any]] = {
    "model.generate(ids, num_return_sequences=4)": {"num_return_sequences": 4},
    "model.generate(ids, num_beams=4)": {"num_beams": 4},
    "model.generate(ids, num_beams=4, num_return_sequences=4)": {"num_beams": 4, "num_return_sequences": 4},
    "model.generate(ids, num_beams=4, num_return_sequences=4, do_sample=True)": {
        "num_beams": 4,
        "num_return_sequences": 4,
        "do_sample": True,
    },
}


def _call_of_four_beams() -> str:
    """The call that searches by beams, draws nothing, and gives all four back."""
    from transformers import GenerationConfig
    from transformers.generation import GenerationMode

    def fits(settings: dict[str, Any]) -> bool:
        try:
            config = GenerationConfig(**settings)
        except ValueError:  # the library refuses several greedy texts, which would be one and the same
            return False
        return bool(
            config.get_generation_mode() == GenerationMode.BEAM_SEARCH and config.num_return_sequences == 4
        )

    return next(shown for shown, settings in BEAMS.items() if fits(settings))


EXERCISES = (
    Exercise(
        name="decoding.greedy_step",
        rung="write",
        solution=greedy_step,
        examples=_greedy_examples,
        mistakes=(
            Mistake("first_place", _first_place),
            Mistake("every_place", _every_place),
            Mistake("token_alone", _token_alone),
            Mistake("in_front", _in_front),
            Mistake("least_likely", _least_likely),
        ),
        properties=(Property("text", _text_stays),),
        drawn=_drawn_greedy,
        hints=3,
    ),
    Exercise(
        name="decoding.beam_step",
        rung="write",
        solution=beam_step,
        examples=_beam_examples,
        mistakes=(
            Mistake("totals_forgotten", _totals_forgotten),
            Mistake("multiplied", _logarithms_multiplied),
            Mistake("exchanged", _beams_for_tokens),
            Mistake("divided_by_width", _divided_by_width),
            Mistake("one_of_each", _one_of_each_beam),
            Mistake("width_of_each", _width_of_each_beam),
        ),
        properties=(Property("sums", _totals_are_sums),),
        drawn=_drawn_beam,
        hints=3,
    ),
    Exercise(
        name="decoding.beam_call",
        rung="choose",
        options=tuple(
            Option(name, shown) for name, shown in zip(("many", "one", "four", "drawn"), BEAMS, strict=True)
        ),
        proof=_call_of_four_beams,
        twin="decoding.concepts.beam",
        hints=1,
    ),
)
