"""Batch: the sample from choice to result, in both languages, and files that are no CSV."""

import csv
import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import pyarrow
import pyarrow.parquet
import pytest

from core import jobs
from core.app.models.model_choice import BY_LANGUAGE
from core.app.models.trained_here import FromFile, TrainingSettings
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.base.settings import ASSETS
from core.models.card import EXITS_RECORD
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.selection import MODELS
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from core.topics.batch.views import prepare, results
from core.topics.batch.views.prepare import OUTPUT, SAMPLE
from tests.fakes import write_tiny_classifier
from tests.scoring.support import write_csv
from tests.shared.ended_job import wait_for_end
from tests.topics.support import captions, chart_titles, metrics, shown, visit, written

RESULT = tuple(f"batch.{name}_title" for name in ("histogram", "confusion", "reliability", "coverage"))


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: "this browser")


def upload(app, name: str, content: bytes) -> None:
    app.file_uploader(key="batch_file").set_value((name, content, "text/csv")).run()


def score_sample(open_app) -> str:
    """Choose the sample, run the job to its end; its id."""
    app = open_app("batch")
    assert label("batch.invitation", "en") in captions(app)
    app.toggle(key="batch_sample").set_value(True).run()
    assert next(box for box in app.main.selectbox if box.label == label("batch.text", "en")).value is not None
    app.button(key="batch_run").click().run()
    job_id = app.session_state["batch_job"]
    assert wait_for_end(job_id).state is jobs.State.DONE
    return job_id


