"""Every registered experiment: its words, its numbers, its verdict, its figure; and a light registry."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import plotly.graph_objects as go
import pytest

from core.app.figures.palette import DARK, LIGHT
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label, labels
from core.base.settings import ASSETS, REPOSITORY, TOPICS
from core.data.documents import read_documents
from core.data.labelled import LabelledData
from core.experiments.record import Record, outcome_of, read
from core.experiments.registry import NAMES, find
from core.models.card import read_card
from tests.experiments.support import DRAW, QuietProgress

WORDS = ("claim", "how", "verdict_held", "verdict_failed", "title", "alt")
SHIPPED = sorted(TOPICS.glob("*/experiments/*.json"))

every_name = pytest.mark.parametrize("name", NAMES)


def drawn(name: str, made: Record, language: str) -> go.Figure:
    def words(part: str, **parameters: object) -> str:
        return label(f"experiments.{name}.{part}", language, **parameters)

    return DRAW[name](made.numbers, words, LIGHT if language == "en" else DARK)


def without(names: tuple[str, ...], numbers: object) -> object:
    """The numbers without those that a clock gave."""
    if isinstance(numbers, dict):
        return {key: without(names, value) for key, value in numbers.items() if key not in names}
    return [without(names, value) for value in numbers] if isinstance(numbers, list) else numbers


def texts_in(figure: go.Figure) -> str:
    return json.dumps(figure.to_plotly_json(), default=str, ensure_ascii=False)


def test_every_module_with_an_experiment_is_registered() -> None:
    files = REPOSITORY.glob("core/**/*.py")
    modules = {f.stem for f in files if "\nEXPERIMENT = " in f.read_text(encoding="utf-8")}
    assert modules == set(NAMES) == set(DRAW) == {file.stem for file in SHIPPED}


@every_name
def test_a_module_holds_the_experiment_of_its_name(name: str) -> None:
    assert find(name).name == name


@pytest.mark.parametrize("name", ["nothing", "registry", "__main__", "", "../pretrained"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(SentiscopeError) as caught:
        find(name)
    assert caught.value.key == "experiment_unknown"
    assert "pretrained" in label("errors.experiment_unknown", "en", **caught.value.parameters)


def test_listing_and_reading_need_no_torch() -> None:
    program = (
        "import sys, core.experiments.registry, core.experiments.record\n"
        "from core.experiments.__main__ import parser\n"
        "parser().format_help()\n"
        "print(sorted({'torch', 'transformers', 'sklearn', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@every_name
def test_its_words_exist(name: str) -> None:
    wanted = {f"experiments.{name}.{part}" for part in WORDS}
    assert wanted <= set(labels("en")) & set(labels("zh"))


@every_name
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", ["held", "failed"])
def test_its_verdict_fills_both_sentences(
    records: dict[str, Record], name: str, language: str, outcome: str
) -> None:
    _, parameters = outcome_of(find(name), records[name])
    sentence = label(f"experiments.{name}.verdict_{outcome}", language, **parameters)
    assert not {"{", "}", "nan", "None"} & set(re.findall(r"\w+|\S", sentence))


@every_name
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_figure_takes_its_numbers(records: dict[str, Record], name: str, language: str) -> None:
    figure = drawn(name, records[name], language)
    assert figure.data
    assert label(f"experiments.{name}.title", language) in figure.layout.title.text
    assert "experiments." not in texts_in(figure)


@every_name
def test_the_same_seed_gives_the_same_numbers_and_all_steps_are_told(
    records: dict[str, Record], tiny_models: Path, data: LabelledData, small_texts: Path, name: str
) -> None:
    experiment = find(name)
    read_texts = read_documents(small_texts) if experiment.needs_texts else None
    begun: list[QuietProgress] = []

    def begin(total: int) -> QuietProgress:
        begun.append(QuietProgress(total))
        return begun[-1]

    numbers = experiment.measure(begin, 42, "small", data if experiment.needs_sst2 else read_texts)
    assert json.loads(json.dumps(numbers)) == numbers
    assert without(experiment.timed, numbers) == without(experiment.timed, records[name].numbers) != {}
    assert [(p.done, p.closed) for p in begun] == [(begun[0].total, True)]


@every_name
@pytest.mark.parametrize("value", [None, 1, [], {}])
def test_numbers_of_another_shape_are_told_kindly(
    records: dict[str, Record], name: str, value: object
) -> None:
    broken = dataclasses.replace(records[name], numbers=dict.fromkeys(records[name].numbers, value))
    with pytest.raises(SentiscopeError) as caught:
        outcome_of(find(name), broken)
    assert caught.value.key == "experiment_damaged"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_measurements_are_whole_and_full(file: Path) -> None:
    shipped = read(file, file.stem)
    _, parameters = outcome_of(find(file.stem), shipped)
    assert label(f"experiments.{file.stem}.verdict_held", "en", **parameters)
    assert drawn(file.stem, shipped, "en").data
    assert shipped.size == "full"
    assert ("SST2_FOLDER" in shipped.command) is find(file.stem).needs_sst2
    assert ("TEXTS_FILE" in shipped.command) is find(file.stem).needs_texts


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_measurements_are_of_the_weights_that_are_shipped(file: Path) -> None:
    """A new checkpoint makes what was measured on the old one stale."""
    measured = read(file, file.stem).models
    shipped = {name for name in measured if (ASSETS / "models" / name).is_dir()}
    assert all(measured[name]["sha256"] == read_card(ASSETS / "models" / name)["sha256"] for name in shipped)
