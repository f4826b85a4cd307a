"""`python -m core.evaluation.long_texts`: is a long text judged better when all of it is read?

Texts longer than a window are read in several, and their labels compared with the verdict on the first window
alone. The rule that joins windows is chosen on some files, judged on the others, and all of it recorded.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.data.chnsenticorp import is_in, load_chnsenticorp
from core.data.files.tables import open_any, rows_of
from core.data.labels import parse_label
from core.evaluation.compare import compare_right
from core.evaluation.reading import Choice, columns_of
from core.evaluation.recorded import FOLDER
from core.jobs import cli
from core.jobs.cli import Command, option
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.reading.windows import RULES, Rule, joined, overlap_of
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import FP32
from core.scoring.backends.backends import open_backend
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.sequences import Answer, Row
from core.scoring.backends.token_batches import MOST_TEXTS, TOKEN_BUDGET, ByTokens
from core.scoring.engine import packed

SEED = 42
LENGTHS = ((1.0, 2.0), (2.0, 4.0), (4.0, float("inf")))  # of texts, in windows


@dataclass(frozen=True)
class Part:
    """Labelled texts of one file, or one half of a data set; a label is 1 for positive, else 0."""

    name: str
    texts: list[str]
    labels: list[int]


@dataclass(frozen=True)
class WindowsRead:
    """What the windows of the texts that are longer than one say, and what the first and the others cost.

    `sizes` are the texts' lengths in windows (N,), what is read twice counted once; `right` tells for each
    way of reading which verdicts are right (N,).
    """

    window: int
    texts: int
    sizes: NDArray[np.float64]
    right: dict[str, NDArray[np.bool_]]
    first: tuple[int, float]  # tokens, and processor seconds
    others: tuple[int, float]


def record_file(model: str) -> Path:
    """Where a model's measurement is recorded."""
    return FOLDER / f"long_texts_{model}.json"


def read_record(model: str) -> dict[str, Any]:
    """What was measured for a shipped model."""
    record: dict[str, Any] = json.loads(record_file(model).read_text(encoding="utf-8"))
    return record


