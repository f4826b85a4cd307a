"""Answers of a person: kept while they are given, written as a labelled file, read to go on."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.base.errors import SentiscopeError
from core.data.files.spreadsheet import safe_cell
from core.data.files.tables import open_any, rows_of
from core.data.overlap import normal
from core.evaluation.labelling.pool_files import StoredPool
from core.evaluation.labelling.rounds import RANDOM, SKIPPED, UNCERTAIN, Drawn, next_round

COLUMNS = ("text", "label", "drawn", "row")
FEWEST_CLASSES, MOST_CLASSES = 2, 8  # each class has a key, and so has a row that one can't tell


@dataclass(frozen=True)
class Answers:
    """Rows in the order in which they were asked, and the answers so far: a class, or SKIPPED, by row.

    The last round began at the row `begun` and may be under way: `place` is where among all asked rows the
    person is.
    """

    classes: tuple[str, ...]
    asked: tuple[Drawn, ...] = ()
    given: dict[int, int] = field(default_factory=dict)
    place: int = 0
    begun: int = 0

    @property
    def row(self) -> int | None:
        """The row to answer now, None between two rounds."""
        return self.asked[self.place].row if self.place < len(self.asked) else None

    def answer(self, row: int, said: int) -> "Answers":
        """One answer more, and on to the next row; a row that is not being asked changes nothing."""
        if row != self.row:
            return self
        return replace(self, given={**self.given, row: said}, place=self.place + 1)

    def back(self) -> "Answers":
        """To the row before in this round, whose answer stays until there is another."""
        return replace(self, place=max(self.begun, self.place - 1))

    def more(self, stored: StoredPool) -> "Answers":
        """With another round, once this one is answered; the same where no row is left."""
        if self.place < len(self.asked):
            return self
        drawn = next_round(stored.pool, self.asked, self.given, len(self.classes))
        return replace(self, asked=(*self.asked, *drawn), begun=len(self.asked))


def class_words(typed: str) -> tuple[str, ...]:
    """The class words of a line, between commas. Errors: `labelling_classes`, `labelling_classes_twice`."""
    words = tuple(filter(None, map(str.strip, re.split("[,，、]", typed))))
    if not FEWEST_CLASSES <= len(words) <= MOST_CLASSES:
        raise SentiscopeError("labelling_classes", count=len(words), fewest=FEWEST_CLASSES, most=MOST_CLASSES)
    if len({word.casefold() for word in words}) < len(words):
        raise SentiscopeError("labelling_classes_twice")
    return words


def labelled_csv(stored: StoredPool, answers: Answers) -> str:
    """Every answered row with its text, its class word (blank where it was skipped) and the arm that drew it.

    `row` is its number in the file that the pool is of.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in answers.asked:
        if one.row in answers.given:
            said = answers.given[one.row]
            word = "" if said == SKIPPED else answers.classes[said]
            cells = stored.texts[one.row], word, one.arm, str(stored.numbers[one.row])
            writer.writerow([*map(safe_cell, cells)])
    return written.getvalue()


def read_answers(path: Path, stored: StoredPool, classes: Sequence[str]) -> tuple[Answers, list[int]]:
    """Answers that `labelled_csv` wrote, for the same texts, and the rows that are of no use here.

    Those are of other texts, with other class words, or without the arm that drew them.
    Errors: those of `open_any`; `csv_column_missing`.
    """
    table = open_any(path)
    text, label, drawn = (table.index(name) for name in COLUMNS[:3])
    row_of = {normal(one): row for row, one in enumerate(stored.texts)}
    class_of = {safe_cell(word).casefold(): number for number, word in enumerate(classes)} | {"": SKIPPED}
    asked: list[Drawn] = []
    given: dict[int, int] = {}
    unused: list[int] = []
    for one in rows_of(table):
        row, said = row_of.get(normal(one.cell(text))), class_of.get(one.cell(label).strip().casefold())
        arm = one.cell(drawn).strip()
        if row is None or said is None or row in given or arm not in (RANDOM, UNCERTAIN):
            unused.append(one.number)
            continue
        asked.append(Drawn(row, arm))
        given[row] = said
    return Answers(tuple(classes), tuple(asked), given, len(asked), len(asked)), unused


def kept(answers: Answers) -> str:
    """The answers as JSON, to be read by `found`."""
    asked = [[one.row, one.arm] for one in answers.asked]
    given = [[row, said] for row, said in answers.given.items()]
    places = {"place": answers.place, "begun": answers.begun}
    return json.dumps({"classes": answers.classes, "asked": asked, "given": given, **places})


def found(text: str, rows: int) -> Answers | None:
    """What `kept` wrote of a pool of so many rows; None where it is none of it."""
    try:
        read = json.loads(text)
        asked = tuple(Drawn(row, arm) for row, arm in read["asked"])
        places = int(read["place"]), int(read["begun"])
        answers = Answers(tuple(read["classes"]), asked, dict(read["given"]), *places)
    except (ValueError, KeyError, TypeError):
        return None
    known = all(0 <= one.row < rows and one.arm in (RANDOM, UNCERTAIN) for one in asked)
    return answers if known and 0 <= answers.begun <= answers.place <= len(asked) else None
