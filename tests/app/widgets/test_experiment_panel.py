"""The panel of a measured claim: shipped numbers, a measurement made here, and what stands in its way."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.app.glossary import linked
from core.app.widgets.experiment_panel import origin_text, words
from core.base.i18n import LANGUAGES, label
from core.base.numbers import Estimate
from core.experiments import record
from core.experiments.intervals import mapped, paired
from core.experiments.record import Record
from tests.shared.ended_job import wait_for_end

NAME = "ingredients"
SECONDS = 180
BUTTON = f"experiment_{NAME}_run"

COUNTS = {"interval": [0.7, 0.95], "changed": 12, "lost": 11, "gained": 1, "chance": 0.006}
MADE = Record(
    name=NAME,
    size="full",
    seed=42,
    command="python -m core.experiments ingredients --size full --seed 42 --data SST2_FOLDER",
    versions={"python": "3.11.9", "torch": "2.13.0"},
    machine={"kind": "x86_64", "cores": 2},
    data={},
    models={},
    seconds=61.0,
    numbers={
        "sentences": 100,
        "settings": [
            {"part": "nothing", "layer": None, "accuracy": 0.9, **COUNTS},
            {"part": "positions", "layer": None, "accuracy": 0.8, **COUNTS},
        ],
    },
)


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Jobs and shipped records in folders of this test; returns that of the records."""
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "shipped"
    folder.mkdir()
    monkeypatch.setattr(record, "shipped", lambda name: folder / f"{name}.json")
    return folder


@pytest.fixture
def ship(folders: Path) -> Callable[..., None]:
    def shipped(**changes: object) -> None:
        (folders / f"{NAME}.json").write_text(replace(MADE, **changes).to_json(), encoding="utf-8")

    return shipped


def panel() -> None:
    from core.app.state import translator
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.inside.figures_measured import ingredients_worth

    experiment_panel("ingredients", ingredients_worth, translator())


def panel_of_texts() -> None:
    from core.app.state import translator
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.positions.figures.measured import perplexity_by_length

    experiment_panel("extrapolation", perplexity_by_length, translator())


