"""A file without verdicts that a model of any classes scores first."""

from pathlib import Path

from core.base.scratch import scratch_folder
from core.data.files.tables import open_any
from core.evaluation.class_files.reading import ClassesFile, read_classes
from core.evaluation.reading import Choice, columns_of
from core.scoring.plan import Request
from core.scoring.score_file import score_file


def classes_first(
    path: Path, model: str, choice: Choice, output: Path | None = None, header: int | None = None
) -> ClassesFile:
    """The file's labels beside the model's verdicts; `output` keeps the scored file, a CSV.

    Errors: those of `score_file` and `read_classes`.
    """
    table = open_any(path, header=header)
    text, *_ = columns_of(table, choice)
    with scratch_folder() as folder:
        target = output or folder / f"{path.stem}.csv"
        score_file(Request(path, target, text=table.columns[text], model=model, header=header, fresh=True))
        return read_classes(target, choice.label, header=1)
