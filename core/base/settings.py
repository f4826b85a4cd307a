"""What the environment decides: folders and the public mode."""

import os
from pathlib import Path

import platformdirs

from core.base.errors import SentiscopeError

REPOSITORY = Path(__file__).resolve().parents[2]
ASSETS = REPOSITORY / "assets"
CORE = REPOSITORY / "core"
TOPICS = CORE / "topics"
APP = CORE / "app"
MOST_DIGITS = 18  # of a number in the environment: what a 64-bit integer holds


def home() -> Path:
    """The data folder for jobs, uploads and caches: `SENTISCOPE_HOME` or the platform's own."""
    chosen = os.environ.get("SENTISCOPE_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("sentiscope"))


def is_public() -> bool:
    """True on a server that others reach (`SENTISCOPE_PUBLIC=1`): fewer powers, smaller limits."""
    return os.environ.get("SENTISCOPE_PUBLIC", "0") == "1"


def file_memory() -> int:
    """About how many bytes of memory reading somebody's file may take, whatever its format.

    `SENTISCOPE_FILE_MEGABYTES`, else 512 MB, and 128 MB on a public server. Error: that of `whole_number`.
    """
    default = 128 if is_public() else 512
    return max(1, whole_number("SENTISCOPE_FILE_MEGABYTES", default)) * 1_000_000


def whole_number(variable: str, default: int) -> int:
    """A variable of the environment. Error: `setting_not_a_number` where it is no whole number from 0 up."""
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise SentiscopeError("setting_not_a_number", variable=variable, value=text[:MOST_DIGITS])
    return int(text)


def sst2_folder() -> Path | None:
    """The folder named by `SENTISCOPE_SST2`, which holds `train.tsv` and `dev.tsv`."""
    chosen = os.environ.get("SENTISCOPE_SST2")
    return Path(chosen) if chosen else None


def chnsenticorp_folder() -> Path | None:
    """The folder named by `SENTISCOPE_CHNSENTICORP`, which holds `train.tsv` and `dev.tsv`."""
    chosen = os.environ.get("SENTISCOPE_CHNSENTICORP")
    return Path(chosen) if chosen else None


def texts_file() -> Path | None:
    """The file named by `SENTISCOPE_TEXTS`: a sentence a line, a blank line between documents."""
    chosen = os.environ.get("SENTISCOPE_TEXTS")
    return Path(chosen) if chosen else None
