"""What a row gets: a probability, whether a person should look at it, and what is wrong with it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.base.errors import SentiscopeError
from core.data.files.reviews_csv import Row
from core.models.prediction import LABELS
from core.models.text_checks import readable
from core.scoring.engine import Scorer, score_texts

ADDED = ("prediction", "probability", "needs_review", "problem")
TEXT_CUT, NO_ANSWER = "text_cut", "no_answer"
DECIMALS = 6
YES_NO = ("no", "yes")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row's probability of being positive as the file will say it (None if not scored).

    `problem` is one of PROBLEMS, TEXT_CUT, NO_ANSWER or "". A cut text that has another problem
    keeps that one.
    """

    probability: float | None
    problem: str
    needs_review: bool
    is_cut: bool = False

    @property
    def is_positive(self) -> bool | None:
        return None if self.probability is None else is_positive(self.probability)

    def cells(self) -> list[str]:
        """The values of the ADDED columns."""
        review = YES_NO[self.needs_review]
        if self.probability is None:
            return ["", "", review, self.problem]
        prediction = LABELS[is_positive(self.probability)]
        return [prediction, f"{self.probability:.{DECIMALS}f}", review, self.problem]


def is_positive(probability: Any) -> Any:
    """Whether a probability of positive, or each of an array, is 0.5 at least."""
    return probability >= 0.5


def confidence(probability: Any) -> Any:
    """The probability of the predicted label, for one or an array, as float64 of DECIMALS decimals.

    Rounded, so that 0.2 and 0.8 have equal confidence, and a page that reads the file decides alike.
    """
    exact = np.round(np.asarray(probability, np.float64), DECIMALS)
    return np.round(np.maximum(exact, 1 - exact), DECIMALS)


def outcomes(
    scorer: Scorer, rows: list[Row], text: int, threshold: float, scored: Callable[[int], None]
) -> list[Outcome]:
    """One outcome a row, in order; `scored` is called with the numbers of rows scored and left out."""
    readable_rows = [row for row in rows if _can_read(row, text)]
    scored(len(rows) - len(readable_rows))
    scores = score_texts(scorer, [row.cell(text) for row in readable_rows], scored, may_fail=True)
    scored_rows = {
        row.number: _outcome(row, round(float(probability), DECIMALS), bool(cut), threshold)
        for row, probability, cut in zip(readable_rows, scores.probability, scores.cut, strict=True)
    }
    return [scored_rows.get(row.number) or Outcome(None, row.problem or "empty_text", True) for row in rows]


def require_answers(results: list[Outcome], answered: bool, scorer: Scorer) -> bool:
    """Whether the model has answered for a row by now; `answered` says whether it had before these rows.

    Raises one of the NO_ANSWER errors where it has answered nothing, though there was something to read:
    then it is not some rows that are odd, but the model.
    """
    answered = answered or any(result.probability is not None for result in results)
    if not answered and any(result.problem == NO_ANSWER for result in results):
        raise scorer.error or SentiscopeError("scoring_not_a_number", name=scorer.name)
    return answered


def _outcome(row: Row, probability: float, is_cut: bool, threshold: float) -> Outcome:
    if math.isnan(probability):
        return Outcome(None, row.problem or NO_ANSWER, True)
    problem = row.problem or (TEXT_CUT if is_cut else "")
    unsure = bool(confidence(probability) < threshold)
    return Outcome(probability, problem, unsure or bool(problem), is_cut)


def _can_read(row: Row, text: int) -> bool:
    """Whether a model has something to read: also no text of invisible characters only."""
    if not row.can_score(text):
        return False
    try:
        readable(row.cell(text))
    except SentiscopeError:
        return False
    return True
