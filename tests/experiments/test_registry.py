"""Every registered experiment: its words, its numbers, its verdict, its figure; and a light registry."""

import dataclasses
import json
import re
import subprocess
import sys
from functools import partial
from typing import Any, get_args

import plotly.graph_objects as go
import pytest

from core.app.figures.palette import DARK, LIGHT
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label, labels
from core.base.numbers import Estimate
from core.base.settings import ASSETS, REPOSITORY, TOPICS
from core.experiments.experiment import Verdict
from core.experiments.record import Record, outcome_of, read, shipped
from core.experiments.registry import NAMES, find
from core.experiments.sentence import sentence
from core.models.card import read_card
from tests.experiments.support import DRAW

WORDS = ("claim", "how", "facts", "title", "alt")
SHIPPED = sorted(TOPICS.glob("[!_]*/experiments/*.json"))


def drawn(name: str, numbers: dict[str, Any], language: str) -> go.Figure:
    def words(part: str, **parameters: object) -> str:
        return label(f"experiments.{name}.{part}", language, **parameters)

    return DRAW[name](numbers, words, LIGHT if language == "en" else DARK)


def halved(value: Any) -> Any:
    """The same numbers with every fraction half as large."""
    if isinstance(value, dict):
        return {key: halved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [halved(item) for item in value]
    return value / 2 if isinstance(value, float) else value


def changed(numbers: dict[str, Any]) -> dict[str, Any]:
    """Halved fractions; where all is counted, the same counts of twice as many sentences."""
    other: dict[str, Any] = halved(numbers)
    return other if other != numbers else numbers | {"sentences": 2 * numbers["sentences"]}


def content(figure: go.Figure) -> str:
    return json.dumps(figure.to_plotly_json(), default=str, ensure_ascii=False)


def test_every_module_with_an_experiment_is_registered() -> None:
    files = (file for file in REPOSITORY.glob("core/**/*.py") if "_template" not in file.parts)
    modules = {f.stem for f in files if "\nEXPERIMENT = Experiment(" in f.read_text(encoding="utf-8")}
    assert modules == set(NAMES) == set(DRAW) == {file.stem for file in SHIPPED}
    assert {name: find(name).name for name in NAMES} == {name: name for name in NAMES}


def test_an_unknown_name_is_refused() -> None:
    for name in ("nothing", "registry", "__main__", "", "../pretrained"):
        with pytest.raises(SentiscopeError) as caught:
            find(name)
        assert caught.value.key == "experiment_unknown"
        assert "pretrained" in label("errors.experiment_unknown", "en", **caught.value.parameters)


def test_listing_and_reading_need_no_torch() -> None:
    program = (
        "import sys, core.experiments.registry, core.experiments.record\n"
        "from core.experiments.__main__ import Measure\n"
        "from core.jobs import cli\n"
        "cli.parser(Measure, 'measure').format_help()\n"
        "print(sorted({'torch', 'transformers', 'sklearn', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_words_of_all_exist_in_both_languages() -> None:
    wanted = {f"experiments.{name}.{part}" for name in NAMES for part in WORDS}
    assert {language: wanted - set(labels(language)) for language in LANGUAGES} == {"en": set(), "zh": set()}


def test_a_verdict_fills_all_its_sentences(records: dict[str, Record], subtests: pytest.Subtests) -> None:
    for name in NAMES:
        with subtests.test(name):
            _, parameters = outcome_of(find(name), records[name])
            for language in LANGUAGES:
                for verdict in get_args(Verdict):
                    told = sentence(name, verdict, parameters, partial(label, language=language))
                    assert told.startswith(label(f"experiments.lead_{verdict}", language))
                    assert not {"{", "}", "nan", "None"} & set(re.findall(r"\w+|\S", told))


def test_a_verdict_shows_the_interval_it_rests_on(subtests: pytest.Subtests) -> None:
    """What is compared stands in the sentence with the ends of its interval; what is exact says so."""
    for name in NAMES:
        with subtests.test(name):
            experiment = find(name)
            verdict, parameters = outcome_of(experiment, read(shipped(name), name))
            estimates = [value for value in parameters.values() if isinstance(value, Estimate)]
            assert all(one.low <= one.value <= one.high for one in estimates)
            for language in LANGUAGES:
                told = sentence(name, verdict, parameters, partial(label, language=language))
                brackets = re.findall(r"\d[ \u00a0]?%? \[[<>]? ?[+−]?[\d.]+, [<>]? ?[+−]?[\d.]+\]", told)
                assert bool(brackets) or experiment.basis == "exact"
                assert label(f"experiments.basis_{experiment.basis}", language)


def test_a_figure_draws_the_numbers_of_its_record(
    records: dict[str, Record], subtests: pytest.Subtests
) -> None:
    for name in NAMES:
        with subtests.test(name):
            numbers = records[name].numbers
            for language in LANGUAGES:
                figure = drawn(name, numbers, language)
                assert label(f"experiments.{name}.title", language) in figure.layout.title.text
                assert "experiments." not in content(figure)
            other = drawn(name, changed(numbers), language)
            assert content(go.Figure(figure.data)) != content(go.Figure(other.data))


def test_numbers_of_another_shape_are_told_kindly(subtests: pytest.Subtests) -> None:
    for name in NAMES:
        with subtests.test(name):
            record = read(shipped(name), name)
            for key in record.numbers:
                lacking = {other: value for other, value in record.numbers.items() if other != key}
                for numbers in (lacking, record.numbers | {key: object()}):
                    with pytest.raises(SentiscopeError) as caught:
                        outcome_of(find(name), dataclasses.replace(record, numbers=numbers))
                    assert caught.value.key == "experiment_damaged"


def test_shipped_measurements_are_whole_and_full(subtests: pytest.Subtests) -> None:
    for name in NAMES:
        with subtests.test(name):
            kept, experiment = read(shipped(name), name), find(name)
            verdict, parameters = outcome_of(experiment, kept)
            assert sentence(name, verdict, parameters, partial(label, language="en"))
            assert drawn(name, kept.numbers, "en").data
            assert kept.size == "full"
            assert ("SST2_FOLDER" in kept.command) is experiment.needs_sst2
            assert ("TEXTS_FILE" in kept.command) is experiment.needs_texts


def test_shipped_measurements_are_of_the_weights_that_are_shipped() -> None:
    """A new checkpoint makes what was measured on the old one stale."""
    measured = {
        (name, model): record for name in NAMES for model, record in read(shipped(name), name).models.items()
    }
    own = {key: record for key, record in measured.items() if (ASSETS / "models" / key[1]).is_dir()}
    cards = {(name, model): read_card(ASSETS / "models" / model)["sha256"] for name, model in own}
    assert {key: record["sha256"] for key, record in own.items()} == cards != {}
