"""How a prediction forms: what the classifier would say after each layer, and what each layer changes."""

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.encoder import EncoderShape, Weights, classify
from core.nn.layers import softmax
from core.trace.encoder_trace import Trace


def stream(trace: Trace, shape: EncoderShape) -> Float[Tensor, "N T D"]:
    """Residual stream: one sentence's hidden states after the embeddings and each layer (N = L + 1)."""
    vectors = [trace.of("embedding_norm"), *(trace.of("output", layer) for layer in range(shape.layers))]
    return torch.cat(vectors)  # (L + 1, T, D)


def probability_by_layer(
    trace: Trace, weights: Weights, shape: EncoderShape, positive: int = 1
) -> Float[Tensor, "N"]:
    """Probability of positive if pooler and classifier read the hidden states of each layer (N = L + 1).

    The head was trained on the last layer only: on earlier ones it shows how close they are to what it
    was trained to read, not what they contain. Source: nostalgebraist 2020 (logit lens).
    """
    logits = classify(stream(trace, shape), weights)  # (L + 1, 2), each layer taken for a sentence
    return softmax(logits)[:, positive]


def stream_norms(trace: Trace, shape: EncoderShape) -> Float[Tensor, "N T"]:
    """Length of each token's vector after the embeddings and after each layer (N = L + 1)."""
    return stream(trace, shape).norm(dim=-1)


def moves(trace: Trace, shape: EncoderShape) -> Float[Tensor, "L T"]:
    """Euclidean distance between each token's hidden state before and after each layer."""
    return stream(trace, shape).diff(dim=0).norm(dim=-1)


def turns(trace: Trace, shape: EncoderShape) -> Float[Tensor, "L T"]:
    """Cosine distance, 1 − cos, between each token's hidden state before and after each layer."""
    vectors = stream(trace, shape)  # (L + 1, T, D)
    return 1 - torch.cosine_similarity(vectors[1:], vectors[:-1], dim=-1)
