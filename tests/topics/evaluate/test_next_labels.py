"""Next labels: a file is chosen, ten rows are answered, and nothing that was said gets lost."""

import csv
import io
import json
from pathlib import Path

import pytest

from core import jobs
from core.base.i18n import LANGUAGES, label
from core.base.intervals import share
from core.evaluation.compare import compare_right
from core.evaluation.labelling.__main__ import MakePool
from core.evaluation.labelling.answers import found
from core.evaluation.labelling.asking import read_record
from core.evaluation.labelling.pool_files import POOL_FILE, read_pool
from core.evaluation.labelling.told_apart import Progress
from core.jobs import cli
from core.topics.evaluate.views.next_answers import progress_told
from core.topics.evaluate.views.next_file import CHOICE, POOL
from tests.evaluation.support import write
from tests.topics.support import captions, chart, chart_titles, numbers, shown, visit, written

PLACES = ("kitchen", "garden", "cellar", "attic", "garage")
TEXTS = [
    f"<b>number {row}</b> in the {PLACES[row % 5]}: {'fine' if row % 2 else 'broken'}" for row in range(40)
]


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("core.app.jobs.browser.owner", lambda: "this browser")


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> jobs.Job:
    """A finished job, without a process: its folder holds what the command makes."""
    folder = tmp_path / "job"
    folder.mkdir()
    path = write(folder / "rows.csv", "review", *(f'"{text}"' for text in TEXTS))
    assert cli.main(MakePool, [str(path), "--features", "words", "-o", str(folder / POOL)], "x") == 0
    (folder / CHOICE).write_text(json.dumps({"classes": ["*bad*", "good"]}), encoding="utf-8")
    done = jobs.Job.__new__(jobs.Job)
    object.__setattr__(done, "folder", folder)
    monkeypatch.setattr("core.topics.evaluate.views.next_rows.watch", lambda *_, **__: done)
    monkeypatch.setattr("core.topics.evaluate.views.next_rows.job_in_url", lambda _: "x" * 32)
    return done


def opened(open_app, language: str = "en"):
    return open_app("evaluate", lang=language, evaluate_view="next")


def asked(app) -> int:
    """The row that the page asks about."""
    (row,) = {int(one.key.split("_")[2]) for one in app.button if one.key.endswith("_back")}
    return row


def answer(app, said: int) -> int:
    row = asked(app)
    app.button(key=f"evaluate_next_{row}_{said}").click().run()
    return row


def test_ten_rows_are_answered_and_told(open_app, job: jobs.Job) -> None:
    app = opened(open_app)
    rows = [answer(app, 2 if place == 3 else place % 2) for place in range(10)]
    assert len({*rows}) == 10
    assert label("evaluate.next_answers", "en", answers=9, skipped=1) in written(app)
    assert label("evaluate.next_no_accuracy", "en") in written(app)
    app.button(key="evaluate_next_more").click().run()
    assert asked(app) not in rows
    stored = read_pool(job.folder / POOL)
    read = found((job.folder / "answers.json").read_text(encoding="utf-8"), len(stored.texts))
    assert read is not None
    assert read.given == {row: -1 if place == 3 else place % 2 for place, row in enumerate(rows)}


