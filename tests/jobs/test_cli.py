"""Options from a dataclass: what they read, what they refuse, what their help says."""

from argparse import ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.jobs import cli
from core.jobs.cli import Command, option, settings


def even(value: str) -> int:
    if int(value) % 2:
        raise ArgumentTypeError(f"{value} is odd")
    return int(value)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Settings inside."""

    model: str = option("gru", "which")
    rate: float = option(0.5, "how fast, 10 % more or less")
    cells: Literal["few", "many"] = option("few", "how many")

    def __post_init__(self) -> None:
        if self.rate < 0:
            raise SentiscopeError("training_bad_setting", option="rate", value=self.rate, low=0)


@dataclass(frozen=True, kw_only=True)
class Try(Command):
    """Try something."""

    file: Path = option(help="what to read", positional=True)
    output: Path = option(help="what to write", short="-o")
    count: int | None = option(None, "an even number", reads=even)
    words: tuple[str, ...] = option((), "some words", choices=("a", "b"), repeated=True)
    names: tuple[str, ...] = option(("one", "two"), "some names", repeated=True)
    folders: tuple[Path, ...] = option((), "several at once")
    home: Path = option(help="where", factory=lambda: Path("here"))
    fast: bool = option(False, "at once", exclusive="speed")
    slow: bool = option(False, "later", exclusive="speed")
    safe: bool = option(True, "with care")
    model: str | None = option(None, "of this command")
    recipe: Recipe = settings(omit=["model"])

    def run(self) -> None:
        """Says what it is."""
        if self.fast:
            raise SentiscopeError("model_missing", name="minilm")
        print(self.recipe)


def test_defaults() -> None:
    assert cli.parse(Try, ["in", "-o", "out"]) == Try(
        file=Path("in"), output=Path("out"), home=Path("here"), recipe=Recipe()
    )


def test_every_kind_of_option() -> None:
    numbers = ["--count", "4", "--words", "a", "--words=b", "--folders", "x", "y", "--rate=2"]
    words = ["--cells", "many", "--model", "mine", "--no-safe", "--slow", "--verbose"]
    assert cli.parse(Try, ["in", "--output", "out", *numbers, *words]) == Try(
        file=Path("in"),
        output=Path("out"),
        count=4,
        words=("a", "b"),
        folders=(Path("x"), Path("y")),
        slow=True,
        safe=False,
        model="mine",
        verbose=True,
        home=Path("here"),
        recipe=Recipe(rate=2.0, cells="many"),
    )


def test_what_is_given_takes_the_place_of_the_default() -> None:
    assert cli.parse(Try, ["in", "-o", "out"]).names == ("one", "two")
    assert cli.parse(Try, ["in", "-o", "out", "--names", "two"]).names == ("two",)
    assert cli.parse(Try, ["in", "-o", "out", "--names", "b", "--names", "a"]).names == ("b", "a")


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["in"],
        ["in", "-o", "out", "--count", "3"],
        ["in", "-o", "out", "--words", "c"],
        ["in", "-o", "out", "--cells", "none"],
        ["in", "-o", "out", "--rate", "fast"],
        ["in", "-o", "out", "--fast", "--slow"],
        ["in", "-o", "out", "--nonsense"],
    ],
)
def test_wrong_arguments_are_code_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(Try, wrong, "python -m try")
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m try")


def test_help_says_what_it_is_and_each_default() -> None:
    shown = " ".join(cli.parser(Try, "python -m try").format_help().split())
    assert "Try something." in shown
    for words in ("how fast, 10 % more or less (default 0.5)", "what to read", "where (default here)"):
        assert words in shown
    assert "at once (default" not in shown


def test_settings_that_make_no_sense_are_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(Try, ["in", "-o", "out", "--rate=-1"], "try") == 1
    expected = label("errors.training_bad_setting", "en", option="rate", value=-1.0, low=0)
    assert capsys.readouterr().err == expected + "\n"


def test_verbose_shows_where_an_error_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(Try, ["in", "-o", "out", "--fast"], "try") == 1
    assert "Traceback" not in capsys.readouterr().err
    assert cli.main(Try, ["in", "-o", "out", "--fast", "--verbose"], "try") == 1
    assert "Traceback" in capsys.readouterr().err
