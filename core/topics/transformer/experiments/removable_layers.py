"""Which layers of both towers can go: sentences that still come out right with one of them left out.

Sources: Michel et al. 2019 (heads); Fan et al. 2020 (layers, in networks trained for it).
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from torch import Tensor, nn

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, paired, share
from core.models.locate import locate
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.training.evaluate import exact
from core.topics.transformer.translator import load

MODEL = "translator"
SENTENCES: dict[Size, int] = {"small": 12, "full": 600}  # half of them choose, half judge
SPARED = 0.01  # of the sentences, which a layer may cost that can go
WHOLE = "layer"
PARTS = {
    "encoder": {"self": "self_attention", "forward": "narrow"},
    "decoder": {"self": "self_attention", "cross": "cross_attention", "forward": "narrow"},
}


class Nothing(nn.Module):
    """In the place of a part: what comes in goes on, and nothing is added to it."""

    def forward(self, x: Tensor, *_: Tensor | None) -> Tensor:
        """A zero, that is spread over all numbers of what it is added to."""
        return x.new_zeros(1)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Sentences exactly right with all layers, and without each layer and each part of one."""
    phrases = draw(f"{seed}/layers", SENTENCES[size], held_out=True)
    half = len(phrases) // 2
    translator = load(locate(MODEL).folder)
    network: Any = translator.network
    removed: list[dict[str, Any]] = []
    with closing(begin(1 + _count(network))) as progress:
        whole = exact(network, phrases, translator.pieces)  # (N,)
        progress.step()
        for tower, parts in PARTS.items():
            for layer in range(len(getattr(network, tower))):
                for part in (WHOLE, *parts):
                    with _without(network, tower, layer, part):
                        right = exact(network, phrases, translator.pieces)
                    progress.step()
                    removed.append(
                        {
                            "tower": tower,
                            "layer": layer + 1,
                            "part": part,
                            "chosen_by": int(right[:half].sum()),
                            "right": int(right[half:].sum()),
                            "lost": int((whole & ~right)[half:].sum()),
                            "gained": int((right & ~whole)[half:].sum()),
                        }
                    )
    return {"sentences": len(phrases) - half, "whole": int(whole[half:].sum()), "removed": removed}


def _count(network: Any) -> int:
    return sum(len(getattr(network, tower)) * (1 + len(parts)) for tower, parts in PARTS.items())


@contextmanager
def _without(network: Any, tower: str, layer: int, part: str) -> Iterator[None]:
    """The network without a layer of a tower, or without one part of it; its norm stays."""
    layers = getattr(network, tower)
    if part == WHOLE:
        owner, name, kept = network, tower, layers
        less: nn.Module = nn.ModuleList(one for number, one in enumerate(layers) if number != layer)
    else:
        owner, name, less = layers[layer], PARTS[tower][part], Nothing()
        kept = getattr(owner, name)
    setattr(owner, name, less)
    try:
        yield
    finally:
        setattr(owner, name, kept)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if without the decoder layer that costs least surely less than one sentence in a hundred is lost.

    One half of the sentences says which layer that is, the other what it costs. Interval: of the paired
    difference of shares, sentence by sentence.
    """
    total = numbers["sentences"]
    layers = [row for row in numbers["removed"] if row["part"] == WHOLE]
    least = {
        tower: max((row for row in layers if row["tower"] == tower), key=lambda row: int(row["chosen_by"]))
        for tower in PARTS
    }
    cost = paired(least["decoder"]["gained"], least["decoder"]["lost"], total)
    parts = [row for row in numbers["removed"] if row["part"] != WHOLE]
    spared = sum(row["lost"] - row["gained"] <= SPARED * total for row in parts)
    return below(cost, SPARED), {
        "sentences": total,
        "whole": share(numbers["whole"], total),
        "cost": cost,
        "spared": spared,
        "parts": len(parts),
        **{f"{tower}_layer": row["layer"] for tower, row in least.items()},
        **{f"{tower}_right": share(row["right"], total) for tower, row in least.items()},
    }


EXPERIMENT = Experiment("removable_layers", measure, outcome, "paired", models=(MODEL,), needs_sst2=False)
