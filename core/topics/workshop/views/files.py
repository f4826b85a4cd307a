"""Workshop, step files: every file of a model's folder, opened; pickles are read and never run."""

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.panels import chart
from core.app.state import Translator, colours
from core.app.url_picks import option_in_url, pick, worded_buttons
from core.topics.workshop.views.pickles import opened_pickle

if TYPE_CHECKING:
    from core.topics.workshop.saved_files import SavedFile, Spread

FOLDERS = ("sst2-minilm", "sst2-gru", "bag-of-words", "minilm", "trainer")
OLD_FILES = ("pytorch_model", "vocab", "special_tokens", "training_args", "optimizer")
FILE, TENSOR = "workshop_files_file", "workshop_files_tensor"
MOST_PIECES = 400  # rows of a vocabulary at a time


@st.cache_resource(max_entries=1, show_spinner=False)
def _trainer_folder() -> Path:
    """What Trainer wrote after one step of a toy, in a temporary folder that goes with the process."""
    from core.topics.workshop.training.trainer_files import write_trainer_files

    folder = Path(tempfile.mkdtemp(prefix="sentiscope-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_trainer_files(folder)


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

    name = worded_buttons("workshop_files.folder", FOLDERS, t, default=FOLDERS[0])
    with st.skeleton(420):
        files = saved_files(_folder(name))
    st.caption(t(f"workshop_files.about_{'trainer' if name == 'trainer' else 'model'}"))
    _table(files, t)
    names = [file.name for file in files]
    chosen = pick(
        t("workshop_files.file"), names, key=FILE, chosen=option_in_url(FILE, names, _first(files)), names=str
    )
    _opened(next(file for file in files if file.name == chosen), t)
    _older(t)


def _folder(name: str) -> Path:
    if name == "trainer":
        return _trainer_folder()
    from core.models.locate import locate

    return locate(name).folder


def _first(files: "list[SavedFile]") -> str:
    """The file that is opened where nobody has chosen: the weights, for they look most like garbage."""
    return next((file.name for file in files if file.kind == "safetensors"), files[0].name)


def _table(files: "list[SavedFile]", t: Translator) -> None:
    import pandas as pd

    table = pd.DataFrame(
        {
            t("workshop_files.column_file"): [file.name for file in files],
            t("workshop_files.column_size"): [file.size for file in files],
            t("workshop_files.column_kind"): [t(f"workshop_files.kind_{file.kind}") for file in files],
            t("workshop_files.column_role"): [t(f"workshop_files.role_{file.role}") for file in files],
        }
    )
    st.dataframe(table, hide_index=True)


def _opened(file: "SavedFile", t: Translator) -> None:
    """One file by its kind."""
    with st.container(border=True):
        st.markdown(f"#### `{file.name}`")
        st.caption(t(f"workshop_files.what_{file.kind}"))
        show = {"json": _json, "text": _text, "safetensors": _safetensors, "pickle": opened_pickle}
        show.get(file.kind, _text)(file.path, t)


def _json(path: Path, t: Translator) -> None:
    from core.topics.workshop.saved_files import read_json, shortened

    st.json(shortened(read_json(path)), expanded=1)
    _vocabulary(path, t)


def _text(path: Path, t: Translator) -> None:
    from core.topics.workshop.saved_files import MOST_CHARACTERS, first_bytes

    shown = first_bytes(path, MOST_CHARACTERS).decode("utf-8", errors="replace")
    st.code(shown, language=None, height=260)
    _vocabulary(path, t)


def _vocabulary(path: Path, t: Translator) -> None:
    """The pieces that a file lists, with their ids; those that hold what is typed."""
    import pandas as pd

    from core.topics.workshop.saved_files import vocabulary_of

    pieces = vocabulary_of(path)
    if pieces is None:
        return
    wanted = url_state.text_field(t("workshop_files.find"), key="workshop_files_find", default="film")
    found = [(number, piece) for number, piece in enumerate(pieces) if wanted in piece]
    st.caption(t("workshop_files.found", found=f"{len(found):,}", count=f"{len(pieces):,}"))
    columns = [t("workshop_files.column_id"), t("workshop_files.column_piece")]
    st.dataframe(pd.DataFrame(found[:MOST_PIECES], columns=columns), hide_index=True, height=260)


def _safetensors(path: Path, t: Translator) -> None:
    """First bytes, header and offsets; a histogram of the chosen tensor."""
    import pandas as pd

    from core.topics.workshop.concepts.safetensors_header import read_header
    from core.topics.workshop.saved_files import first_bytes, header_length

    length, begin = header_length(path), first_bytes(path)
    spelt = begin[:8].hex(" ")
    st.markdown(t("workshop_files.length", bytes=spelt, length=f"{length:,}"))
    st.code(begin[8:].decode("utf-8", errors="replace") + " …", language="json", wrap_lines=True)
    entries = read_header(path)
    names = [entry.name for entry in entries]
    table = {
        t("workshop_files.column_tensor"): names,
        t("workshop_files.column_dtype"): [entry.dtype for entry in entries],
        t("workshop_files.column_shape"): [" × ".join(map(str, entry.shape)) for entry in entries],
        t("workshop_files.column_begin"): [8 + length + entry.begin for entry in entries],
        t("workshop_files.column_end"): [8 + length + entry.end for entry in entries],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, height=300)
    total = sum(entry.count for entry in entries)
    st.caption(t("workshop_files.tensors", tensors=len(entries), numbers=f"{total:,}"))
    chosen = pick(
        t("workshop_files.tensor"),
        names,
        key=TENSOR,
        chosen=option_in_url(TENSOR, names, names[0]),
        names=str,
    )
    _histogram(path, chosen, t)


def _histogram(path: Path, name: str, t: Translator) -> None:
    from core.topics.workshop.figures.files import tensor_histogram

    spread = _spread(str(path), path.stat().st_mtime_ns, name)
    texts: dict[str, Any] = {part: t(f"workshop_files.histogram_{part}") for part in ("x", "y", "hover")}
    texts["title"] = t("workshop_files.histogram_title", name=name)
    figure = tensor_histogram(spread.counts, spread.edges, texts, colours())
    chart(figure, key="workshop_histogram", alt=t("workshop_files.histogram_alt"))
    numbers = (spread.mean, spread.deviation, spread.lowest, spread.highest)
    parts = dict(
        zip(("mean", "deviation", "low", "high"), (f"{number:.4g}" for number in numbers), strict=True)
    )
    st.caption(t("workshop_files.spread", **parts))


def _older(t: Translator) -> None:
    """What earlier versions wrote and what became of it; who decides, and what may go."""
    import pandas as pd

    st.markdown(f"#### {t('workshop_files.older')}")
    columns = ("file", "held", "now")
    rows = [[t(f"workshop_files.old_{name}_{column}") for column in columns] for name in OLD_FILES]
    st.table(pd.DataFrame(rows, columns=[t(f"workshop_files.column_old_{column}") for column in columns]))
    st.markdown(t("workshop_files.who"))
