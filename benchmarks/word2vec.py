"""`python -m benchmarks.word2vec`: one step of our word2vec on the page's corpus, against torch's autograd.

The same batch, loss (negative sampling) and plain gradient descent on both sides, one thread, the two
taking turns; the last line is the ratio of the medians.
"""

import statistics
import time

import torch
import torch.nn.functional as F

from core.data.small_corpus import small_corpus
from core.topics.word2vec.concept import sentences_of
from core.topics.word2vec.run import Settings, Word2VecRun

ROUNDS, WARM_UP = 400, 50


class ByAutograd:
    """The same network out of two dense embeddings, as one would write it with torch."""

    def __init__(self, run: Word2VecRun) -> None:
        self.inputs = torch.nn.Embedding.from_pretrained(run.vectors.clone(), freeze=False)
        self.outputs = torch.nn.Embedding.from_pretrained(run.outputs.clone(), freeze=False)
        weights = [self.inputs.weight, self.outputs.weight]
        self.optimizer = torch.optim.SGD(weights, lr=run.settings.rate)

    def step(self, inputs: torch.Tensor, targets: torch.Tensor, negatives: torch.Tensor) -> None:
        h = self.inputs(inputs).mean(dim=1)  # (B, D)
        rows = torch.cat([targets[:, None], negatives], dim=1)  # (B, 1 + K)
        scores = (self.outputs(rows) @ h[:, :, None]).squeeze(-1)  # (B, 1 + K)
        truth = torch.zeros_like(scores)
        truth[:, 0] = 1.0
        self.optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(scores, truth, reduction="sum").backward()
        self.optimizer.step()


def main() -> None:
    """Print both medians and their ratio."""
    torch.set_num_threads(1)
    run = Word2VecRun(sentences_of(small_corpus()), Settings())
    other = ByAutograd(run)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        run.step()
        middle = time.perf_counter()
        other.step(run.inputs[run.batch], run.targets[run.batch], run.negatives)
        times.append((middle - started, time.perf_counter() - middle))
    ours, library = (statistics.median(each) for each in zip(*times[WARM_UP:], strict=True))
    print(f"torch, autograd: {library * 1000:.2f} ms")
    print(f"ours, by hand:   {ours * 1000:.2f} ms")
    print(f"ratio: {ours / library:.2f}")


if __name__ == "__main__":
    main()
