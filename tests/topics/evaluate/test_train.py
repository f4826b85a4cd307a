"""The view Train: a file of one's own to a model, its result, and the pages that open it."""

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest

from core import jobs
from core.app.figures.palette import palette
from core.base.i18n import LANGUAGES, label
from core.base.numbers import Estimate
from core.evaluation.own_file.report import read_report
from core.topics.evaluate.figures_training import confusion_table, learning_curve
from core.training.own_file.classes import MOST_CLASSES
from core.training.own_file.curve import Point
from tests.shared.ended_job import wait_for_end
from tests.topics.support import chart_titles, shown, written

WORDS = ["film", "movie", "story", "witty", "fine", "slow", "dull", "gorgeous", "very", "seductive"]
TEXTS, COLOURS = defaultdict(str, title="t"), palette("light")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: "this browser")


def content(*classes: str, rows: int = 48) -> bytes:
    file = io.StringIO()
    told = [
        (f"the {WORDS[n % 10]} {WORDS[n // 10 % 10]} is {'good' if n % len(classes) else 'bad'} {n}", one)
        for n in range(rows)
        for one in [classes[n % len(classes)]]
    ]
    csv.writer(file).writerows([("review", "label"), *told])
    return file.getvalue().encode()


def upload(app, data: bytes, name: str = "a.csv") -> None:
    app.file_uploader(key="evaluate_train_file").set_value((name, data, "text/csv")).run()


def test_what_is_set_aside_is_told_before_anything_is_learned(open_app) -> None:
    app = open_app("evaluate", lang="en", evaluate_view="train")
    upload(app, content("neg", "pos") + b'"the film film is bad 0",pos\n,neg\n')
    told = written(app).replace("\\", "")
    assert "50 rows read: 1 without a text" in told
    assert "Rows 1–49" in told  # the same text with both labels
    assert "35 rows to learn from, 12 set aside" in told
    assert not app.exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_that_teach_nothing_get_one_sentence(open_app, language: str) -> None:
    app = open_app("evaluate", lang=language, evaluate_view="train")
    assert label("evaluate.train_about", language, most=MOST_CLASSES) in written(app)
    upload(app, b"review,notes\nsome text to read,xx\nother text to read,yy\n")
    assert label("evaluate.train_no_label", language) in shown(app)
    upload(app, content("neg", "pos", rows=12), "b.csv")
    assert label("errors.own_file_few_rows", language, rows=12, needed=20, fewest=5) in shown(app)
    many = label("errors.own_file_many_classes", language, column="label", count=200, most=20)
    upload(app, content(*map(str, range(200)), rows=1200), "c.csv")
    [labels] = [box for box in app.selectbox if box.key.startswith("evaluate_train_label")]
    labels.set_value(1).run()
    assert many in shown(app)


@pytest.mark.whole
@pytest.mark.parametrize("classes", [("neg", "pos"), ("books", "dvd", "kitchen")])
def test_the_button_trains_and_the_model_answers_in_predict(open_app, classes: tuple[str, ...]) -> None:
    app = open_app("evaluate", lang="en", evaluate_view="train")
    upload(app, content(*classes))
    app.button(key="evaluate_train_cheap").click().run()
    job = wait_for_end(app.session_state["evaluate_train_job"])
    assert job.state is jobs.State.DONE
    report = read_report(job.folder / "model")
    app = open_app("evaluate", lang="en", evaluate_view="train", evaluate_train_job=job.id)
    assert not app.exception
    assert chart_titles(app) == [label(f"evaluate.{name}_title", "en") for name in ("confusion", "learning")]
    assert f"{report.train_rows} rows to learn from" in written(app)
    app = open_app("predict", lang="en", predict_models=job.id)
    assert not app.exception
    if len(classes) > 2:
        assert chart_titles(app) == [label("predict.classes_title", "en")]


def test_the_confusion_matrix_has_labels_as_rows() -> None:
    figure = confusion_table([[5, 1, 0], [0, 4, 2], [3, 0, 6]], ("a", "b", "c"), TEXTS, COLOURS)
    heat = figure.data[0]
    assert [list(row) for row in heat.text] == [["5", "1", "0"], ["0", "4", "2"], ["3", "0", "6"]]
    assert (list(heat.x), list(heat.y)) == (["a", "b", "c"], ["a", "b", "c"])


def test_the_curve_has_rows_accuracy_and_interval() -> None:
    points = [Point(10, 10, Estimate(0.7, 0.6, 0.75)), Point(80, 1, Estimate(0.9, 0.85, 0.94))]
    line = learning_curve(points, TEXTS, COLOURS).data[0]
    assert (list(line.x), list(line.y)) == ([10, 80], [0.7, 0.9])
    assert list(line.error_y.array) == pytest.approx([0.05, 0.04])
    assert list(line.error_y.arrayminus) == pytest.approx([0.1, 0.05])
