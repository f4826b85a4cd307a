"""What a learner writes about masked language modelling: what is asked for, and what stands there instead."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.topics.pretraining.twins import TWINS

CALL = next(twin.call for twin in TWINS if twin.name == "corrupt")


def corrupt(
    ids: Int[Tensor, "B T"],
    special: Bool[Tensor, "B T"],
    chances: Float[Tensor, "2 B T"],
    drawn: Int[Tensor, "B T"],
    mask: int,
) -> Int[Tensor, "2 B T"]:
    """Inputs and targets. A token is chosen by chances[0]; what becomes of it is decided by chances[1]."""
    chosen = (chances[0] < 0.15) & ~special  # (B, T)
    hidden = chosen & (chances[1] < 0.8)  # (B, T)
    swapped = chosen & ~hidden & (chances[1] < 0.9)  # (B, T)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))  # (B, T)
    targets = ids.masked_fill(~chosen, -100)  # (B, T)
    return torch.stack([inputs, targets])  # (2, B, T)


def _special_too(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = chances[0] < 0.15
    hidden, swapped = chosen & (chances[1] < 0.8), chosen & (chances[1] >= 0.8) & (chances[1] < 0.9)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))
    return torch.stack([inputs, ids.masked_fill(~chosen, -100)])


def _asked_everywhere(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = (chances[0] < 0.15) & ~special
    hidden, swapped = chosen & (chances[1] < 0.8), chosen & (chances[1] >= 0.8) & (chances[1] < 0.9)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))
    return torch.stack([inputs, ids])


def _hidden_asked_alone(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = (chances[0] < 0.15) & ~special
    hidden, swapped = chosen & (chances[1] < 0.8), chosen & (chances[1] >= 0.8) & (chances[1] < 0.9)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))
    return torch.stack([inputs, ids.masked_fill(~hidden, -100)])


def _asked_after(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = (chances[0] < 0.15) & ~special
    hidden, swapped = chosen & (chances[1] < 0.8), chosen & (chances[1] >= 0.8) & (chances[1] < 0.9)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))
    return torch.stack([inputs, inputs.masked_fill(~chosen, -100)])


def _all_hidden(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = (chances[0] < 0.15) & ~special
    return torch.stack([ids.masked_fill(chosen, mask), ids.masked_fill(~chosen, -100)])


def _none_swapped(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = (chances[0] < 0.15) & ~special
    hidden = chosen & (chances[1] < 0.8)
    swapped = chosen & ~hidden & (chances[1] < 0.1)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))
    return torch.stack([inputs, ids.masked_fill(~chosen, -100)])


def _hidden_swapped(ids: Tensor, special: Tensor, chances: Tensor, drawn: Tensor, mask: int) -> Tensor:
    chosen = (chances[0] < 0.15) & ~special
    hidden, swapped = chosen & (chances[1] < 0.8), chosen & (chances[1] < 0.9)
    inputs = torch.where(swapped, drawn, ids.masked_fill(hidden, mask))
    return torch.stack([inputs, ids.masked_fill(~chosen, -100)])


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T in ((2, 60), (4, 40)):
        ids, drawn = torch.randint(5, 90, (2, B, T), generator=generator)
        special = torch.arange(T).expand(B, T) % 10 == 0
        ids = ids.masked_fill(special, 3)
        yield ids, special, torch.rand(2, B, T, generator=generator), drawn, 4


def _drawn(draw: Draw) -> Arguments:
    T = draw.size()
    chosen, fate = draw.whole(1, T, high=1), draw.whole(1, T, high=2)
    chances = torch.stack([torch.tensor([0.5, 0.1])[chosen], torch.tensor([0.5, 0.85, 0.95])[fate]])
    return draw.whole(1, T, low=5, high=7), draw.truths(1, T), chances, torch.full((1, T), 9), 4


def _unasked(call: Callable[..., Tensor], ids: Tensor, *others: Tensor) -> bool:
    """What is not asked for stands there as it was."""
    inputs, targets = call(ids, *others)
    return bool((inputs == ids)[targets == -100].all())


def _as_asked(call: Callable[..., Tensor], ids: Tensor, *others: Tensor) -> bool:
    """What is asked for is the token itself."""
    _, targets = call(ids, *others)
    return bool(((targets == ids) | (targets == -100)).all())


def _chances_of_coins(
    ids: Tensor, special: Tensor, vocabulary: int, mask: int, generator: torch.Generator
) -> Arguments:
    """Numbers by which the same tokens are chosen, hidden and swapped as by the library's coins."""
    own = torch.Generator().manual_seed(generator.initial_seed())
    chosen, hidden, swapped = (
        torch.bernoulli(torch.full(ids.shape, chance), generator=own).bool() for chance in (0.15, 0.8, 0.5)
    )
    ordinary = torch.ones(vocabulary).index_fill(0, special, 0).nonzero()[:, 0]  # (V - N,)
    drawn = ordinary[torch.randint(len(ordinary), ids.shape, generator=own)]  # (B, T)
    within = 0.1 + 0.8 * torch.rand(ids.shape, generator=own)  # (B, T): of the stretch that the coin means
    fate = torch.where(swapped, 0.8 + 0.1 * within, 0.9 + 0.1 * within)  # (B, T)
    fate = torch.where(hidden, 0.8 * within, fate)  # (B, T)
    choice = torch.where(chosen, 0.15 * within, 0.15 + 0.85 * within)  # (B, T)
    return ids, torch.isin(ids, special), torch.stack([choice, fate]), drawn, mask


EXERCISES = (
    Exercise(
        name="pretraining.library",
        rung="choose",
        options=(
            Option("padding", "DataCollatorWithPadding(tokenizer)"),
            Option("dropout", "nn.Dropout(0.15)(ids)"),
            Option("collator", CALL),
            Option("model", "AutoModelForMaskedLM.from_pretrained(folder)"),
        ),
        proof=lambda: CALL,
        twin="corrupt",
        hints=1,
    ),
    Exercise(
        name="pretraining.corrupt",
        rung="write",
        solution=corrupt,
        examples=_examples,
        mistakes=(
            Mistake("special_too", _special_too),
            Mistake("asked_everywhere", _asked_everywhere),
            Mistake("hidden_asked_alone", _hidden_asked_alone),
            Mistake("asked_after", _asked_after),
            Mistake("all_hidden", _all_hidden),
            Mistake("none_swapped", _none_swapped),
            Mistake("hidden_swapped", _hidden_swapped),
        ),
        properties=(Property("unasked", _unasked), Property("as_asked", _as_asked)),
        drawn=_drawn,
        twin="corrupt",
        adapted=_chances_of_coins,
        hints=3,
    ),
)
