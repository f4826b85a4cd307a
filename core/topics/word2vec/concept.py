"""word2vec from scratch: vocabulary, pairs, both models, both losses, and their gradients by hand.

Both models are the same network: the mean of some input vectors against all output vectors. CBOW
gives it the context and asks for the centre; skip-gram gives it the centre and asks for one word of
the context. Here C counts the given words of an example, K its negative samples.
Sources: Mikolov et al. 2013a (CBOW, skip-gram), 2013b (negative sampling); Rong 2014 (gradients).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

NOBODY = -1  # fills up the given words of an example that has fewer than others
# A Chinese character by itself, else letters with apostrophes inside; digits and marks are left out.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_\u3400-\u9fff]+)*")
_END = re.compile(r"[.!?。！？\n]+")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The V words of a corpus, the commonest first, and how often each occurs."""

    words: list[str]
    counts: Int[Tensor, "V"]

    def ids(self, sentence: Sequence[str]) -> list[int]:
        """The numbers of a sentence's words; those not in the vocabulary are left out."""
        number = {word: place for place, word in enumerate(self.words)}
        return [number[word] for word in sentence if word in number]


@dataclass(frozen=True, eq=False)
class RowGradients:
    """A loss and its gradients, only for the rows that take part.

    `hidden` (B × D) is the gradient at the mean of the given vectors; `rows` (B × N) are the output rows
    that were scored, `outputs` (B × N × D) their gradients.
    """

    loss: Float[Tensor, ""]
    hidden: Float[Tensor, "B D"]
    rows: Int[Tensor, "B N"]
    outputs: Float[Tensor, "B N D"]


def sentences_of(text: str) -> list[list[str]]:
    """Lower-case words, sentence by sentence; a line end also ends a sentence."""
    found = (_WORD.findall(part.lower()) for part in _END.split(text))
    return [words for words in found if words]


def vocabulary(sentences: Sequence[Sequence[str]], least: int = 1) -> Vocabulary:
    """All words that occur at least so often; equally common ones in order of appearance."""
    counted = Counter(word for sentence in sentences for word in sentence)
    kept = [(word, count) for word, count in counted.most_common() if count >= least]
    counts = torch.tensor([count for _, count in kept], dtype=torch.int64)  # (V,)
    return Vocabulary([word for word, _ in kept], counts)


def word_counts(sentences: Sequence[Sequence[str]], least: int = 1) -> Int[Tensor, "V"]:
    """How often each word of the vocabulary occurs, the commonest first."""
    return vocabulary(sentences, least).counts


def pairs(ids: Sequence[int], window: int) -> Int[Tensor, "P 2"]:
    """(centre, context) for every two words at most `window` places apart, in reading order."""
    found = [
        (centre, ids[other])
        for place, centre in enumerate(ids)
        for other in range(max(0, place - window), min(len(ids), place + window + 1))
        if other != place
    ]
    return torch.tensor(found, dtype=torch.int64).reshape(-1, 2)  # (P, 2)


def skipgram_examples(
    sentences: Sequence[Sequence[int]], window: int
) -> tuple[Int[Tensor, "P 1"], Int[Tensor, "P"]]:
    """Given the centre, asked for one word of its context: one example for each pair."""
    found = torch.cat([pairs(ids, window) for ids in sentences] or [pairs([], window)])  # (P, 2)
    return found[:, :1], found[:, 1]


def cbow_examples(
    sentences: Sequence[Sequence[int]], window: int
) -> tuple[Int[Tensor, "P C"], Int[Tensor, "P"]]:
    """Given the whole context, asked for the centre: one example for each place that has a context."""
    inputs, targets = [], []
    for ids in sentences:
        for place, centre in enumerate(ids):
            context = [*ids[max(0, place - window) : place], *ids[place + 1 : place + window + 1]]
            if context:
                inputs.append(context + [NOBODY] * (2 * window - len(context)))
                targets.append(centre)
    return torch.tensor(inputs, dtype=torch.int64).reshape(-1, 2 * window), torch.tensor(targets).long()


def noise(counts: Int[Tensor, "V"], power: float = 0.75) -> Float[Tensor, "V"]:
    """How likely each word is drawn as a negative sample: its count to the power 0.75, normalised."""
    weights = counts.double() ** power  # (V,)
    return weights / weights.sum()


