"""What a row gets: a probability, whether a person should look at it, and what is wrong with it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.data.files.reviews_csv import Row
from core.data.language import written_in
from core.models.prediction import LABELS
from core.models.text_checks import readable, script_note
from core.scoring.engine import Reasons, Scorer, Scores, score_texts

# Texts and their verdicts (whether positive; None: none) to the words that speak for each, in one cell.
Explain = Callable[[Sequence[str], Sequence[bool | None]], list[str]]
ADDED = ("prediction", "probability", "needs_review", "problem")
LANGUAGE = "language"  # the column that is added where rows are of two languages, each read by its own model
BECAUSE = "because"  # the column that is added where somebody asks why
TEXT_CUT, NO_ANSWER = "text_cut", "no_answer"
# By the remark of a page: the model has not learned a text's script, and scores it all the same.
OTHER_SCRIPTS = {
    "note_not_english": "not_english",
    "note_not_chinese": "not_chinese",
    "note_not_both": "not_both",
}
DECIMALS = 6
YES_NO = ("no", "yes")
Value = str | float | bool | None  # of an added column


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row's probability of being positive as the file will say it (None if not scored).

    `problem` is one of PROBLEMS, of OTHER_SCRIPTS, TEXT_CUT, NO_ANSWER or "": the first that holds.
    `language` is that of the text, blank for neither of ours, None where all rows are of one; `because` are
    the words that speak for the verdict, None where nobody asked; `windows` says in how many it was read.
    """

    probability: float | None
    problem: str
    needs_review: bool
    is_cut: bool = False
    because: str | None = None
    language: str | None = None
    windows: int = 1

    @property
    def is_scored(self) -> bool:
        return self.probability is not None

    @property
    def is_positive(self) -> bool | None:
        return None if self.probability is None else is_positive(self.probability)

    def values(self) -> list[Value]:
        """The values of the columns that are `added`, None where one has none."""
        yes = self.is_positive
        more = [cell or None for cell in (self.language, self.because) if cell is not None]
        prediction = None if yes is None else LABELS[yes]
        return [prediction, self.probability, self.needs_review, self.problem or None, *more]

    def cells(self) -> list[str]:
        """The same as a CSV says them."""
        return [*map(as_cell, self.values())]


def added(why: bool, is_mixed: bool) -> tuple[str, ...]:
    """The names of the columns that scoring adds: `why` the words that carry each verdict, and the language
    of each row where the file `is_mixed`.
    """
    return (*ADDED, *[LANGUAGE] * is_mixed, *[BECAUSE] * why)


def as_cell(value: Value) -> str:
    """A value as a CSV says it: yes or no, a number with DECIMALS decimals, blank where there is none."""
    if isinstance(value, bool):
        return YES_NO[value]
    return f"{value:.{DECIMALS}f}" if isinstance(value, float) else value or ""


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
    scorer: Scorer,
    rows: list[Row],
    column: int,
    threshold: float,
    scored: Callable[[int], object],
    because: Explain | None = None,
    is_mixed: bool = False,
) -> list[Outcome]:
    """One outcome a row, in order; `scored` is called with the numbers of rows scored and left out.

    With `because` each verdict comes with its words; where the file `is_mixed`, with the text's language.
    """
    reasons = None if because is None else partial(_reasons, because)
    read, scores = read_rows(scorer, rows, column, scored, reasons)
    probabilities = [written(probability) for probability in scores.probability.tolist()]
    unsure = (confidence(probabilities) < threshold).tolist()
    cells: Sequence[str | None] = scores.because or [None] * len(read)
    found = {}
    for one, probability, doubt, cell in zip(read, probabilities, unsure, cells, strict=True):
        language = (written_in(one.text) or "") if is_mixed else None
        found[one.row.number] = _outcome(one, probability, doubt, cell, language)
    nothing = "" if because is not None else None, "" if is_mixed else None
    return [found.get(row.number) or _unread(row, *nothing) for row in rows]


@dataclass(frozen=True, slots=True)
class Read:
    """A row whose text was read: its `problem` if it was answered, and in how many `windows` it was read."""

    row: Row
    text: str
    problem: str
    is_cut: bool
    windows: int

    @property
    def unanswered(self) -> str:
        """Its problem where the model gave no answer."""
        return self.row.problem or NO_ANSWER


def read_rows(
    scorer: Scorer,
    rows: Sequence[Row],
    column: int,
    scored: Callable[[int], object],
    reasons: Reasons | None = None,
) -> tuple[list[Read], Scores]:
    """The rows with a text to read, and their scores; `scored` hears how many more are read or left out."""
    can_read = [row for row in rows if _can_read(row, column)]
    scored(len(rows) - len(can_read))
    texts = [row.cell(column) for row in can_read]
    scores = score_texts(scorer, texts, scored, may_fail=True, because=reasons)
    windows: Any = [1] * len(texts) if scores.windows is None else scores.windows.tolist()
    read = []
    for row, text, cut, count in zip(can_read, texts, scores.cut.tolist(), windows, strict=True):
        note = script_note(text, scorer.reads(text))
        problem = row.problem or OTHER_SCRIPTS.get(note, TEXT_CUT if cut else "")
        read.append(Read(row, text, problem, cut, count))
    return read, scores


class Answered(Protocol):
    """What became of a row, by a model of whatever classes."""

    @property
    def is_scored(self) -> bool: ...

    @property
    def problem(self) -> str: ...


def require_answers(results: Sequence[Answered], answered: bool, scorer: Scorer) -> bool:
    """Whether the model has answered for a row by now; `answered` says whether it had before these rows.

    Raises one of the NO_ANSWER errors where it has answered nothing, though there was something to read:
    then it is not some rows that are odd, but the model.
    """
    answered = answered or any(result.is_scored for result in results)
    if not answered and any(result.problem == NO_ANSWER for result in results):
        raise scorer.error or SentiscopeError("scoring_not_a_number", name=scorer.name)
    return answered


def written(probability: Any) -> float:
    """A probability as the file will say it."""
    return round(float(probability), DECIMALS)


def _reasons(because: Explain, texts: list[str], probabilities: NDArray[np.float32]) -> list[str]:
    """What speaks for the verdicts that the file will give."""
    numbers = map(written, probabilities)
    return because(texts, [None if math.isnan(number) else is_positive(number) for number in numbers])


def _outcome(
    read: Read, probability: float, is_unsure: bool, because: str | None, language: str | None
) -> Outcome:
    if math.isnan(probability):
        return Outcome(None, read.unanswered, True, False, because, language, read.windows)
    needs_review = is_unsure or bool(read.problem)
    return Outcome(probability, read.problem, needs_review, read.is_cut, because, language, read.windows)


def _unread(row: Row, because: str | None, language: str | None) -> Outcome:
    return Outcome(None, row.problem or "empty_text", True, because=because, language=language)


def _can_read(row: Row, text: int) -> bool:
    """Whether a model has something to read: also no text of invisible characters only."""
    if not row.can_score(text):
        return False
    try:
        readable(row.cell(text))
    except SentiscopeError:
        return False
    return True
