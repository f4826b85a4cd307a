"""The mutation tool: what its operators change, what they leave alone, and which tests it picks."""

import sqlite3
from pathlib import Path

import pytest

from benchmarks.mutation.covering import QUERY, Covering
from benchmarks.mutation.forks import Chosen
from benchmarks.mutation.mutants import Mutant, changes_something, mutants_of
from benchmarks.mutation.report import survivors, table
from benchmarks.mutation.sampling import APPEARANCE, sample
from benchmarks.mutation.trying import changed, mend


def faults(source: str, operator: str = "", unchanged: frozenset[str] = frozenset()) -> list[str]:
    """The source with each mutant in it."""
    mutants = mutants_of("a.py", source, unchanged)
    return [mutant.applied(source) for mutant in mutants if operator in ("", mutant.operator)]


@pytest.mark.parametrize(
    ("operator", "source", "expected"),
    [
        ("comparison", "a < b <= c", ["a <= b <= c", "a < b < c"]),
        ("comparison", "a is not None", ["a is None"]),
        ("comparison", "a in b", ["a not in b"]),
        ("arithmetic", "x = (a + b) * c", ["x = (a + b) / c", "x = (a - b) * c"]),
        ("arithmetic", "x **= y", ["x *= y"]),
        ("arithmetic", "x = a @ b", ["x = a * b"]),
        ("logic", "a and b or c", ["a and b and c", "a or b or c"]),
        ("sign", "x = -a", ["x = (a)"]),
        ("condition", "if a: b", ["if (not (a)): b"]),
        ("condition", "if a == b: c", []),  # the comparison's opposite says the same
        ("condition", "if a < b: c", ["if (not (a < b)): c"]),
        ("condition", "[a for a in b if c]", ["[a for a in b if (not (c))]"]),
        ("boolean", "x = True", ["x = False"]),
        ("number", "x = 0.5", ["x = 1.5"]),
        ("string", "x = 'é' 'b'", ["x = 'XXébXX'"]),
        ("name", "a.min(b)", ["a.max(b)"]),
        ("swapped arguments", "f(a, b, c)", ["f(b, a, c)"]),
        ("swapped arguments", "max(a, b)", []),
        ("dropped keyword", "f(a, b=c, d=e)", ["f(a, d=e)", "f(a, b=c)"]),
        ("dropped keyword", "zip(a, b, strict=c)", []),
        ("return", "def f():\n    return a", ["def f():\n    return None"]),
        ("statement", "f(a)", ["pass"]),
        ("statement", "a = f(b)", []),  # its absence would make an unknown name
        ("statement", "a[b] = c", ["pass"]),
        ("statement", "while a:\n    break", ["while a:\n    continue"]),
    ],
)
def test_each_operator(operator: str, source: str, expected: list[str]) -> None:
    assert faults(source, operator) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""Two words, 1 < 2."""',
        "def f(a: Annotated[int, 3]) -> Literal[1]: ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "log.warning('%d', 1)",
        "x = f'{a + 1}'",
        "__all__ = ['a']",
        "TWINS = (Twin(name='a', seed=1),)",
        "if TYPE_CHECKING:\n    f(1)",
        "A = Literal['a', 'b']",
    ],
)
def test_what_no_test_could_notice_stays(source: str) -> None:
    assert faults(source) == []


def test_private_functions_of_twins_stay_and_others_do_not() -> None:
    source = "def _examples():\n    f(1)\n\ndef _ours():\n    f(2)\n\nTWINS = (Twin(_examples),)"
    assert faults(source, "number") == [source.replace("f(2)", "f(3)")]


def test_appearance_stays_in_figures() -> None:
    source = 'f(height=300, y=1, line={"width": 2, "color": 3})'
    assert faults(source, "number", frozenset(APPEARANCE)) == [
        source.replace("y=1", "y=2"),
        source.replace('"color": 3', '"color": 4'),
    ]


def test_a_mutant_has_the_lines_of_its_statement() -> None:
    lines = "A = 1", "", "class B:", " def f(", "  self, a=2", " ):", "  return g(", "   3,", "  )"
    source = "\n".join(lines)
    one, two, three = [m for m in mutants_of("a.py", source) if m.operator == "number"]
    assert (one.scope, one.at_import, one.line) == ("", True, 1)
    assert (two.scope, two.at_import, two.first, two.last) == ("B.f", False, 4, 9)  # whoever calls f
    assert (three.line, three.first, three.last) == (8, 7, 9)
    assert (three.before, three.after) == ("3,", "4,")


def test_a_key_outlasts_a_move() -> None:
    source = "def f(a):\n    return a + 1, a + 1\n"
    here = mutants_of("a.py", source)
    there = mutants_of("b.py", f"import c\n\n\n{source}")
    assert [mutant.key for mutant in here] == [mutant.key for mutant in there]
    assert len({mutant.key for mutant in here}) == len(here)


def test_a_mutant_that_is_the_same_program_is_recognised() -> None:
    source = "x = 1"
    (mutant,) = mutants_of("a.py", source)
    assert changes_something(mutant, source)
    assert not changes_something(Mutant(**{**vars(mutant), "replacement": "0x1"}), source)
    assert not changes_something(Mutant(**{**vars(mutant), "replacement": "("}), source)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree: one file of two groups each, a twin, and tests."""
    for name in ("core/nn/a.py", "core/nn/twins.py", "core/jobs/process/b.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n\n".join(f"def f{n}(a):\n    return a + {n}" for n in range(9)))
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("from core.nn import a\n")
    return tmp_path


