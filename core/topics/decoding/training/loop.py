"""A small Llama that learns to write: rows of whole sentences, the next token of every place, AdamW."""

import math
import random
from collections.abc import Iterator, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Int
from torch import Tensor

from core.jobs.progress import Progress
from core.topics.decoding.training.recipe import HEAD, WriterRecipe
from core.topics.decoding.training.tokens import END, UNKNOWN
from core.training.small.loop import learn, shuffled

BETAS = (0.9, 0.98)
LOWEST = 0.1  # share of the highest learning rate that is left at the end
TRIAL = 5  # steps, after which it is known how long all will take


def new_network(recipe: WriterRecipe, vocabulary: int) -> Any:
    """Llama's architecture, small: RMSNorm, RoPE, SwiGLU, and one table for words read and words written."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(recipe.seed)
    heads = recipe.width // HEAD
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=recipe.width,
            intermediate_size=round(recipe.width * 8 / 3 / HEAD) * HEAD,
            num_hidden_layers=recipe.layers,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            max_position_embeddings=recipe.window,
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=END,
        )
    )


def rows(documents: Sequence[Sequence[Sequence[int]]], window: int, seed: int) -> Int[Tensor, "N T"]:
    """All documents after one another in an order drawn by the seed, in rows of a window's length.

    Each row begins where a sentence does, as prompts do; what of a row's last sentence has no room is left
    out, of another sentence in another order.
    """
    order = random.Random(seed).sample(range(len(documents)), len(documents))
    made: list[list[int]] = []
    row: list[int] = []
    for number in order:
        for sentence in documents[number]:
            row += sentence
            if len(row) >= window:
                made.append(row[:window])
                row = []
    return torch.tensor(made, dtype=torch.long).reshape(-1, window)


def batches(documents: Sequence[Sequence[Sequence[int]]], recipe: WriterRecipe) -> Iterator[Tensor]:
    """Batches (B, T) without end, every epoch in rows of its own."""
    epoch = 0
    while True:
        epoch += 1
        made = rows(documents, recipe.window, recipe.seed + epoch)
        for numbers in shuffled(len(made), min(recipe.batch_size, len(made)), recipe.seed + epoch):
            yield made[numbers]


def steps_of(documents: Sequence[Sequence[Sequence[int]]], recipe: WriterRecipe) -> int:
    """How many steps a training has."""
    tokens = sum(len(sentence) for document in documents for sentence in document)
    whole = max(1, recipe.epochs * tokens // (recipe.batch_size * recipe.window))
    return min(whole, recipe.steps) if recipe.steps else whole


def rate(step: int, steps: int, recipe: WriterRecipe) -> float:
    """The learning rate of a step, from 0: up in a line, down along a cosine."""
    if step < recipe.warmup:
        return recipe.learning_rate * (step + 1) / recipe.warmup
    done = (step - recipe.warmup) / max(1, steps - recipe.warmup)
    return recipe.learning_rate * (LOWEST + (1 - LOWEST) * (1 + math.cos(math.pi * done)) / 2)


def loss_of(network: Any, ids: Int[Tensor, "B T"], hidden: float, generator: torch.Generator) -> Tensor:
    """Mean −log p of each next token, in nats; some tokens are read as [UNK], and none has to be guessed."""
    drawn = torch.rand(ids.shape, generator=generator) < hidden  # (B, T)
    logits = network(input_ids=ids.masked_fill(drawn, UNKNOWN)).logits[:, :-1]  # (B, T − 1, V)
    return F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=UNKNOWN)


def train(
    network: Any, documents: Sequence[Sequence[Sequence[int]]], recipe: WriterRecipe, progress: Progress
) -> list[float]:
    """Change the network's weights; the loss of every step."""
    matrices = [weights for weights in network.parameters() if weights.dim() > 1]
    others = [weights for weights in network.parameters() if weights.dim() < 2]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "weight_decay": recipe.weight_decay},
        {"params": others},
    ]
    optimizer = torch.optim.AdamW(groups, lr=0.0, betas=BETAS, weight_decay=0.0, fused=True)
    generator = torch.Generator().manual_seed(recipe.seed)
    made, losses = batches(documents, recipe), list[float]()
    network.train()
    for step in range(progress.total):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, progress.total, recipe)
        losses.append(learn(network, optimizer, loss_of(network, next(made), recipe.hidden, generator)))
        if (step + 1) % max(1, progress.total // 20):
            progress.step()
        else:
            recent = losses[-max(1, progress.total // 20) :]
            progress.step(loss=sum(recent) / len(recent))
    network.eval()
    return losses
