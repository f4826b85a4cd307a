"""What a file of any classes says of its model, in sentences."""

from collections.abc import Iterator

from core.base.i18n import label
from core.evaluation.class_files.reading import ClassesFile


def classes_told(found: ClassesFile, language: str) -> Iterator[str]:
    """How often it is right, of which class how well, and what was left out."""
    judged = found.judged
    counts = {"rows": found.rows, "labelled": judged.rows, "unknown": found.unknown}
    yield label("evaluation.classes_rows", language, **counts, unlabelled=found.unlabelled)
    yield label("evaluation.classes_judged", language, accuracy=judged.accuracy, f1=judged.macro_f1)
    for name, f1, row in zip(found.classes, judged.f1, judged.confusion, strict=True):
        yield label("evaluation.classes_line", language, name=name, f1=f1, rows=sum(row))
