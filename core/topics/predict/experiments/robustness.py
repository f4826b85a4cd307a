"""Does the prediction survive changes of a sentence: capitals, typos, "not", "but", length?"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from typing import Any

from core.base.numbers import Estimate
from core.data.labelled import LabelledData, Split
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, difference, every, mapped, paired, share
from core.experiments.samples import accuracy_interval, draw
from core.models.catalog import COMPARED, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.nn.batches import length_sorted_batches

SENTENCES: dict[Size, int | None] = {"small": 120, "full": None}
BATCH = 32
WORDS_A_TYPO = 5
SHORTEST_WITH_TYPO = 4  # letters
CHANGED = ("capitals", "typos")  # all of dev, each sentence changed

NEGATION = re.compile(r"\b(?:not|no|never|nothing|nobody|neither|nor|without)\b|n't\b", re.IGNORECASE)
CONTRAST = re.compile(r"\b(?:but|although|though|despite|however|yet)\b", re.IGNORECASE)

# Sentences made by hand: what each says without "not", and whose opposite it says with it.
PRAISE = ("good", "great", "funny", "moving", "clever", "beautiful", "charming", "gripping", "smart")
BLAME = ("bad", "dull", "boring", "stupid", "awful", "tedious", "weak", "lazy", "ugly")
PLAIN = ("this film is {} .", "the acting is {} .", "it is {} from start to finish .")
NEGATED = ("this film is not {} .", "the acting isn't {} .", "nobody could call it {} .")
GOOD_CLAUSES = ("the acting is superb", "it looks wonderful", "the jokes are funny", "i liked the music")
BAD_CLAUSES = ("the story goes nowhere", "it is far too long", "the script is lazy", "the ending is a mess")


@dataclass(frozen=True)
class Group:
    """Sentences of one kind with their labels; `made` for those written by hand."""

    name: str
    rows: Split
    made: bool = False


def groups(dev: Split, seed: int) -> list[Group]:
    """All kinds, the untouched dev sentences first."""
    middle = sorted(len(sentence.split()) for sentence in dev.sentences)[len(dev) // 2]
    return [
        Group("all", dev),
        Group("short", select(dev, lambda s: len(s.split()) <= middle)),
        Group("long", select(dev, lambda s: len(s.split()) > middle)),
        Group("negation", select(dev, lambda s: NEGATION.search(s) is not None)),
        Group("contrast", select(dev, lambda s: CONTRAST.search(s) is not None)),
        Group("capitals", Split([sentence.upper() for sentence in dev.sentences], dev.labels)),
        Group("typos", with_typos(dev, seed)),
        *by_hand(),
    ]


def select(split: Split, matches: Callable[[str], bool]) -> Split:
    """The rows whose sentence fulfils the condition `matches`."""
    rows = [number for number, sentence in enumerate(split.sentences) if matches(sentence)]
    return Split([split.sentences[n] for n in rows], [split.labels[n] for n in rows])


def with_typos(split: Split, seed: int) -> Split:
    """Two neighbouring letters swapped inside about every fifth word, at least in one per sentence."""
    generator = random.Random(seed)
    return Split([misspell(sentence, generator) for sentence in split.sentences], split.labels)


def misspell(sentence: str, generator: random.Random) -> str:
    """One such typo for every five words; words under four letters are left alone."""
    words = sentence.split()
    open_to_it = [n for n, word in enumerate(words) if len(word) >= SHORTEST_WITH_TYPO and word.isalpha()]
    count = min(len(open_to_it), max(1, len(words) // WORDS_A_TYPO))
    for number in generator.sample(open_to_it, count):
        word = words[number]
        index = generator.randrange(1, len(word) - 2)  # first and last letter stay
        words[number] = word[:index] + word[index + 1] + word[index] + word[index + 2 :]
    return " ".join(words)


def by_hand() -> Iterator[Group]:
    """Plain praise and blame, the same negated, and a clause of each kind joined by "but"."""
    for name, frames, turned in (("plain", PLAIN, False), ("negated", NEGATED, True)):
        cases = [(frame.format(word), good != turned) for good, word, frame in _words(frames)]
        yield _made(name, cases)
    pairs = list(product(GOOD_CLAUSES, BAD_CLAUSES))
    cases = [(f"{good} , but {bad} .", False) for good, bad in pairs]
    cases += [(f"{bad} , but {good} .", True) for good, bad in pairs]
    yield _made("but", cases)


def _words(frames: tuple[str, ...]) -> Iterator[tuple[bool, str, str]]:
    for good, words in ((True, PRAISE), (False, BLAME)):
        yield from ((good, word, frame) for word, frame in product(words, frames))


def _made(name: str, cases: list[tuple[str, bool]]) -> Group:
    return Group(name, Split([text for text, _ in cases], [int(positive) for _, positive in cases]), True)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Accuracy of both shipped classifiers on every kind of sentence."""
    assert data is not None, "this experiment reads SST-2"
    kinds = groups(draw(data.dev, SENTENCES[size], seed), seed)
    models: dict[str, list[dict[str, Any]]] = {}
    with closing(begin(len(COMPARED) * sum(len(kind.rows) for kind in kinds))) as progress:
        for name in COMPARED:
            classifier = load_classifier(name)
            right = {kind.name: _right(classifier, kind, progress) for kind in kinds if len(kind.rows)}
            models[name] = [_accuracy(kind, right[kind.name], right["all"]) for kind in kinds if kind.rows]
    return {"models": models}


