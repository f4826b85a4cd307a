"""A file from the user onto this machine's disk, in the private folder of a job to come."""

import re
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core import jobs
from core.base.settings import is_public
from core.data.files.file_kinds import check_upload_size

MEGABYTE = 1_000_000
MEGABYTES_AT_HOME = 200
MEGABYTES_IN_PUBLIC = 20
MOST_CHARACTERS = 60  # of a name, at most 240 bytes of the 255 that disks allow; cut before its ending
UPLOADS = "upload"  # the folder in a job's own that holds what the user gave
_UPLOAD = "upload.stored"


@dataclass(frozen=True)
class Stored:
    """An upload on disk; `token` tells one upload from the next, `folder` is the future job's."""

    token: str
    folder: Path
    file: Path


def limit_megabytes() -> int:
    return MEGABYTES_IN_PUBLIC if is_public() else MEGABYTES_AT_HOME


def store(token: str, name: str, content: bytes) -> Stored:
    """Write an upload to disk, once: whole or not at all.

    Errors: that of `check_upload_size`, and those of `jobs.filled_folder`.
    """
    stored = st.session_state.get(_UPLOAD)
    if stored is not None and stored.token == token and stored.file.is_file():
        return stored
    check_upload_size(len(content), limit_megabytes() * MEGABYTE)
    with jobs.filled_folder(len(content)) as folder:
        file = folder / UPLOADS / safe_name(name)  # apart from the job's own files, whatever it is called
        file.parent.mkdir()
        file.write_bytes(content)
    st.session_state[_UPLOAD] = Stored(token, folder, file)
    return st.session_state[_UPLOAD]


def forget() -> None:
    """The upload has become a job's; another one needs a folder of its own."""
    st.session_state.pop(_UPLOAD, None)


def safe_name(name: str) -> str:
    """A file name of letters, digits, dots and dashes, from whatever the user's machine calls it."""
    whole = re.sub(r"[^\w.-]+", "_", Path(name).name).strip("._") or "reviews.csv"
    ending = Path(whole).suffix[:MOST_CHARACTERS]
    return whole.removesuffix(ending)[: MOST_CHARACTERS - len(ending)] + ending
