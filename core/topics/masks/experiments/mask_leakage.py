"""Change one token: which outputs change? For every mask, in the shipped encoder, after one layer and all."""

from contextlib import closing
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.data.film_sentences import film_sentences
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import exactly
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.nn.encoder import EncoderShape, Weights, encode
from core.topics.masks.concept import KINDS, mask_of, reachable

TOKENS, PADDED, WINDOW = 10, 3, 1
SENTENCES: dict[Size, int] = {"small": 1, "full": 4}
AGAINST_TIME = ("causal", "causal_padding")  # the masks that promise no look ahead


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Largest change of each output t for each changed token s, after the first layer and after the last."""
    folder = locate(MAIN_MODEL).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    config = network.config
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    weights = {name: tensor.detach() for name, tensor in network.state_dict().items()}
    long = [s for s in film_sentences() if len(tokenizer(s)["input_ids"]) >= TOKENS][: SENTENCES[size]]
    rows = [tokenizer(sentence)["input_ids"][:TOKENS] for sentence in long]
    generator = torch.Generator().manual_seed(seed)
    strangers = torch.randint(5, config.vocab_size, (TOKENS,), generator=generator)  # (T,)
    masks: dict[str, dict[str, Any]] = {}
    with closing(begin(len(KINDS))) as progress:
        for name in KINDS:
            real = torch.arange(TOKENS) < (TOKENS - PADDED if name.endswith("padding") else TOKENS)
            table = mask_of(name, real, WINDOW)
            changes = [_changes(torch.tensor(row), strangers, table, weights, shape) for row in rows]
            first, last = torch.stack(changes).amax(dim=0)  # (T, S) each
            masks[name] = _facts(first, last, table, real, shape.layers)
            progress.step()
    return {"tokens": TOKENS, "sentences": len(rows), "layers": shape.layers, "masks": masks}


@torch.inference_mode()
def _changes(
    ids: Int[Tensor, "T"],
    strangers: Int[Tensor, "T"],
    table: Bool[Tensor, "T S"],
    weights: Weights,
    shape: EncoderShape,
) -> Float[Tensor, "2 T S"]:
    """How far each output moves when each token is replaced by another: after one layer, after all."""
    T = len(ids)
    batch = ids.repeat(T + 1, 1)  # (1 + T, T): the sentence, and one exchange each
    batch[range(1, T + 1), range(T)] = strangers
    mask = table.long().expand(T + 1, -1, -1)  # (1 + T, T, S)
    outputs = [
        encode(batch, mask, weights, shape, layers=range(depth)) for depth in (1, shape.layers)
    ]  # (1 + T, T, D) each
    return torch.stack([(x[1:] - x[:1]).abs().amax(dim=-1).T for x in outputs])  # (2, T, S)


def _facts(first: Tensor, last: Tensor, table: Tensor, real: Tensor, layers: int) -> dict[str, Any]:
    """What JSON can hold of it, beside what the mask promises; padding has no output to speak of."""
    ahead = torch.ones_like(table).triu(1)  # s > t
    outside = ~reachable(table, layers)
    return {
        "first": first.tolist(),
        "last": last.tolist(),
        "allowed": table.tolist(),
        "real": real.tolist(),
        "ahead": last[real][:, real][ahead[real][:, real]].max().item(),
        "outside": max(last[outside & real[:, None]].tolist(), default=0.0),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if nothing leaks ahead under the causal masks, and something does under each of the others.

    Exact: outputs are compared to the last bit, and that some move is shown by one that does.
    """
    ahead = {name: masks["ahead"] for name, masks in numbers["masks"].items()}
    tight = all(ahead[name] == 0 for name in AGAINST_TIME)
    rest = [name for name in ahead if name not in AGAINST_TIME]
    # "So far as they should": nothing comes from where no chain of allowed looks leads.
    beyond = max(masks["outside"] for masks in numbers["masks"].values())
    holds = tight and all(ahead[name] > 0 for name in rest) and beyond == 0
    return exactly(holds), {"layers": numbers["layers"], "beyond": beyond, **ahead}


EXPERIMENT = Experiment("mask_leakage", measure, outcome, "exact", models=(MAIN_MODEL,), needs_sst2=False)
