"""What a learner writes about next sentence prediction: the pairs, and how the model reads one."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property

Documents = list[list[str]]


def sentence_pairs(
    documents: list[list[str]], coins: list[bool], others: list[str]
) -> list[tuple[str, str, int]]:
    """(first, second, label) for each sentence that has a successor: that one and 0, or another and 1.

    Pair n gets its successor where coins[n] is True, else the sentence others[n].
    """
    pairs: list[tuple[str, str, int]] = []
    for sentences in documents:
        for place in range(len(sentences) - 1):
            number = len(pairs)
            if coins[number]:
                pairs.append((sentences[place], sentences[place + 1], 0))
            else:
                pairs.append((sentences[place], others[number], 1))
    return pairs


def pair_input(first: Int[Tensor, "N"], second: Int[Tensor, "M"], start: int, end: int) -> Int[Tensor, "2 T"]:
    """Ids of [CLS] first [SEP] second [SEP], and below them the segments: 0 to the first [SEP], then 1."""
    start_id, end_id = torch.tensor([start]), torch.tensor([end])  # (1,) each
    ids = torch.cat([start_id, first, end_id, second, end_id])  # (T,)
    segments = torch.zeros_like(ids)  # (T,)
    segments[len(first) + 2 :] = 1
    return torch.stack([ids, segments])  # (2, T)


def _labels_turned(documents: Documents, coins: list[bool], others: list[str]) -> list[Any]:
    pairs: list[Any] = []
    for sentences in documents:
        for place in range(len(sentences) - 1):
            number = len(pairs)
            second = sentences[place + 1] if coins[number] else others[number]
            pairs.append((sentences[place], second, int(coins[number])))
    return pairs


def _coins_turned(documents: Documents, coins: list[bool], others: list[str]) -> list[Any]:
    pairs: list[Any] = []
    for sentences in documents:
        for place in range(len(sentences) - 1):
            number = len(pairs)
            second = others[number] if coins[number] else sentences[place + 1]
            pairs.append((sentences[place], second, int(coins[number])))
    return pairs


def _across_documents(documents: Documents, coins: list[bool], others: list[str]) -> list[Any]:
    sentences = [sentence for document in documents for sentence in document]
    pairs: list[Any] = []
    for place in range(len(sentences) - 1):
        second = sentences[place + 1] if coins[place] else others[place]
        pairs.append((sentences[place], second, int(not coins[place])))
    return pairs


def _every_other(documents: Documents, coins: list[bool], others: list[str]) -> list[Any]:
    pairs: list[Any] = []
    for sentences in documents:
        for place in range(0, len(sentences) - 1, 2):
            number = len(pairs)
            second = sentences[place + 1] if coins[number] else others[number]
            pairs.append((sentences[place], second, int(not coins[number])))
    return pairs


def _counted_anew(documents: Documents, coins: list[bool], others: list[str]) -> list[Any]:
    pairs: list[Any] = []
    for sentences in documents:
        for place in range(len(sentences) - 1):
            second = sentences[place + 1] if coins[place] else others[place]
            pairs.append((sentences[place], second, int(not coins[place])))
    return pairs


def _one_mark(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    ids = torch.cat([torch.tensor([start]), first, torch.tensor([end]), second])
    return torch.stack([ids, (torch.arange(len(ids)) >= len(first) + 2).long()])


def _two_starts(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    start_id, end_id = torch.tensor([start]), torch.tensor([end])
    ids = torch.cat([start_id, first, end_id, start_id, second, end_id])
    return torch.stack([ids, (torch.arange(len(ids)) >= len(first) + 2).long()])


def _mark_in_second(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    start_id, end_id = torch.tensor([start]), torch.tensor([end])
    ids = torch.cat([start_id, first, end_id, second, end_id])
    return torch.stack([ids, (torch.arange(len(ids)) >= len(first) + 1).long()])


def _one_late(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    start_id, end_id = torch.tensor([start]), torch.tensor([end])
    ids = torch.cat([start_id, first, end_id, second, end_id])
    return torch.stack([ids, (torch.arange(len(ids)) >= len(first) + 3).long()])


def _one_segment(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    start_id, end_id = torch.tensor([start]), torch.tensor([end])
    ids = torch.cat([start_id, first, end_id, second, end_id])
    return torch.stack([ids, torch.zeros_like(ids)])


def _from_one(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    start_id, end_id = torch.tensor([start]), torch.tensor([end])
    ids = torch.cat([start_id, first, end_id, second, end_id])
    return torch.stack([ids, (torch.arange(len(ids)) >= len(first) + 2).long() + 1])


def _documents() -> Iterator[Arguments]:
    films = ["A quiet film.", "It takes its time.", "The end is worth it."]
    rain = ["It rained all day.", "We stayed at home.", "In the evening it stopped."]
    strange = ["Bread is cheap.", "The train is late.", "Cats sleep a lot.", "Nobody knows.", "Two and two."]
    yield [films, rain], [True, False, False, True, True], strange
    yield [rain, films[:2], films], [False, True, True, True, False, True, False], [*strange, *strange[:2]]


def _drawn_documents(draw: Draw) -> Arguments:
    sizes = [draw.size() for _ in range(draw.size())]
    documents = [
        [f"{letter}{n + 1}" for n in range(size)] for letter, size in zip("abc", sizes, strict=False)
    ]
    coins = draw.truths(sum(sizes)).tolist()
    return documents, coins, [f"z{n + 1}" for n in range(sum(sizes))]


def _ids() -> Iterator[Arguments]:
    yield torch.tensor([2023, 2003, 2307]), torch.tensor([2748, 1012]), 101, 102
    yield torch.tensor([7]), torch.arange(10, 14), 1, 2


def _drawn_ids(draw: Draw) -> Arguments:
    return draw.whole(draw.size(), low=5, high=8), draw.whole(draw.size(), low=5, high=8), 1, 2


def _as_many(call: Callable[..., list[Any]], documents: Documents, *others: Any) -> bool:
    """Each sentence but a document's last has a pair."""
    return len(call(documents, *others)) == sum(max(0, len(sentences) - 1) for sentences in documents)


EXERCISES = (
    Exercise(
        name="pretraining.pairs",
        rung="write",
        solution=sentence_pairs,
        examples=_documents,
        mistakes=(
            Mistake("labels_turned", _labels_turned),
            Mistake("coins_turned", _coins_turned),
            Mistake("across_documents", _across_documents),
            Mistake("every_other", _every_other),
            Mistake("counted_anew", _counted_anew),
        ),
        properties=(Property("as_many", _as_many),),
        drawn=_drawn_documents,
        hints=3,
    ),
    Exercise(
        name="pretraining.pair_input",
        rung="write",
        solution=pair_input,
        examples=_ids,
        mistakes=(
            Mistake("one_mark", _one_mark),
            Mistake("two_starts", _two_starts),
            Mistake("mark_in_second", _mark_in_second),
            Mistake("one_late", _one_late),
            Mistake("one_segment", _one_segment),
            Mistake("from_one", _from_one),
        ),
        drawn=_drawn_ids,
        twin="pair_input",
        hints=2,
    ),
)
