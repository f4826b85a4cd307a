"""Docstrings in Chinese: everything that is shown has one that says the same, and only docstrings change."""

import ast
import re
from functools import partial

import pytest

from core.app.figures.folded import width_of
from core.base.docstrings import docstrings
from core.base.i18n import LANGUAGES, label
from core.exercises.own_file import file_text
from core.exercises.registry import find, listed
from core.exercises.source import filled, given_text, solution_text, start_text
from core.nn.docstrings import documented
from core.nn.source.export import python_file
from core.nn.source.listing import Definition
from core.nn.twin import source
from tests.nn.test_twin import declared
from tests.support.shown_code import Name, bare, definitions
from tests.support.shown_code import docstrings as shown

CHINESE = docstrings("zh")
CODE = [one.name for one in listed() if one.rung != "choose"]
CHARACTER = "[㐀-鿿]"
WIDEST = 110  # columns, as of all code
AXIS = r"(?:[A-Z][\dA-Z]?(?:\+1)?|\d|\.\.\.)"
SHAPE = re.compile(rf"\({AXIS}(?:,? {AXIS})*,?\)")
ERROR = re.compile(r"\b[A-Z]\w*Error\b")
NAMED = re.compile(r"`[^`\n]+`")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)*")
HALF_WIDTH = re.compile(
    rf"{CHARACTER}\s*[,;:?!.]|[,;:?!]\s*{CHARACTER}|(?<![\w√])\((?=[^()]*{CHARACTER})|\d %"
)

# ---- nothing is missing, nothing left over


def test_everything_shown_has_a_chinese_docstring_and_no_other_has_one() -> None:
    assert set(shown()) - set(CHINESE) == set()
    assert set(CHINESE) - set(shown()) == set()
    assert {("core.nn.layers", "softmax"), ("core.nn.metrics", "Confusion.matrix")} < set(CHINESE)
    assert docstrings("en") == {}


# ---- they say what the English ones say, and are Chinese


def told_of(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text))


@pytest.mark.parametrize("pattern", [SHAPE, ERROR, NAMED], ids=["shapes", "errors", "names"])
def test_both_name_the_same(pattern: re.Pattern[str]) -> None:
    said = {name: (told_of(pattern, text), told_of(pattern, CHINESE[name])) for name, text in shown().items()}
    assert sum(bool(english) for english, _ in said.values()) > 3
    assert {name: both for name, both in said.items() if set(both[0]) != set(both[1])} == {}


def test_both_name_the_same_years_and_sections() -> None:
    wrong: dict[Name, set[str]] = {}
    for name, text in shown().items():
        (_, _, english), (_, _, chinese) = text.partition("Source"), CHINESE[name].partition("来源")
        if missing := set(NUMBER.findall(english)) ^ set(NUMBER.findall(chinese)):
            wrong[name] = missing
    assert wrong == {}


def test_they_are_written_in_chinese() -> None:
    wrong = {
        name: text
        for name, text in CHINESE.items()
        if not re.search(CHARACTER, text)
        or not text.endswith("。")
        or HALF_WIDTH.search(NAMED.sub("", text))
        or re.search(r"\*\S", text)
        or '"""' in text
        or "\\" in text
    }
    assert wrong == {}


@pytest.mark.parametrize("text", ["词元, 头", "它: 好", "头.", "一个 (好的) 头", "占 15 %", "(B, T) (头)"])
def test_rule_for_punctuation_itself(text: str) -> None:
    assert HALF_WIDTH.search(text)


@pytest.mark.parametrize("text", ["形状 (B, T, D)。", "log(概率)、√(份额)", "`a`：好，b, c", "占 15%。"])
def test_rule_for_punctuation_lets_mathematics_be(text: str) -> None:
    assert not HALF_WIDTH.search(text)


def test_they_have_the_same_parts_and_lines_that_fit() -> None:
    for one in definitions():
        for line in one.told(CHINESE).split("\n"):
            assert width_of(line) <= WIDEST, line
    for name, text in shown().items():
        if "\n" in text:
            assert "\n\n" in CHINESE[name], name


# ---- the code is the same


def in_english(text: str) -> list[str]:
    """Docstrings of a text that are not Chinese."""
    found = (ast.literal_eval(statement.value) for _, statement in documented(ast.parse(text)))
    return [docstring for docstring in found if not re.search(CHARACTER, docstring)]


def without_docstrings(text: str) -> list[str]:
    lines = text.split("\n")
    for _, statement in reversed([*documented(ast.parse(text))]):
        del lines[statement.lineno - 1 : statement.end_lineno]
    return lines


@pytest.mark.parametrize("one", definitions(), ids=lambda one: f"{one.module}:{one.name}")
def test_shown_code_differs_in_docstrings_alone(one: Definition) -> None:
    told = one.told(CHINESE)
    assert one.told(docstrings("en")) == one.source
    assert without_docstrings(told) == without_docstrings(one.source)
    assert bare(told) == bare(one.source)
    assert in_english(told) == []


def test_code_of_twins_is_told_in_chinese() -> None:
    for twin in declared():
        for functions in (twin.read, twin.read_minimal):
            assert in_english(source(functions, CHINESE)) == []
            assert bare(source(functions, CHINESE)) == bare(source(functions))


@pytest.mark.whole
def test_files_to_take_along_are_told_in_chinese() -> None:
    words = {"full": "1", "minimal": "2"}
    for twin in declared():
        write = partial(python_file, twin, heading=(twin.name,), sentence="", words=words)
        kept = [twin.examples() for _ in LANGUAGES]  # some keep a folder, some a generator, which goes on
        english, chinese = (
            write(next(one), docstrings=docstrings(language))
            for one, language in zip(kept, LANGUAGES, strict=True)
        )
        assert bare(english) == bare(chinese)
        assert in_english(chinese) == []


@pytest.mark.parametrize("name", CODE)
def test_exercises_are_told_in_chinese(name: str) -> None:
    exercise = find(name)
    for text in (solution_text, given_text):
        assert bare(text(exercise, "zh")) == bare(text(exercise))
        assert in_english(text(exercise, "zh")) == []
    start = start_text(exercise, "zh")
    assert without_docstrings(start) == without_docstrings(start_text(exercise))
    assert in_english(start) == []
    if exercise.rung == "fill":
        answers = dict(enumerate(exercise.blanks, start=1))
        assert filled(start, answers) == solution_text(exercise, "zh")
    file = file_text(exercise, partial(label, language="zh"), "zh")
    assert start in file
    assert in_english(file) == []
