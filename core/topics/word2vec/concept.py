"""word2vec from scratch: vocabulary, pairs, both models, both losses, and their gradients by hand.

Both models are one network: the mean of the input vectors, multiplied with all output vectors. CBOW
predicts the centre word from its context, skip-gram one context word from the centre. Here C counts
the input words of an example, K its negative samples, P the examples or pairs.
Sources: Mikolov et al. 2013a (CBOW, skip-gram), 2013b (negative sampling); Rong 2014 (gradients).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import logsigmoid

PADDING = -1  # input id of an empty slot, where an example has fewer than C input words
# Letters with apostrophes inside; digits and marks are left out.
_LETTERS = r"[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_\u3400-\u9fff]+)*"
_CHINESE = r"[\u3400-\u9fff]"
# A Chinese character is a word by itself, unless blanks stand between Chinese words, as in 今天 天气 很 好.
_WORD = re.compile(rf"{_CHINESE}|{_LETTERS}")
_SPACED = re.compile(rf"{_CHINESE}\s+{_CHINESE}")
_SPACED_WORD = re.compile(rf"{_CHINESE}+|{_LETTERS}")
_END = re.compile(r"[.!?。！？\n]+")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The V words of a corpus, the most frequent first, and their counts."""

    words: list[str]
    counts: Int[Tensor, "V"]

    def ids(self, sentence: Sequence[str]) -> list[int]:
        """The ids of a sentence's words; words out of the vocabulary are dropped."""
        id_of = {word: number for number, word in enumerate(self.words)}
        return [id_of[word] for word in sentence if word in id_of]


@dataclass(frozen=True, eq=False)
class RowGradients:
    """A loss (nats) and its gradients, sparse: only for the rows of the matrices that take part.

    `hidden` (B, D) is the gradient with respect to the mean of the input vectors; `rows` (B, N) are the
    indices of the output vectors that were scored, `outputs` (B, N, D) the gradients of those.
    """

    loss: Float[Tensor, ""]
    hidden: Float[Tensor, "B D"]
    rows: Int[Tensor, "B N"]
    outputs: Float[Tensor, "B N D"]


def sentences_of(text: str) -> list[list[str]]:
    """Lower-case words, sentence by sentence; a line end also ends a sentence."""
    sentences = (_words_of(part.lower()) for part in _END.split(text))
    return [words for words in sentences if words]


def _words_of(sentence: str) -> list[str]:
    return (_SPACED_WORD if _SPACED.search(sentence) else _WORD).findall(sentence)


def vocabulary(sentences: Sequence[Sequence[str]], least: int = 1) -> Vocabulary:
    """All words that occur `least` times or more, by count; ties in order of first occurrence."""
    counted = Counter(word for sentence in sentences for word in sentence)
    frequent = [(word, count) for word, count in counted.most_common() if count >= least]
    counts = torch.tensor([count for _, count in frequent], dtype=torch.int64)  # (V,)
    return Vocabulary([word for word, _ in frequent], counts)


def word_counts(sentences: Sequence[Sequence[str]], least: int = 1) -> Int[Tensor, "V"]:
    """The count of each word that occurs `least` times or more, in descending order."""
    return vocabulary(sentences, least).counts


def pairs(ids: Sequence[int], window: int) -> Int[Tensor, "P 2"]:
    """Every pair (centre id, context id) at most `window` positions apart, in reading order."""
    result = [
        (centre, ids[other])
        for position, centre in enumerate(ids)
        for other in range(max(0, position - window), min(len(ids), position + window + 1))
        if other != position
    ]
    return torch.tensor(result, dtype=torch.int64).reshape(-1, 2)  # (P, 2)


def pairs_by_distance(lengths: Iterable[int], window: int) -> dict[int, int]:
    """How many pairs (centre, context) sentences of some lengths have at each distance, −window … window.

    A sentence of n words has n − d pairs at distance d: words at its ends have fewer neighbours.
    """
    known = list(lengths)
    distances = [distance for distance in range(-window, window + 1) if distance]
    return {distance: sum(max(0, n - abs(distance)) for n in known) for distance in distances}


def skipgram_examples(
    sentences: Sequence[Sequence[int]], window: int
) -> tuple[Int[Tensor, "P 1"], Int[Tensor, "P"]]:
    """Skip-gram inputs (the centre) and targets (a context word): one example for each pair.

    Source: Mikolov et al. 2013a, section 3.2.
    """
    result = torch.cat([pairs(ids, window) for ids in sentences] or [pairs([], window)])  # (P, 2)
    return result[:, :1], result[:, 1]


def cbow_examples(
    sentences: Sequence[Sequence[int]], window: int
) -> tuple[Int[Tensor, "P C"], Int[Tensor, "P"]]:
    """CBOW inputs (the context, C = 2 · window, padded) and targets (the centre word).

    One example for each position that has a context. Source: Mikolov et al. 2013a, section 3.1.
    """
    inputs, targets = [], []
    for ids in sentences:
        for position, centre in enumerate(ids):
            before = ids[max(0, position - window) : position]
            context = [*before, *ids[position + 1 : position + window + 1]]
            if context:
                inputs.append(context + [PADDING] * (2 * window - len(context)))
                targets.append(centre)
    return torch.tensor(inputs, dtype=torch.int64).reshape(-1, 2 * window), torch.tensor(targets).long()


