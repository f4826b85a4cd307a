"""Train on your own file: what was cleaned and set aside, the button, and what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.app import url_state
from core.app.errors import show
from core.app.foreign import foreign
from core.app.jobs import upload
from core.app.jobs.job_panel import job_in_url, watch
from core.app.jobs.submitting import submit
from core.app.models.trained_here import MODEL, OWN_FILE, TrainingSettings, from_files, write_settings
from core.app.state import Translator, language
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.evaluation.reading import Choice
from core.topics.evaluate.views.look import say
from core.topics.evaluate.views.trained import trained_view

if TYPE_CHECKING:
    from core.data.files.reviews_csv import Table
    from core.training.own_file.rows import OwnRows

JOB_KEY = "evaluate_train_job"
COMMAND = "python -m core.evaluation.own_file FILE -o FOLDER"
CHEAP, FULL = "cheap", "full"
SEED = 0
MOST_FILES = 4
PAST_SHOWN = 6


def train_view(_: object, t: Translator) -> None:
    """The form, or the training that it started and its result."""
    if is_public():
        st.info(t("evaluate.train_public"), icon=":material/home:")
        st.code(COMMAND, language="shell", wrap_lines=True)
        return
    job_id = job_in_url(JOB_KEY)
    if job_id is None:
        _form(t)
        return
    job = watch(job_id, MODEL)
    if job is not None:
        trained_view(job, t)
    st.button(t("evaluate.another"), icon=":material/add:", on_click=url_state.remember, args=(JOB_KEY, None))


def _form(t: Translator) -> None:
    """A file, its columns, what will be learned from, and the buttons."""
    from core.training.own_file.classes import MOST_CLASSES

    st.markdown(t("evaluate.train_about", most=MOST_CLASSES), width=760)
    chosen = st.file_uploader(t("evaluate.train_upload"), key="evaluate_train_file")
    if chosen is None:
        _past(t)
        return
    stored = upload.store(chosen.file_id, chosen.name, chosen.getvalue())
    choice = _columns(stored.file, stored.token, t)
    if choice is None:
        return
    _told(stored.file, choice, t)
    with st.container(horizontal=True):
        for kind, is_first in ((CHEAP, True), (FULL, False)):
            name, help = t(f"evaluate.train_{kind}"), t(f"evaluate.train_{kind}_help")
            kind_of_button: Literal["primary", "secondary"] = "primary" if is_first else "secondary"
            if st.button(name, type=kind_of_button, help=help, key=f"evaluate_train_{kind}"):
                _start(stored, choice, kind)


def _columns(path: Path, token: str, t: Translator) -> Choice | None:
    """Which columns hold texts and labels, found where they can be; None where it is one column."""
    from core.evaluation.own_file.reading import learning_columns
    from core.evaluation.reading import columns_of

    table = _opened(path, path.stat().st_mtime)
    text, label, _ = columns_of(table, Choice())
    try:
        label = learning_columns(table, Choice()).label
    except SentiscopeError:
        label = None
    numbers = list(range(len(table.columns)))
    names = table.columns.__getitem__
    with st.container(horizontal=True, vertical_alignment="bottom"):
        texts = st.selectbox(
            t("batch.text"),
            numbers,
            index=text,
            format_func=names,
            key=f"evaluate_train_text_{token}",
            width=260,
        )
        labels = st.selectbox(
            t("evaluate.train_label"),
            numbers,
            index=label,
            format_func=names,
            key=f"evaluate_train_label_{token}",
            width=260,
        )
    if labels is None:
        st.info(t("evaluate.train_no_label"), icon=":material/label_off:")
        return None
    if labels == texts:
        show(SentiscopeError("scoring_same_column", column=names(texts)))
        return None
    return Choice(names(texts), names(labels))


def _told(path: Path, choice: Choice, t: Translator) -> None:
    """What is left out and why, the classes, and how many rows are set aside. Errors: those of `read_own`."""
    from core.evaluation.own_file.told import aside_words, cleaned_told
    from core.training.own_file.split import set_aside

    with st.spinner(t("evaluate.searching")):
        rows = _read(path, path.stat().st_mtime, choice.text, choice.label)
    sides = set_aside(rows, SEED)
    for sentence in cleaned_told(rows.cleaned, language()):
        say(sentence)
    counts = (len(sides.train), len(sides.held_out))
    say(aside_words(str(choice.label), rows.classes, *counts, language()))


def _start(stored: upload.Stored, choice: Choice, kind: str) -> None:
    """Queue the training, its model in the job's folder."""
    write_settings(stored.folder, TrainingSettings(kind, stored.file.name, 0, 0, 0, SEED))
    arguments = [str(stored.file), f"--text={choice.text}", f"--label={choice.label}", f"--seed={SEED}"]
    arguments += ["-o", str(stored.folder / MODEL), "--overwrite", *["--full"] * (kind == FULL)]
    job_id = submit("core.evaluation.own_file", arguments, kind=OWN_FILE, folder=stored.folder)
    upload.forget()
    url_state.remember(JOB_KEY, job_id)
    st.rerun()


def _past(t: Translator) -> None:
    """This browser's earlier models from files."""
    past = from_files()[:PAST_SHOWN]
    if past:
        st.markdown(f"**{t('evaluate.train_past')}**")
    for model in past:
        st.button(
            foreign(model.label(t)),
            icon=":material/history:",
            key=f"evaluate_past_{model.id}",
            on_click=url_state.remember,
            args=(JOB_KEY, model.id),
        )


@st.cache_resource(max_entries=MOST_FILES, show_spinner=False)
def _opened(path: Path, modified: float) -> "Table":
    """The table of a file; `modified` (seconds) tells a new file from an old one."""
    from core.data.files.tables import open_any

    return open_any(path)


@st.cache_resource(max_entries=MOST_FILES, show_spinner=False)
def _read(path: Path, modified: float, text: str | None, label: str | None) -> "OwnRows":
    """The cleaned rows of a file; `modified` (seconds) tells a new file from an old one."""
    from core.evaluation.own_file.reading import read_own

    return read_own(path, Choice(text, label))[0]
