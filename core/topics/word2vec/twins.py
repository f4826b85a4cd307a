"""word2vec's pairs, losses and gradients beside gensim, torch's autograd and scipy."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from core.nn.twin import Twin, documented, in_double
from core.topics.word2vec import concept, minimal

GENSIM = "https://radimrehurek.com/gensim/"
TEXT = "the cat sleeps . the dog sleeps . a cat and a dog play . one ."


def arguments(
    sentences: Sequence[Sequence[str]],
    window: int,
    vectors: Tensor,
    outputs: Tensor,
    inputs: Tensor,
    targets: Tensor,
    negatives: Tensor,
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below, by its name: a corpus, both matrices, and one batch of examples."""
    vocabulary = concept.vocabulary(sentences)
    longest = max(sentences, key=len)
    rows = torch.cat([targets[:, None], negatives], dim=1)  # (B, 1 + K)
    h = concept.hidden(vectors, inputs)  # (B, D)
    scores = torch.einsum("bd,bnd->bn", h, outputs[rows])  # (B, 1 + K)
    truth = torch.zeros_like(scores)
    truth[:, 0] = 1.0
    matrices = (vectors, outputs, inputs, targets)
    return {
        "w2v_counts": ([list(sentence) for sentence in sentences],),
        "w2v_pairs": (vocabulary.ids(longest), window),
        "w2v_contexts": (vocabulary.ids(longest), window),
        "w2v_noise": (vocabulary.counts,),
        "w2v_softmax": matrices,
        "w2v_sampled": (*matrices, negatives),
        "w2v_loss": (h, outputs, targets, negatives),
        "w2v_sigmoid": (scores, truth, torch.ones_like(scores)),
        "procrustes": (vectors, outputs),
    }


def contexts(ids: Sequence[int], window: int) -> Tensor:
    """The inputs of one sentence's CBOW examples."""
    return concept.cbow_examples([ids], window)[0]


def _library_counts(sentences: list[list[str]]) -> Tensor:
    from gensim.models import Word2Vec

    model = Word2Vec(min_count=1, vector_size=1)
    model.build_vocab(sentences)
    return torch.tensor([model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key])


def _frames(ids: Sequence[int], window: int) -> Any:
    """gensim's windows (T, 2 · window + 1) on the ids, with −1 beyond both ends."""
    import numpy as np
    from gensim.utils import strided_windows

    edge = [-1] * window
    return strided_windows(np.array([*edge, *ids, *edge]), 2 * window + 1)


def _library_contexts(ids: Sequence[int], window: int) -> Tensor:
    import numpy as np

    others = np.delete(_frames(ids, window), window, axis=1)  # (T, C)
    order = np.argsort(others < 0, axis=1, kind="stable")  # what is empty comes last
    return torch.from_numpy(np.take_along_axis(others, order, axis=1))


def _library_noise(counts: Tensor) -> Tensor:
    import numpy as np
    from gensim.models import Word2Vec

    model = Word2Vec(min_count=1, vector_size=1, ns_exponent=0.75)
    model.build_vocab_from_freq({str(word): count for word, count in enumerate(counts.tolist())})
    table = model.cum_table.astype(np.float64)  # whole numbers, the last one stands for 1
    return torch.from_numpy(np.diff(table, prepend=0) / table[-1])


def _library_pairs(ids: Sequence[int], window: int) -> Tensor:
    import numpy as np

    result = [
        (frame[window], other)
        for frame in _frames(ids, window)
        for index, other in enumerate(frame)
        if index != window and other >= 0
    ]
    return torch.tensor(np.array(result, dtype=np.int64).reshape(-1, 2))


def _mean(vectors: Tensor, inputs: Tensor) -> Tensor:
    """The mean of the given rows, by torch's own bag of embeddings."""
    flat = [row[row >= 0] for row in inputs]
    starts = torch.tensor([0, *[len(row) for row in flat[:-1]]]).cumsum(0)
    return F.embedding_bag(torch.cat(flat), vectors, starts, mode="mean")


def _by_autograd(loss: Any, vectors: Tensor, outputs: Tensor) -> Tensor:
    leaves = [matrix.clone().requires_grad_(True) for matrix in (vectors, outputs)]
    with torch.inference_mode(False), torch.enable_grad():
        return torch.stack(torch.autograd.grad(loss(*leaves), leaves))


def _library_softmax(vectors: Tensor, outputs: Tensor, inputs: Tensor, targets: Tensor) -> Tensor:
    return _by_autograd(lambda v, u: F.cross_entropy(_mean(v, inputs) @ u.T, targets), vectors, outputs)


def _library_sampled(
    vectors: Tensor, outputs: Tensor, inputs: Tensor, targets: Tensor, negatives: Tensor
) -> Tensor:
    rows = torch.cat([targets[:, None], negatives], dim=1)
    truth = F.one_hot(torch.zeros_like(targets), rows.shape[1]).to(vectors.dtype)

    def loss(v: Tensor, u: Tensor) -> Tensor:
        scores = torch.einsum("bd,bnd->bn", _mean(v, inputs), u[rows])
        return F.binary_cross_entropy_with_logits(scores, truth, reduction="sum") / len(targets)

    return _by_autograd(loss, vectors, outputs)


