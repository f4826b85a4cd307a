"""`python -m benchmarks.scoring [PART …]`: batch scoring against the library's pipeline, and how it grows.

Parts: `sentences` (SST-2's dev set), `reviews` (200 words each), `chinese` (ChnSentiCorp's dev set, by the
network for both languages; only where it is asked for), `why` (both again with `--why`, in float32,
against scoring alone), `growth` (the whole command on short rows, and another tree's; see growth.py),
`billion` (what a billion rows would cost, worked out from the rows a second just measured). In the first
four, the same weights read the same texts in
one process on one thread; seconds are the processor's, so that other work on the machine does not count. The
last line holds the ratios.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.growth import SIZES, growth
from core.base.settings import chnsenticorp_folder, sst2_folder, texts_file
from core.data.chnsenticorp import load_chnsenticorp
from core.data.documents import read_documents
from core.data.files.reviews_csv import Row
from core.data.sst2 import load_sst2
from core.models.bert.weights import open_network
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.explainer import explainer_of
from core.models.transformers_library import quiet_transformers
from core.scoring.backends.agreement import agreeing
from core.scoring.backends.backend import BF16, FP32
from core.scoring.backends.backend import NAMES as BACKENDS
from core.scoring.backends.backends import Torch, available, open_backend
from core.scoring.backends.choice import Engine, open_scorer
from core.scoring.backends.exits.by_exits import ByExits, open_by_exits
from core.scoring.backends.exits.heads import has_exits, read_exits
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import ByTokens
from core.scoring.because import Because
from core.scoring.engine import score_texts
from core.scoring.outcome import outcomes
from core.scoring.plan import DEFAULT_THRESHOLD
from core.topics.inside.cost import costs

PARTS = ("sentences", "reviews", "why", "growth", "billion")
CHINESE = "chinese"
REVIEWS, WORDS = 48, 200
CHUNK = 218  # texts that a competitor reads at a time
PIPELINE = "pipeline"
BATCHED = "pipeline(batch_size=32)"
FAST = " with exits"
BEFORE = "ours, bf16 by autocast"
SPEED = "/texts a second"
Reader = Callable[[Sequence[str]], np.ndarray]


def main() -> None:
    """Run the parts named on the command line, or all."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    options.add_argument("--data", type=Path, default=sst2_folder(), help="folder with SST-2")
    options.add_argument(
        "--texts", type=Path, default=texts_file(), help="a file of reviews, a sentence a line"
    )
    options.add_argument("--chinese", type=Path, default=chnsenticorp_folder(), help="ChnSentiCorp's folder")
    options.add_argument("--rows", type=int, nargs="+", default=SIZES, help="of repeated texts, for growth")
    options.add_argument("--distinct", type=int, nargs="+", default=SIZES[:2], help="rows of distinct texts")
    options.add_argument("--before", type=Path, help="folder with another commit's tree, for growth")
    options.add_argument("--rounds", type=int, default=1, help="of whatever competes, taking turns")
    arguments = options.parse_args()
    ratios: dict[str, float] = {}
    if {"sentences", "why", "billion"} & set(arguments.parts):
        dev = load_sst2(arguments.data).dev
    if {"sentences", "billion"} & set(arguments.parts):
        ratios |= compete("sentences", dev.sentences, np.array(dev.labels), arguments.rounds)
    if "reviews" in arguments.parts:
        ratios |= compete("reviews", long_reviews(arguments.texts), None, arguments.rounds)
    if CHINESE in arguments.parts:
        chinese = load_chnsenticorp(arguments.chinese).dev
        labels = np.array(chinese.labels)
        ratios |= compete(CHINESE, chinese.sentences, labels, arguments.rounds, CHINESE_MODEL)
    if "why" in arguments.parts:
        ratios |= explained("sentences", dev.sentences) | explained("reviews", long_reviews(arguments.texts))
    if "growth" in arguments.parts:
        phrases = list(dict.fromkeys(load_sst2(arguments.data).train.sentences))
        ratios |= growth("repeated", arguments.rows, phrases, arguments.before)
        ratios |= growth("distinct", arguments.distinct, phrases, arguments.before)
    if "billion" in arguments.parts:
        billion(ratios[f"sentences{SPEED}"])
    print(
        "ratio: "
        + ", ".join(f"{name} {value:.2f}" for name, value in ratios.items() if name != "rows a second")
    )