def hidden(vectors: Float[Tensor, "V D"], inputs: Int[Tensor, "B C"]) -> Float[Tensor, "B D"]:
    """The mean of the given words' input vectors; for skip-gram just the centre's."""
    there = (inputs != NOBODY).to(vectors.dtype)[:, :, None]  # (B, C, 1)
    return (vectors[inputs.clamp(min=0)] * there).sum(dim=1) / there.sum(dim=1)  # (B, D)


def softmax_rows(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
) -> RowGradients:
    """Cross-entropy over the whole vocabulary, averaged: every word is a rival of the right one.

    The gradient at the scores is p − y: what was said less what was asked.
    """
    B, V = len(inputs), len(outputs)
    h = hidden(vectors, inputs)  # (B, D)
    scores = h @ outputs.T  # (B, V)
    logs = scores - scores.logsumexp(dim=-1, keepdim=True)  # (B, V)
    rows = torch.arange(B)
    error = logs.exp()  # (B, V)
    error[rows, targets] -= 1
    error = error / B
    every = torch.arange(V).expand(B, V)  # (B, V)
    return RowGradients(
        -logs[rows, targets].mean(), error @ outputs, every, error[:, :, None] * h[:, None, :]
    )


def sampled_rows(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
    negatives: Int[Tensor, "B K"],
) -> RowGradients:
    """−log σ(right) − Σ log σ(−wrong), averaged: tell the right word from K drawn ones.

    The gradient at the scores is σ − y again, for K + 1 words instead of V.
    """
    h = hidden(vectors, inputs)  # (B, D)
    rows = torch.cat([targets[:, None], negatives], dim=1)  # (B, 1 + K)
    candidates = outputs[rows]  # (B, 1 + K, D)
    scores = (candidates @ h[:, :, None]).squeeze(-1)  # (B, 1 + K)
    truth = torch.zeros_like(scores)
    truth[:, 0] = 1.0
    loss = sigmoid_loss(scores, truth, torch.ones_like(scores)).sum() * rows.shape[1] / len(h)
    error = (scores.sigmoid() - truth) / len(h)  # (B, 1 + K)
    d_hidden = (error[:, None, :] @ candidates).squeeze(1)  # (B, D)
    return RowGradients(loss, d_hidden, rows, error[:, :, None] * h[:, None, :])


def sigmoid_loss(
    scores: Float[Tensor, "B N"], truth: Float[Tensor, "B N"], mask: Float[Tensor, "B N"]
) -> Float[Tensor, "B"]:
    """Binary cross-entropy of each row's scores, averaged over those that the mask lets through.

    log σ(x) = −log(1 + e⁻ˣ), written so that nothing overflows.
    """
    each = scores.clamp(min=0) - scores * truth + torch.log1p(torch.exp(-scores.abs()))  # (B, N)
    return (each * mask).sum(dim=1) / mask.sum(dim=1)


def add_rows(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    found: RowGradients,
    factor: float,
) -> None:
    """Add `factor` times the gradients to both matrices, in place; −rate makes a step downhill."""
    there = inputs != NOBODY  # (B, C)
    share = found.hidden / there.sum(dim=1, keepdim=True)  # (B, D), for each given word
    example, _ = there.nonzero(as_tuple=True)
    vectors.index_add_(0, inputs[there], share[example] * factor)
    outputs.index_add_(0, found.rows.reshape(-1), found.outputs.reshape(-1, outputs.shape[1]) * factor)


def softmax_gradients(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
) -> Float[Tensor, "2 V D"]:
    """The gradients of the full softmax loss in both matrices, one above the other."""
    gradients = torch.zeros(2, *vectors.shape, dtype=vectors.dtype)  # (2, V, D)
    found = softmax_rows(vectors, outputs, inputs, targets)
    add_rows(gradients[0], gradients[1], inputs, found, 1.0)
    return gradients


def sampled_gradients(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
    negatives: Int[Tensor, "B K"],
) -> Float[Tensor, "2 V D"]:
    """The gradients of the negative sampling loss in both matrices, one above the other."""
    gradients = torch.zeros(2, *vectors.shape, dtype=vectors.dtype)  # (2, V, D)
    found = sampled_rows(vectors, outputs, inputs, targets, negatives)
    add_rows(gradients[0], gradients[1], inputs, found, 1.0)
    return gradients


def procrustes(points: Float[Tensor, "N D"], reference: Float[Tensor, "N D"]) -> Float[Tensor, "D D"]:
    """The rotation or reflection R for which points @ R come closest to the reference.

    Source: Schönemann 1966.
    """
    left, _, right = torch.linalg.svd(points.T @ reference)
    return left @ right
