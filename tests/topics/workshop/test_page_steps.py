"""The workshop's steps data, tokens, train and metrics: in both languages, for real, with bad input."""

import shlex
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import jobs
from core.app.foreign import foreign
from core.app.models import trained_here
from core.app.models.trained_here import KIND, MODEL, TrainingSettings, write_settings
from core.base.i18n import LANGUAGES, label
from core.base.settings import REPOSITORY
from core.data.locations import SMALL
from core.models import locate as locating
from core.models.card import read_card
from core.models.catalog import Entry
from core.models.classifiers import load_classifier
from core.models.locate import Located
from core.topics.workshop.views.script import LINES, SCRIPT
from tests.shared.app import confirmed
from tests.topics.support import Screen, chart, component_names, numbers, shown, visit, walk_through, written

BAD_LABEL = {"label": "2", "negative": "0", "positive": "1"}
ME = "this browser"
WAIT_SECONDS = 120


@pytest.fixture(autouse=True)
def one_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same visitor each time, with a data folder of their own."""
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: ME)


@pytest.fixture
def run_here() -> Callable[..., jobs.Job]:
    """Run `python -m core.training` as a job to its end."""

    def run(settings: TrainingSettings, *arguments: str, owner: str = ME) -> jobs.Job:
        folder = jobs.reserve_folder()
        write_settings(folder, settings)
        given = [*arguments, f"--data={SMALL}", f"--output={folder / MODEL}"]
        return finish(jobs.submit("core.training", given, kind=KIND, owner=owner, folder=folder))

    return run


def finish(job_id: str) -> jobs.Job:
    deadline = time.monotonic() + WAIT_SECONDS
    while not (job := jobs.status(job_id)).is_finished and time.monotonic() < deadline:
        time.sleep(0.1)
    return job


def step(open_app: Callable[..., AppTest], name: str, **settings: str) -> AppTest:
    return open_app("workshop", workshop_step=name, **settings)


def words(app: AppTest) -> str:
    texts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.success]
    return " ".join(text.value for text in texts)


# ---- train

BAG = TrainingSettings("bag-of-words", "small", 0, 1, 16, 42)


def test_every_model_can_be_chosen(open_app) -> None:
    app = step(open_app, "train")
    for language in LANGUAGES:
        for model in ("bag-of-words", "gru", "lstm", "frozen", "minilm", "other"):
            visit(app, "workshop", lang=language, model=model)
            assert label(f"workshop_train.about_{model}", language) in words(app)
            pressable = [button.key for button in app.button if button.key == "workshop_go"]
            assert bool(pressable) is (model != "other")


@pytest.mark.whole
def test_a_bag_of_words_is_trained_and_appears_in_predict(open_app) -> None:
    language = "zh"
    app = step(open_app, "train", lang=language, workshop_model="bag-of-words", workshop_size="100")
    app.button(key="workshop_go").click().run()
    assert not app.exception
    job = finish(app.session_state["workshop_job"])
    assert job.state is jobs.State.DONE, jobs.log_tail(job.id)
    app = step(open_app, "train", lang=language, workshop_job=job.id)
    assert len(app.success) == 1
    assert "--train-size 100" in app.code[-1].value
    assert shown(app) == ""
    text = "a film with a heart and a story"
    predict = open_app("predict", lang=language, predict_models=job.id, sentence=text)
    mine = trained_here.trained()[0].label(lambda key, **parameters: label(key, language, **parameters))
    options = [option for group in predict.get("button_group") for option in _options(group)]
    assert foreign(mine) in options
    assert shown(predict) == ""
    assert component_names(predict) == ["verdict", "tokens"]


@pytest.mark.whole
@pytest.mark.parametrize("model", ["bag-of-words", "gru"])
def test_the_printed_command_gives_the_same_numbers_again(
    open_app, run_here, tmp_path: Path, model: str
) -> None:
    """The one under the result of a run on the small set, pasted into a shell in the repository."""
    epochs = () if model == "bag-of-words" else ("--epochs=2", "--batch-size=16", "--evaluations=1")
    settings = TrainingSettings(model, "small", 60, 2, 16, 7)
    job = run_here(settings, f"--model={model}", "--train-size=60", "--seed=7", *epochs)
    assert job.state is jobs.State.DONE, jobs.log_tail(job.id)
    printed = step(open_app, "train", workshop_job=job.id).code[-1].value
    words = shlex.split(printed.replace("OUTPUT_FOLDER", str(tmp_path / "again")))
    assert words[0] == "python"
    subprocess.run([sys.executable, *words[1:]], cwd=REPOSITORY, check=True, capture_output=True)
    first, again = (read_card(folder) for folder in (job.folder / MODEL, tmp_path / "again"))
    assert again["dev"] == first["dev"]
    losses = [[point["dev_loss"] for point in card.get("curve", ())] for card in (first, again)]
    assert losses[0] == losses[1]


def _options(group) -> list[str]:
    return [option.content for option in group.proto.options]


def test_a_step_leads_to_the_one_after_it(open_app) -> None:
    app = open_app("workshop", workshop_step="model")
    name = label("workshop.next", "en", step=label("workshop.step_train", "en"))
    assert f"[{name} :material/arrow_forward:](workshop?workshop_step=train)" in written(app)
    visit(app, "workshop", step="files")
    assert "(workshop?workshop_step=" not in written(app)


@pytest.mark.whole
def test_another_browsers_models_are_not_offered(open_app, run_here) -> None:
    job = run_here(BAG, "--model=bag-of-words", owner="somebody else")
    assert job.state is jobs.State.DONE
    assert trained_here.trained() == []
    app = open_app("predict", predict_models=job.id)
    assert label("predict.no_model", "en") in shown(app)


@pytest.mark.whole
def test_a_public_server_trains_nothing_and_says_so(
    open_app, run_here, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = run_here(BAG, "--model=bag-of-words")
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = step(open_app, "train", workshop_job=job.id)
    for language in LANGUAGES:
        visit(app, "workshop", lang=language)
        assert label("workshop_train.public", language) in shown(app)
        assert not app.button
    assert trained_here.trained() == []


@pytest.mark.whole
def test_a_transformer_of_ones_own_opens_in_attention_and_inside(
    open_app, run_here, tiny_classifier_folder: Path
) -> None:
    options = ("--epochs=1", "--batch-size=40", "--evaluations=1", "--threads=1")
    settings = TrainingSettings("other", "small", 0, 1, 40, 42)
    job = run_here(settings, f"--model={tiny_classifier_folder}", *options)
    assert job.state is jobs.State.DONE, jobs.log_tail(job.id)
    assert trained_here.trained()[0].is_bert
    for page, key in (("inside", "inside_layer_list"), ("attention", "attention_layer_list")):
        app = open_app(page, opened_model=job.id, **{f"{page}_part": "compute"})
        assert not app.exception
        assert shown(app) == ""
        assert app.selectbox(key="opened_model_list").value == job.id
        if page == "attention":
            assert list(app.selectbox(key=key).options) == ["1", "2"]  # it has two layers, the shipped six
    app = open_app("inside", opened_model="nonsense")
    assert app.selectbox(key="opened_model_list").value == trained_here.SHIPPED


@pytest.mark.whole
def test_a_loss_that_is_no_number_stops_the_run_and_is_told(
    open_app, run_here, tiny_classifier_folder: Path
) -> None:
    settings = TrainingSettings("other", "small", 0, 1, 40, 42)
    wild = ("--learning-rate=1e38", "--warmup=0", "--batch-size=40", "--epochs=3", "--threads=1")
    job = run_here(settings, f"--model={tiny_classifier_folder}", *wild)
    assert (job.state, job.error_key) == (jobs.State.FAILED, "training_diverged")
    app = step(open_app, "train", workshop_job=job.id)
    assert label("errors.training_diverged", "en", **job.error_parameters) in shown(app)
    assert trained_here.trained() == []


@pytest.mark.whole
def test_a_killed_run_goes_on_and_stands_in_the_list(open_app, tiny_classifier_folder: Path) -> None:
    folder = jobs.reserve_folder()
    write_settings(folder, TrainingSettings("other", "small", 0, 30, 4, 42))
    slow = ("--epochs=30", "--batch-size=4", "--evaluations=4", "--threads=1")
    given = [f"--model={tiny_classifier_folder}", f"--data={SMALL}", *slow, f"--output={folder / MODEL}"]
    job_id = jobs.submit("core.training", given, kind=KIND, owner=ME, folder=folder)
    while not (folder / MODEL / "checkpoint" / "latest").is_file():
        assert not jobs.status(job_id).is_finished, jobs.log_tail(job_id)
        time.sleep(0.05)
    jobs.cancel(job_id)
    app = step(open_app, "train")
    assert any(key.startswith("open_") for key in [button.key for button in app.button])
    app.button(key=f"open_{job_id}").click().run()
    assert len(app.get("plotly_chart")) == 2  # the evaluations before it was stopped
    app.button(key=f"resume_{job_id}").click().run()
    assert not app.exception
    assert jobs.status(job_id).state in (jobs.State.WAITING, jobs.State.RUNNING)
    jobs.cancel(job_id)
    app = step(open_app, "train")
    app.button(key=f"remove_{job_id}").click().run()
    assert not folder.exists()


@pytest.mark.whole
def test_two_at_once_have_folders_of_their_own(run_here, open_app) -> None:
    folders = []
    for _ in range(2):
        app = step(open_app, "train", workshop_model="bag-of-words")
        app.button(key="workshop_go").click().run()
        folders.append(app.session_state["workshop_job"])
    done = [finish(job_id) for job_id in folders]
    assert [job.state for job in done] == [jobs.State.DONE] * 2
    assert len({one.folder for one in trained_here.trained()}) == 2


def test_a_seed_that_is_no_number_is_told(open_app) -> None:
    app = step(open_app, "train")
    for seed in ("-1", "4.5", "x", "99999999999", "４"):
        visit(app, "workshop", seed=seed)
        assert shown(app) == label("errors.training_bad_setting", "en", option="seed", value=seed, low=0)


def test_a_model_that_is_not_here_says_how_to_get_it(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    real = locating._packaged

    def none(entry: Entry) -> Located | None:
        return None if entry.name == "glove" else real(entry)

    monkeypatch.setattr(locating, "_packaged", none)
    app = step(open_app, "train", workshop_model="gru")
    assert label("errors.model_needs_package", "en", name="glove") in shown(app)
    app = step(open_app, "train", workshop_model="other", workshop_other="nobody/nothing")
    confirmed(app, "workshop_other")
    assert label("errors.model_not_fetched", "en", name="nobody/nothing") in shown(app)


def test_a_run_that_is_gone_is_told(open_app) -> None:
    app = step(open_app, "train", workshop_job="0" * 32)
    assert label("errors.job_unknown", "en") in shown(app)
    app.button(key="workshop_another").click().run()
    assert "workshop_go" in [button.key for button in app.button]
    st.cache_resource.clear()


# ---- data


OVERVIEW = tuple(f"workshop_data.{name}" for name in ("train", "dev", "full", "in_both"))
WAYS = tuple(f"workshop_tokens.way_{way}" for way in ("max_length", "dynamic", "sorted"))
TOKENS = {"part": "see", "step": "tokens", "sentence": "seductive film ."}
JUDGED = {"part": "see", "step": "metrics", "judged": "sst2-gru"}
SCREENS = (
    Screen(
        {"part": "see", "step": "data", "data_view": "overview"},
        charts=["workshop_data.balance_title", "workshop_data.lengths_title"],
        metrics=OVERVIEW,
    ),
    Screen({"part": "see", "step": "train"}),
    Screen(
        {**TOKENS, "tokens_view": "path"},
        charts=["workshop_tokens.path_title"],
        tables=[(16, "workshop_tokens.column_position")],
    ),
    Screen({**TOKENS, "tokens_view": "cuts"}, components=["tokens"] * 3),
    Screen({**TOKENS, "tokens_view": "padding"}, WAYS, tables=[(3, "workshop_tokens.column_way")]),
    Screen({**TOKENS, "tokens_view": "script"}),
    Screen(
        JUDGED,
        charts=[
            ("workshop_metrics.confusion_title", {"model": "models.sst2-gru"}),
            "workshop_metrics.by_count_title",
        ],
        tables=[(40, "workshop_data.column_sentence")],
    ),
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    walk_through(step(open_app, "data"), "workshop", SCREENS)


def rows_of(split: str) -> list[tuple[str, int]]:
    """The sentences and labels of the sample's file, read without `core`."""
    lines = (SMALL / f"{split}.tsv").read_text("utf-8").splitlines()[1:]
    return [(sentence, int(label)) for sentence, label in (line.split("\t") for line in lines)]


