"""A network whose matrices stay in half precision, as its file holds them, and are computed with in float32.

Each number is widened as it is needed, which changes none: half of the memory for the same answers. It costs
little time, since a step of a language model waits for its weights, and half as many bytes have to arrive.
"""

import json
import struct
from pathlib import Path
from threading import local
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

BLOCK = 1 << 20  # numbers that are widened at once: few enough to stay in the processor's cache
ALONE = 32_000  # numbers that torch copies in one thread: waiting for another would take longer
HALVES = {"F16": torch.float16, "BF16": torch.bfloat16}
_buffers = local()  # one for each thread


def half_of(file: Path) -> torch.dtype | None:
    """The half precision of all tensors of a safetensors file; None where any of them has another."""
    with file.open("rb") as opened:
        (length,) = struct.unpack("<Q", opened.read(8))
        header = json.loads(opened.read(length))
    names = {tensor["dtype"] for name, tensor in header.items() if name != "__metadata__"}
    return HALVES.get(names.pop()) if len(names) == 1 else None


def compute_in_float32(network: nn.Module) -> None:
    """Let a network that was loaded in half precision answer in float32; tied matrices stay tied."""
    for name, module in list(network.named_modules()):
        if type(module) is nn.Linear:
            network.set_submodule(name, HalfLinear(module.weight, module.bias))
        elif type(module) is nn.Embedding and module.max_norm is None:
            network.set_submodule(name, HalfEmbedding(module.weight))
        else:
            for parameter in module.parameters(recurse=False):
                parameter.data = parameter.data.float()


class HalfEmbedding(nn.Module):
    """Rows of a table (V, D), in float32; `weight` is a parameter, which several modules may share."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = weight

    def forward(self, ids: Int[Tensor, "*B"]) -> Float[Tensor, "*B D"]:
        return F.embedding(ids, self.weight).float()


class HalfLinear(nn.Module):
    """x Wᵀ + b, where W (N, D) lies in half precision and is widened a few rows at a time."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.weight = weight
        self.bias = None if bias is None else nn.Parameter(bias.detach().float(), requires_grad=False)

    def forward(self, x: Float[Tensor, "*B D"]) -> Float[Tensor, "*B N"]:
        N, D = self.weight.shape
        rows = max(16, BLOCK // D // 16 * 16)
        if torch.is_grad_enabled():  # what is kept for the way back must not be written over
            return F.linear(x, self.weight.float(), self.bias)
        if rows >= N:
            return F.linear(x, _widened(self.weight), self.bias)
        y = x.new_empty(*x.shape[:-1], N)
        for start in range(0, N, rows):
            part = slice(start, start + rows)
            bias = None if self.bias is None else self.bias[part]
            y[..., part] = F.linear(x, _widened(self.weight[part]), bias)
        return y


def _widened(weight: Tensor) -> Tensor:
    """The numbers in float32, in this thread's buffer, until it is used again."""
    buffer: Any = getattr(_buffers, "numbers", None)
    if buffer is None or buffer.numel() < weight.numel():
        with torch.inference_mode(False):  # else it could be used in inference alone
            buffer = _buffers.numbers = torch.empty(max(BLOCK, weight.numel()))
    numbers = buffer[: weight.numel()]
    torch._foreach_copy_(numbers.split(ALONE), weight.view(-1).split(ALONE))
    return numbers.view(weight.shape)
