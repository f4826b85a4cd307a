"""The labelled sentences that the workshop works on: a small set, SST-2, ChnSentiCorp, or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import jobs
from core.app.jobs.job_panel import watch
from core.app.models.place_field import place_field
from core.app.state import Translator, sentence
from core.app.url_picks import worded_buttons
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.data.language import is_chinese
from core.data.locations import SMALL, SMALL_CHINESE, SPLITS, chnsenticorp_here, is_whole, sst2_here

if TYPE_CHECKING:
    from core.data.labelled import LabelledData, Split

SOURCE, FOLDER, FETCH = "workshop_source", "workshop_folder", "workshop_fetch"
SMALL_KINDS = {"small": SMALL, "chinese": SMALL_CHINESE}  # toy data of this project
COMMANDS = "python -m core.training.fetch\nSENTISCOPE_SST2=/path/to/sst2 streamlit run app.py"


@dataclass(frozen=True)
class Source:
    """A kind of source and the folder it is read from.

    Kinds: `small` and `sst2` in English, `chinese` and `chnsenticorp`, and somebody's own `folder`.
    """

    kind: str
    folder: Path


def choose_source(t: Translator, container: Any) -> "Source | None":
    """The chosen data; None while there is something to type or to fetch first."""
    with container:
        kind = worded_buttons("workshop_data.source", _kinds(), t, default=_first_kind(), key=SOURCE)
    if kind == "folder":
        return _own_folder(t, container)
    if kind == "chnsenticorp" and (here := chnsenticorp_here()):
        return Source(kind, here)
    return _sst2(t) if kind == "sst2" else Source(kind, SMALL_KINDS[kind])


def _kinds() -> tuple[str, ...]:
    """What can be chosen: ChnSentiCorp, which nobody may pass on, where it lies here."""
    chinese = ("chnsenticorp",) if chnsenticorp_here() else ()
    return ("small", "sst2", "chinese", *chinese, *(() if is_public() else ("folder",)))


def _first_kind() -> str:
    """The whole data set where it lies here, in the language of the shared sentence."""
    if is_chinese(sentence()):
        return "chnsenticorp" if chnsenticorp_here() else "chinese"
    return "sst2" if sst2_here() else "small"


def note_on(source: Source, t: Translator) -> None:
    """What is a toy says so."""
    if source.kind in SMALL_KINDS:
        st.caption(t(f"workshop_data.{source.kind}_note"))


def data_of(source: Source) -> "LabelledData":
    """Both splits as they stand in the files, read once for as long as these stay as they are.

    Raises SentiscopeError `data_…`.
    """
    if not source.folder.is_dir():
        raise SentiscopeError("data_folder_missing", folder=source.folder)
    files = (source.folder / f"{split}.tsv" for split in SPLITS)
    stamps = tuple((file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.is_file())
    return _read(str(source.folder), stamps)


@st.cache_resource(max_entries=3, show_spinner=False)
def _read(folder: str, stamps: tuple[tuple[int, int], ...]) -> "LabelledData":
    """The data of a folder; the stamps are there to notice that a file was changed."""
    from core.data import chnsenticorp
    from core.data.labelled import LabelledData
    from core.data.sst2 import load_sst2

    path = Path(folder)
    if not chnsenticorp.is_in(path):
        return load_sst2(path)
    train, dev = (chnsenticorp.read_split(path / f"{split}.tsv") for split in SPLITS)
    return LabelledData(train, dev, "folder", chnsenticorp.ABOUT)


def dev_of(data: "LabelledData") -> "Split":
    """What a model is judged on: of ChnSentiCorp's dev only what does not stand in its training file, too."""
    from core.data.overlap import without

    if data.about.language == "en":
        return data.dev
    return data.dev.rows(without(data.dev.sentences, data.train.sentences))


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
