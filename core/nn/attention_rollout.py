"""What attention weights leave out: how long the values are, and what the layers before have mixed.

Source: Abnar & Zuidema 2020 (rollout); Kobayashi et al. 2020 (norms of the transformed values).
"""

import torch
from jaxtyping import Float
from torch import Tensor

RESIDUAL = 0.5  # a layer's output is what came in plus what attention found: half of each


def attention_rollout(attention: Float[Tensor, "L H T T"]) -> Float[Tensor, "L T T"]:
    """Attention rollout: the proportion of each input embedding in each token after each layer.

    Layers are taken to mix tokens only: heads are averaged, half of each token stays where it is (the
    residual connection), and the layers' matrices are multiplied: A_L ⋯ A_2 A_1. Every row adds up to 1.
    Source: Abnar & Zuidema 2020, section 3.
    """
    L, _, T, _ = attention.shape
    mixing = (1 - RESIDUAL) * attention.mean(dim=1) + RESIDUAL * torch.eye(T).to(attention)  # (L, T, T)
    rolled = [mixing[0]]
    for layer in range(1, L):
        rolled.append(mixing[layer] @ rolled[-1])  # (T, T)
    return torch.stack(rolled)  # (L, T, T)


def contribution(
    attention: Float[Tensor, "H T S"], values: Float[Tensor, "H S K"], output_map: Float[Tensor, "D D"]
) -> Float[Tensor, "H T S"]:
    """Norm of the weighted, transformed value of each key for each query and head: ‖A[t, s] · W_o V[s]‖.

    A large attention weight on a short value contributes little. Source: Kobayashi et al. 2020.
    """
    H, _, K = values.shape
    per_head = output_map.unflatten(1, (H, K)).transpose(0, 1)  # (H, D, K): each head's columns of W_o
    lengths = (values @ per_head.transpose(-1, -2)).norm(dim=-1)  # (H, S)
    return attention * lengths[:, None, :]  # (H, T, S)
