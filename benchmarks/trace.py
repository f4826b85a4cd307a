"""`python -m benchmarks.trace`: our traced forward pass against the library's plain one.

128 tokens, the shipped classifier, one thread, the two taking turns; the last line is the ratio of
the medians.
"""

import statistics
import time
from collections.abc import Callable

import torch

from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network
from core.models.locate import locate
from core.nn.encoder import EncoderShape
from core.trace.encoder_trace import trace_classifier

TOKENS, ROUNDS, WARM_UP = 128, 60, 5


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@torch.inference_mode()
def main() -> None:
    """Print both medians and their ratio."""
    torch.set_num_threads(1)
    network = load_network(locate(MAIN_MODEL).folder)
    config, weights = network.config, network.state_dict()
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    ids = torch.randint(1000, 20000, (1, TOKENS), generator=torch.Generator().manual_seed(42))
    mask = torch.ones_like(ids)

    def plain() -> object:
        return network(input_ids=ids, attention_mask=mask)

    def traced() -> object:
        return trace_classifier(ids, mask, weights, shape)

    rounds = [(seconds(plain), seconds(traced)) for _ in range(ROUNDS)][WARM_UP:]
    library, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"library, plain: {library * 1000:.1f} ms")
    print(f"ours, traced:   {ours * 1000:.1f} ms")
    print(f"ratio: {ours / library:.2f}")


if __name__ == "__main__":
    main()