def noise(counts: Int[Tensor, "V"], power: float = 0.75) -> Float[Tensor, "V"]:
    """Noise distribution of negative sampling: counts to the power 0.75, normalised to sum 1.

    Source: Mikolov et al. 2013b, section 2.2.
    """
    weights = counts.double() ** power  # (V,)
    return weights / weights.sum()


def hidden(vectors: Float[Tensor, "V D"], inputs: Int[Tensor, "B C"]) -> Float[Tensor, "B D"]:
    """Hidden layer: the mean of an example's input vectors, padding left out; in skip-gram the centre's."""
    real = (inputs != PADDING).to(vectors.dtype)[:, :, None]  # (B, C, 1)
    return (vectors[inputs.clamp(min=0)] * real).sum(dim=1) / real.sum(dim=1)  # (B, D)


def softmax_rows(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
) -> RowGradients:
    """Full softmax: mean cross-entropy over the vocabulary, and its gradients (N = V).

    The gradient with respect to the scores is p − y, the probabilities less the one-hot targets.
    Source: Rong 2014, section 1.
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


def sampled_loss(
    h: Float[Tensor, "B D"],
    outputs: Float[Tensor, "V D"],
    targets: Int[Tensor, "B"],
    negatives: Int[Tensor, "B K"],
) -> Float[Tensor, ""]:
    """Negative sampling's loss alone: mean of −log σ(s_target) − Σ_k log σ(−s_k) (nats).

    Source: Mikolov et al. 2013b, equation 4.
    """
    right = (outputs[targets] * h).sum(dim=-1)  # (B,)
    drawn = (outputs[negatives] * h[:, None]).sum(dim=-1)  # (B, K)
    return -(logsigmoid(right) + logsigmoid(-drawn).sum(dim=-1)).mean()


def sampled_rows(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
    negatives: Int[Tensor, "B K"],
) -> RowGradients:
    """Negative sampling: mean of −log σ(s_target) − Σ_k log σ(−s_k) over K negatives (N = 1 + K).

    The gradient with respect to the scores is σ(s) − y, for 1 + K words instead of V.
    Source: Mikolov et al. 2013b, equation 4.
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
    """Binary cross-entropy of each row's scores (nats), averaged over those whose `mask` is 1.

    Uses max(x, 0) − x·y + log(1 + e^−|x|), which does not overflow.
    """
    each = scores.clamp(min=0) - scores * truth + torch.log1p(torch.exp(-scores.abs()))  # (B, N)
    return (each * mask).sum(dim=1) / mask.sum(dim=1)


def add_rows(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    row_gradients: RowGradients,
    factor: float,
) -> None:
    """Add `factor` times the gradients to both matrices, in place; −learning rate is an SGD step."""
    real = inputs != PADDING  # (B, C)
    d_input = row_gradients.hidden / real.sum(dim=1, keepdim=True)  # (B, D), for each input word
    example, _ = real.nonzero(as_tuple=True)
    vectors.index_add_(0, inputs[real], d_input[example] * factor)
    outputs.index_add_(
        0, row_gradients.rows.reshape(-1), row_gradients.outputs.reshape(-1, outputs.shape[1]) * factor
    )


def softmax_gradients(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
) -> Float[Tensor, "2 V D"]:
    """Dense gradients of the full softmax loss: of the input vectors (0) and the output vectors (1)."""
    gradients = torch.zeros(2, *vectors.shape, dtype=vectors.dtype)  # (2, V, D)
    row_gradients = softmax_rows(vectors, outputs, inputs, targets)
    add_rows(gradients[0], gradients[1], inputs, row_gradients, 1.0)
    return gradients


def sampled_gradients(
    vectors: Float[Tensor, "V D"],
    outputs: Float[Tensor, "V D"],
    inputs: Int[Tensor, "B C"],
    targets: Int[Tensor, "B"],
    negatives: Int[Tensor, "B K"],
) -> Float[Tensor, "2 V D"]:
    """Dense gradients of the negative sampling loss: of the input vectors (0) and the output vectors (1)."""
    gradients = torch.zeros(2, *vectors.shape, dtype=vectors.dtype)  # (2, V, D)
    row_gradients = sampled_rows(vectors, outputs, inputs, targets, negatives)
    add_rows(gradients[0], gradients[1], inputs, row_gradients, 1.0)
    return gradients


def procrustes(points: Float[Tensor, "N D"], reference: Float[Tensor, "N D"]) -> Float[Tensor, "D D"]:
    """Orthogonal Procrustes: the orthogonal R that minimises ‖points R − reference‖ (Frobenius).

    Source: Schönemann 1966.
    """
    left, _, right = torch.linalg.svd(points.T @ reference)
    return left @ right