def test_a_sample_holds_as_many_of_each_group_and_is_the_same_again(tree: Path) -> None:
    drawn = sample(tree, [], seed=0, most=10)
    assert [group for group, _ in drawn] == ["concepts"] * 5 + ["jobs"] * 5
    assert {mutant.file for _, mutant in drawn} == {"core/nn/a.py", "core/jobs/process/b.py"}
    assert drawn == sample(tree, [], seed=0, most=10) != sample(tree, [], seed=1, most=10)
    assert {group for group, _ in sample(tree, ["core/nn/a.py"], seed=0, most=10)} == {"concepts"}


def test_a_mutant_is_in_the_tree_for_a_while(tree: Path) -> None:
    path = tree / "core/nn/a.py"
    before, stat = path.read_text(), path.stat()
    _, mutant = sample(tree, [], seed=0, most=2)[0]
    with changed(tree, mutant):
        assert path.read_text() == mutant.applied(before) != before
        assert path.stat().st_mtime > stat.st_mtime
    assert (path.read_text(), path.stat().st_mtime) == (before, stat.st_mtime)
    with pytest.raises(KeyboardInterrupt), changed(tree, mutant):
        raise KeyboardInterrupt
    assert path.read_text() == before


def test_a_command_ended_on_the_spot_leaves_no_mutant(tree: Path) -> None:
    path = tree / "core/nn/a.py"
    before = path.read_text()
    path.rename(tree / "core/nn/a.py.kept")
    path.write_text("a mutant")
    mend(tree)
    assert path.read_text() == before


def covering(tree: Path, lines: dict[str, dict[str, set[int]]]) -> Covering:
    """As if the tests had run those lines of those files, in a second each."""
    made = Covering(tree, tree / "empty")
    for file, ran in lines.items():
        for test, numbers in ran.items():
            made.lines[file][test] = sum(1 << number for number in numbers)
            made.seconds[test] = 1.0
            made.width[test] += len(numbers)
    made.setup["tests"] = 10.0
    return made


def test_the_narrowest_tests_of_the_changed_statement_come_first(tree: Path) -> None:
    wide, narrow, other = "tests/test_b.py::wide", "tests/test_a.py::narrow", "tests/test_a.py::other"
    ran = {"core/nn/a.py": {wide: {2, 5, 8}, narrow: {2}, other: {5}}}
    known = covering(tree, ran)
    first = next(m for m in mutants_of("core/nn/a.py", (tree / "core/nn/a.py").read_text()) if m.line == 2)
    assert known.tests_of(first, seconds=30, most=9) == [narrow, wide]
    assert known.tests_of(first, seconds=30, most=1) == [narrow]
    assert known.tests_of(first, seconds=11.5, most=9) == [narrow]  # the folder's setup counts
    assert known.sum_of([narrow, wide]) == 12.0


def test_what_acts_at_import_concerns_whoever_imports_it(tree: Path) -> None:
    by_line, by_import = "tests/test_b.py::uses_it", "tests/test_a.py::imports_it"
    known = covering(tree, {"core/nn/a.py": {by_line: {2}}, "core/jobs/process/b.py": {by_import: {2}}})
    constant = mutants_of("core/nn/a.py", "A = 1")[0]
    assert known.tests_of(constant, seconds=30, most=9) == [by_import, by_line]


def test_lines_are_read_as_coverage_writes_them(tree: Path) -> None:
    coverage = pytest.importorskip("coverage")
    data = coverage.CoverageData(str(tree / "lines"))
    data.set_context("tests/test_a.py::one")
    data.add_lines({str(tree / "core/nn/a.py"): [2, 11]})
    data.write()
    with sqlite3.connect(tree / "lines") as connection:
        ((path, test, bits),) = connection.execute(QUERY)
    assert (path, test) == (str(tree / "core/nn/a.py"), "tests/test_a.py::one")
    assert int.from_bytes(bits, "little") == 1 << 2 | 1 << 11


def test_unknown_parameters_of_a_chosen_test_run_too(tmp_path: Path) -> None:
    chosen = Chosen({"a.py::f[1]"}, {"a.py::f[1]", "a.py::f[2]", "a.py::g"}, tmp_path / "failure")
    names = ("a.py::f[1]", "a.py::f[2]", "a.py::f[3]", "a.py::g", "a.py::h")
    assert [name for name in names if chosen.is_chosen(name)] == ["a.py::f[1]", "a.py::f[3]"]


def test_the_report_counts_and_lists() -> None:
    same = {"group": "jobs", "operator": "number", "file": "a.py", "line": 1, "scope": "f", "tests": 2}
    same |= {"before": "x = 1", "after": "x = 2"}
    results = [{**same, "status": status} for status in ("killed", "timeout", "survived", "uncovered")]
    assert "| jobs | 4 | 1 | 1 | 1 | 1 | 50.0% |" in table(results)
    listed = survivors(results)
    assert listed.startswith("# Not noticed: 2 of 4 mutants")
    assert listed.count("- x = 1\n  + x = 2") == 2