def _library_loss(h: Tensor, outputs: Tensor, targets: Tensor, negatives: Tensor) -> Tensor:
    scores = torch.einsum("bd,bnd->bn", h, outputs[torch.cat([targets[:, None], negatives], dim=1)])
    truth = F.one_hot(torch.zeros_like(targets), scores.shape[1]).to(scores.dtype)
    return F.binary_cross_entropy_with_logits(scores, truth, reduction="sum") / len(targets)


def _library_sigmoid(scores: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    each = F.binary_cross_entropy_with_logits(scores, truth, weight=mask, reduction="none")
    return each.mean(dim=1) * mask.shape[1] / mask.sum(dim=1)


def _library_procrustes(points: Tensor, reference: Tensor) -> Tensor:
    from scipy.linalg import orthogonal_procrustes

    return torch.from_numpy(orthogonal_procrustes(points.numpy(), reference.numpy())[0])


def _examples(name: str) -> Any:
    def examples() -> Iterator[tuple[Any, ...]]:
        sentences = concept.sentences_of(TEXT)
        vocabulary = concept.vocabulary(sentences)
        numbers = [vocabulary.ids(sentence) for sentence in sentences]
        generator = torch.Generator().manual_seed(3)
        V, D, K = len(vocabulary.words), 5, 4
        for make in (concept.skipgram_examples, concept.cbow_examples):
            inputs, targets = make(numbers, 2)
            vectors, outputs = (torch.randn(V, D, generator=generator) for _ in range(2))
            negatives = torch.randint(0, V, (len(targets), K), generator=generator)
            yield arguments(sentences, 2, vectors, outputs, inputs, targets, negatives)[name]

    return examples


def _masked() -> Iterator[tuple[Any, ...]]:
    yield from _examples("w2v_sigmoid")()
    scores = torch.tensor([[1.1, -2.2, 3.3, -4.4]] * 2)
    truth = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    yield scores, truth, torch.tensor([[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0]])


EXACT = in_double(absolute=1e-12)


def _twin(
    name: str, ours: Callable[..., Tensor], library: Callable[..., Tensor], call: str, **more: Any
) -> Twin:
    return Twin(name, ours, library, call, examples=_examples(name), **more)


TWINS = (
    _twin(
        "w2v_counts",
        concept.word_counts,
        _library_counts,
        "Word2Vec(min_count=1).build_vocab(sentences)",
        **documented("gensim.models.Word2Vec", f"{GENSIM}models/word2vec.html"),
        minimal=minimal.counts,
    ),
    _twin(
        "w2v_pairs",
        concept.pairs,
        _library_pairs,
        "strided_windows(padded_ids, 2 * window + 1)  # the middle with each other",
        **documented("gensim.utils.strided_windows", f"{GENSIM}utils.html"),
    ),
    _twin(
        "w2v_contexts",
        contexts,
        _library_contexts,
        "strided_windows(padded_ids, 2 * window + 1)  # without the middle",
        **documented("gensim.utils.strided_windows", f"{GENSIM}utils.html"),
        shown=(concept.cbow_examples,),
    ),
    _twin(
        "w2v_noise",
        concept.noise,
        _library_noise,
        "Word2Vec(min_count=1, ns_exponent=0.75).build_vocab(sentences)  # then cum_table",
        **documented("gensim.models.Word2Vec", f"{GENSIM}models/word2vec.html"),
        **in_double(absolute=1e-8),  # the table holds whole numbers up to 2³¹
    ),
    _twin(
        "w2v_softmax",
        concept.softmax_gradients,
        _library_softmax,
        "F.cross_entropy(hidden @ outputs.T, asked).backward()",
        **documented("torch.nn.functional.cross_entropy"),
        **EXACT,
        minimal=minimal.softmax_gradients,
    ),
    _twin(
        "w2v_sampled",
        concept.sampled_gradients,
        _library_sampled,
        'F.binary_cross_entropy_with_logits(scores, truth, reduction="sum").backward()',
        **documented("torch.nn.functional.binary_cross_entropy_with_logits"),
        **EXACT,
        minimal=minimal.sampled_gradients,
    ),
    _twin(
        "w2v_loss",
        concept.sampled_loss,
        _library_loss,
        'F.binary_cross_entropy_with_logits(scores, truth, reduction="sum") / B',
        **documented("torch.nn.functional.binary_cross_entropy_with_logits"),
        absolute=1e-6,
    ),
    Twin(
        name="w2v_sigmoid",
        ours=concept.sigmoid_loss,
        library=_library_sigmoid,
        call='F.binary_cross_entropy_with_logits(scores, truth, weight=mask, reduction="none")',
        **documented("torch.nn.functional.binary_cross_entropy_with_logits"),
        examples=_masked,
        absolute=1e-6,
    ),
    _twin(
        "procrustes",
        concept.procrustes,
        _library_procrustes,
        "orthogonal_procrustes(points, reference)",
        **documented("scipy.linalg.orthogonal_procrustes"),
        **EXACT,
    ),
)
