"""A moving average of the weights: steadier than the last step's own.

Source: Polyak & Juditsky 1992; the exponential form with a warm-up as in Tarvainen & Valpola 2017.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

PREFIX = "average."  # of the averaged weights' names in a checkpoint


class Average:
    """Keeps `average = decay · average + (1 − decay) · weights` beside a model."""

    def __init__(self, model: torch.nn.Module, decay: float) -> None:
        self.model, self.decay, self.steps = model, decay, 0
        self.tensors = {name: tensor.detach().clone() for name, tensor in model.named_parameters()}

    @torch.no_grad()
    def update(self) -> None:
        """Take in the model's present weights; the first steps count more, so that the start is forgotten."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        now = [tensor.detach() for tensor in self.model.parameters()]
        torch._foreach_lerp_(list(self.tensors.values()), now, 1 - decay)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The model with the averaged weights, inside the block only."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint must hold to go on."""
        return {PREFIX + name: tensor for name, tensor in self.tensors.items()}

    def restore(self, state: dict[str, Tensor], steps: int) -> None:
        """Go on from a checkpoint."""
        self.steps = steps
        for name, tensor in self.tensors.items():
            tensor.copy_(state[PREFIX + name])

    @torch.no_grad()
    def _swap(self) -> None:
        for name, parameter in self.model.named_parameters():
            own = parameter.detach().clone()
            parameter.copy_(self.tensors[name])
            self.tensors[name].copy_(own)