def opened(script: Callable[[], None] = panel, **parameters: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=SECONDS)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    kinds = (app.subheader, app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def told(verdict: str, language: str, lost: int, gained: int) -> str:
    """What the panel says of a removal after which so many sentences became wrong and right."""
    cost = mapped(paired(lost, gained, 100), lambda share: 100 * share)
    counts = {"sentences": 100, "removals": 1, "needed": int(cost.high < 0), "spared": int(cost.high >= 0)}
    ends = {"whole": Estimate(0.9, 0.7, 0.95), "worst": cost, "least": cost, "lowest": 0.8, "highest": 0.8}
    facts = label(f"experiments.{NAME}.facts", language, **counts, **ends)
    return f"{label(f'experiments.lead_{verdict}', language)} {facts}"


def buttons(app: AppTest) -> list[str]:
    return [button.key for button in app.button]


@pytest.mark.parametrize("language", LANGUAGES)
def test_claim_figure_verdict_and_origin_are_shown_at_once(ship, language: str) -> None:
    ship()
    app = opened(lang=language)
    assert app.subheader[0].value == label(f"experiments.{NAME}.claim", language)
    assert f":material/check_circle: {told('held', language, 11, 1)}" in said(app)
    assert label("experiments.basis_paired", language) in said(app)
    assert linked(label(f"experiments.{NAME}.how", language), language)[0] in said(app)
    assert "torch 2.13.0" in said(app)
    assert [code.value for code in app.code] == [MADE.command]
    (chart,) = app.get("plotly_chart")
    title = json.loads(chart.proto.spec)["layout"]["title"]["text"]
    assert title == label(f"experiments.{NAME}.title", language)


@pytest.mark.parametrize(
    ("verdict", "icon", "lost", "gained"), [("failed", "cancel", 1, 21), ("undecided", "help", 3, 2)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_that_did_not_hold_or_cannot_be_told_says_so(
    ship, language: str, verdict: str, icon: str, lost: int, gained: int
) -> None:
    whole, removal = MADE.numbers["settings"]
    ship(numbers={"sentences": 100, "settings": [whole, {**removal, "lost": lost, "gained": gained}]})
    assert f":material/{icon}: {told(verdict, language, lost, gained)}" in said(opened(lang=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_measurement_says_how_to_make_it(small_sst2, monkeypatch, language: str) -> None:
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    app = opened(lang=language)
    assert label("errors.experiment_missing", language, name=NAME) in said(app)
    assert label(f"experiments.{NAME}.claim", language) in said(app)
    assert BUTTON in buttons(app)


@pytest.mark.parametrize("changes", [{"numbers": {"sentences": 100}}, {"name": "pretrained"}])
def test_a_damaged_measurement_is_told(ship, changes: dict) -> None:
    ship(**changes)
    app = opened()
    assert label("errors.experiment_damaged", "en", file=f"{NAME}.json", name=NAME) in said(app)


def test_without_sst2_the_panel_says_what_it_needs(ship) -> None:
    ship()
    app = opened()
    assert label("experiments.needs_sst2", "en") in said(app)
    assert BUTTON not in buttons(app)


@pytest.mark.whole
def test_an_experiment_on_texts_needs_their_file(tmp_path: Path, small_texts: Path, monkeypatch) -> None:
    needed = label("experiments.needs_texts", "en")
    for file in (None, tmp_path / "missing.txt"):
        if file:
            monkeypatch.setenv("SENTISCOPE_TEXTS", str(file))
        app = opened(panel_of_texts)
        assert needed in said(app)
        assert "experiment_extrapolation_run" not in buttons(app)
    monkeypatch.setenv("SENTISCOPE_TEXTS", str(small_texts))
    app = opened(panel_of_texts)
    assert needed not in said(app)
    app.button(key="experiment_extrapolation_run").click().run()
    assert wait_for_end(app.session_state["extrapolation_job"]).state is jobs.State.DONE


def test_a_folder_that_lacks_a_file_does_not_count(ship, tmp_path: Path, monkeypatch) -> None:
    ship()
    (tmp_path / "dev.tsv").write_text("sentence\tlabel\n")
    monkeypatch.setenv("SENTISCOPE_SST2", str(tmp_path))
    assert BUTTON not in buttons(opened())


def test_in_public_nothing_is_measured(ship, small_sst2: Path, monkeypatch) -> None:
    ship()
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = opened(**{f"{NAME}_job": "0" * 32})
    assert buttons(app) == []
    assert label("experiments.at_home", "en") in said(app)
    assert len(app.get("plotly_chart")) == 1


def claims() -> None:
    from core.app.state import translator
    from core.app.widgets.claims import claims_list

    claims_list(["ingredients", "extrapolation", "mask_rate"], translator())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_claims_says_what_each_record_says_and_leads_to_its_panel(ship, language: str) -> None:
    ship()  # of the others there is no record
    app = opened(claims, lang=language)
    held, unknown, *_ = app.markdown[0].value.splitlines()
    claim = label(f"experiments.{NAME}.claim", language)
    verdict = label("experiments.held", language)
    assert held == f"- :material/check_circle: **{verdict}** [{claim}](#claim-{NAME})"
    assert unknown.startswith(f"- :material/block: **{label('experiments.unknown', language)}** [")
    assert opened(lang=language).subheader[0].anchor == f"claim-{NAME}"


def test_a_claim_that_did_not_hold_says_so_in_the_list(ship) -> None:
    settings = MADE.numbers["settings"]
    ship(numbers={**MADE.numbers, "settings": [settings[0], {**settings[1], "lost": 1, "gained": 11}]})
    line = opened(claims, lang="en").markdown[0].value.splitlines()[0]
    assert line.startswith(f"- :material/cancel: **{label('experiments.failed', 'en')}** [")


@pytest.mark.whole
def test_measuring_here_puts_the_result_beside_the_shipped_one(ship, small_sst2: Path, monkeypatch) -> None:
    ship()
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    app = opened()
    app.button(key=BUTTON).click().run()
    assert not app.exception
    job_id = app.session_state[f"{NAME}_job"]
    assert BUTTON not in buttons(app)
    assert wait_for_end(job_id).state is jobs.State.DONE, jobs.log_tail(job_id)
    result = opened(**{f"{NAME}_job": job_id})
    assert not result.warning
    assert len(result.get("plotly_chart")) == 2
    headings = [f"**{label(f'experiments.{place}', 'en')}**" for place in ("shipped", "here")]
    assert [text.value for text in result.markdown if text.value in headings] == headings
    small = MADE.command.replace("full", "small")
    assert [code.value for code in result.code] == [MADE.command, small]
    result.button(key=f"experiment_{NAME}_another").click().run()
    assert BUTTON in buttons(result)
    assert len(result.get("plotly_chart")) == 1


def test_a_job_that_is_gone_is_told_and_put_away(ship, small_sst2: Path, monkeypatch) -> None:
    ship()
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    app = opened(**{f"{NAME}_job": "0" * 32})
    assert label("errors.job_unknown", "en") in said(app)
    app.button(key=f"experiment_{NAME}_another").click().run()
    assert BUTTON in buttons(app)


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


def test_origin_names_seed_time_machine_and_versions() -> None:
    text = origin_text(MADE, english)
    assert all(part in text for part in ("42", "full size", "1:01", "x86_64", "2 cores", "python 3.11.9"))


def test_words_are_the_experiments_own() -> None:
    assert words(NAME, english)("layer", number=3) == label(f"experiments.{NAME}.layer", "en", number=3)