def _right(classifier: Any, kind: Group, progress: Any) -> list[bool]:
    """Whether each sentence is told rightly."""
    right = [False] * len(kind.rows)
    for rows in length_sorted_batches([len(sentence) for sentence in kind.rows.sentences], BATCH):
        predictions = classifier.classify([kind.rows.sentences[n] for n in rows])
        for prediction, n in zip(predictions, rows, strict=True):
            right[n] = (prediction.label == "positive") == bool(kind.rows.labels[n])
        progress.step(len(rows))
    return right


def _accuracy(kind: Group, right: list[bool], whole: list[bool]) -> dict[str, Any]:
    """One kind's accuracy; of sentences changed also how many were `lost` and `gained` by the change."""
    both = list(zip(whole, right, strict=True)) if kind.name in CHANGED else None
    return {
        "group": kind.name,
        "made": kind.made,
        "sentences": len(right),
        "lost": None if both is None else sum(before and not after for before, after in both),
        "gained": None if both is None else sum(after and not before for before, after in both),
        **accuracy_interval(sum(right), len(right)),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if on no kind of dev sentence the main model is right less often, failed if surely so on one.

    Interval: of changed sentences that of a paired difference (Bonett & Price), of chosen ones Newcombe's
    against all others; 5 % shared among all kinds (Bonferroni).
    """
    whole, *rest = [group for group in numbers["models"][MAIN_MODEL] if not group["made"]]
    gains = {group["group"]: _gain(group, whole, len(rest)) for group in rest}
    fallen = [name for name, gain in gains.items() if gain.high < 0]
    worst = min(rest, key=lambda group: group["accuracy"])
    made = {group["group"]: group["accuracy"] for group in numbers["models"][MAIN_MODEL] if group["made"]}
    return every(above(gain, 0) for gain in gains.values()), {
        "whole": share(_count(whole), whole["sentences"]),
        "worst": share(_count(worst), worst["sentences"]),
        "gain": mapped(gains[worst["group"]], lambda gain: 100 * gain),
        "fallen": len(fallen),
        "kinds": len(rest),
        **made,
    }


def _gain(group: dict[str, Any], whole: dict[str, Any], kinds: int) -> Estimate:
    """How much more often the model is right on a kind of sentence than on the others, or than unchanged."""
    if group["lost"] is not None:
        return paired(group["lost"], group["gained"], group["sentences"], kinds)
    others = whole["sentences"] - group["sentences"]
    own = share(_count(group), group["sentences"], kinds)
    return difference(own, share(_count(whole) - _count(group), others, kinds))


def _count(group: dict[str, Any]) -> int:
    return round(group["accuracy"] * group["sentences"])


EXPERIMENT = Experiment("robustness", measure, outcome, "apart", models=(MAIN_MODEL,))
