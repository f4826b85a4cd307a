"""Which texts the exits learn from, choose their thresholds on, and are judged on: none is in two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random

from core.data.augmentation import exchanged
from core.data.documents import Document, load_documents
from core.data.holdout import hold_out
from core.data.labelled import LabelledData
from core.data.overlap import clean, without

SEED = 42
HELD_OUT_SENTENCES, HELD_OUT_DOCUMENTS = 2500, 1000
CHOSEN_ON = 0.6  # of the held-out documents
LONGEST = 2000  # characters; what is longer is no sentence
WORDS = (20, 30, 45, 60, 90, 130, 200, 200, 300, 400)  # of a stretch to learn from, or to choose on
LONG_WORDS = 200  # of one to be judged on
EXCHANGED = 60_000  # training sentences with one part exchanged, as in the shipped answers
GLUED = (2, 6)  # sentences in a text that is put together: what documents lack, changes of mind
Sizes = tuple[int, int]  # of short texts, and of long ones


@dataclass(frozen=True)
class Texts:
    """Sentences and phrases, and long texts: to learn from, to choose thresholds on, and to be judged on."""

    train: list[str]
    train_long: list[str]
    choose: list[str]
    choose_long: list[str]
    judge: list[str]
    judge_long: list[str]


def texts_for(data: LabelledData, file: Path, train: Sizes, choose: Sizes, judge: Sizes) -> Texts:
    """So many short and long texts for each purpose, at most; all that are not to learn from are held out.

    Sentences with every phrase in them, and whole documents, are held out; those to choose on and to be
    judged on come from different documents. Errors: those of `hold_out` and `load_documents`.
    """
    full = clean(data)
    held = held_out(full)
    documents = load_documents(file, HELD_OUT_DOCUMENTS, full.dev.sentences)
    draw = Random(SEED)
    apart = in_two(documents.held_out)
    phrases = sorted(set(full.train.sentences) - set(held.train.sentences))
    kept_out = [*full.dev.sentences, *phrases]
    made = _apart(exchanged(held.train, EXCHANGED), kept_out)
    learned = sorted({*held.train.sentences, *_sentences(documents.train), *made})
    fresh = [_apart(some, learned) for some in (phrases, _sentences(apart[0]), _sentences(apart[1]))]
    ours, chosen, judged = (draw.sample(some, len(some)) for some in fresh)
    halves = choose[0] // 2, judge[0] // 2
    return Texts(
        drawn(draw, learned, train[0]),
        drawn(
            draw,
            [*_stretches(documents.train, WORDS, draw, 2), *glued(held.train.sentences, draw)],
            train[1],
        ),
        ours[halves[1] : sum(halves)] + chosen[: halves[0]],
        drawn(draw, _stretches(apart[0], WORDS, draw), choose[1]),
        ours[: halves[1]] + judged[: halves[1]],
        drawn(draw, _stretches(apart[1], [LONG_WORDS], draw), judge[1]),
    )


def in_two(documents: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    """The documents to choose on and those to be judged on, drawn: a file may be sorted by verdict."""
    mixed, border = Random(SEED).sample(documents, len(documents)), int(CHOSEN_ON * len(documents))
    return mixed[:border], mixed[border:]


def together(parts: Sequence[Texts]) -> Texts:
    """The texts of several, for each purpose one after another."""
    return Texts(*([text for part in parts for text in getattr(part, each.name)] for each in fields(Texts)))


def held_out(full: LabelledData) -> LabelledData:
    """Cleaned data with sentences held out as dev, no phrase of which the heads learned from.

    Errors: those of `hold_out`.
    """
    return clean(hold_out(full, min(HELD_OUT_SENTENCES, len(full.train) // 20)))


def drawn(draw: Random, texts: Sequence[str], most: int) -> list[str]:
    """The first of a shuffled whole: more begin with the fewer, and what is drawn next stays the same."""
    return draw.sample(texts, len(texts))[:most]


def _sentences(documents: Sequence[Document]) -> list[str]:
    return sorted({line for each in documents for line in each if line.strip() and len(line) <= LONGEST})


def _apart(texts: Sequence[str], learned: Sequence[str]) -> list[str]:
    return [texts[number] for number in without(texts, learned)]


def _stretches(
    documents: Sequence[Document], sizes: Sequence[int], draw: Random, times: int = 1
) -> list[str]:
    """Stretches of documents, each as many words as one of the sizes says; short ends are left out.

    Documents are gone through so many times, each time cut elsewhere.
    """
    found = []
    for document in [*documents] * times:
        words, start = [word for line in document for word in line.split()], 0
        while start < len(words) - min(LONG_WORDS, min(sizes)) // 4:
            size = draw.choice(sizes)
            found.append(" ".join(words[start : start + size]))
            start += size
    return found


def glued(sentences: Sequence[str], draw: Random, between: str = " ") -> Iterator[str]:
    """A tenth as many texts as there are sentences, each of some sentences from anywhere."""
    for _ in range(len(sentences) // 10):
        yield between.join(draw.sample(sentences, draw.randint(*GLUED)))