def test_the_data_are_counted_as_they_stand_in_the_files(open_app) -> None:
    app = step(open_app, "data")
    train, dev = rows_of("train"), rows_of("dev")
    assert [metric.value for metric in app.metric[:2]] == [str(len(train)), str(len(dev))]
    assert app.code[0].value.startswith("sentence\tlabel\n")
    shares = [sum(truth for _, truth in split) / len(split) for split in (train, dev)]
    _, positive = chart(app, "workshop_data.balance_title")["data"]
    assert list(numbers(positive["x"])) == pytest.approx(shares)
    for language in LANGUAGES:
        for view in ("overview", "search", "phrases", "repeated"):
            visit(app, "workshop", lang=language, data_view=view)
            assert shown(app) == ""
            assert label("workshop_data.small_note", language) in words(app)
            if view == "phrases":
                table = app.dataframe[0].value
                found = zip(*(table.iloc[:, column] for column in (1, 2)), strict=True)
                assert len(table) > 1
                assert set(found) <= set(train)
            if view == "repeated":
                repeats = len(train) - len({sentence for sentence, _ in train})
                assert (
                    label("workshop_data.repeats", language, count=0, unlike=0) in words(app)
                ) is not repeats
                short, long = (app.dataframe[0].value.iloc[:, column] for column in (0, 2))
                assert len(short) > 20
                assert all(f" {one} " in f" {other} " for one, other in zip(short, long, strict=True))