class UnderAutocast(Torch):
    """bfloat16 as the library has it under autocast, which rounds the weights anew for every batch."""

    def __init__(self, classifier: Any) -> None:
        super().__init__(classifier, BF16, 1)
        self._is_bert = False


def with_exits(classifier: Any, names: Sequence[str]) -> dict[str, ByExits]:
    """A scorer with exits for each of these backends; none where the model has no exits."""
    if not has_exits(classifier.folder):
        return {}
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    return {name: open_by_exits(classifier, name, exits, 1) for name in names}


def compete(
    name: str, texts: Sequence[str], labels: np.ndarray | None, rounds: int = 1, model: str = MAIN_MODEL
) -> dict[str, float]:
    """Print each competitor's speed, and its accuracy where labels are known; our ratios to the pipelines.

    Before there were exits, the fastest of float32, int8 and bfloat16 under autocast was taken. With `rounds`
    all take turns so often, and the least time counts.
    """
    import torch

    torch.set_num_threads(1)
    classifier = load_classifier(model)
    scorers = {b: ByTokens(classifier, open_backend(b, classifier, 1)) for b in BACKENDS if available(b)}
    before = ByTokens(classifier, UnderAutocast(classifier))
    chosen = agreeing(classifier.folder)[0]
    fast = with_exits(classifier, list(scorers))
    readers: dict[str, Reader] = {
        PIPELINE: pipeline_reader(classifier, 1),
        BATCHED: pipeline_reader(classifier, 32),
        **{f"ours, {b}": lambda some, s=s: score_texts(s, some).probability for b, s in scorers.items()},
        BEFORE: lambda some: score_texts(before, some).probability,
        **{f"ours, {b}{FAST}": lambda some, s=s: score_texts(s, some).probability for b, s in fast.items()},
    }
    seconds, answers = turns(readers, texts, rounds)
    for reader, spent in seconds.items():
        right = "" if labels is None else f", accuracy {((answers[reader] >= 0.5) == labels).mean():.4f}"
        moved = np.abs(answers[reader] - answers[PIPELINE]).mean()
        speed = f"{len(texts) / spent:8.1f} texts/s"
        print(f"{name}: {reader:24} {speed}{right}, mean |Δp| {moved:.5f}", flush=True)
    for backend, scorer in fast.items():
        left = [count / sum(scorer.left) for count in scorer.left]
        print(f"{name}: {backend}{FAST}, left behind exit 1, 2 … and the end: {[round(n, 3) for n in left]}")
    ours, count = seconds[f"ours, {chosen}"], scorers[chosen].count
    fraction = flops(classifier, scorers[chosen], texts) / ours / peak()
    print(f"{name}: the default is {chosen}; {count.waste:.1%} of the tokens it read were padding")
    print(
        f"{name}: {fraction:.0%} of the measured float32 matrix-product peak, for the full network's products"
    )
    quick = min((seconds[f"ours, {b}{FAST}"] for b in fast), default=None)
    exits = {}
    if quick is not None:
        earlier = [BEFORE, *(f"ours, {b}" for b in scorers if b != BF16)]
        exits = {
            f"{name}{FAST}/before": min(seconds[b] for b in earlier) / quick,
            f"{name}{FAST}/ours": min(seconds[f"ours, {b}"] for b in scorers) / quick,
            f"{name}{FAST}/{PIPELINE}": seconds[PIPELINE] / quick,
            f"{name}{FAST}/{BATCHED}": seconds[BATCHED] / quick,
        }
    return {
        **exits,
        f"{name}/{PIPELINE}": seconds[PIPELINE] / ours,
        f"{name}/{BATCHED}": seconds[BATCHED] / ours,
        f"{name}{SPEED}": len(texts) / ours,
    }


