"""`python -m core.exercises NAME`: an exercise in a file of your own, checked whenever you save it."""

import contextlib
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.exercises.registry import find, listed
from core.exercises.texts import title_key
from core.jobs import cli
from core.jobs.cli import Command, option


@dataclass(frozen=True, kw_only=True)
class Practise(Command):
    """Write an exercise into a file and check it at each save, until Ctrl+C; without a name list all."""

    name: str = option(help="such as attention.scaled_dot_product", positional=True)
    file: Path | None = option(None, "where it is written (default: NAME.py in this folder)", short="-o")
    keep: bool = option(False, "go on with a file that is there already")
    once: bool = option(False, "check once, write the file only where there is none; exit code 0 if right")

    def run(self) -> None:
        """Errors: those of `find` and of the file; `exercise_not_yet` for a wrong answer checked once."""
        exercise = find(self.name)
        from core.exercises import own_file

        language = shell_language()
        text = partial(label, language=language)
        if exercise.rung == "choose":
            print(text("exercises.no_code", name=self.name))
            return
        file = self.file or Path(f"{self.name}.py")
        if not file.exists() or not (self.keep or self.once):
            own_file.write_new(file, own_file.file_text(exercise, text, language))
        if self.once:
            if not self._is_right(own_file.read_answer(file)):
                raise SentiscopeError("exercise_not_yet", name=self.name)
            return
        print(text("exercises.file", file=file))
        with contextlib.suppress(KeyboardInterrupt):
            for answer in own_file.saves(file):
                self._is_right(answer)

    def _is_right(self, answer: str) -> bool:
        """Check an answer and say what was found."""
        from core.exercises.check import check
        from core.exercises.told import lines_of

        exercise = find(self.name)
        verdict = check(exercise, answer)
        print(
            *lines_of(exercise, verdict, partial(label, language=shell_language())), "", sep="\n", flush=True
        )
        return verdict.passed


def main(arguments: list[str] | None = None) -> int:
    """List the exercises or practise one, and return the shell's exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words:
        return cli.main(Practise, words, "python -m core.exercises")
    language = shell_language()
    for one in listed():
        title = label(title_key(one.name), language)
        rung = label(f"exercises.{one.rung}", language)
        print(label("exercises.listed", language, name=one.name, rung=rung, title=title))
    return 0


if __name__ == "__main__":
    sys.exit(main())
