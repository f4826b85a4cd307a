"""What a backend is: token ids in, logits out; the names by which people choose one."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a command's help needs the names alone
    import numpy as np
    from numpy.typing import NDArray

FP32, BF16, INT8 = "torch-fp32", "torch-bf16", "onnx-int8"
NAMES = (FP32, BF16, INT8)


class Backend(Protocol):
    """One way to run a Transformer."""

    name: str

    def logits(self, ids: "NDArray[np.int64]", mask: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """The network's logits (B, C) for rows of ids (B, T); the mask (B, T) is 0 at padding."""
        ...

    def probability(self, logits: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """The probability of positive (B,) that logits (B, 2) come to; of each of other classes (B, C)."""
        ...