def accuracy_of_sample() -> float:
    """How often the main model is right on the sample, asked without any job."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sentiment"] and row["review"].strip()]
    answers = load_classifier(MAIN_MODEL).classify([row["review"] for row in rows])
    pairs = zip(answers, rows, strict=True)
    return sum(answer.label == row["sentiment"] for answer, row in pairs) / len(rows)


@pytest.mark.whole
def test_sample_is_scored_and_shown(open_app) -> None:
    job_id = score_sample(open_app)
    app = open_app("batch", batch_job=job_id)
    for language in LANGUAGES:
        visit(app, "batch", lang=language)
        assert app.title[0].value == label("pages.batch.title", language)
        assert shown(app) == ""
        accuracy = metrics(app)[label("batch.metric_accuracy", language)]
        assert accuracy == number_text(accuracy_of_sample(), ".1%", language)
        assert len(app.dataframe) == 2
        assert chart_titles(app) == [label(title, language) for title in RESULT]
        assert "ECE" in written(app)
    counts = {}
    for threshold in ("0.5", "1"):
        visit(app, "batch", lang="en", threshold=threshold)
        counts[threshold] = int(metrics(app)[label("batch.metric_needs_review", "en")].replace(",", ""))
    assert counts["0.5"] < counts["1"]
    past_and_gone(open_app, job_id)


@pytest.mark.whole
def test_why_is_a_switch_and_a_row_opens_in_why(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("batch")
    upload(app, "a.csv", b"review\nslow and boring\n\na gorgeous, witty film\n")
    assert app.toggle(key="batch_why").value is False
    next(box for box in app.main.selectbox if box.label == label("batch.model", "en")).set_value(
        "bag-of-words"
    )
    app.toggle(key="batch_why").set_value(True).run()
    app.button(key="batch_run").click().run()
    job_id = app.session_state["batch_job"]
    assert wait_for_end(job_id).state is jobs.State.DONE
    for language in LANGUAGES:
        visit(app := open_app("batch", batch_job=job_id), "batch", lang=language)
        cells = app.dataframe[0].value[label("batch.column_because", language)]
        assert [cell.split("; ")[0] for cell in cells] == ["boring", "", "gorgeous"]
    assert "batch_rows_why" not in keys(app)
    opened: list[object] = []
    monkeypatch.setattr("core.topics.batch.views.results.go_to", lambda *where: opened.append(where))
    for chosen in (1, 2):
        event = SimpleNamespace(selection=SimpleNamespace(rows=[chosen]))
        monkeypatch.setattr(
            "core.topics.batch.views.results.st.dataframe", lambda *_, event=event, **__: event
        )
        app = open_app("batch", batch_job=job_id)
        assert ("batch_rows_why" in keys(app)) is (chosen == 2)  # without a verdict there is nothing to ask
    app.button(key="batch_rows_why").click().run()
    assert opened == [("why", {"sentence": "a gorgeous, witty film", "why_model": "bag-of-words"})]


@pytest.mark.parametrize(("way", "option"), [("by_itself", None), ("fast", "--fast"), ("whole", "--whole")])
def test_leaving_early_is_a_choice_and_goes_to_the_shell(
    open_app, monkeypatch: pytest.MonkeyPatch, way: str, option: str | None
) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr(prepare, "start", lambda _, arguments: given.append(arguments))
    app = open_app("batch")
    upload(app, "a.csv", b"review\nslow and boring\na gorgeous, witty film\n")
    assert app.radio(key="batch_early").value == "by_itself"
    record = json.loads((ASSETS / "models" / MAIN_MODEL / EXITS_RECORD).read_text(encoding="utf-8"))
    told = next(caption for caption in captions(app) if "spared the rest" in caption)
    assert f"of {record['agreement']['short']:,} held-out texts" in told
    app.radio(key="batch_early").set_value(way).run()
    app.button(key="batch_run").click().run()
    assert [word for word in given[0] if word in ("--fast", "--whole")] == ([option] if option else [])


def test_where_a_reader_has_no_exits_there_is_nothing_to_choose(open_app) -> None:
    app = open_app("batch")
    for text in ("review\n这部电影很好看\n太无聊了\n", "review\nslow and boring\n这部电影很好看\n"):
        upload(app, "a.csv", text.encode())
        assert "batch_early" in [radio.key for radio in app.radio]
    box = next(box for box in app.main.selectbox if box.label == label("batch.model", "en"))
    box.set_value("bag-of-words").run()
    assert "batch_early" not in [radio.key for radio in app.radio]


def past_and_gone(open_app, job_id: str) -> None:
    """Who comes without the link finds the job in the list, opens it, and removes it for good."""
    app = open_app("batch")
    for language in LANGUAGES:
        visit(app, "batch", lang=language)
        assert SAMPLE.name in [element.value for element in app.text]
        assert label("batch.past_state_done", language) in " ".join(captions(app))
    app.button(key=f"open_{job_id}").click().run()
    assert app.metric
    again = open_app("batch")
    again.button(key=f"remove_{job_id}").click().run()
    with pytest.raises(SentiscopeError):
        jobs.status(job_id)
    assert SAMPLE.name not in [element.value for element in again.text]


def test_a_full_queue_is_said_and_the_file_is_kept(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_WAITING", "0")
    app = open_app("batch")
    upload(app, "a.csv", b"review\ngood film\nbad film\n")
    app.button(key="batch_run").click().run()
    assert label("errors.job_queue_full", "en", waiting=0) in shown(app)
    assert next(box for box in app.main.selectbox if box.label == label("batch.model", "en")).value


def test_own_models_of_two_classes_are_offered_and_others_are_told(
    open_app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(name: str, *classes: str) -> FromFile:
        folder = write_tiny_classifier(tmp_path / name, labels=dict(enumerate(classes)))
        return FromFile(name, folder, TrainingSettings("cheap", name, 0, 0, 0, 0), 0.0, name)

    two, stars = own("two.csv", "neg", "pos"), own("stars.csv", "1", "2", "3")
    monkeypatch.setattr("core.app.models.model_choice.trained", lambda: [two, stars])
    for language in LANGUAGES:
        app = open_app("batch", lang=language)
        upload(app, "a.csv", b"review\ngood film\nbad film\n")
        box = next(box for box in app.main.selectbox if box.label == label("batch.model", language))
        assert any("two.csv" in option for option in box.options)
        assert not any("stars.csv" in option for option in box.options)
        assert any("stars.csv" in caption and "--model" in caption for caption in captions(app))
    box.set_value(str(two.folder)).run()
    assert f"--model={two.folder}" in arguments_of(app, monkeypatch)


def test_a_row_that_an_own_model_scored_opens_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[dict[str, str]] = []
    own = FromFile("a" * 32, tmp_path, TrainingSettings("cheap", "a", 0, 0, 0, 0), 0.0, "a.csv")
    monkeypatch.setattr(results, "trained", lambda: [own])
    monkeypatch.setattr(results.st, "button", lambda *_, **__: True)
    monkeypatch.setattr(results, "go_to", lambda _, settings: opened.append(settings))
    row = SimpleNamespace(index=0, text="a good film")
    for name in (str(tmp_path), MAIN_MODEL, "/somewhere/else"):
        results._open_in_why(
            row, SimpleNamespace(model_of=lambda _, name=name: name), lambda key, **_: key, "rows"
        )
    assert [one.get("why_model") for one in opened] == [own.id, MAIN_MODEL, None]


@pytest.mark.whole
def test_nobody_elses_jobs_are_listed(open_app) -> None:
    for owner in ("this browser", "another"):
        folder = jobs.reserve_folder()
        jobs.submit("core.scoring", ["--help"], kind="scoring", owner=owner, folder=folder)
        assert (f"open_{folder.name}" in keys(open_app("batch"))) is (owner == "this browser")
        assert wait_for_end(folder.name).state is jobs.State.DONE


def keys(app) -> list[str]:
    return [button.key for button in app.button]


def test_other_kinds_are_previewed(open_app, tmp_path: Path) -> None:
    parquet = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"review": ["a good film"], "stars": [5]}), parquet)
    contents = {
        "jsonl": b'{"review": "a good film", "stars": 5}\n{"review": "a bad film", "stars": 1}\n',
        "csv.gz": gzip.compress(b"review,stars\na good film,5\na bad film,1\n"),
        "parquet": parquet.read_bytes(),
    }
    app = open_app("batch")
    for kind, content in contents.items():
        upload(app, f"reviews.{kind}", content)
        assert shown(app) == ""
        assert app.dataframe[0].value["review"].tolist()[0] == "a good film"
        assert app.dataframe[0].value["stars"].tolist()[0] == "5"


def header_box(app):
    return next(box for box in app.main.selectbox if box.label == label("batch.header", "en"))


def arguments_of(app, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the button would run."""
    asked: list[list[str]] = []

    def submit(module: str, arguments: list[str], **options) -> str:
        asked.append(arguments)
        return "not-a-job"

    monkeypatch.setattr(jobs, "submit", submit)
    app.button(key="batch_run").click().run()
    return asked[0]


