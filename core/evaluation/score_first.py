"""A file without verdicts: scored first, by one model after another, each adding its columns."""

from collections.abc import Sequence
from pathlib import Path

from core.base.scratch import scratch_folder
from core.data.files.tables import open_any
from core.evaluation.reading import Choice, columns_of, read_scored
from core.evaluation.scored import Scored
from core.scoring.plan import Request
from core.scoring.score_file import score_file


def score_first(
    path: Path,
    models: Sequence[str],
    choice: Choice,
    output: Path | None = None,
    header: int | None = None,
    backend: str | None = None,
) -> Scored:
    """The rows with each model's verdicts; `output` keeps the scored file, a CSV. The `backend` is chosen by
    speed if None.

    Errors: those of `score_file` and `read_scored`.
    """
    table = open_any(path, header=header)
    text, label, _ = columns_of(table, choice)
    named = Choice(table.columns[text], None if label is None else table.columns[label], choice.verdicts)
    with scratch_folder() as folder:
        source, line, probabilities = path, header, []
        for place, model in enumerate(models):
            is_last = place + 1 == len(models)
            target = output if is_last and output else folder / f"{place}-{path.stem}.csv"
            request = Request(
                source, target, text=named.text, model=model, header=line, fresh=True, backend=backend
            )
            probabilities.append(score_file(request)["columns"]["probability"]["name"])
            source, line = target, 1
        chosen = Choice(named.text, named.label, tuple(probabilities))
        return read_scored(source, chosen, header=1).named(models)
