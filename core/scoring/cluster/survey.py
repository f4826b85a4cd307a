"""What a worker finds out about a file before anything is scored: quick, and every fault shows early."""

from collections import Counter
from dataclasses import dataclass, field

from core.base.errors import SentiscopeError
from core.data.files.look_through import look_through
from core.data.files.tables import is_plain_text, steady
from core.data.labelled import Language
from core.data.labels import LabelColumn
from core.models.classes.known import Classes, classes_of
from core.models.selection import language_for
from core.scoring.cluster.errors import told_through_ray
from core.scoring.cluster.listing import may_be_csv
from core.scoring.cluster.request import ClusterRequest
from core.scoring.cluster.store import File, Store
from core.scoring.plan import check_options

EMPTY, NO_TABLE = "empty", "no_table"
KEYS_OF_EMPTY = ("csv_empty", "csv_no_rows")
KEYS_OF_NO_TABLE = ("csv_other_kind", "csv_is_excel", "csv_binary", "json_one_object")


@dataclass(frozen=True)
class Survey:
    """A file's rows, text column and labels; its rows by language, and the language of its first texts.

    `classes` are the model's, as the worker's machine has it; None where they are negative and positive.
    `left_out` is EMPTY or NO_TABLE where it has nothing to score, else blank.
    """

    file: File
    left_out: str = ""
    rows: int = 0
    text: str = ""
    languages: Counter[Language] = field(default_factory=Counter)
    first: Language = "en"
    labels: LabelColumn | None = None
    classes: Classes | None = None


def survey(file: File, request: ClusterRequest, is_single: bool) -> Survey:
    """Read through a file. In a folder one without rows, or of another kind, is no fault.

    Errors, as RuntimeError through Ray: those of `look_through` and `check_options`.
    """
    with told_through_ray():
        if not file.bytes:
            return Survey(file, EMPTY)
        try:
            return _read(file, request, is_single)
        except SentiscopeError as error:
            if error.key in KEYS_OF_EMPTY:
                return Survey(file, EMPTY)
            if error.key in KEYS_OF_NO_TABLE and not is_single:
                return Survey(file, NO_TABLE)
            raise


def _read(file: File, request: ClusterRequest, is_single: bool) -> Survey:
    with Store(file.address).on_disk() as path:
        if not is_single and not may_be_csv(path.name) and is_plain_text(path):
            return Survey(file, NO_TABLE)
        classes = classes_of(request.model, request.positive)
        check_options(request, classes)
        with steady(path) as steady_file:
            looked = look_through(steady_file, request)
        found = looked.scan
        by_first = language_for(row.cell(looked.text) for row in looked.first.rows)
        name = looked.table.columns[looked.text]
        return Survey(file, "", found.rows, name, found.languages, by_first, found.labels, classes)


def zero_is_neutral(surveys: list[Survey]) -> bool:
    """Whether some file's labels have a −1, which makes the 0 of all of them neutral."""
    return any(found.labels is not None and found.labels.zero_is_neutral for found in surveys)


def check_labels(request: ClusterRequest, surveys: list[Survey]) -> None:
    """Raise `csv_labels_unknown` where a label is neither positive nor negative, unless they are skipped.

    Labels of a model with other classes are other words.
    """
    if request.label is None or request.skip_unknown_labels or any(found.classes for found in surveys):
        return
    neutral = zero_is_neutral(surveys)
    unread = 0
    told: list[str] = []
    for found in surveys:
        if found.labels is None:
            continue
        found.labels.zero_is_neutral = neutral
        if found.labels.unread:
            unread += found.labels.unread
            told.append(
                f"{found.file.address.replace(chr(92), '/').rsplit('/', 1)[-1]}: {found.labels.told()}"
            )
    if unread:
        raise SentiscopeError(
            "csv_labels_unknown", column=request.label, rows=unread, values="; ".join(told[:3])
        )
