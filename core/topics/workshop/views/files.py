"""Every file of a model's folder, opened; pickles are listed and never run."""

import atexit
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign_code
from core.app.numbers import numeral
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator
from core.app.url_picks import option_in_url, pick, worded_buttons
from core.app.widgets.controls import controls
from core.base.scratch import scratch_folder
from core.topics.workshop.views.pickles import opened_pickle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.topics.workshop.concepts.safetensors_header import Entry
    from core.topics.workshop.saved_files import SavedFile, Spread

FOLDERS = ("sst2-minilm", "sst2-gru", "bag-of-words", "minilm", "trainer")
OLD_FILES = ("pytorch_model", "vocab", "special_tokens", "training_args", "optimizer")
FILE, TENSOR = "workshop_files_file", "workshop_files_tensor"
MOST_PIECES = 400  # rows of a vocabulary at a time
TEXT_HEIGHT, TABLE_HEIGHT = 260, 300  # pixels


@st.cache_resource(max_entries=1, show_spinner=False)
def _trainer_folder() -> Path:
    """What Trainer wrote after one step of a toy, in a temporary folder that goes with the process."""
    from core.topics.workshop.training.trainer_files import write_trainer_files

    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return write_trainer_files(stack.enter_context(scratch_folder()))


@st.cache_data(max_entries=32, show_spinner=False)
def _spread(file: str, changed: int, name: str) -> "Spread":
    """A tensor's histogram; `changed` is the file's time of change."""
    from core.topics.workshop.concepts.safetensors_header import read_header
    from core.topics.workshop.saved_files import spread_of

    entry = next(entry for entry in read_header(Path(file)) if entry.name == name)
    return spread_of(Path(file), entry)


def files_step(t: Translator) -> None:
    """A folder, its files, and the chosen one opened."""
    from core.topics.workshop.saved_files import saved_files

    with controls("workshop_files"):
        name = worded_buttons("workshop_files.folder", FOLDERS, t, default=FOLDERS[0])
    with st.skeleton(420):
        files = saved_files(_folder(name))
    _table(files, t)
    st.caption(t(f"workshop_files.about_{'trainer' if name == 'trainer' else 'model'}"))
    by_name = {file.name: file for file in files}
    chosen = option_in_url(FILE, tuple(by_name), _first(files))
    file_name = pick(t("workshop_files.file"), tuple(by_name), key=FILE, chosen=chosen, names=str)
    _opened(by_name[file_name], t)
    _older(t)


def _folder(name: str) -> Path:
    if name == "trainer":
        return _trainer_folder()
    from core.models.locate import locate

    return locate(name).folder


def _first(files: "list[SavedFile]") -> str:
    """The file that is opened where nobody has chosen: the weights, for they look most like garbage."""
    weights = [file for file in files if file.kind == "safetensors"]
    return max(weights, key=lambda file: file.size, default=files[0]).name


def _table(files: "list[SavedFile]", t: Translator) -> None:
    """Each file with its size, its kind and what it is for."""
    columns = {
        t("workshop_files.column_file"): [file.name for file in files],
        t("workshop_files.column_size"): [file.size for file in files],
        t("workshop_files.column_kind"): [t(f"workshop_files.kind_{file.kind}") for file in files],
        t("workshop_files.column_role"): [t(f"workshop_files.role_{file.role}") for file in files],
    }
    table(columns, most=DEFAULT_HEIGHT)


def _opened(file: "SavedFile", t: Translator) -> None:
    """One file by its kind."""
    with st.container(border=True):
        st.markdown(f"#### {foreign_code(file.name)}")
        st.caption(t(f"workshop_files.what_{file.kind}"))
        show = {"json": _json, "text": _text, "safetensors": _safetensors, "pickle": opened_pickle}
        show.get(file.kind, _text)(file.path, t)


def _json(path: Path, t: Translator) -> None:
    """JSON, its long lists cut."""
    from core.topics.workshop.saved_files import read_json, shortened

    st.json(shortened(read_json(path)), expanded=1)
    _vocabulary(path, t)


