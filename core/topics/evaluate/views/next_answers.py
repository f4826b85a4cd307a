"""One row after another by keyboard; between two rounds what the answers tell."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.app.errors import friendly
from core.app.foreign import foreign
from core.app.jobs.upload import safe_name
from core.app.state import Translator, language
from core.app.widgets.links import go_to
from core.base.atomic_write import write_durably
from core.base.i18n import labels
from core.base.scratch import scratch_folder
from core.evaluation.labelling.answers import Answers, found, kept, labelled_csv, read_answers
from core.evaluation.labelling.pool_files import StoredPool
from core.evaluation.labelling.rounds import SKIPPED
from core.evaluation.labelling.told_apart import LOOKS, Progress, progress
from core.evaluation.told import in_points
from core.topics.evaluate.views.look import say

ANSWERS = "answers.json"
DOWNLOAD = "labelled.csv"
TEXT_HEIGHT = 220  # pixels
BACK, MORE = "Backspace", "Enter"
TRAIN = "train"  # the view that learns from a labelled file


@st.fragment
def ask(job_id: str, folder: Path, stored: StoredPool, classes: tuple[str, ...], t: Translator) -> None:
    """The row that is asked now, or what follows a round."""
    with friendly():
        key = f"evaluate.next/{job_id}"
        if key not in st.session_state:
            st.session_state[key] = _former(folder, stored, classes) or Answers(classes).more(stored)
        answers: Answers = st.session_state[key]

        def keep(now: Answers) -> None:
            st.session_state[key] = now
            with contextlib.suppress(OSError):  # the session has them, too
                write_durably(folder / ANSWERS, kept(now))

        if answers.row is None:
            _between(job_id, stored, answers, keep, t)
        else:
            _row(answers.row, stored, answers, keep, t)
        _files(stored, answers, keep, t)


def _former(folder: Path, stored: StoredPool, classes: tuple[str, ...]) -> Answers | None:
    """The answers that an earlier session left, if there are any for these classes."""
    try:
        answers = found((folder / ANSWERS).read_text(encoding="utf-8"), len(stored.texts))
    except (OSError, UnicodeDecodeError):
        return None
    return answers if answers is not None and answers.classes == classes else None


def _row(
    row: int, stored: StoredPool, answers: Answers, keep: Callable[[Answers], None], t: Translator
) -> None:
    # The buttons are drawn before what they answer: a key pressed as soon as a row is seen is for that row.
    asked, shown = st.container(), st.container(border=True, height=TEXT_HEIGHT, width=760)
    before = answers.given.get(row)
    with st.container(horizontal=True):
        for place in range(len(answers.classes) + 1):
            said = place if place < len(answers.classes) else SKIPPED
            st.button(
                t("evaluate.next_skip") if said == SKIPPED else foreign(answers.classes[said]),
                key=f"evaluate_next_{row}_{place}",  # of this row: a late press is for none other
                shortcut=str(place + 1),
                type="primary" if before == said else "secondary",
                on_click=lambda said=said: keep(answers.answer(row, said)),
            )
        _back(f"evaluate_next_{row}_back", answers, keep, t)
    with shown:
        say(stored.texts[row])
    count, number = len(answers.asked) - answers.begun, answers.place - answers.begun
    asked.progress(
        number / count,
        text=t("evaluate.next_row", number=number + 1, count=count, answers=len(answers.given)),
    )


def _back(key: str, answers: Answers, keep: Callable[[Answers], None], t: Translator) -> None:
    """The way to the row before, within the round."""
    st.button(
        t("evaluate.next_back"),
        icon=":material/undo:",
        key=key,
        shortcut=BACK,
        type="tertiary",
        disabled=answers.place == answers.begun,
        on_click=lambda: keep(answers.back()),
    )


def _between(
    job_id: str, stored: StoredPool, answers: Answers, keep: Callable[[Answers], None], t: Translator
) -> None:
    """What the answers tell by now, and the way on."""
    with st.spinner(t("evaluate.searching")):
        told = _progress(job_id, kept(answers), stored, answers)
    for sentence in progress_told(told, t):
        st.markdown(sentence, width=760)
    with st.container(horizontal=True):
        st.button(
            t("evaluate.next_more"),
            type="primary",
            key="evaluate_next_more",
            shortcut=MORE,
            disabled=len(answers.asked) == len(stored.texts),
            on_click=lambda: keep(answers.more(stored)),
        )
        _back(f"evaluate_next_{answers.place}_end", answers, keep, t)


def progress_told(told: Progress, t: Translator) -> list[str]:
    """How many answers there are, how good a model of them is, and whether asking cleverly helped."""
    lines = [t("evaluate.next_answers", answers=told.answers, skipped=told.skipped)]
    if told.accuracy is None:
        return [*lines, t("evaluate.next_no_accuracy")]
    lines.append(t("evaluate.next_accuracy", accuracy=told.accuracy))
    found = told.comparison
    if found is None or told.look is None:
        return [*lines, t("evaluate.next_wait", look=LOOKS[0])]
    verdict = {True: "helped", False: "hurt", None: "open"}[told.helped]
    numbers = {"random": found.first, "uncertain": found.second, "points": in_points(found.difference)}
    lines.append(
        f"**{t(f'evaluate.next_{verdict}')}** {t('evaluate.next_compared', look=told.look, **numbers)}"
    )
    later = [look for look in LOOKS if look > told.look]
    return [*lines, t("evaluate.next_later", look=later[0])] if later else lines


def _files(stored: StoredPool, answers: Answers, keep: Callable[[Answers], None], t: Translator) -> None:
    """The answers as a labelled file, to keep, to train on, or to go on with."""
    if not answers.given:
        with st.expander(t("evaluate.next_go_on"), icon=":material/upload:"):
            _take_in(stored, answers, keep, t)
        return
    with st.container(horizontal=True):
        st.download_button(
            t("evaluate.next_download"),
            labelled_csv(stored, answers).encode("utf-8-sig"),
            file_name=DOWNLOAD,
            mime="text/csv",
            icon=":material/download:",
            key="evaluate_next_download",
            on_click="ignore",
        )
        if f"evaluate.view_{TRAIN}" in labels(language()) and st.button(
            t("evaluate.next_train"), icon=":material/model_training:", key="evaluate_next_train"
        ):
            go_to("evaluate", {"evaluate_view": TRAIN})
    st.caption(t("evaluate.next_file_told"), width=760)


def _take_in(stored: StoredPool, answers: Answers, keep: Callable[[Answers], None], t: Translator) -> None:
    """Answers that were downloaded before."""
    chosen = st.file_uploader(t("evaluate.next_former_answers"), key="evaluate_next_answers")
    if chosen is None:
        return
    with scratch_folder() as folder:
        path = folder / safe_name(chosen.name)
        path.write_bytes(chosen.getvalue())
        again, unused = read_answers(path, stored, answers.classes)
    st.markdown(t("evaluate.next_taken", answers=len(again.given), unused=len(unused)))
    if again.given:
        st.button(
            t("evaluate.next_take"), key="evaluate_next_take", type="primary", on_click=lambda: keep(again)
        )


@st.cache_resource(max_entries=32, show_spinner=False)
def _progress(job_id: str, answered: str, _stored: StoredPool, _answers: Answers) -> Progress:
    """What the answers of this job tell, of which `answered` is all."""
    return progress(_stored.pool, _answers.asked, _answers.given, len(_answers.classes))
