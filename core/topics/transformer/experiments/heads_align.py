"""Do the heads of cross-attention look at the words that a piece translates?

Source: Och & Ney 2003 (the error rate); Bahdanau et al. 2015, section 5.2.1 (attention as alignment).
"""

from collections.abc import Sequence
from contextlib import closing
from functools import reduce
from operator import add
from typing import Any

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, bootstrap
from core.models.locate import locate
from core.topics.transformer.alignment import Counts
from core.topics.transformer.looks import BAHDANAU, CHANCE, DIAGONAL, WITHOUT_LOOKING, counts_of
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.translator import load

MODELS = ("translator", "translator-bahdanau")
SENTENCES: dict[Size, int] = {"small": 20, "full": 400}
Rows = Sequence[dict[str, Counts]]


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Error rates of every head, of Bahdanau's network and without looking; half of the sentences choose."""
    phrases = draw(f"{seed}/align", SENTENCES[size], held_out=True)
    translators = [load(locate(name).folder) for name in MODELS]
    rows: list[dict[str, Counts]] = []
    with closing(begin(len(phrases))) as progress:
        for phrase in phrases:
            rows.append(counts_of(phrase, *translators))
            progress.step()
    half = len(rows) // 2
    chosen, judged = rows[:half], rows[half:]
    heads = [name for name in rows[0] if name not in (BAHDANAU, *WITHOUT_LOOKING)]
    best = min(heads, key=lambda name: _rate(chosen, name))

    def gain(numbers: Sequence[int]) -> float:
        drawn = [judged[n] for n in numbers]
        return _rate(drawn, DIAGONAL) - _rate(drawn, best)

    better = bootstrap(gain, len(judged), seed)
    return {
        "sentences": len(judged),
        "best": best,
        "rates": {name: _rate(judged, name) for name in rows[0]},
        "gain": [better.value, better.low, better.high],
    }


def _rate(rows: Rows, name: str) -> float:
    """Of all links of these sentences together."""
    return reduce(add, (row[name] for row in rows)).error_rate


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the head that aligns best on one half of the sentences beats the diagonal on the other half.

    Interval: bootstrap over the sentences of that half, of the difference in alignment error rate.
    """
    gain = Estimate(*(100 * end for end in numbers["gain"]))
    rates = numbers["rates"]
    heads = [rate for name, rate in rates.items() if name not in (BAHDANAU, *WITHOUT_LOOKING)]
    return above(gain, 0.0), {
        "gain": gain,
        "best": numbers["best"],
        "rate": rates[numbers["best"]],
        "worst": max(heads),
        "heads": len(heads),
        "beaten": sum(rate < rates[DIAGONAL] for rate in heads),
        **{name: rates[name] for name in (DIAGONAL, CHANCE, BAHDANAU)},
        "sentences": numbers["sentences"],
    }


EXPERIMENT = Experiment("heads_align", measure, outcome, "bootstrap", models=MODELS, needs_sst2=False)