def test_a_list_of_texts_asks_whether_its_first_line_is_one(open_app, monkeypatch) -> None:
    app = open_app("batch")
    upload(app, "a.txt", b"I love this phone\nThe battery is awful\nBest camera\n")
    assert label("errors.csv_no_header", "en", file="a.txt", line=1) in shown(app)
    assert app.dataframe[0].value.iloc[:, 1].tolist()[0] == "I love this phone"
    assert "batch_run" not in keys(app)
    header_box(app).set_value(0).run()
    assert app.dataframe[0].value["#1"].tolist()[0] == "I love this phone"
    header_box(app).set_value(1).run()
    assert app.dataframe[0].value["I love this phone"].tolist() == ["The battery is awful", "Best camera"]
    header_box(app).set_value(0).run()
    assert "--no-header" in arguments_of(app, monkeypatch)


def test_lines_above_the_names_are_left_out_and_told(open_app, monkeypatch) -> None:
    app = open_app("batch")
    upload(app, "a.csv", b"Report:,May\n\nid,review,stars\n1,a good film,5\n2,a bad film,1\n")
    assert shown(app) == ""
    assert app.dataframe[0].value["review"].tolist() == ["a good film", "a bad film"]
    assert label("batch.above", "en", count=2) in "".join(captions(app))
    header_box(app).set_value(4).run()
    assert app.dataframe[0].value["a good film"].tolist() == ["a bad film"]
    assert "--header=4" in arguments_of(app, monkeypatch)


def test_a_file_that_is_no_table_is_said(open_app) -> None:
    app = open_app("batch")
    for content, key in (
        (b"", "csv_empty"),
        (b"review,label\n", "csv_no_rows"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "csv_other_kind"),
    ):
        upload(app, "a.csv", content)
        for language in LANGUAGES:
            visit(app, "batch", lang=language)
            assert label(f"errors.{key}", language, file="a.csv", kind="PNG") in shown(app)
            assert not app.dataframe


