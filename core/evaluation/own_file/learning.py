"""From a labelled file to a model in a folder, judged on rows that had no part in it."""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from core.data.labelled import About, LabelledData
from core.evaluation.classes.metrics import judge
from core.evaluation.compare import compare_right
from core.evaluation.own_file.reading import read_own
from core.evaluation.own_file.report import Against, OwnReport, write_report
from core.evaluation.own_file.review import Review, choose_review
from core.evaluation.reading import Choice
from core.models.locate import Located, locate
from core.models.selection import MODELS, language_for
from core.training.model_card import add_to_card, data_section
from core.training.own_file.cheap import Cheap, learn_head
from core.training.own_file.classes import is_sentiment
from core.training.own_file.export import write_folder
from core.training.own_file.full import finetune_further
from core.training.own_file.rows import OwnRows
from core.training.own_file.split import Sides, set_aside, split_of

CHEAP, FULL = "cheap", "full"
START = "start"  # in the folder of a fine-tuning: the cheap model that it begins with


@dataclass(frozen=True)
class Task:
    """A file to learn from, where the model goes, whether all weights learn, and the seed of all draws."""

    path: Path
    folder: Path
    choice: Choice
    header: int | None = None
    full: bool = False
    seed: int = 0


def learn_from(task: Task) -> OwnReport:
    """Clean, set aside, learn, judge; writes model, card and report.

    A fine-tuning that was killed continues. Errors: those of `read_own`, `locate` and of training.
    """
    rows, column = read_own(task.path, task.choice, task.header)
    sides = set_aside(rows, task.seed)
    base = locate(MODELS[language_for(rows.texts)])
    data = _data(task, rows, sides)
    cheap = learn_head(rows, sides, base, task.seed)
    target = task.folder / START if task.full else task.folder
    write_folder(cheap.learned, rows.classes, base, target, _sections(task, data, cheap))
    answers = _answers(rows, cheap, base)
    if task.full:
        finetune_further(target, data, task.folder, _command(task, data))
        answers[FULL] = _of_folder(task.folder, data)
        shutil.rmtree(target, ignore_errors=True)
    found = _report(task, rows, sides, column, base, cheap, answers)
    if found.review is not None:
        add_to_card(task.folder, review=asdict(found.review))
    write_report(found, task.folder)
    return found


def _answers(rows: OwnRows, cheap: Cheap, base: Located) -> dict[str, Float[Tensor, "N C"]]:
    """Logits on the rows set aside: of the shipped model where the classes are its own, then of ours."""
    shipped = {base.name: cheap.shipped} if is_sentiment(rows.classes) else {}
    return {**shipped, CHEAP: cheap.logits}


def _of_folder(folder: Path, data: LabelledData) -> Float[Tensor, "N C"]:
    """The logits of the model as it was written, read as everything else reads it."""
    from core.models.loading import load_network, load_tokenizer
    from core.training.batches import token_rows
    from core.training.evaluate import logits_of
    from core.training.own_file.vectors import LONGEST

    tokenizer = load_tokenizer(folder)
    rows = token_rows(tokenizer, data.dev.sentences, LONGEST)
    return logits_of(load_network(folder), rows, tokenizer.pad_token_id)


def _report(
    task: Task,
    rows: OwnRows,
    sides: Sides,
    column: str,
    base: Located,
    cheap: Cheap,
    answers: dict[str, Float[Tensor, "N C"]],
) -> OwnReport:
    labels = np.array([rows.labels[row] for row in sides.held_out], np.int64)
    verdicts = {name: logits.argmax(dim=-1).numpy() for name, logits in answers.items()}
    names = [*verdicts]
    pairs = [(first, second) for place, first in enumerate(names) for second in names[place + 1 :]]
    return OwnReport(
        file=task.path.name,
        labels_from=column,
        classes=rows.classes,
        cleaned=rows.cleaned,
        train_rows=len(sides.train),
        held_out=[rows.numbers[row] for row in sides.held_out],
        labels=labels.tolist(),
        shipped=base.name,
        features=cheap.learned.setting.featured.kind,
        strength=cheap.learned.setting.strength,
        models=[judge(name, labels, said, len(rows.classes)) for name, said in verdicts.items()],
        verdicts={name: said.tolist() for name, said in verdicts.items()},
        comparisons=[
            Against(one, other, compare_right(verdicts[one] == labels, verdicts[other] == labels, task.seed))
            for one, other in pairs
        ],
        curve=cheap.curve,
        seed=task.seed,
        review=_review(rows, [*answers.values()][-1], labels),
    )


def _review(rows: OwnRows, logits: Float[Tensor, "N C"], labels: NDArray[np.int64]) -> Review | None:
    """When a verdict is sure enough; negative and positive keep the threshold of all models of these."""
    if is_sentiment(rows.classes):
        return None
    return choose_review(logits.double().softmax(dim=-1).numpy(), labels)


def _data(task: Task, rows: OwnRows, sides: Sides) -> LabelledData:
    about = About("own-file", "own file", language_for(rows.texts), "rows set aside, copies together")
    train, held_out = split_of(rows, sides.train), split_of(rows, sides.held_out)
    return LabelledData(train, held_out, str(task.path), about)


def _sections(task: Task, data: LabelledData, cheap: Cheap) -> dict[str, Any]:
    setting = cheap.learned.setting
    chosen = {"features": setting.featured.kind, "C": setting.strength, "folds": setting.folds}
    return {**_command(task, data), "recipe": {**chosen, "seed": task.seed}}


def _command(task: Task, data: LabelledData) -> dict[str, Any]:
    more = " --full" * task.full + (f" --seed {task.seed}" if task.seed else "")
    return {
        "command": f"python -m core.evaluation.own_file FILE -o OUTPUT_FOLDER{more}",
        "data": data_section(data),
    }
