"""What scoring does alike for models of negative and positive and for those of other classes."""

from collections.abc import Callable, Sequence

from core.data.files.reviews_csv import Row
from core.scoring.classes.outcome import ClassOutcome, added_by_classes, class_outcomes
from core.scoring.engine import Scorer
from core.scoring.outcome import Explain, Outcome, added, outcomes


def added_columns(classes: Sequence[str], why: bool, is_mixed: bool) -> tuple[str, ...]:
    """The names of the columns that scoring adds; `classes` are none where they are negative and positive."""
    return added_by_classes(classes) if classes else added(why, is_mixed)


def outcomes_of(
    scorer: Scorer,
    rows: list[Row],
    column: int,
    threshold: float,
    scored: Callable[[int], object],
    because: Explain | None = None,
    is_mixed: bool = False,
) -> Sequence[Outcome] | Sequence[ClassOutcome]:
    """One outcome a row by a scorer of whatever classes; see `outcomes`."""
    if scorer.classes:
        return class_outcomes(scorer, rows, column, threshold, scored)
    return outcomes(scorer, rows, column, threshold, scored, because, is_mixed)