def _text(path: Path, t: Translator) -> None:
    """The first characters as they stand."""
    from core.topics.workshop.saved_files import MOST_CHARACTERS, first_bytes

    beginning = first_bytes(path, MOST_CHARACTERS).decode("utf-8", errors="replace")
    st.code(beginning, language=None, height=TEXT_HEIGHT)
    _vocabulary(path, t)


def _vocabulary(path: Path, t: Translator) -> None:
    """The pieces that a file lists, with their ids; those that hold what is typed."""
    from core.topics.workshop.saved_files import ids_with, vocabulary_of

    pieces = vocabulary_of(path)
    if pieces is None:
        return
    text = url_state.text_field(t("workshop_files.find"), key="workshop_files_find", default="film")
    ids = ids_with(pieces, text)
    st.caption(t("workshop_files.found", found=f"{len(ids):,}", count=f"{len(pieces):,}"))
    columns = {
        t("workshop_files.column_id"): ids[:MOST_PIECES],
        t("workshop_files.column_piece"): [pieces[id] for id in ids[:MOST_PIECES]],
    }
    st.dataframe(columns, hide_index=True, height=TEXT_HEIGHT)  # the same height while one types


def _safetensors(path: Path, t: Translator) -> None:
    """First bytes, header and offsets; a histogram of the chosen tensor."""
    from core.topics.workshop.concepts.safetensors_header import LENGTH, read_header
    from core.topics.workshop.saved_files import first_bytes, header_length

    length, beginning = header_length(path), first_bytes(path)
    spelt, header = beginning[: LENGTH.size].hex(" "), beginning[LENGTH.size :]
    st.markdown(t("workshop_files.length", bytes=spelt, length=f"{length:,}"))
    st.code(header.decode("utf-8", errors="replace") + " …", language="json", wrap_lines=True)
    entries = read_header(path)
    _entries(entries, LENGTH.size + length, t)
    count = sum(entry.count for entry in entries)
    st.caption(t("workshop_files.tensors", tensors=len(entries), numbers=f"{count:,}"))
    names = [entry.name for entry in entries]
    chosen = option_in_url(TENSOR, names, names[0])
    name = pick(t("workshop_files.tensor"), names, key=TENSOR, chosen=chosen, names=str)
    _histogram(path, name, t)


def _entries(entries: "Sequence[Entry]", header: int, t: Translator) -> None:
    """Each tensor with the bytes of the file that hold it, which follow `header` bytes."""
    columns = {
        t("workshop_files.column_tensor"): [entry.name for entry in entries],
        t("workshop_files.column_dtype"): [entry.dtype for entry in entries],
        t("workshop_files.column_shape"): [" × ".join(map(str, entry.shape)) for entry in entries],
        t("workshop_files.column_begin"): [header + entry.begin for entry in entries],
        t("workshop_files.column_end"): [header + entry.end for entry in entries],
    }
    table(columns, most=TABLE_HEIGHT)


def _histogram(path: Path, name: str, t: Translator) -> None:
    """How a tensor's numbers are spread."""
    from core.topics.workshop.figures.files import tensor_histogram

    spread = _spread(str(path), path.stat().st_mtime_ns, name)
    figure(
        "workshop_files.histogram",
        tensor_histogram,
        spread.counts,
        spread.edges,
        t=t,
        key="workshop_histogram",
        name=name,
    )
    numbers = {
        "mean": spread.mean,
        "deviation": spread.deviation,
        "low": spread.lowest,
        "high": spread.highest,
    }
    st.caption(
        t("workshop_files.spread", **{part: numeral(number, ".4g") for part, number in numbers.items()})
    )


def _older(t: Translator) -> None:
    """What earlier versions wrote and what became of it; who decides, and what may go."""
    import pandas as pd

    st.markdown(f"#### {t('workshop_files.older')}")
    columns = ("file", "held", "now")
    rows = [[t(f"workshop_files.old_{name}_{column}") for column in columns] for name in OLD_FILES]
    st.table(pd.DataFrame(rows, columns=[t(f"workshop_files.column_old_{column}") for column in columns]))
    st.markdown(t("workshop_files.who"))
