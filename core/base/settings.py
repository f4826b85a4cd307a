"""What the environment decides: folders and the public mode."""

import os
from pathlib import Path

import platformdirs

REPOSITORY = Path(__file__).resolve().parents[2]
ASSETS = REPOSITORY / "assets"
CORE = REPOSITORY / "core"
TOPICS = CORE / "topics"
APP = CORE / "app"


def home() -> Path:
    """The data folder for jobs, uploads and caches: `SENTISCOPE_HOME` or the platform's own."""
    chosen = os.environ.get("SENTISCOPE_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("sentiscope"))


def is_public() -> bool:
    """True on a server that others reach (`SENTISCOPE_PUBLIC=1`): fewer powers, smaller limits."""
    return os.environ.get("SENTISCOPE_PUBLIC", "0") == "1"


def sst2_folder() -> Path | None:
    """The folder named by `SENTISCOPE_SST2`, which holds `train.tsv` and `dev.tsv`."""
    chosen = os.environ.get("SENTISCOPE_SST2")
    return Path(chosen) if chosen else None


def texts_file() -> Path | None:
    """The file named by `SENTISCOPE_TEXTS`: a sentence a line, a blank line between documents."""
    chosen = os.environ.get("SENTISCOPE_TEXTS")
    return Path(chosen) if chosen else None
