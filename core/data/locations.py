"""Where labelled sentences may lie on this machine."""

from pathlib import Path

from core.base.settings import ASSETS, chnsenticorp_folder, home, sst2_folder

SMALL = ASSETS / "samples" / "small_sst2"  # 201 sentences and phrases that this project wrote: toy data
SMALL_CHINESE = ASSETS / "samples" / "small_chnsenticorp"  # 64 reviews that this project wrote: toy data
SPLITS = ("train", "dev")


def is_whole(folder: Path | None) -> bool:
    """True if a folder holds both files of the GLUE layout."""
    return folder is not None and all((folder / f"{split}.tsv").is_file() for split in SPLITS)


def fetched() -> Path:
    """Where `python -m core.training.fetch` puts SST-2."""
    return home() / "data" / "sst2"


def sst2_here() -> Path | None:
    """SST-2's folder: the one named by `SENTISCOPE_SST2`, else the fetched one, else None."""
    return next((folder for folder in (sst2_folder(), fetched()) if is_whole(folder)), None)


def chnsenticorp_here() -> Path | None:
    """ChnSentiCorp's folder, named by `SENTISCOPE_CHNSENTICORP`, where it holds both files."""
    folder = chnsenticorp_folder()
    return folder if is_whole(folder) else None
