"""Which texts the exits learn from, choose their thresholds on, and are judged on: none is in two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from core.data.documents import Document, load_documents
from core.data.holdout import hold_out
from core.data.labelled import LabelledData
from core.data.overlap import clean, without

SEED = 42
HELD_OUT_SENTENCES, HELD_OUT_DOCUMENTS = 2500, 800
LONGEST = 2000  # characters; what is longer is no sentence
WORDS = (60, 100, 150, 200, 200, 300, 380)  # of a long text to learn from
LONG_WORDS = 200  # of one to be judged on


@dataclass(frozen=True)
class Texts:
    """Sentences and phrases, and long texts: to learn from, to choose thresholds on, and to be judged on."""

    train: list[str]
    train_long: list[str]
    choose: list[str]
    choose_long: list[str]
    judge: list[str]
    judge_long: list[str]


def texts_for(
    data: LabelledData, file: Path, train: tuple[int, int], choose: tuple[int, int], judge: tuple[int, int]
) -> Texts:
    """So many short and long texts for each purpose, at most; all that are not to learn from are held out.

    Sentences with every phrase in them, and whole documents, are held out. Errors: those of `hold_out` and
    `load_documents`.
    """
    full = clean(data)
    held = clean(hold_out(full, min(HELD_OUT_SENTENCES, len(full.train) // 20)))
    documents = load_documents(file, HELD_OUT_DOCUMENTS, full.dev.sentences)
    draw = Random(SEED)
    learned = sorted({*held.train.sentences, *_sentences(documents.train)})
    phrases = sorted(set(full.train.sentences) - set(held.train.sentences))
    fresh = [_apart(phrases, learned), _apart(_sentences(documents.held_out), learned)]
    sides = [draw.sample(some, len(some)) for some in fresh]
    halves = [_taken(sides, choose[0], 0), _taken(sides, judge[0], choose[0])]
    stretches = _stretches(documents.held_out, [LONG_WORDS], draw)
    long = draw.sample(stretches, min(len(stretches), choose[1] + judge[1]))
    training = _stretches(documents.train, WORDS, draw)
    return Texts(
        draw.sample(learned, min(train[0], len(learned))),
        draw.sample(training, min(train[1], len(training))),
        halves[0],
        long[: choose[1]],
        halves[1],
        long[choose[1] :],
    )


def _taken(sides: Sequence[list[str]], count: int, before: int) -> list[str]:
    """Half of so many from each side, behind those that were taken before."""
    return [text for side in sides for text in side[before // 2 : (before + count) // 2]]


def _sentences(documents: Sequence[Document]) -> list[str]:
    return sorted({line for each in documents for line in each if line.strip() and len(line) <= LONGEST})


def _apart(texts: Sequence[str], learned: Sequence[str]) -> list[str]:
    return [texts[number] for number in without(texts, learned)]


def _stretches(documents: Sequence[Document], sizes: Sequence[int], draw: Random) -> list[str]:
    """Stretches of documents, each as many words as one of the sizes says; short ends are left out."""
    found = []
    for document in documents:
        words, start = [word for line in document for word in line.split()], 0
        while start < len(words) - LONG_WORDS // 4:
            size = draw.choice(sizes)
            found.append(" ".join(words[start : start + size]))
            start += size
    return found
