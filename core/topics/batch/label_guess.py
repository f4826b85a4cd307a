"""Whether a column of ones and zeros holds labels, where its name doesn't say: by what a model answers."""

from dataclasses import dataclass

from core.data.files.reviews_csv import Preview
from core.data.labels import LabelColumn, parse_label
from core.experiments.intervals import above, every, share
from core.scoring.engine import Scorer
from core.scoring.outcome import outcomes
from core.scoring.plan import DEFAULT_THRESHOLD

ROWS = 64  # of a file, that are scored for it
MOST_COLUMNS = 3
BY_CHANCE = 0.5


@dataclass(frozen=True)
class Agreement:
    """A column whose labels are the verdicts in `agreed` of the `compared` rows that have both."""

    column: int
    agreed: int
    compared: int


def candidates(seen: Preview, text: int) -> dict[int, list[int | None]]:
    """The columns that hold both labels and nothing else, and the label of each row, None where none is.

    None of them where there are more than a few: then ones and zeros are this file's way to answer anything.
    """
    columns = {index: _labels(seen, index) for index in range(len(seen.columns)) if index != text}
    found = {index: labels for index, labels in columns.items() if {0, 1} <= set(labels)}
    return found if len(found) <= MOST_COLUMNS else {}


def agreeing(seen: Preview, text: int, scorer: Scorer) -> Agreement | None:
    """The candidate that agrees with the verdicts clearly more often than by chance; None if none does.

    Agreement alone is no sign: where nine in ten reviews are positive, so are nine in ten votes, and the
    two agree in eight of ten rows without knowing of each other. So both labels have to agree with the
    verdicts in more than half of their rows, past doubt by the 95 % interval of each. A column that has
    nothing to do with the verdicts can't do both: its two proportions add up to 1.
    """
    found = candidates(seen, text)
    if not found:
        return None
    results = outcomes(scorer, seen.rows, text, DEFAULT_THRESHOLD, _ignore_count)
    verdicts = [result.is_positive for result in results]
    agreements = [_agreement(index, labels, verdicts, len(found)) for index, labels in found.items()]
    likely = [agreement for agreement in agreements if agreement is not None]
    return max(likely, key=lambda agreement: agreement.agreed / agreement.compared, default=None)


def _labels(seen: Preview, index: int) -> list[int | None]:
    """The label of each row; none at all where a cell is something else."""
    cells = ["" if row.problem else row.cell(index) for row in seen.rows]
    column = LabelColumn().read(cells)
    return [] if column.stray_rows else [parse_label(cell, column.zero_is_neutral) for cell in cells]


def _agreement(
    index: int, labels: list[int | None], verdicts: list[bool | None], columns: int
) -> Agreement | None:
    pairs = [
        (label, label == verdict)
        for label, verdict in zip(labels, verdicts, strict=True)
        if label is not None and verdict is not None
    ]
    by_label = [[agrees for label, agrees in pairs if label == wanted] for wanted in (0, 1)]
    if not all(by_label):
        return None
    shares = [share(sum(agrees), len(agrees), comparisons=columns) for agrees in by_label]
    if every(above(found, BY_CHANCE) for found in shares) != "held":
        return None
    return Agreement(index, sum(agrees for _, agrees in pairs), len(pairs))


def _ignore_count(count: int) -> None:
    """Nobody watches a few rows being scored: does nothing."""