def test_upload_over_the_limit_is_said(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.app.jobs.upload.MEGABYTE", 10)
    app = open_app("batch")
    upload(app, "a.csv", b"review\n" + b"good\n" * 1000)
    assert "split it into smaller files" in shown(app)
    assert app.warning


def test_unknown_job_is_said_and_another_file_can_be_chosen(open_app) -> None:
    app = open_app("batch", batch_job="0" * 32)
    assert label("errors.job_unknown", "en") in shown(app)
    next(button for button in app.button if button.label == label("batch.another", "en")).click().run()
    assert app.file_uploader


def test_labels_in_unknown_words_are_told_first_and_can_be_left_out(open_app, monkeypatch) -> None:
    app = open_app("batch")
    upload(app, "a.csv", b"review,label\ngood film,positive\nbad film,negative\na film,so-so\n")
    label_box = next(box for box in app.main.selectbox if box.label == label("batch.label", "en"))
    assert label_box.value == 1
    told = {"column": "label", "rows": 1, "values": "so-so (3)"}
    for language in LANGUAGES:
        visit(app, "batch", lang=language)
        assert label("errors.csv_labels_unknown", language, **told) in shown(app)
        assert app.button(key="batch_run").disabled
    visit(app, "batch", lang="en")
    next(box for box in app.checkbox if box.label == label("batch.skip_labels", "en")).check().run()
    assert "--skip-unknown-labels" in arguments_of(app, monkeypatch)


def test_votes_are_not_taken_for_labels(open_app) -> None:
    app = open_app("batch")
    rows = b"1,Portal,a good film,1,0\n1,Portal,a bad film,-1,1\n"
    upload(app, "a.csv", b"app_id,app_name,review_text,review_score,review_votes\n" + rows)
    label_box = next(box for box in app.main.selectbox if box.label == label("batch.label", "en"))
    assert label_box.value == 3
    assert shown(app) == ""


GOOD = [f"A {word} film, warm and funny." for word in ("wonderful", "great", "lovely", "brilliant")]
BAD = [f"A {word} film, dull and empty." for word in ("terrible", "bad", "boring", "dreadful")]


@pytest.mark.parametrize(("marks", "chosen"), [("11110000", 1), ("10101010", None), ("00001111", None)])
def test_a_column_without_a_name_is_taken_for_labels_where_it_agrees(open_app, marks, chosen) -> None:
    app = open_app("batch")
    rows = [f'"{text}",{mark}' for text, mark in zip([*GOOD, *BAD], marks, strict=True)]
    upload(app, "a.csv", "\n".join(["review,flag", *rows]).encode())
    for language in LANGUAGES:
        visit(app, "batch", lang=language)
        box = next(box for box in app.main.selectbox if box.label == label("batch.label", language))
        assert box.value == chosen
        told = label("batch.label_agrees", language, agreed=8, count=8)
        assert (told in captions(app)) is (chosen is not None)
    visit(app, "batch", lang="en")
    next(box for box in app.main.selectbox if box.label == label("batch.label", "en")).select_index(0).run()
    assert label("batch.label_agrees", "en", agreed=8, count=8) not in captions(app)


@pytest.mark.whole
def test_a_fault_of_the_input_is_said_and_nothing_to_continue(open_app) -> None:
    folder = jobs.reserve_folder()
    (folder / "a.csv").write_text("review,label\ngood film,meh\nbad film,so-so\n")
    arguments = [str(folder / "a.csv"), "--label=label", "-o", str(folder / "scored.csv")]
    job_id = jobs.submit("core.scoring", arguments, kind="scoring", owner="this browser", folder=folder)
    assert wait_for_end(job_id).state is jobs.State.FAILED
    page = open_app("batch", batch_job=job_id)
    assert "meh" in shown(page)
    assert label("jobs.resume", "en") not in [button.label for button in page.button]


@pytest.mark.whole
def test_a_file_named_like_one_of_ours_is_scored_too(open_app) -> None:
    for name in ("scored.csv", "log.txt"):
        app = open_app("batch")
        upload(app, name, b"review\ngood film\nbad film\n")
        app.button(key="batch_run").click().run()
        assert wait_for_end(app.session_state["batch_job"]).state is jobs.State.DONE


VERDICTS = ("positive", "positive", "negative", "negative")


def reads(name: str, language: str) -> str:
    """What the page says where the first texts are in one language."""
    model = label(f"models.{MODELS[name]}", language)  # type: ignore[index]
    return label(f"batch.reads_{name}", language, model=model)


def model_box(app, language: str):
    return next(box for box in app.main.selectbox if box.label == label("batch.model", language))


@pytest.mark.whole
def test_chinese_file_gets_the_chinese_model(open_app) -> None:
    app = open_app("batch")
    upload(app, "评论.csv", "评论,标签\n房间又大又干净,1\n服务态度很差,0\n".encode())
    for language in LANGUAGES:
        visit(app, "batch", lang=language)
        assert model_box(app, language).value == BY_LANGUAGE
        assert reads("zh", language) in captions(app)
    app.button(key="batch_run").click().run()
    job_id = app.session_state["batch_job"]
    assert wait_for_end(job_id).state is jobs.State.DONE
    page = open_app("batch", batch_job=job_id)
    assert metrics(page)[label("batch.metric_accuracy", "en")] == number_text(1.0, ".1%", "en")
    assert label("batch.answered_one", "en", model=label(f"models.{CHINESE_MODEL}", "en")) in captions(page)


TWO = ["a gorgeous, witty film", "房间又大又干净", "slow and boring", "服务态度很差", "Отличный фильм", "ok"]


def test_rows_of_two_languages_are_each_read_by_the_model_of_their_own(open_app, monkeypatch) -> None:
    app = open_app("batch")
    upload(app, "a.csv", "\n".join(["review", *TWO]).encode())
    for language in LANGUAGES:
        visit(app, "batch", lang=language)
        assert model_box(app, language).value == BY_LANGUAGE
        names = {f"model_{name}": label(f"models.{model}", language) for name, model in MODELS.items()}
        assert label("batch.reads_both", language, **names) in captions(app)
    assert not any(argument.startswith("--model") for argument in arguments_of(app, monkeypatch))


@pytest.mark.whole
def test_a_file_of_two_languages_is_shown_with_who_read_which_row(
    open_app, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = jobs.reserve_folder()
    job_id = jobs.submit("core.scoring", ["--help"], kind="scoring", owner="this browser", folder=folder)
    assert wait_for_end(job_id).state is jobs.State.DONE
    write_csv(folder / "a.csv", [["review"], *[[text] for text in TWO]])
    monkeypatch.setitem(MODELS, "en", "bag-of-words")  # quicker to load
    score_file(Request(folder / "a.csv", folder / OUTPUT, text="review", why=True))
    for language in LANGUAGES:
        visit(app := open_app("batch", batch_job=job_id), "batch", lang=language)
        names = {f"model_{name}": label(f"models.{model}", language) for name, model in MODELS.items()}
        assert label("batch.answered_both", language, rows_en=4, rows_zh=2, **names) in captions(app)
        told = label("batch.problem", language, count=1, problem=label("problems.not_english", language))
        assert told in captions(app)
        rows = app.dataframe[0].value
        assert rows[label("batch.column_text", language)].tolist() == TWO
        english, chinese = (label(f"batch.language_{name}", language) for name in ("en", "zh"))
        tongues = [english, chinese, english, chinese, "", english]
        assert rows[label("batch.column_language", language)].tolist() == tongues
        verdicts = rows[label("batch.column_prediction", language)].tolist()[:4]
        assert verdicts == [label(f"verdict.{verdict}", language) for verdict in VERDICTS]
        assert all(rows[label("batch.column_because", language)][:4])
    opened: list[object] = []
    monkeypatch.setattr("core.topics.batch.views.results.go_to", lambda *where: opened.append(where))
    for chosen, model in ((3, CHINESE_MODEL), (4, "bag-of-words")):
        event = SimpleNamespace(selection=SimpleNamespace(rows=[chosen]))
        monkeypatch.setattr(
            "core.topics.batch.views.results.st.dataframe", lambda *_, event=event, **__: event
        )
        app = open_app("batch", batch_job=job_id)
        app.button(key="batch_rows_why").click().run()
        assert opened.pop() == ("why", {"sentence": TWO[chosen], "why_model": model})


def test_another_model_may_be_chosen_for_a_chinese_file(open_app, monkeypatch) -> None:
    app = open_app("batch")
    upload(app, "a.csv", "review\n房间又大又干净\n服务态度很差\n".encode())
    assert not any(argument.startswith("--model") for argument in arguments_of(app, monkeypatch))
    app = open_app("batch")
    upload(app, "a.csv", "review\n房间又大又干净\n服务态度很差\n".encode())
    model_box(app, "en").set_value(MAIN_MODEL).run()
    assert model_box(app, "en").value == MAIN_MODEL
    assert reads("zh", "en") not in captions(app)
    assert f"--model={MAIN_MODEL}" in arguments_of(app, monkeypatch)


def test_english_file_keeps_the_main_model(open_app) -> None:
    app = open_app("batch")
    upload(app, "a.csv", b"review\ngood film\nbad film\n")
    assert reads("en", "en") in captions(app)


def test_ones_and_zeros_are_compared_with_the_verdicts_of_each_row_s_model(open_app) -> None:
    app = open_app("batch")
    chinese = ["房间又大又干净，很喜欢", "服务很好，下次还来", "房间很差，太吵了", "服务态度很差，太失望了"]
    marks = zip([*GOOD, *BAD, *chinese], "111100001100", strict=True)
    upload(app, "a.csv", "\n".join(["review,flag", *(f'"{text}",{mark}' for text, mark in marks)]).encode())
    assert label("batch.label_agrees", "en", agreed=12, count=12) in captions(app)
