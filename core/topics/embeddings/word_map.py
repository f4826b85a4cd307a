"""`python -m core.topics.embeddings.word_map`: words as points of a plane, and how far to trust it.

Without a file it makes the shipped map of GloVe's commonest words; with one, a map of that file's
words. All coordinates are kept as float16: a map is looked at, and does not need more.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_file
from core.base.settings import ASSETS
from core.data.files.text_encoding import UNDECODABLE, detect_encoding, open_text
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.catalog import MAIN_MODEL
from core.models.word_vectors import WordVectors, load_glove
from core.nn.terms import words as words_in
from core.topics.embeddings.projection import FEWEST, METHODS, NEIGHBOURS, honesty, project, unit

SHIPPED = ASSETS / "maps" / "glove.safetensors"
SHIPPED_WORDS = 30_000
MOST_WORDS = 5_000  # of a file; UMAP of more takes minutes
MOST_CHARACTERS = 20_000_000
WORDS_AT_ONCE = 100
LIBRARIES = ("numpy", "torch", "scikit-learn", "umap-learn")


@dataclass(frozen=True, eq=False)
class WordMap:
    """Words (N), their points by method (N × 2, float32), P(positive) of each by itself, and the card.

    `card` says how the map was made, and under `honesty` each method's trustworthiness and overlap.
    """

    words: list[str]
    points: dict[str, np.ndarray]
    positive: np.ndarray
    card: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MakeWordMap(Command):
    """Map words to points of a plane, and measure how far each map is to be trusted."""

    words: Path | None = option(None, "a text or CSV file; without one, GloVe's commonest words")
    count: int = option(SHIPPED_WORDS, "of GloVe's words")
    methods: str = option(",".join(METHODS), "with commas between them")
    seed: int = option(42, "of the methods that draw")
    output: Path = option(SHIPPED, "file to write", short="-o")

    def run(self) -> None:
        """Make the map and write it."""
        check_file(self.output)
        glove = load_glove()
        methods = tuple(method for method in METHODS if method in self.methods.split(","))
        chosen = glove.words[: self.count] if self.words is None else known_words(self.words, glove)
        made = build(chosen, glove, methods, self.seed)
        write(replace(made, card={**made.card, "command": self.command(methods)}), self.output)
        print(label("embeddings.map_written", shell_language(), count=len(chosen), file=self.output))

    def command(self, methods: Sequence[str]) -> str:
        """The command that makes this map again."""
        words = " --words FILE" * (self.words is not None)
        options = f"{words} --methods {','.join(methods)} --seed {self.seed}"
        return f"python -m core.topics.embeddings.word_map{options}"


def main(arguments: list[str] | None = None) -> int:
    """Make a map and return the shell's exit code."""
    return cli.main(MakeWordMap, arguments, "python -m core.topics.embeddings.word_map")


def known_words(file: Path, glove: WordVectors) -> list[str]:
    """The different words of a text file that have a vector, in order, at most `MOST_WORDS`.

    Raises SentiscopeError `map_too_few_words`, or what keeps the file from being read.
    """
    with open_text(file, detect_encoding(file)) as stream:
        text = stream.read(MOST_CHARACTERS).replace(UNDECODABLE, " ")
    known = [word for word in dict.fromkeys(words_in(text)) if word in glove.rows]
    if len(known) < FEWEST:
        raise SentiscopeError("map_too_few_words", known=len(known), fewest=FEWEST)
    return known[:MOST_WORDS]


def build(words: Sequence[str], glove: WordVectors, methods: Sequence[str], seed: int) -> WordMap:
    """Ask the classifier about each word, then make and measure each map."""
    vectors = unit(np.array(glove.vectors[[glove.rows[word] for word in words]]))  # (N, D)
    parts = -(-len(words) // WORDS_AT_ONCE)
    points: dict[str, np.ndarray] = {}
    honest: dict[str, dict[str, float]] = {}
    with closing(Progress(parts * (1 + 2 * len(methods)), "word_map")) as progress:
        positive = np.array(list(_probabilities(words, progress)), dtype=np.float16)  # (N,)
        for method in methods:
            points[method] = project(vectors, method, seed).astype(np.float16)  # (N, 2)
            progress.step(parts)
            honest[method] = honesty(vectors, points[method].astype(np.float32), seed)
            progress.step(parts, **honest[method])
    card = {
        "words": len(words),
        "vectors": "glove-6b-50d, each scaled to length 1",
        "model": MAIN_MODEL,
        "seed": seed,
        "neighbours": NEIGHBOURS,
        "honesty": honest,
        "versions": {name: version(name) for name in LIBRARIES},
    }
    return WordMap(list(words), points, positive, card)


def _probabilities(words: Sequence[str], progress: Progress) -> Iterator[float]:
    """The classifier's probability of positive for each word alone."""
    from core.models.classifiers import load_classifier

    classifier = load_classifier(MAIN_MODEL)
    for start in range(0, len(words), WORDS_AT_ONCE):
        predictions = classifier.classify(list(words[start : start + WORDS_AT_ONCE]))
        yield from (prediction.probability for prediction in predictions)
        progress.step()


def rarity(ranks: Sequence[int]) -> np.ndarray:
    """0 for a vocabulary's commonest word (rank 0), 100 for the rarest of these; logarithmic in the rank."""
    scale = np.log1p(ranks)
    return 100 * scale / max(scale.max(), 1)


def colour_stops(numbers: np.ndarray) -> tuple[float, float, float]:
    """The 5th, 50th and 95th percentile of some numbers (N), in their unit.

    A scale from 0 to 100 % would show nearly every word in one colour: half of GloVe's get more than 93 %.
    """
    low, middle, high = np.quantile(numbers.astype(np.float64), (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)


def write(made: WordMap, file: Path) -> None:
    """One safetensors file: float16 points, the words as bytes, the card as metadata."""
    from safetensors.numpy import save_file

    file.parent.mkdir(parents=True, exist_ok=True)
    text = np.frombuffer("\n".join(made.words).encode(), dtype=np.uint8)
    arrays = {"words": text, "positive": made.positive, **made.points}
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(contiguous, file, metadata={"card": json.dumps(made.card, ensure_ascii=False)})


def read(file: Path) -> WordMap:
    """A map as it was written, its points as float32. Raises SentiscopeError `map_unreadable`."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="numpy") as stored:
            card = json.loads(stored.metadata()["card"])
            arrays = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        words = arrays.pop("words").tobytes().decode().split("\n")
        positive = arrays.pop("positive").astype(np.float32)
    except (OSError, SafetensorError, LookupError, TypeError, ValueError) as error:
        raise SentiscopeError("map_unreadable", file=file.name) from error
    points = {name: arrays[name].astype(np.float32) for name in METHODS if name in arrays}
    return WordMap(words, points, positive, card)


if __name__ == "__main__":
    sys.exit(main())
