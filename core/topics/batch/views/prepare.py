"""A file to score: upload, preview, choices, and the button that starts the job."""

import streamlit as st

from core.app import url_state
from core.app.jobs import upload
from core.app.jobs.submitting import submit
from core.app.models.model_choice import choose_model
from core.app.state import Translator
from core.base.settings import ASSETS
from core.topics.batch.views.early import choose_early
from core.topics.batch.views.labels import leaves_out, likely_labels
from core.topics.batch.views.reading import read_upload, show_first_rows

SAMPLE = ASSETS / "samples" / "reviews.csv"
OUTPUT = "scored.csv"
KIND = "scoring"
JOB_KEY = "batch_job"


def choose_file(t: Translator) -> upload.Stored | None:
    """The file to score: the user's, or the sample."""
    chosen = st.file_uploader(
        t("batch.upload"),
        help=t("batch.upload_help", megabytes=upload.limit_megabytes()),
        key="batch_file",
    )
    if chosen is not None:
        return upload.store(chosen.file_id, chosen.name, chosen.getvalue())
    st.toggle(t("batch.sample"), key="batch_sample")
    if st.session_state["batch_sample"]:
        return upload.store("sample", SAMPLE.name, SAMPLE.read_bytes())
    st.caption(t("batch.invitation"))
    return None


def prepare(stored: upload.Stored, t: Translator) -> None:
    """How the file is read, choices, and the button that starts the job."""
    table, header = read_upload(stored, t)
    if table is None:
        return
    seen = show_first_rows(table, t)
    guess = seen.guess()
    likely = likely_labels(stored, table, guess, header, t)
    preselected = guess.label if likely is None else likely.column
    numbers = range(len(seen.columns))
    left, middle, right = st.columns(3)
    text = left.selectbox(
        t("batch.text"),
        numbers,
        index=guess.text,
        format_func=seen.columns.__getitem__,
        key=f"text_{stored.token}",
    )
    label = middle.selectbox(
        t("batch.label"),
        [None, *numbers],
        index=0 if preselected is None else preselected + 1,
        format_func=lambda number: t("batch.no_label") if number is None else seen.columns[number],
        key=f"label_{stored.token}",
    )
    if likely is not None and label == likely.column:
        st.caption(t("batch.label_agrees", agreed=likely.agreed, count=likely.compared))
    skips = label is not None and leaves_out(stored, table, (text, label), header, t)
    texts = [row.cell(text) for row in seen.rows]
    model = choose_model(right, texts, t, key=f"model_{stored.token}_{text}")
    safe = st.toggle(t("batch.spreadsheet"), value=True, help=t("batch.spreadsheet_help"), key="batch_safe")
    why = st.toggle(t("batch.why"), help=t("batch.why_help"), key="batch_why")
    early = choose_early(model, texts, t)
    if st.button(
        t("batch.run"), type="primary", icon=":material/play_arrow:", key="batch_run", disabled=skips is None
    ):
        arguments = [str(stored.file), f"--text={seen.columns[text]}"]
        arguments += [] if model is None else [f"--model={model}"]
        arguments += ["-o", str(stored.folder / OUTPUT)]
        arguments += [] if label is None else [f"--label={seen.columns[label]}"]
        arguments += ["--spreadsheet-safe"] * safe + ["--skip-unknown-labels"] * bool(skips)
        arguments += ["--why"] * why + early
        arguments += [] if header is None else [f"--header={header}"] if header else ["--no-header"]
        start(stored, arguments)


def start(stored: upload.Stored, arguments: list[str]) -> None:
    """Queue the job; its id in the URL is the key to it."""
    job_id = submit("core.scoring", arguments, kind=KIND, folder=stored.folder)
    upload.forget()
    url_state.remember(JOB_KEY, job_id)
    st.rerun()
