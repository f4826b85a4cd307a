"""One masked-token guess worked out: from the vector in the hole to the probability of one token."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.encoder import Weights, part_of
from core.nn.layers import gelu, layer_norm, linear


@dataclass(frozen=True)
class Chain:
    """The head's steps at one hole, in float64, for the token `token`."""

    vector: Float[Tensor, "D"]  # the encoder's output in the hole
    dense: Float[Tensor, "D"]
    activated: Float[Tensor, "D"]
    normal: Float[Tensor, "D"]
    embedding: Float[Tensor, "D"]  # the token's row of the table
    bias: float
    logit: float
    largest: float  # logit
    total: float  # sum of all exp(logit - largest)

    @property
    def products(self) -> Float[Tensor, "D"]:
        """What each dimension adds to the logit."""
        return self.normal * self.embedding

    @property
    def probability(self) -> float:
        return float(torch.tensor(self.logit - self.largest, dtype=torch.float64).exp()) / self.total

    @property
    def loss(self) -> float:
        """-ln of the probability, in nats: the loss if this token were the right one."""
        return -float(torch.tensor(self.probability, dtype=torch.float64).log())


@torch.inference_mode()
def work_out(vector: Float[Tensor, "D"], weights: Weights, token: int, epsilon: float) -> Chain:
    """Every step of `mlm_head` for one hole and one token."""
    head = {name: tensor.double() for name, tensor in part_of(weights, "cls.predictions.").items()}
    table = weights["bert.embeddings.word_embeddings.weight"]  # (V, D)
    vector = vector.double()
    dense = linear(vector, head["transform.dense.weight"], head["transform.dense.bias"])  # (D,)
    activated = gelu(dense)
    gain, shift = head["transform.LayerNorm.weight"], head["transform.LayerNorm.bias"]
    normal = layer_norm(activated, gain, shift, epsilon)
    embedding, bias = table[token].double(), head["bias"][token].item()
    logits = table.double() @ normal + head["bias"]  # (V,)
    largest = logits.max()
    total = (logits - largest).exp().sum().item()
    logit = float(normal @ embedding) + bias
    return Chain(vector, dense, activated, normal, embedding, bias, logit, largest.item(), total)
