"""Evaluate: the recorded dev sets in every view, and a file of one's own, in both languages."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from sklearn.metrics import f1_score

from core import jobs
from core.base.i18n import LANGUAGES, label
from core.base.intervals import share
from core.base.numbers import number_text
from core.base.settings import ASSETS
from core.evaluation.recorded import recorded
from core.models.card import read_card
from tests.shared.ended_job import wait_for_end
from tests.topics.support import captions, chart_titles, shown, visit, written

CHARTS = {
    "compare": ("accuracies", "agreements"),
    "slices": ("slices",),
    "thresholds": ("cost",),
    "unlabelled": ("transfer",),
    "labels": (),
    "copies": (),
    "next": ("asking",),
}
ROWS = "\n".join(
    f"the pan is {'superb' if row % 2 else 'awful'} number {row},{row % 2},{0.9 if row % 2 else 0.3},"
    f"{0.05 if row % 10 == 1 else 0.8 if row % 2 else 0.1}"
    for row in range(120)
)
FILE = f"review,label,probability,probability_2\n{ROWS}\n".encode()


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SENTISCOPE_SST2", "SENTISCOPE_CHNSENTICORP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: "this browser")
    recorded.cache_clear()


def upload(app, content: bytes, name: str = "a.csv") -> None:
    app.file_uploader(key="evaluate_file").set_value((name, content, "text/csv")).run()


def test_every_view_of_the_dev_set_in_both_languages(open_app) -> None:
    app = open_app("evaluate")
    for language in LANGUAGES:
        for view, charts in CHARTS.items():
            visit(app, "evaluate", lang=language, view=view)
            assert not app.exception
            assert chart_titles(app) == [label(f"evaluate.{chart}_title", language) for chart in charts]


def test_the_comparison_has_the_cards_numbers(open_app) -> None:
    app = open_app("evaluate", lang="en")
    names = ("sst2-minilm", "bag-of-words")
    right = [read_card(ASSETS / "models" / name)["dev"] for name in names]
    points = 100 * (right[0]["accuracy"] - right[1]["accuracy"])
    assert f"{number_text(points, '.1f', 'en')} " in written(app).replace("\\", "")
    rows = len(app.dataframe[0].value)
    scored = recorded("sst2").scored
    places = [[one.name for one in scored.verdicts].index(name) for name in names]
    assert rows == (scored.right(places[0]) != scored.right(places[1])).sum()
    assert set(app.dataframe[0].value[label("evaluate.column_text", "en")]) == {
        label("evaluate.not_here", "en")
    }


def test_verdicts_of_an_uploaded_file_are_evaluated_at_once(open_app) -> None:
    app = open_app("evaluate", lang="en", evaluate_source="file")
    assert label("evaluate.invitation", "en") in captions(app)
    upload(app, FILE)
    # Of 120 rows the second model misses 12 positive ones, those that end with a 1.
    assert "Both right 108, only probability 12" in written(app).replace("\\", "")
    assert label("evaluate.rows_of", "en", shown=12, count=12) in captions(app)
    visit(app, "evaluate", lang="en", source="file", view="slices")
    assert not app.exception


def test_rows_are_filtered_searched_and_opened(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("core.topics.evaluate.views.rows.go_to", lambda *where: opened.append(where))
    app = open_app("evaluate", lang="en", evaluate_source="file", evaluate_search="number 31")
    upload(app, FILE)
    assert label("evaluate.rows_of", "en", shown=1, count=1) in captions(app)
    event = SimpleNamespace(selection=SimpleNamespace(rows=[0]))
    monkeypatch.setattr("core.topics.evaluate.views.rows.st.dataframe", lambda *_, **__: event)
    app.run()
    app.button(key="evaluate_apart_why").click().run()
    app.button(key="evaluate_apart_predict").click().run()
    text = "the pan is superb number 31"
    assert opened == [("why", {"sentence": text}), ("predict", {"sentence": text})]


def test_answers_tell_how_many_flagged_labels_are_wrong(open_app) -> None:
    app = open_app("evaluate", lang="en", evaluate_source="file", evaluate_view="labels")
    upload(app, FILE)
    # The first model says what the labels say; the second is sure of negative on 12 rows labelled positive.
    assert label("evaluate.flagged", "en", flagged=0, rows=120) in written(app)
    app.selectbox(key="evaluate_model_box").set_value("1").run()
    assert label("evaluate.flagged", "en", flagged=12, rows=120) in written(app)
    for reply in ("wrong", "right", "unsure", "wrong"):
        app.button(key=f"evaluate_label_{reply}").click().run()
    assert label("evaluate.question", "en", number=5, count=12) in captions(app)
    told = label("evaluate.really_wrong", "en", answers=3, flagged=12, share=share(2, 3))
    assert told in written(app)


def test_a_second_file_tells_which_rows_it_shares(open_app) -> None:
    app = open_app("evaluate", lang="en", evaluate_source="file", evaluate_view="copies")
    rows = [f"{chr(97 + row) * 9},{row % 2},{0.9 if row % 2 else 0.1}" for row in range(20)]
    upload(app, "\n".join(["text,label,probability", *rows[:19], "ttttttttt,1,0.1"]).encode())
    other = b"text,label\nDDD-DDDDDD!,0\nsomething else,1\n"
    app.file_uploader(key="evaluate_other").set_value(("train.csv", other, "text/csv")).run()
    counts = {"rows": 20, "exact": 1, "near": 0, "differing": 1}
    told = label("evaluation.shared", "en", other="train.csv", **counts)
    assert told in written(app).replace("\\", "")
    # Of 20 verdicts the last is wrong; the fourth row is the one that both files have.
    without = label("evaluation.shared_without", "en", model="probability", accuracy=share(18, 19))
    assert without.strip() in written(app).replace("\\", "")
    table = app.dataframe[-1].value
    assert table[label("evaluate.column_rows", "en")].tolist() == ["4 · 1"]
    app.file_uploader(key="evaluate_other").set_value(("x.csv", b"\x00\x01\x02", "text/csv")).run()
    assert not app.exception
    assert shown(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_by_other_classes_is_judged_by_the_column_that_is_shown(open_app, language: str) -> None:
    names = ("books", "dvd", "kitchen")
    header = ",".join(["review", "category", "prediction", *(f"probability_{name}" for name in names)])
    rows = [f"some text number {n} to read,{names[n % 3]},{names[n % 2]},0.5,0.3,0.2" for n in range(12)]
    app = open_app("evaluate", lang=language, evaluate_source="file")
    upload(app, "\n".join([header, *rows]).encode())
    [box] = [box for box in app.selectbox if box.key.startswith("evaluate_label")]
    assert box.value == 1
    told = label("evaluation.classes_judged", language, accuracy=share(4, 12), f1=f1_of(names))
    assert told in written(app).replace("\\", "")
    box.select_index(0).run()
    assert label("evaluate.classes_no_label", language) in shown(app)
    assert told not in written(app).replace("\\", "")


def f1_of(names: tuple[str, ...]) -> float:
    """Macro F1 of the file above, as scikit-learn has it."""
    labels, said = [names[n % 3] for n in range(12)], [names[n % 2] for n in range(12)]
    return float(f1_score(labels, said, average="macro"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_files_are_told_in_a_sentence(open_app, language: str) -> None:
    app = open_app("evaluate", lang=language, evaluate_source="file")
    upload(app, b"review,label\nsome text to read,1\nother text to read,0\n")
    assert label("evaluate.no_verdicts", language) in shown(app)
    upload(app, b"review,label,probability\nsome text to read,1,0.9\nother text here,1,0.2\n", "b.csv")
    for key in ("evaluation_one_class", "evaluate.one_model"):
        assert (label(key if "." in key else f"errors.{key}", language)) in shown(app)
    upload(app, b"review,probability\nsome text to read,0.9\nother text here,0.2\n", "c.csv")
    assert label("errors.evaluation_no_labels", language) in shown(app)


@pytest.mark.whole
def test_a_file_without_verdicts_is_scored_and_compared(open_app) -> None:
    app = open_app("evaluate", lang="en", evaluate_source="file")
    app.toggle(key="evaluate_sample").set_value(True).run()
    app.button(key="evaluate_run").click().run()
    job_id = app.session_state["evaluate_job"]
    job = wait_for_end(job_id)
    assert job.state is jobs.State.DONE
    report = json.loads((job.folder / "evaluation.json").read_text(encoding="utf-8"))
    app = open_app("evaluate", lang="en", evaluate_job=job_id)
    told = written(app).replace("\\", "")
    assert f"Both right {report['comparison']['both_right']}, only MiniLM" in told
