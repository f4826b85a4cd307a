"""What both models learn from: the shape of the scores, pairs, and contexts."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property


def pairs(ids: list[int], window: int) -> Int[Tensor, "P 2"]:
    """Every pair (centre id, context id) at most `window` words apart, in reading order."""
    found = []
    for centre in range(len(ids)):
        for other in range(max(0, centre - window), min(len(ids), centre + window + 1)):
            if other != centre:
                found.append((ids[centre], ids[other]))
    return torch.tensor(found)  # (P, 2)


def contexts(ids: list[int], window: int) -> Int[Tensor, "T C"]:
    """For each word its context, from which CBOW guesses it: at most `window` words before and behind.

    Rows have C = 2 · `window` places; those left over come last and hold −1.
    """
    rows = []
    for centre in range(len(ids)):
        before = ids[max(0, centre - window) : centre]
        after = ids[centre + 1 : centre + window + 1]
        empty = 2 * window - len(before) - len(after)
        rows.append(before + after + [-1] * empty)
    return torch.tensor(rows)  # (T, C)


def _pairs_after(ids: list[int], window: int) -> Tensor:
    found = []
    for centre in range(len(ids)):
        for other in range(centre + 1, min(len(ids), centre + window + 1)):
            found.append((ids[centre], ids[other]))
    return torch.tensor(found)


def _pairs_with_itself(ids: list[int], window: int) -> Tensor:
    found = []
    for centre in range(len(ids)):
        for other in range(max(0, centre - window), min(len(ids), centre + window + 1)):
            found.append((ids[centre], ids[other]))
    return torch.tensor(found)


def _pairs_turned(ids: list[int], window: int) -> Tensor:
    found = []
    for centre in range(len(ids)):
        for other in range(max(0, centre - window), min(len(ids), centre + window + 1)):
            if other != centre:
                found.append((ids[other], ids[centre]))
    return torch.tensor(found)


def _pairs_end_early(ids: list[int], window: int) -> Tensor:
    found = []
    for centre in range(len(ids)):
        for other in range(max(0, centre - window), min(len(ids), centre + window)):
            if other != centre:
                found.append((ids[centre], ids[other]))
    return torch.tensor(found)


def _pairs_round_the_end(ids: list[int], window: int) -> Tensor:
    found = []
    for centre in range(len(ids)):
        for other in range(centre - window, min(len(ids), centre + window + 1)):
            if other != centre:
                found.append((ids[centre], ids[other]))
    return torch.tensor(found)


def _pairs_of_unlike_words(ids: list[int], window: int) -> Tensor:
    found = []
    for centre in range(len(ids)):
        for other in range(max(0, centre - window), min(len(ids), centre + window + 1)):
            if ids[other] != ids[centre]:
                found.append((ids[centre], ids[other]))
    return torch.tensor(found)


def _contexts_from_the_end(ids: list[int], window: int) -> Tensor:
    rows = []
    for centre in range(len(ids)):
        before = ids[centre - window : centre]
        after = ids[centre + 1 : centre + window + 1]
        empty = 2 * window - len(before) - len(after)
        rows.append(before + after + [-1] * empty)
    return torch.tensor(rows)  # (T, C)


def _contexts_with_centre(ids: list[int], window: int) -> Tensor:
    rows = []
    for centre in range(len(ids)):
        before = ids[max(0, centre - window) : centre]
        after = ids[centre : centre + window]
        rows.append(before + after + [-1] * (2 * window - len(before) - len(after)))
    return torch.tensor(rows)


def _contexts_end_early(ids: list[int], window: int) -> Tensor:
    rows = []
    for centre in range(len(ids)):
        before = ids[max(0, centre - window) : centre]
        after = ids[centre + 1 : centre + window]
        rows.append(before + after + [-1] * (2 * window - len(before) - len(after)))
    return torch.tensor(rows)


def _contexts_filled_with_zero(ids: list[int], window: int) -> Tensor:
    rows = []
    for centre in range(len(ids)):
        row = ids[max(0, centre - window) : centre] + ids[centre + 1 : centre + window + 1]
        rows.append(row + [0] * (2 * window - len(row)))
    return torch.tensor(rows)


def _contexts_filled_in_front(ids: list[int], window: int) -> Tensor:
    rows = []
    for centre in range(len(ids)):
        row = ids[max(0, centre - window) : centre] + ids[centre + 1 : centre + window + 1]
        rows.append([-1] * (2 * window - len(row)) + row)
    return torch.tensor(rows)


def _sentences() -> Iterator[Arguments]:
    """Sentences with a word that stands twice in one window."""
    yield [4, 2, 4, 0, 3, 1], 2
    yield [1, 5, 3, 5, 5, 2, 7, 6], 3


def _drawn_sentence(draw: Draw) -> Arguments:
    return draw.whole(draw.size(2, 4)).tolist(), draw.size(high=2)


def _mutual(call: Callable[..., Tensor], ids: list[int], window: int) -> bool:
    """Whoever is in my window has me in theirs."""
    found = [tuple(pair) for pair in call(ids, window).tolist()]
    return sorted(found) == sorted((other, centre) for centre, other in found)


def _shape_of_scores() -> str:
    vectors, outputs = torch.empty(5000, 100), torch.empty(5000, 100)
    inputs = torch.zeros(32, 4, dtype=torch.int64)
    return str(tuple((vectors[inputs].mean(dim=1) @ outputs.T).shape))


EXERCISES = (
    Exercise(
        name="word2vec.shape",
        rung="choose",
        options=(
            Option("each", "(32, 4, 5000)"),
            Option("hidden", "(32, 100)"),
            Option("scores", "(32, 5000)"),
            Option("context", "(4, 5000)"),
        ),
        proof=_shape_of_scores,
        hints=1,
    ),
    Exercise(
        name="word2vec.pairs",
        rung="write",
        solution=pairs,
        examples=_sentences,
        mistakes=(
            Mistake("after_only", _pairs_after),
            Mistake("itself", _pairs_with_itself),
            Mistake("turned", _pairs_turned),
            Mistake("end_early", _pairs_end_early),
            Mistake("round_the_end", _pairs_round_the_end),
            Mistake("unlike_words", _pairs_of_unlike_words),
        ),
        properties=(Property("mutual", _mutual),),
        drawn=_drawn_sentence,
        twin="w2v_pairs",
        hints=3,
    ),
    Exercise(
        name="word2vec.contexts",
        rung="repair",
        solution=contexts,
        examples=_sentences,
        wrong="from_the_end",
        mistakes=(
            Mistake("from_the_end", _contexts_from_the_end),
            Mistake("with_centre", _contexts_with_centre),
            Mistake("end_early", _contexts_end_early),
            Mistake("zero", _contexts_filled_with_zero),
            Mistake("in_front", _contexts_filled_in_front),
        ),
        drawn=_drawn_sentence,
        twin="w2v_contexts",
        hints=2,
    ),
)