def test_search_finds_rows_of_the_chosen_split(open_app) -> None:
    app = step(open_app, "data", workshop_data_view="search", workshop_find="THRILL")
    column = label("workshop_data.column_sentence", "en")
    found = app.dataframe[0].value
    assert all("thrill" in sentence for sentence in found[column])
    lines = (SMALL / "train.tsv").read_text().splitlines()
    for line, text in zip(found[label("workshop_data.column_row", "en")], found[column], strict=True):
        assert lines[line - 1].startswith(text + "\t")
    app = step(open_app, "data", workshop_data_view="search", workshop_find="zzz")
    assert label("workshop_data.found", "en", rows="0", positive="0") in words(app)


BAD_FILES = (
    ("sentence\tlabel\na\tb\t1\n", "data_bad_row", {"line": 2, "count": 3}),
    ("sentence\tlabel\na\t2\n", "data_bad_label", {"line": 2, **BAD_LABEL}),
    ("sentence\tlabel\n", "data_empty", {}),
    (None, "data_file_missing", {}),
)


@pytest.mark.parametrize("name", ["data", "train", "metrics"])
def test_a_bad_folder_is_told_in_a_sentence(open_app, tmp_path: Path, name: str) -> None:
    app = step(open_app, name, workshop_source="folder")
    for number, (train, key, told) in enumerate(BAD_FILES):
        folder = tmp_path / f"mine{number}"
        folder.mkdir()
        if train is not None:
            (folder / "train.tsv").write_text(train)
        (folder / "dev.tsv").write_text("sentence\tlabel\ngood\t1\n")
        for language in LANGUAGES:
            visit(app, "workshop", lang=language, folder=str(folder))
            if language == LANGUAGES[0]:  # once a visit
                confirmed(app, "workshop_folder")
            where = {"folder": folder} if key == "data_file_missing" else {}
            assert shown(app) == label(f"errors.{key}", language, file="train.tsv", **where, **told)


