"""The labelled sentences that the workshop works on: the small set, SST-2, or a folder of the visitor's."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import jobs
from core.app.jobs.job_panel import watch
from core.app.models.place_field import place_field
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.data.locations import SMALL, SPLITS, is_whole, sst2_here

if TYPE_CHECKING:
    from core.data.labelled import LabelledData

SOURCE, FOLDER, FETCH = "workshop_source", "workshop_folder", "workshop_fetch"
COMMANDS = "python -m core.training.fetch\nSENTISCOPE_SST2=/path/to/sst2 streamlit run app.py"


@dataclass(frozen=True)
class Source:
    """A kind of source (`small`, `sst2`, `folder`) and the folder it is read from."""

    kind: str
    folder: Path


def choose_source(t: Translator, container: Any) -> "Source | None":
    """The chosen data; None while there is something to type or to fetch first."""
    kinds = ("small", "sst2") if is_public() else ("small", "sst2", "folder")
    default = "sst2" if sst2_here() else "small"
    with container:
        kind = worded_buttons("workshop_data.source", kinds, t, default=default, key=SOURCE)
    if kind == "folder":
        return _own_folder(t, container)
    return _sst2(t) if kind == "sst2" else Source(kind, SMALL)


def note_on(source: Source, t: Translator) -> None:
    """What is a toy says so."""
    if source.kind == "small":
        st.caption(t("workshop_data.small_note"))


def data_of(source: Source) -> "LabelledData":
    """Both splits, read once for as long as the files stay as they are. Raises SentiscopeError `data_…`."""
    if not source.folder.is_dir():
        raise SentiscopeError("data_folder_missing", folder=source.folder)
    files = (source.folder / f"{split}.tsv" for split in SPLITS)
    stamps = tuple((file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.is_file())
    return _read(str(source.folder), stamps)


@st.cache_resource(max_entries=3, show_spinner=False)
def _read(folder: str, stamps: tuple[tuple[int, int], ...]) -> "LabelledData":
    """The data of a folder; the stamps are there to notice that a file was changed."""
    from core.data.sst2 import load_sst2

    return load_sst2(Path(folder))


def _own_folder(t: Translator, container: Any) -> Source | None:
    """The folder typed; None while there is none."""
    label, about = t("workshop_data.folder"), t("workshop_data.folder_help")
    typed = place_field(label, "data", t, key=FOLDER, container=container, help=about)
    if typed is None:
        return None
    if not typed:
        st.info(t("workshop_data.folder_empty"), icon=":material/folder_open:")
        return None
    return Source("folder", Path(typed).expanduser())


def _sst2(t: Translator) -> Source | None:
    """SST-2 where it is at hand; else how to get it."""
    folder = sst2_here()
    if folder is not None and is_whole(folder):
        return Source("sst2", folder)
    if is_public():
        st.info(t("workshop_data.sst2_public"), icon=":material/info:")
        return None
    st.info(t("workshop_data.sst2_missing"), icon=":material/download:")
    st.code(COMMANDS, language="shell")
    _fetch(t)
    return None


def _fetch(t: Translator) -> None:
    """The hub is asked by a job of its own, never while the page is drawn."""
    if FETCH in st.session_state:
        if watch(st.session_state[FETCH], continues=False) is not None:
            del st.session_state[FETCH]
            st.rerun()
        return
    if st.button(t("workshop_data.fetch"), icon=":material/download:", key="workshop_fetch_button"):
        st.session_state[FETCH] = jobs.submit("core.training.fetch", [], kind="fetch")
        st.rerun()
