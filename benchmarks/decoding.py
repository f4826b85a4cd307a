"""`python -m benchmarks.decoding`: our full tree against `model.generate` with the same settings.

4 beams, 20 steps, SmolLM2 with its end token, one thread, the two taking turns; both find the same
sequences, ours keeps every candidate. The last line is the ratio of the medians.
"""

import statistics

import torch

from benchmarks.trace import seconds
from core.models.language_model import Continuation, load_language_model
from core.topics.decoding.concepts.search import Search, beam
from core.topics.decoding.concepts.twins import library_beam, sequences

PROMPT = "The film opens on a quiet street where"
WIDTH, STEPS, ROUNDS, WARM_UP = 4, 20, 9, 1


def main() -> None:
    """Print both medians and their ratio."""
    torch.set_num_threads(1)
    model = load_language_model()
    prompt, ends = model.prompt(PROMPT, STEPS), model.ends

    def ours() -> Search:
        return beam(Continuation(model.network, prompt), WIDTH, STEPS, ends=ends)

    def library() -> torch.Tensor:
        return library_beam(model.network, prompt, WIDTH, STEPS, 1.0, False, list(ends))

    tree = ours().tree
    difference = (sequences(ours(), STEPS) - library()).abs().max().item()
    rounds = [(seconds(library), seconds(ours)) for _ in range(ROUNDS)][WARM_UP:]
    theirs, own = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"same sequences and scores up to {difference:.1e}; {len(tree.nodes)} nodes in the tree")
    print(f"model.generate: {theirs:.2f} s")
    print(f"our full tree:  {own:.2f} s")
    print(f"ratio: {own / theirs:.2f}")


if __name__ == "__main__":
    main()