def test_without_sst2_the_page_says_how_to_get_it(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    app = step(open_app, "data", workshop_source="sst2")
    assert label("workshop_data.sst2_missing", "en") in shown(app)
    assert "workshop_fetch_button" in [button.key for button in app.button]
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = step(open_app, "data", workshop_source="sst2")
    assert label("workshop_data.sst2_public", "en") in shown(app)
    assert not app.button
    app = step(open_app, "data", workshop_source="folder", workshop_folder="/etc")
    assert "workshop_folder" not in [field.key for field in app.text_input]


def test_sst2_is_taken_where_it_lies_at_hand(open_app, small_sst2: Path, monkeypatch) -> None:
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    app = step(open_app, "data")
    assert [metric.value for metric in app.metric[:2]] == ["60", "24"]


# ---- tokens


def test_a_cut_and_padded_sentence_is_told(open_app) -> None:
    app = step(open_app, "tokens", workshop_limit="5", workshop_width="7", sentence="a film with a heart .")
    table = app.dataframe[0].value
    ids, mask = (label(f"workshop_tokens.column_{name}", "en") for name in ("token", "mask"))
    assert list(table[ids]) == ["[CLS]", "a", "film", "with", "[SEP]", "[PAD]", "[PAD]"]
    assert list(table[mask]) == [1, 1, 1, 1, 1, 0, 0]
    assert label("workshop_tokens.cut", "en", limit=5, cut=3) in shown(app)
    app.text_input(key="sentence").set_value(" ").run()
    assert label("errors.text_empty", "en") in shown(app)


def test_every_line_of_the_script_has_our_code_beside_it(open_app) -> None:
    app = step(open_app, "tokens", workshop_tokens_view="script")
    for language in LANGUAGES:
        for number, name in enumerate(LINES, start=1):
            visit(app, "workshop", lang=language, line=str(number))
            assert shown(app) == ""
            assert label(f"workshop_tokens.line_{name}", language) in words(app)
            ours = LINES[name][2].split(".")[-1]
            assert f"def {ours}" in app.code[1].value or f"class {ours}" in app.code[1].value


def test_the_script_runs_to_its_end(tiny_classifier_folder: Path, tmp_path: Path, monkeypatch) -> None:
    """With the hub's two answers replaced by what is here, every line of it does what it says."""
    import datasets

    files = {"train": str(SMALL / "train.tsv"), "validation": str(SMALL / "dev.tsv")}
    real = datasets.load_dataset
    monkeypatch.setattr(
        datasets,
        "load_dataset",
        lambda *_: real("csv", data_files=files, delimiter="\t", quoting=3, cache_dir=str(tmp_path)),
    )
    monkeypatch.chdir(tmp_path)
    text = SCRIPT.read_text(encoding="utf-8").replace(
        "sentence-transformers/all-MiniLM-L6-v2", str(tiny_classifier_folder)
    )
    names: dict = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, str(SCRIPT), "exec"), names)
    assert {"accuracy", "f1"} <= set(names["compute_metrics"](([[0.0, 1.0]], [1])))
    assert (tmp_path / "runs" / "trainer" / "best" / "model.safetensors").is_file()


