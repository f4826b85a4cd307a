"""Is one vector between reader and writer a bottleneck? Sentences right by length, of three networks."""

from contextlib import closing
from typing import Any

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, mapped, paired, share
from core.models.locate import locate
from core.topics.transformer.phrases.sentences import LONGER, draw
from core.topics.transformer.training.evaluate import exact
from core.topics.transformer.translator import load

MODELS = {"transformer": "translator", "bahdanau": "translator-bahdanau", "gru": "translator-gru"}
SENTENCES: dict[Size, int] = {"small": 20, "full": 500}
LENGTHS = ((1, 8), (9, 16), (17, 24), LONGER)  # words; the last are more than any learned from
LONGEST_TRAINED = 2  # place of the longest of those that are like the training's


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """For held-out sentences of four ranges of length, which each network writes exactly right."""
    count = SENTENCES[size]
    sets = [draw(f"{seed}/vector/{words[0]}", count, held_out=True, words=words) for words in LENGTHS]
    points: list[dict[str, Any]] = [{"least": least, "most": most} for least, most in LENGTHS]
    right: dict[str, list[Any]] = {kind: [] for kind in MODELS}
    sizes = dict.fromkeys(MODELS, 0)
    with closing(begin(len(MODELS) * len(LENGTHS))) as progress:
        for kind, name in MODELS.items():
            translator = load(locate(name).folder)
            sizes[kind] = sum(weights.numel() for weights in translator.network.parameters())
            for point, phrases in zip(points, sets, strict=True):
                right[kind].append(exact(translator.network, phrases, translator.pieces))  # (N,)
                point[kind] = int(right[kind][-1].sum())
                progress.step()
    with_attention, without = right["bahdanau"][LONGEST_TRAINED], right["gru"][LONGEST_TRAINED]
    lost, gained = (without & ~with_attention).sum(), (with_attention & ~without).sum()
    return {
        "sentences": count,
        "points": points,
        "parameters": sizes,
        "lost": int(lost),
        "gained": int(gained),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if of 17 to 24 words the recurrent network with attention gets more right than the one without.

    Interval: of the paired difference of shares, sentence by sentence.
    """
    total = numbers["sentences"]
    gain = mapped(paired(numbers["lost"], numbers["gained"], total), lambda share: 100 * share)
    facts: dict[str, Any] = {"gain": gain, "sentences": total}
    facts |= {f"{kind}_size": size for kind, size in numbers["parameters"].items()}
    for place, name in ((0, "short"), (LONGEST_TRAINED, "long"), (3, "longer")):
        for kind in MODELS:
            facts[f"{kind}_{name}"] = share(numbers["points"][place][kind], total)
    return above(gain, 0.0), facts


EXPERIMENT = Experiment(
    "one_vector", measure, outcome, "paired", models=tuple(MODELS.values()), needs_sst2=False
)
