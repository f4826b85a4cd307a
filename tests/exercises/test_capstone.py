"""The whole classifier of one's own functions: ours gives our verdicts, and so does any mixture."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.data.film_sentences import film_sentences
from core.exercises import registry
from core.exercises.capstone.parts import PARTS, Part, parts
from core.exercises.capstone.program import defined, program
from core.exercises.capstone.run import no_longer_right, run
from core.exercises.progress import Done
from core.exercises.runner.client import Runner
from core.exercises.source import solution_text
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.locate import locate
from tests.support.shown_code import bare

DAY = date(2026, 5, 20)
SENTENCES = ("a fine film .", "not a fine film at all .", "Zoë's café, très dull!", "")
HEADINGS = ("yours", "ours")
OWN_NORM = '''
CONSTANT = """two
lines"""


def under(x):  # a name of the program's own
    return x.mean(-1, keepdim=True)


def layer_norm(x, gain, shift, epsilon):
    centred = x - under(x)
    return centred * torch.rsqrt(under(centred * centred) + epsilon) * gain + shift
'''


def solved(**codes: str) -> dict[str, Done]:
    return {name.replace("__", "."): Done(DAY, (DAY,), code) for name, code in codes.items()}


def text_of(put: tuple[Part, ...]) -> str:
    return program(put, "about", HEADINGS)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    one = Runner()
    yield one
    one.stop()


def test_each_part_is_the_function_that_its_exercises_ask_for() -> None:
    for name, asked in PARTS.items():
        assert {registry.find(one).function.__name__ for one in asked} == {name}


def test_what_is_solved_takes_our_place_and_what_is_only_tried_does_not() -> None:
    progress = solved(normalization__layer_norm=OWN_NORM) | {"inside.pooler": Done(DAY, (), "x")}
    assert [one.name for one in parts(progress) if one.code] == ["layer_norm"]
    assert not any(one.code for one in parts({}))
    other = solved(normalization__in_the_model=OWN_NORM)
    assert [one.exercise.name for one in parts(other) if one.code] == ["normalization.in_the_model"]


def test_docstrings_are_in_the_visitor_s_language() -> None:
    own = parts(solved(inside__pooler='def pool(x, weight, bias):\n    """Mine."""\n'))
    text = program(own, "about", HEADINGS, "zh")
    assert bare(text) == bare(text_of(own))
    assert '    """Mine."""\n' in text
    assert '    """一个批次的编号和掩码' in text  # of the file's own functions
    assert '    """把每个向量切成 H 段' in text  # of ours


def test_code_that_is_no_python_leaves_ours_in_place() -> None:
    broken = solved(inside__pooler="def pool(:")
    assert solution_text(registry.find("inside.pooler")).strip() in text_of(parts(broken))


def test_names_beside_a_function_meet_no_other_ones() -> None:
    text = text_of(parts(solved(normalization__layer_norm=OWN_NORM)))
    assert "def _own_layer_norm():\n" in text
    assert '"""two\nlines"""' in text
    assert {"layer_norm", "under", "everything"} <= defined(text)


@pytest.mark.parametrize("own", [{}, solved(normalization__layer_norm=OWN_NORM)], ids=["ours", "own norm"])
def test_the_program_classifies_as_the_shipped_model_does(own: dict[str, Done], runner: Runner) -> None:
    outcome = run(text_of(parts(own)), film_sentences(), by=runner)
    assert (outcome.agree, outcome.count) == (len(film_sentences()),) * 2
    assert outcome.difference < 1e-4
    assert outcome.losses[-1] < outcome.losses[0] / 10
    assert outcome.right > 0.9


def test_a_part_that_is_wrong_shows(runner: Runner) -> None:
    wrong = OWN_NORM.replace("* gain + shift", "")
    outcome = run(text_of(parts(solved(normalization__layer_norm=wrong))), film_sentences()[:8], by=runner)
    assert outcome.difference > 0.1


def test_a_part_that_no_longer_passes_its_exercise_is_found(runner: Runner) -> None:
    wrong = OWN_NORM.replace("* gain + shift", "")
    right = solution_text(registry.find("inside.pooler"))
    put = parts(solved(normalization__layer_norm=wrong, inside__pooler=right))
    assert [one.name for one in no_longer_right(put, by=runner)] == ["layer_norm"]


def test_the_file_runs_without_the_app_and_says_the_same(tmp_path: Path) -> None:
    """From a folder where nothing of ours can be imported."""
    file = tmp_path / "mine.py"
    file.write_text(text_of(parts(solved(normalization__layer_norm=OWN_NORM))), encoding="utf-8")
    texts = [text for text in SENTENCES if text]
    command = [sys.executable, "-I", str(file), str(locate(MAIN_MODEL).folder), *texts]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout
    rows = [line.split("\t") for line in printed.splitlines()]
    ours = load_classifier(MAIN_MODEL).classify(texts)
    assert [row[0] for row in rows] == [one.label for one in ours]
    assert [row[3] for row in rows] == texts
    for row, one in zip(rows, ours, strict=True):
        assert [float(row[1]), float(row[2])] == pytest.approx(one.logits, abs=1e-4)
    assert "core" not in {
        line.split()[1].split(".")[0]
        for line in file.read_text().splitlines()
        if line.startswith(("import ", "from "))
    }


def test_all_solutions_given_as_ones_own_make_the_same_program_but_for_whose_they_are() -> None:
    ours = parts({})
    own = tuple(replace(one, code=solution_text(registry.find(one.exercise.name))) for one in ours)
    assert text_of(own).replace("# ---- yours", "# ---- ours") == text_of(ours)
