"""Everything about a scored file in one place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.base.intervals import share
from core.base.numbers import Estimate
from core.data.own_texts import own_texts
from core.evaluation.compare import Comparison, compare, discordant
from core.evaluation.domain import Distance, distance
from core.evaluation.duplicates import Duplicates, duplicates
from core.evaluation.label_issues import LabelIssues, label_issues
from core.evaluation.recorded import record_of
from core.evaluation.scored import Scored
from core.evaluation.slices import Search, search_slices
from core.evaluation.thresholds import Calibration, Costs, Thresholds, calibration, thresholds
from core.evaluation.unlabelled import Expected, expected_accuracy

FEW_ROWS = 40  # below it an accuracy's interval spans thirty points


@dataclass(frozen=True)
class Asked:
    """What an evaluation is asked: costs, the rows of a labelled reference file, the seed of its draws."""

    costs: Costs = field(default_factory=Costs)
    reference: Scored | None = None
    seed: int = 0


@dataclass(frozen=True)
class Unlabelled:
    """What is expected without a look at the labels; `expected` and `distance` are None where none can be.

    `reference` is `sst2`, `chnsenticorp` or `file`; `has_its_texts` says whether `distance` is from its texts
    or, as these are not on this machine, from reviews that this project wrote.
    """

    reference: str
    has_its_texts: bool
    expected: Expected | None
    distance: Distance | None


@dataclass(frozen=True)
class ModelReport:
    """A model's verdicts on the labelled rows; what cannot be told is None.

    `confusion` has a row for each label and a column for each verdict, negative first.
    """

    name: str
    accuracy: Estimate | None
    f1: float | None
    confusion: list[list[int]]
    search: Search
    thresholds: Thresholds | None
    calibration: Calibration | None
    label_issues: LabelIssues | None
    unlabelled: Unlabelled | None


@dataclass(frozen=True)
class Report:
    """All that can be told of a file; `apart` are the numbers of rows on which exactly one model is right."""

    rows: int
    answered: int
    labelled: int
    costs: Costs
    models: list[ModelReport]
    comparison: Comparison | None
    apart: list[int]
    duplicates: Duplicates
    numbers: NDArray[np.int64]
    notes: list[SentiscopeError]


def report(scored: Scored, asked: Asked | None = None) -> Report:
    """All that can be computed of a file; `notes` say what cannot, and why."""
    asked = asked or Asked()
    models = range(len(scored.verdicts))
    two = len(models) > 1
    return Report(
        rows=len(scored),
        answered=int(scored.judged.sum()),
        labelled=int(scored.labelled.sum()),
        costs=asked.costs,
        models=[_model(scored, model, asked) for model in models],
        comparison=compare(scored, seed=asked.seed) if two else None,
        apart=scored.numbers[discordant(scored)].tolist() if two else [],
        duplicates=duplicates(scored.texts, scored.labels),
        numbers=scored.numbers,
        notes=notes_on(scored),
    )


def notes_on(scored: Scored) -> list[SentiscopeError]:
    """What a reader of these numbers has to know of the file first."""
    labels = scored.labels[scored.labelled]
    notes = [*scored.notes]
    if not len(labels):
        return [*notes, SentiscopeError("evaluation_no_labels")]
    if len(set(labels.tolist())) == 1:
        notes.append(SentiscopeError("evaluation_one_class"))
    if len(labels) < FEW_ROWS:
        notes.append(SentiscopeError("evaluation_few_rows", rows=len(labels)))
    return notes


def accuracy_of(scored: Scored, model: int) -> Estimate | None:
    """A model's accuracy on the labelled rows, None where there is none."""
    right = scored.right(model)[scored.labelled]
    return share(int(right.sum()), len(right)) if len(right) else None


def confusion_of(scored: Scored, model: int) -> list[list[int]]:
    """Counts with a row for each label and a column for each verdict, negative first."""
    rows = scored.labelled
    pairs = 2 * (scored.labels[rows] == 1) + scored.verdicts[model].positive[rows]
    counts: list[list[int]] = np.bincount(pairs, minlength=4).reshape(2, 2).tolist()
    return counts


def f1_of(confusion: Sequence[Sequence[int]]) -> float:
    """F1 of positive, 2·TP / (2·TP + FP + FN); 0 where that is 0 / 0."""
    true, wrong = 2 * confusion[1][1], confusion[0][1] + confusion[1][0]
    return true / (true + wrong) if true + wrong else 0.0


def _model(scored: Scored, model: int, asked: Asked) -> ModelReport:
    confusion = confusion_of(scored, model)
    return ModelReport(
        name=scored.verdicts[model].name,
        accuracy=accuracy_of(scored, model),
        f1=f1_of(confusion) if sum(map(sum, confusion)) else None,
        confusion=confusion,
        search=search_slices(scored, model, seed=asked.seed),
        thresholds=thresholds(scored, asked.costs, model, asked.seed),
        calibration=calibration(scored, model, asked.seed),
        label_issues=label_issues(scored, model),
        unlabelled=unlabelled_of(scored, model, asked),
    )


def unlabelled_of(scored: Scored, model: int, asked: Asked) -> Unlabelled | None:
    """Beside the file given for it, else beside the model's dev set; None of a model that has neither."""
    if asked.reference is not None:
        return _beside(scored, model, asked.reference, 0, "file", asked)
    found = record_of(scored.verdicts[model].name)
    if found is None:
        return None
    record, place = found
    if record.has_texts:
        return _beside(scored, model, record.scored, place, record.name, asked)
    expected = expected_accuracy(scored, record.scored, model, place, asked.seed)
    texts = own_texts("en" if record.name == "sst2" else "zh")
    return Unlabelled(record.name, False, expected, distance(scored.texts, texts, asked.seed))


def _beside(scored: Scored, model: int, reference: Scored, place: int, name: str, asked: Asked) -> Unlabelled:
    expected = expected_accuracy(scored, reference, model, place, asked.seed)
    return Unlabelled(name, True, expected, distance(scored.texts, reference.texts, asked.seed))