def explained(name: str, texts: Sequence[str], rounds: int = 3) -> dict[str, float]:
    """How many times as long scoring in float32 takes with `--why`, taking turns; the median round."""
    import torch

    torch.set_num_threads(1)
    classifier = load_classifier(MAIN_MODEL)
    engine = Engine(FP32, 1)
    scorer, because = open_scorer(classifier, engine), Because(explainer_of(classifier), engine)
    rows = [Row(number, [text], None) for number, text in enumerate(texts, start=1)]
    outcomes(scorer, rows[:32], 0, DEFAULT_THRESHOLD, lambda _: None, because)  # warm
    found = []
    for _ in range(rounds):
        seconds = []
        for asked in (None, because):
            started = time.process_time()
            outcomes(scorer, rows, 0, DEFAULT_THRESHOLD, lambda _: None, asked)
            seconds.append(time.process_time() - started)
        found.append(seconds[1] / seconds[0])
        alone, both = (len(texts) / spent for spent in seconds)
        print(f"why, {name}: {alone:.1f} texts/s in float32, {both:.1f} with --why", flush=True)
    return {f"why/{name}": statistics.median(found)}


def turns(
    readers: dict[str, Reader], texts: Sequence[str], rounds: int
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """The least processor seconds of so many rounds, and answers, of each; see `turn`."""
    for read in readers.values():
        read(texts[:16])  # warm
    found = [turn(readers, texts) for _ in range(rounds)]
    return {name: min(seconds[name] for seconds, _ in found) for name in readers}, found[0][1]


def turn(readers: dict[str, Reader], texts: Sequence[str]) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Processor seconds and answers of each, a chunk at a time; ours see all at once, as a window would."""
    seconds = dict.fromkeys(readers, 0.0)
    answers: dict[str, list[np.ndarray]] = {name: [] for name in readers}
    for name, read in readers.items():
        step = len(texts) if name.startswith("ours") else CHUNK
        for first in range(0, len(texts), step):
            started = time.process_time()
            answers[name].append(read(texts[first : first + step]))
            seconds[name] += time.process_time() - started
    return seconds, {name: np.concatenate(parts) for name, parts in answers.items()}


def pipeline_reader(classifier: Any, batch_size: int) -> Reader:
    """The library's own way to classify many texts."""
    pipe = quiet_transformers().pipeline(
        "text-classification", model=classifier.network, tokenizer=classifier.tokenizer, device="cpu"
    )
    positive = classifier.network.config.id2label[classifier.positive]

    def read(texts: Sequence[str]) -> np.ndarray:
        answers = pipe(list(texts), batch_size=batch_size, truncation=True, max_length=classifier.max_tokens)
        return np.array([a["score"] if a["label"] == positive else 1 - a["score"] for a in answers])

    return read


def flops(classifier: Any, scorer: ByTokens, texts: Sequence[str]) -> float:
    """Operations of all matrix products that the texts need, without padding."""
    rows = scorer.read(texts).rows
    opened = open_network(classifier.network, classifier.tokenizer, classifier.name)
    lengths = Counter(map(len, rows))
    return float(
        sum(
            count * sum(step.operations for step in costs(opened.weights, opened.shape, length))
            for length, count in lengths.items()
        )
    )


def peak(size: int = 1024, rounds: int = 8) -> float:
    """Operations a second of one thread in the best of some large float32 products."""
    import torch

    a, b = torch.randn(size, size), torch.randn(size, size)
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        a @ b
        best = min(best, time.process_time() - started)
    return 2 * size**3 / best


def long_reviews(file: Path | None) -> list[str]:
    """Stretches of 200 words from the documents of a file."""
    assert file is not None, "give a file of reviews with --texts"
    words = [
        word for document in read_documents(file)[: 3 * REVIEWS] for line in document for word in line.split()
    ]
    return [" ".join(words[n * WORDS : (n + 1) * WORDS]) for n in range(REVIEWS)]


def billion(speed: float, cores: int = 16) -> None:
    """What a billion sentences like SST-2's cost at the speed of one core, measured above."""
    for nodes in (1, 10, 100):
        hours = 1e9 / (speed * cores * nodes) / 3600
        print(f"billion: {nodes:>3} nodes of {cores} cores at {speed:.0f} rows/s a core: {hours:,.1f} hours")
    print(f"billion: {1e9 / speed / 3600:,.0f} core hours in all; reading and writing not counted")


if __name__ == "__main__":
    main()
