"""What a row gets of a model of any classes, and how such rows are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.base.errors import SentiscopeError
from core.data.files.reviews_csv import Row
from core.models.classes.classifier import ClassesClassifier, ClassPrediction
from core.models.text_checks import readable
from core.scoring.apart import answers_of
from core.scoring.engine import MOST_CHARACTERS, MOST_TEXTS, packed
from core.scoring.outcome import DECIMALS, NO_ANSWER, OTHER_SCRIPTS, TEXT_CUT, YES_NO
from core.scoring.output import ParquetOutput

PROBABILITY = "probability_"  # and the class's word
FIXED = ("prediction", "needs_review", "problem")


@dataclass(frozen=True)
class ClassOutcome:
    """A row's class, its word (None: not scored), and the probabilities of all, as the file will say them."""

    prediction: str | None
    probabilities: tuple[float | None, ...]
    problem: str
    needs_review: bool
    is_cut: bool = False
    windows: int = 1

    def cells(self) -> list[str]:
        """The values of the columns that are added."""
        numbers = ["" if one is None else f"{one:.{DECIMALS}f}" for one in self.probabilities]
        return [self.prediction or "", YES_NO[self.needs_review], self.problem, *numbers]


def added(classes: Sequence[str]) -> tuple[str, ...]:
    """The columns that scoring adds: verdict, review, problem, and a probability for each class."""
    return (*FIXED, *(f"{PROBABILITY}{name}" for name in classes))


def class_outcomes(
    classifier: ClassesClassifier,
    rows: Sequence[Row],
    column: int,
    threshold: float,
    scored: Callable[[int], object],
    is_whole: bool = True,
) -> list[ClassOutcome]:
    """One outcome a row, in order; texts that come twice are read once. `scored` hears how many more are.

    A text that is longer than the model's window is read whole, or in its first window alone.
    """
    texts = {row.cell(column): None for row in rows if _can_read(row, column)}
    answers = _answers(classifier.classify if is_whole else classifier.classify_start, [*texts])
    found = [_outcome(row, answers.get(row.cell(column)), len(classifier.classes), threshold) for row in rows]
    scored(len(rows))
    return found


def _answers(
    classify: Callable[[list[str]], Any], texts: list[str]
) -> dict[str, ClassPrediction | SentiscopeError]:
    found: dict[str, ClassPrediction | SentiscopeError] = {}
    for batch in packed(map(len, texts), MOST_TEXTS, MOST_CHARACTERS):
        some = [texts[index] for index in batch]
        answers: list[Any] = answers_of(classify, some)
        found |= dict(zip(some, answers, strict=True))
    return found


def _outcome(
    row: Row, answer: ClassPrediction | SentiscopeError | None, classes: int, threshold: float
) -> ClassOutcome:
    if not isinstance(answer, ClassPrediction):
        problem = row.problem or ("empty_text" if answer is None else NO_ANSWER)
        return ClassOutcome(None, (None,) * classes, problem, True)
    probabilities = tuple(round(one, DECIMALS) for one in answer.probabilities)
    is_cut = answer.cut > 0 or "note_characters_cut" in answer.notes
    script = next((OTHER_SCRIPTS[note] for note in answer.notes if note in OTHER_SCRIPTS), "")
    problem = row.problem or script or TEXT_CUT * is_cut
    unsure = max(probabilities) < threshold
    return ClassOutcome(answer.word, probabilities, problem, unsure or bool(problem), is_cut, answer.windows)


def _can_read(row: Row, column: int) -> bool:
    if not row.can_score(column):
        return False
    try:
        readable(row.cell(column))
    except SentiscopeError:
        return False
    return True


class ClassesParquet(ParquetOutput):
    """The input's columns and the verdicts as typed columns."""

    def _new(self, rows: list[Row], outcomes: Sequence[Any]) -> list[Any]:
        import pyarrow

        count = len(self._new_names) - len(FIXED)
        columns = [
            pyarrow.array([one.prediction for one in outcomes], pyarrow.string()),
            pyarrow.array([one.needs_review for one in outcomes], pyarrow.bool_()),
            pyarrow.array([one.problem or None for one in outcomes], pyarrow.string()),
        ]
        for number in range(count):
            numbers = [one.probabilities[number] for one in outcomes]
            columns.append(pyarrow.array(numbers, pyarrow.float64()))
        if self._surplus:
            lists = [row.cells[len(self._table.header) :] or None for row in rows]
            columns.append(pyarrow.array(lists, pyarrow.list_(pyarrow.string())))
        return columns
