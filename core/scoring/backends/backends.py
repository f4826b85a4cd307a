"""What computes: token ids in, logits out, each backend behind the same two lines.

`torch-fp32` is the reference. `torch-bf16` is for processors that multiply bfloat16 in hardware.
`onnx-int8` is in `onnx_backend.py`. Which of them scores a file is decided in `choice.py`.
"""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16, FP32, INT8, Backend
from core.scoring.backends.processor import CPUINFO, instruction_sets

if TYPE_CHECKING:
    from core.scoring.backends.bfloat16 import Rounded

# What Linux calls the instructions that multiply bfloat16; without them it is emulated, and slower.
BF16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}


class Torch:
    """The library's own network on so many threads, in float32 or, as under autocast, in bfloat16."""

    def __init__(self, classifier: TransformerClassifier, name: str, count: int) -> None:
        self.name, self._threads = name, count
        self._network = classifier.bare if name == BF16 else classifier.network
        self._told = slice(None) if classifier.classes else classifier.positive
        self._is_bert = self._network.config.model_type == "bert"

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See Backend."""
        import torch

        from core.nn.threads import threads

        with (
            threads(self._threads),
            torch.inference_mode(),
            torch.autocast("cpu", torch.bfloat16, enabled=self.name == BF16),
        ):
            inputs = torch.from_numpy(ids), torch.from_numpy(mask)
            if self.name == BF16 and self._is_bert:
                return np.asarray(self._rounded.logits(*inputs).float().numpy())
            answer = self._network(input_ids=inputs[0], attention_mask=inputs[1])
        return np.asarray(answer.logits.float().numpy())

    @cached_property
    def _rounded(self) -> "Rounded":
        """The same network with its weights in bfloat16, once it is asked."""
        from core.scoring.backends.bfloat16 import Rounded  # needs torch

        return Rounded(self._network)

    def probability(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """See Backend."""
        import torch

        return np.asarray(torch.from_numpy(logits).softmax(-1)[:, self._told].numpy())


def multiplies_bfloat16(processor: Path = CPUINFO) -> bool:
    """Whether this processor has instructions for bfloat16; False where /proc/cpuinfo is missing."""
    return not BF16_FLAGS.isdisjoint(instruction_sets(processor))


def available(name: str) -> bool:
    """Whether a backend can run here, and is meant for this processor."""
    if name == BF16:
        return multiplies_bfloat16()
    return name == FP32 or find_spec("onnxruntime") is not None


def open_backend(name: str, classifier: TransformerClassifier, threads: int) -> Backend:
    """A backend that computes on so many threads. Raises SentiscopeError `backend_missing`."""
    if name == INT8:
        from core.scoring.backends.onnx_backend import Onnx  # needs torch

        return Onnx(classifier, threads)
    return Torch(classifier, name, threads)
