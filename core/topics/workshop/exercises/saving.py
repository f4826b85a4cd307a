"""What a learner fills in to keep a model: a safetensors file, written and read again."""

import tempfile
from collections.abc import Iterator

import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake


def save_and_load(tensors: dict[str, Float[Tensor, "..."]]) -> dict[str, Float[Tensor, "..."]]:
    """On the disk in half precision, two bytes a number; back in memory as float32."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.safetensors"
        halves = {name: tensor.half() for name, tensor in tensors.items()}
        save_file(halves, file)
        read = load_file(file)
        return {name: tensor.float() for name, tensor in read.items()}


def _in_full(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.safetensors"
        save_file(tensors, file)
        return load_file(file)


def _brain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.safetensors"
        save_file({name: tensor.bfloat16() for name, tensor in tensors.items()}, file)
        return {name: tensor.float() for name, tensor in load_file(file).items()}


def _whole_numbers(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.safetensors"
        save_file({name: tensor.int() for name, tensor in tensors.items()}, file)
        return {name: tensor.float() for name, tensor in load_file(file).items()}


def _left_in_half(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.safetensors"
        save_file({name: tensor.half() for name, tensor in tensors.items()}, file)
        return load_file(file)


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for D, C in ((3, 2), (5, 3)):
        weight, bias = torch.randn(C, D, generator=generator), torch.randn(C, generator=generator)
        yield ({"classifier.weight": weight, "classifier.bias": bias},)


def _drawn(draw: Draw) -> Arguments:
    return ({"weight": draw.numbers(draw.size(), draw.size()) / 3},)


EXERCISES = (
    Exercise(
        name="workshop.save_and_load",
        rung="fill",
        solution=save_and_load,
        examples=_examples,
        blanks=("tensor.half()", "save_file(halves, file)", "load_file(file)", "tensor.float()"),
        mistakes=(
            Mistake("in_full", _in_full),
            Mistake("brain", _brain),
            Mistake("whole_numbers", _whole_numbers),
            Mistake("left_in_half", _left_in_half),
        ),
        drawn=_drawn,
        hints=3,
    ),
)
