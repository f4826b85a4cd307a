"""What a learner has done: dates and the last code, in one file of `SENTISCOPE_HOME`. Code is only shown."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from core.base.atomic_write import make_folder, write_durably
from core.base.errors import SentiscopeError
from core.base.output import cannot_write
from core.base.settings import home

VERSION = 1
DAYS = (1, 3, 7)  # after which a solved exercise comes back, from the empty function
MOST_MEGABYTES = 5
MOST_CODE = 50_000  # characters
MOST_EXERCISES = 1_000
LONGEST_NAME = 200


@dataclass(frozen=True)
class Done:
    """One exercise: the day of the last attempt, the days on which it was solved, the last code."""

    attempted: date
    solved: tuple[date, ...] = ()
    code: str = ""


Progress = Mapping[str, Done]
_lock = threading.Lock()


def progress_file() -> Path:
    """Where it is kept."""
    return home() / "exercises.json"


def due_on(done: Done) -> date | None:
    """The day from which a solved exercise is to be solved again; None where it is not."""
    times = len(done.solved)
    return done.solved[-1] + timedelta(DAYS[times - 1]) if 0 < times <= len(DAYS) else None


def is_due(done: Done, today: date) -> bool:
    """Whether it has come back."""
    day = due_on(done)
    return day is not None and day <= today


def noted(before: Done | None, code: str, passed: bool, today: date) -> Done:
    """What is known after an attempt. A second solution counts once the exercise has come back."""
    solved = before.solved if before else ()
    counts = passed and (not solved or (before is not None and is_due(before, today)))
    return Done(today, (*solved, today) if counts else solved, code[:MOST_CODE])


def read(file: Path | None = None) -> dict[str, Done]:
    """All that is kept; nothing where there is no file. Errors: `progress_damaged`, `progress_large`."""
    file = file or progress_file()
    try:
        with open(file, "rb") as stream:
            data = stream.read(MOST_MEGABYTES * 1_000_000 + 1)
    except (FileNotFoundError, NotADirectoryError):  # nothing was kept yet, or nothing can be
        return {}
    except OSError as error:
        raise SentiscopeError("progress_damaged", file=file.name) from error
    return parsed(data, file.name)


def note(name: str, code: str, passed: bool, today: date, file: Path | None = None) -> None:
    """Keep an attempt. Errors: those of `read`, `output_cannot_write`."""
    file = file or progress_file()
    with _lock:
        kept = read(file)
        kept[name] = noted(kept.get(name), code, passed, today)
        _write(file, kept)


def reset(file: Path | None = None) -> None:
    """Forget everything, also a file that cannot be read. Error: `output_cannot_write`."""
    with _lock:
        _write(file or progress_file(), {})


def exported(progress: Progress) -> str:
    """One file that holds it all."""
    exercises = {
        name: {
            "attempted": done.attempted.isoformat(),
            "solved": [day.isoformat() for day in done.solved],
            "code": done.code,
        }
        for name, done in progress.items()
    }
    return json.dumps({"version": VERSION, "exercises": exercises}, ensure_ascii=False, indent=1)


def import_file(data: bytes, name: str, file: Path | None = None) -> None:
    """Take over an exported file: of each exercise what was attempted last; the days of both count.

    Nothing in it is run. Errors: those of `read`, and then nothing has changed; `output_cannot_write`.
    """
    file = file or progress_file()
    given = parsed(data, name)
    with _lock:
        kept = read(file)
        for exercise, done in given.items():
            kept[exercise] = _merged(kept[exercise], done) if exercise in kept else done
        _write(file, kept)


def parsed(data: bytes, name: str) -> dict[str, Done]:
    """An exported file's content. Errors: `progress_damaged`, `progress_large`."""
    if len(data) > MOST_MEGABYTES * 1_000_000:
        raise SentiscopeError("progress_large", file=name, most=MOST_MEGABYTES)
    try:
        content = json.loads(data.decode("utf-8"))
        exercises = content["exercises"]
        if content["version"] != VERSION or len(exercises) > MOST_EXERCISES:
            raise ValueError
        return {_checked_name(key): _done(value) for key, value in exercises.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SentiscopeError("progress_damaged", file=name) from error


def _checked_name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise ValueError
    return name


def _done(value: Mapping[str, Any]) -> Done:
    code = value["code"]
    if not isinstance(code, str) or len(code) > MOST_CODE:
        raise ValueError
    solved = tuple(sorted(date.fromisoformat(day) for day in value["solved"]))
    return Done(date.fromisoformat(value["attempted"]), solved[-len(DAYS) - 1 :], code)


def _merged(one: Done, other: Done) -> Done:
    last = max(one, other, key=lambda done: done.attempted)
    solved = tuple(sorted({*one.solved, *other.solved}))
    return Done(last.attempted, solved[-len(DAYS) - 1 :], last.code)


def _write(file: Path, progress: Progress) -> None:
    try:
        make_folder(file.parent)
        write_durably(file, exported(progress))
    except OSError as error:
        raise cannot_write(file) from error
