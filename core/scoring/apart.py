"""A batch that gets no answer is asked again row by row, so that only the rows that are odd go without."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from core.base.errors import SentiscopeError
from core.models.prediction import NO_ANSWER

log = logging.getLogger(__name__)
Row = TypeVar("Row")
Answer = TypeVar("Answer")


def answers_of(
    ask: Callable[[list[Row]], Iterable[Answer]], rows: list[Row]
) -> list[Answer | SentiscopeError]:
    """The answer to each row, in order; the error where a row gets none even by itself.

    `ask` answers several rows at once and raises one of NO_ANSWER where it can't; other errors are raised.
    """
    try:
        return [*ask(rows)]
    except SentiscopeError as error:
        if error.key not in NO_ANSWER:
            raise
        if len(rows) > 1:
            return [answer for row in rows for answer in answers_of(ask, [row])]
        log.info("no answer", exc_info=True)
        return [error]


def last_error(answers: Iterable[object], earlier: SentiscopeError | None) -> SentiscopeError | None:
    """The last error among the answers, or the `earlier` one where all are answered."""
    errors = [answer for answer in answers if isinstance(answer, SentiscopeError)]
    return errors[-1] if errors else earlier
