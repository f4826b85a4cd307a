"""Does beam search translate more sentences rightly than greedy search?"""

from contextlib import closing
from typing import Any

import torch

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, paired, share
from core.models.locate import locate
from core.topics.decoding.concepts.search import beam, greedy
from core.topics.transformer.phrases.sentences import LONGER, draw
from core.topics.transformer.translator import LONGEST, Translator, load, next_log_probs
from core.training.small.vocabulary import END

MODEL = "translator"
SENTENCES: dict[Size, int] = {"small": 6, "full": 150}
WIDTHS = (1, 2, 4, 8)
PENALTY = 1.0
JUDGED = 4  # the width that is compared with greedy


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Which longer sentences come out exactly right, with every width of the beam."""
    phrases = draw(f"{seed}/beam", SENTENCES[size], held_out=True, words=LONGER)
    translator = load(locate(MODEL).folder)
    right: dict[int, list[bool]] = {width: [] for width in WIDTHS}
    with closing(begin(len(phrases))) as progress:
        for phrase in phrases:
            for width in WIDTHS:
                found = search(translator, phrase.english, width)
                right[width].append(translator.write(found) == phrase.translation and found[-1] == END)
            progress.step()
    lost = sum(a and not b for a, b in zip(right[1], right[JUDGED], strict=True))
    gained = sum(b and not a for a, b in zip(right[1], right[JUDGED], strict=True))
    return {
        "sentences": len(phrases),
        "widths": [_scored(width, sum(rows), len(phrases)) for width, rows in right.items()],
        "lost": lost,
        "gained": gained,
    }


def _scored(width: int, right: int, total: int) -> dict[str, Any]:
    accuracy = share(right, total)
    interval = [accuracy.low, accuracy.high]
    return {"width": width, "right": right, "accuracy": accuracy.value, "interval": interval}


@torch.inference_mode()
def search(translator: Translator, words: tuple[str, ...], width: int) -> list[int]:
    """The best sequence that a beam of this width finds; width 1 is greedy search."""
    source = torch.tensor([translator.read(words)])
    real = torch.ones_like(source, dtype=torch.bool)
    memory = translator.network.encode(source, real)

    def log_probs(prefixes: torch.Tensor) -> torch.Tensor:
        return next_log_probs(translator, memory, real, prefixes)

    if width == 1:
        found = greedy(log_probs, LONGEST, ends=[END])
    else:
        found = beam(log_probs, width, LONGEST, ends=[END], length_penalty=PENALTY)
    return found.tree.tokens(found.best[0].node)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if a beam of four gets surely more sentences right than greedy search.

    Interval: of the paired difference of shares, sentence by sentence.
    """
    gain = paired(numbers["lost"], numbers["gained"], numbers["sentences"])
    shares = {row["width"]: share(row["right"], numbers["sentences"]) for row in numbers["widths"]}
    return above(gain, 0.0), {
        "gain": gain,
        "greedy": shares[1],
        "four": shares[JUDGED],
        "eight": shares[8],
        "lost": numbers["lost"],
        "gained": numbers["gained"],
        "sentences": numbers["sentences"],
    }


EXPERIMENT = Experiment("translator_beam", measure, outcome, "paired", models=(MODEL,), needs_sst2=False)
