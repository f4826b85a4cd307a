"""A measurement as stored: the numbers, and everything needed to interpret and repeat them. No torch here."""

import json
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from core.base.errors import SentiscopeError
from core.experiments.experiment import SIZES, Experiment, Numbers, Size, Verdict
from core.experiments.registry import module_file
from core.experiments.shape import has_shape_of


@dataclass(frozen=True)
class Record:
    """One measurement. `machine` is its kind and no name; `data` holds fingerprints; `seconds` it took."""

    name: str
    size: Size
    seed: int
    command: str
    versions: dict[str, str]
    machine: dict[str, Any]
    data: dict[str, Any]
    models: dict[str, dict[str, str]]
    seconds: float
    numbers: Numbers

    def to_json(self) -> str:
        """The file's content; raises ValueError for NaN and infinity, which JSON lacks."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def shipped(name: str) -> Path:
    """Where the app's own measurement of an experiment lies: beside its module."""
    return module_file(name).with_suffix(".json")


def read(file: Path, name: str) -> Record:
    """The record of experiment `name`; raises `experiment_missing` or `experiment_damaged`."""
    if not file.is_file():
        raise SentiscopeError("experiment_missing", name=name)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        record = Record(**content)
    except (OSError, ValueError, TypeError) as error:
        raise damaged(file.name, name) from error
    if record.name != name or not _is_whole(record):
        raise damaged(file.name, name)
    return record


def outcome_of(experiment: Experiment, record: Record) -> tuple[Verdict, dict[str, Any]]:
    """What the numbers say of the claim, and what its sentence is filled with.

    Raises `experiment_damaged` for numbers of another shape than the app's own measurement has: a file that
    was edited, or made by another version. An error in the experiment's own code is no damage, and passes.
    """
    if not has_shape_of(record.numbers, _shipped_numbers(record.name)):
        raise damaged(shipped(record.name).name, record.name)
    return experiment.outcome(record.numbers)


@cache
def _shipped_numbers(name: str) -> Numbers:
    # Not `shipped`: whoever puts another file in its place wants that one compared with the app's own.
    return read(module_file(name).with_suffix(".json"), name).numbers


def damaged(file: str, name: str) -> SentiscopeError:
    """The one sentence for everything that can be wrong with a record."""
    return SentiscopeError("experiment_damaged", file=file, name=name)


def _is_whole(record: Record) -> bool:
    """True if every field has the type it is declared with, and there are numbers."""
    hints = get_type_hints(Record)
    kinds = {field.name: _kinds(hints[field.name]) for field in fields(Record)}
    typed = all(isinstance(getattr(record, name), kind) for name, kind in kinds.items())
    known = record.size in SIZES and not isinstance(record.seed, bool)
    machine = {"kind", "cores"} <= record.machine.keys() if typed else False
    return typed and known and machine and bool(record.numbers)


def _kinds(hint: Any) -> tuple[type, ...]:
    origin = get_origin(hint)
    if origin is not None and origin is not dict:  # Literal["small", "full"]
        return tuple({type(value) for value in get_args(hint)})
    return (float, int) if hint is float else (origin or hint,)