# ---- metrics


NAMES = ("negative", "positive")


def test_metrics_of_a_model_are_those_of_its_answers(open_app) -> None:
    app = step(open_app, "metrics")
    dev = rows_of("dev")
    for model, meant in (
        ("bag-of-words", "bag-of-words"),
        ("sst2-gru", "sst2-gru"),
        ("nonsense", "sst2-gru"),
    ):
        answers = load_classifier(meant).classify([sentence for sentence, _ in dev])
        expected = [int(answer.label == "positive") for answer in answers]
        right = sum(answer == label for answer, (_, label) in zip(expected, dev, strict=True))
        for language in LANGUAGES:
            visit(app, "workshop", lang=language, judged=model)
            assert shown(app) == ""
            table = app.dataframe[0].value
            logits = table[[label(f"verdict.logit_{name}", language) for name in NAMES]].to_numpy()
            assert list(table["argmax"]) == list(logits.argmax(axis=1)) == expected
            assert any(rf"\mathbf{{{right / len(dev):.4f}}}" in formula.value for formula in app.latex)


def test_the_rows_of_an_outcome(open_app) -> None:
    dev = rows_of("dev")
    answers = load_classifier("bag-of-words").classify([sentence for sentence, _ in dev])
    said = [int(answer.label == "positive") for answer in answers]
    assert said != [truth for _, truth in dev]  # or there were no error to look up
    app = step(open_app, "metrics", workshop_judged="bag-of-words")
    outcomes = {
        "true_negative": (0, 0),
        "false_positive": (0, 1),
        "false_negative": (1, 0),
        "true_positive": (1, 1),
    }
    for outcome, kind in outcomes.items():
        pairs = zip(dev, said, strict=True)
        expected = sorted(sentence for (sentence, truth), answer in pairs if (truth, answer) == kind)
        visit(app, "workshop", outcome=outcome)
        column = label("workshop_data.column_sentence", "en")
        assert [sorted(frame.value[column]) for frame in app.dataframe] == [expected]
    visit(app, "workshop", outcome="mistakes")
    gaps = {
        sentence: abs(answer.logits[1] - answer.logits[0])
        for (sentence, _), answer in zip(dev, answers, strict=True)
    }
    wrong = [sentence for (sentence, truth), answer in zip(dev, said, strict=True) if truth != answer]
    assert list(app.dataframe[0].value[column]) == sorted(wrong, key=gaps.__getitem__, reverse=True)


@pytest.mark.whole
def test_a_model_of_ones_own_can_be_judged(open_app, run_here) -> None:
    job = run_here(BAG, "--model=bag-of-words")
    app = step(open_app, "metrics", workshop_judged=job.id)
    assert shown(app) == ""
    assert app.selectbox(key="workshop_judged_list").value == job.id