def test_back_and_another_answer(open_app, job: jobs.Job) -> None:
    app = opened(open_app)
    first = answer(app, 0)
    second = asked(app)
    app.button(key=f"evaluate_next_{second}_back").click().run()
    assert asked(app) == first
    answer(app, 1)
    assert asked(app) == second
    assert app.session_state[f"evaluate.next/{'x' * 32}"].given == {first: 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_outlive_a_change_of_view_and_of_session(open_app, job: jobs.Job, language: str) -> None:
    app = opened(open_app, language)
    rows = [answer(app, 1) for _ in range(2)]
    visit(app, "evaluate", view="thresholds")
    visit(app, "evaluate", view="next")
    assert label("evaluate.next_row", language, number=3, count=10, answers=2) in progress_texts(app)
    again = opened(open_app, language)
    assert asked(again) not in rows
    (job.folder / "answers.json").write_text("no answers", encoding="utf-8")
    assert asked(opened(open_app, language)) == rows[0]


def progress_texts(app) -> list[str]:
    return [one.proto.text for one in app.get("progress")]


def test_texts_and_class_words_are_no_markup(open_app, job: jobs.Job) -> None:
    app = opened(open_app)
    assert r"\<b\>number" in written(app)
    assert app.button(key=f"evaluate_next_{asked(app)}_0").label == r"\*bad\*"


def test_a_downloaded_file_is_taken_in(open_app, job: jobs.Job) -> None:
    app = opened(open_app)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerows([["text", "label", "drawn"], [TEXTS[0], "GOOD", "random"], ["else", "good", "random"]])
    content = lines.getvalue().encode()
    app.file_uploader(key="evaluate_next_answers").set_value(("labelled.csv", content, "text/csv")).run()
    assert label("evaluate.next_taken", "en", answers=1, unused=1) in written(app)
    app.button(key="evaluate_next_take").click().run()
    assert app.session_state[f"evaluate.next/{'x' * 32}"].given == {0: 1}


def test_what_is_told_of_the_arms() -> None:
    def t(key: str, **values: object) -> str:
        return label(key, "en", **values)

    right = compare_right(*(np_bools(count) for count in (30, 38)))
    told = Progress(80, 0, share(38, 40), 40, right)
    assert told.helped is True
    lines = " ".join(progress_told(told, t))
    assert label("evaluate.next_helped", "en") in lines
    assert "+20.0" in lines
    assert label("evaluate.next_later", "en", look=80) in lines
    nothing = progress_told(Progress(20, 0, share(8, 10), None, None), t)
    assert nothing[-1] == label("evaluate.next_wait", "en", look=20)
    equal = progress_told(Progress(80, 0, share(38, 40), 320, compare_right(*[np_bools(30)] * 2)), t)
    assert label("evaluate.next_open", "en") in equal[-1]


def np_bools(right: int):
    import numpy as np

    return np.arange(40) < right


def test_the_measured_differences_are_drawn(open_app) -> None:
    app = opened(open_app)
    for language in LANGUAGES:
        visit(app, "evaluate", lang=language)
        assert chart_titles(app) == [label("evaluate.asking_title", language)]
    record = read_record()
    picture = chart(app, "evaluate.asking_title", LANGUAGES[-1])
    expected = [100 * row["difference"]["uncertain"]["value"] for row in record]
    assert numbers(picture["data"][0]["x"]).tolist() == pytest.approx(expected)
    more = sum(row["difference"]["uncertain"]["low"] > 0 for row in record)
    assert f"{len(record)} 种情形里，用拿不准的行训练的模型有 {more} 种" in written(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_class_words_that_cannot_be(open_app, language: str) -> None:
    app = opened(open_app, language)
    app.toggle(key="evaluate_next_sample").set_value(True).run()
    (field,) = [one for one in app.text_input if (one.key or "").startswith("evaluate_next_classes")]
    field.set_value("one").run()
    app.button(key="evaluate_next_start").click().run()
    assert label("errors.labelling_classes", language, count=1, fewest=2, most=8) in shown(app)


@pytest.mark.whole
def test_rows_are_chosen_by_a_job(open_app) -> None:
    from tests.shared.ended_job import wait_for_end

    app = open_app("evaluate", lang="en", evaluate_view="next", evaluate_next_features="words")
    app.toggle(key="evaluate_next_sample").set_value(True).run()
    app.button(key="evaluate_next_start").click().run()
    job_id = app.session_state["evaluate_next_job"]
    done = wait_for_end(job_id)
    assert done.state is jobs.State.DONE
    assert (done.folder / POOL / POOL_FILE).is_file()
    app = open_app("evaluate", lang="en", evaluate_view="next", evaluate_next_job=job_id)
    assert answer(app, 1) != asked(app)
    assert label("evaluate.next_file_told", "en") in captions(app)
    app.button(key="evaluate_next_another").click().run()
    app.selectbox(key="evaluate_next_former").set_value(job_id).run()
    assert label("evaluate.next_row", "en", number=2, count=10, answers=1) in progress_texts(app)