def parts_in(folder: Path) -> list[Part]:
    """ChnSentiCorp's dev texts in two random halves, or else each *.tsv file; rows without label left out.

    Errors: `data_folder_missing`, `evaluation_no_labels`, those of `open_any`.
    """
    if folder.is_dir() and is_in(folder):
        dev = load_chnsenticorp(folder).dev
        order = Random(SEED).sample(range(len(dev)), len(dev))
        halves = dev.rows(order[: len(dev) // 2]), dev.rows(order[len(dev) // 2 :])
        return [Part(f"half-{n}", one.sentences, one.labels) for n, one in enumerate(halves, start=1)]
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise SentiscopeError("data_folder_missing", folder=folder)
    return [_part(file) for file in files]


def _part(file: Path) -> Part:
    table = open_any(file)
    text, label, _ = columns_of(table, Choice())
    if label is None:
        raise SentiscopeError("evaluation_no_labels")
    rows = [(row.cell(text), parse_label(row.cell(label))) for row in rows_of(table, text)]
    known = [(text, int(label)) for text, label in rows if label is not None and text.strip()]
    return Part(file.stem, [text for text, _ in known], [label for _, label in known])


def read_windows(classifier: TransformerClassifier, part: Part, window: int) -> WindowsRead:
    """Read all windows of the texts that are longer than one of so many tokens, in float32 on one thread."""
    scorer = ByTokens(classifier, open_backend(FP32, classifier, 1), window=window)
    read = scorer.read(part.texts)
    counts, firsts = read.windows(), read.firsts()
    long = np.flatnonzero(counts > 1)
    heads = firsts[long]
    others = [number for text in long for number in range(firsts[text] + 1, firsts[text] + counts[text])]
    logits: dict[int, NDArray[np.float32]] = {}
    costs = [_answer(scorer, read.rows, numbers, logits) for numbers in (heads.tolist(), others)]
    right: dict[str, list[bool]] = {way: [] for way in ("cut", *RULES)}
    sizes, again = [], _read_again(classifier, window)
    for text in long:
        numbers = range(firsts[text], firsts[text] + counts[text])
        lengths = [len(read.rows[number]) for number in numbers]
        said = np.stack([logits[number] for number in numbers])  # (W, 2)
        sizes.append((sum(lengths) - again * (len(lengths) - 1)) / window)
        verdicts: dict[str, NDArray[Any]] = {"cut": said[0]}
        verdicts |= {rule: joined(said, lengths, rule) for rule in RULES}
        for way, pair in verdicts.items():
            is_positive = pair[classifier.positive] >= pair[1 - classifier.positive]
            right[way].append(bool(is_positive) == (part.labels[text] == 1))
    found = {way: np.array(values, np.bool_) for way, values in right.items()}
    return WindowsRead(window, len(part.texts), np.array(sizes), found, *costs)


def _read_again(classifier: TransformerClassifier, window: int) -> int:
    """How many tokens of each window but the first a text has once only: special ones, and what overlaps."""
    special = int(classifier.tokenizer.num_special_tokens_to_add(False))
    return special + overlap_of(window - special)


def _answer(
    scorer: ByTokens, rows: list[Row], numbers: list[int], logits: dict[int, NDArray[np.float32]]
) -> tuple[int, float]:
    """Take the logits of these rows in; returns their tokens and the processor seconds that they took."""
    started = time.process_time()
    for batch in packed([len(rows[number]) for number in numbers], MOST_TEXTS, TOKEN_BUDGET):
        chosen = [numbers[place] for place in batch]
        for number, answer in zip(chosen, scorer.answers([rows[one] for one in chosen]), strict=True):
            if not isinstance(answer, Answer):
                raise answer
            logits[number] = answer.logits
    return sum(len(rows[number]) for number in numbers), time.process_time() - started


def together(reads: Sequence[WindowsRead]) -> WindowsRead:
    """Several parts read in windows of one size, as one."""
    right = {way: np.concatenate([one.right[way] for one in reads]) for way in reads[0].right}
    first, others = (
        (sum(getattr(one, name)[0] for one in reads), sum(getattr(one, name)[1] for one in reads))
        for name in ("first", "others")
    )
    sizes = np.concatenate([one.sizes for one in reads])
    return WindowsRead(reads[0].window, sum(one.texts for one in reads), sizes, right, first, others)


def best_rule(reads: Sequence[WindowsRead]) -> tuple[Rule, dict[str, int]]:
    """The rule with most right verdicts on all long texts, the first of equals; and the counts of each."""
    counts = {way: int(sum(one.right[way].sum() for one in reads)) for way in ("cut", *RULES)}
    return max(RULES, key=counts.__getitem__), counts


def told(read: WindowsRead, rule: str) -> dict[str, Any]:
    """Whole against cut, over the long texts: accuracies, their difference, McNemar's mid-p, and the cost."""
    found = compare_right(read.right["cut"], read.right[rule], SEED)
    tokens, seconds = (read.others[n] / read.first[n] + 1 for n in (0, 1))
    return {
        "window": read.window,
        "texts": read.texts,
        "longer": found.rows,
        "cut": asdict(found.first),
        "whole": asdict(found.second),
        "difference": asdict(found.difference),
        "only_cut": found.only_first,
        "only_whole": found.only_second,
        "p_mid": found.p_mid,
        "times_tokens": tokens,
        "times_seconds": seconds,
        "rules": {name: int(read.right[name].sum()) for name in RULES},
        "lengths": [*_by_length(read, rule)],
    }


def _by_length(read: WindowsRead, rule: str) -> Iterator[dict[str, Any]]:
    for low, high in LENGTHS:
        rows = (read.sizes > low) & (read.sizes <= high)
        if rows.any():
            found = compare_right(read.right["cut"][rows], read.right[rule][rows], SEED)
            pairs = {name: asdict(getattr(found, name)) for name in ("first", "second", "difference")}
            yield {"from": low, "rows": found.rows, **pairs, "p_mid": found.p_mid}


@dataclass(frozen=True, kw_only=True)
class LongTexts(Command):
    """Choose how the windows of a long text are joined, judge it on other texts, and record both."""

    folder: str = option(help="with labelled files, *.tsv, or ChnSentiCorp", positional=True)
    model: str = option(MAIN_MODEL, "a shipped Transformer")
    choose: tuple[str, ...] = option(("books",), "files (without .tsv), or half-1, to choose the rule on")
    windows: tuple[int, ...] = option((512, 256, 128), "tokens of a window, special ones included")

    def run(self) -> None:
        """Read, choose, judge, write; errors are those of `parts_in`, of loading and of reading."""
        parts = parts_in(Path(self.folder))
        classifier = load_classifier(self.model)
        reads = {
            (one.name, size): read_windows(classifier, one, size) for size in self.windows for one in parts
        }
        chosen = [name for name in self.choose if any(one.name == name for one in parts)]
        judged = [one.name for one in parts if one.name not in chosen]
        if not (chosen and judged):
            raise SentiscopeError("evaluation_no_labels")
        rule, counts = best_rule([reads[name, size] for name in chosen for size in self.windows])
        sides = {"chosen_on": chosen, "judged_on": judged}
        measured = {
            side: {"parts": names, "windows": [self._told(reads, names, size, rule) for size in self.windows]}
            for side, names in sides.items()
        }
        sha256 = fingerprint_of(classifier.folder)
        record = {"command": self.command(), "model": self.model, "model_sha256": sha256, "seed": SEED}
        record |= {"rule": rule, "right_by_rule": counts, **measured}
        write_durably(record_file(self.model), json.dumps(record, indent=1) + "\n")
        print(record_file(self.model))

    def _told(self, reads: Any, names: Sequence[str], size: int, rule: Rule) -> dict[str, Any]:
        return told(together([reads[name, size] for name in names]), rule)

    def command(self) -> str:
        """The command that measures this again."""
        words = ["python -m core.evaluation.long_texts FOLDER", f"--model {self.model}"]
        words += [f"--choose {' '.join(self.choose)}", f"--windows {' '.join(map(str, self.windows))}"]
        return " ".join(words)


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return the shell's exit code."""
    return cli.main(LongTexts, arguments, "python -m core.evaluation.long_texts")


if __name__ == "__main__":
    sys.exit(main())
