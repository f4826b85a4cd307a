"""SST-2: sentences and phrases of film reviews, each labelled negative (0) or positive (1).

Source: Socher et al. 2013, in the form of the GLUE benchmark (67,349 phrases to train on,
872 full sentences as dev set).
"""

import logging
from pathlib import Path

from core.base.errors import SentiscopeError
from core.base.hub import hub_errors
from core.base.storage import is_full
from core.data.labelled import About, LabelledData, Split, labelled
from core.data.lines import lines_of

HUB_IDS = (("stanfordnlp/sst2", None), ("nyu-mll/glue", "sst2"))
HEADER = ("sentence", "label")
LABELS = {"0": 0, "1": 1}
log = logging.getLogger(__name__)
ABOUT = About("sst2", "SST-2", "en", "SST-2's dev set")


def load_sst2(folder: Path | None = None) -> LabelledData:
    """Read SST-2 from a folder in the GLUE layout, or from the hub when no folder is given."""
    if folder is None:
        return _from_hub()
    if not folder.is_dir():
        raise SentiscopeError("data_folder_missing", folder=folder)
    return LabelledData(read_split(folder / "train.tsv"), read_split(folder / "dev.tsv"), "folder", ABOUT)


def read_split(path: Path) -> Split:
    """Read one file of lines `sentence<TAB>label` under a header; quotes mean nothing here."""
    lines = lines_of(path)
    if tuple(lines[0].split("\t")) != HEADER:
        raise SentiscopeError("data_bad_header", file=path.name)
    return labelled(lines[1:], path.name, 2, LABELS)


def _from_hub() -> LabelledData:
    """Both splits from the first of `HUB_IDS` that gives them.

    Errors: `data_hub_unreachable`, with the last refusal as its cause; `disk_full`.
    """
    import datasets

    refusal: Exception | None = None
    failures: tuple[type[Exception], ...] = (
        *hub_errors(),
        datasets.exceptions.DatasetsError,
        OSError,
        ValueError,
    )
    for hub_id, config in HUB_IDS:
        try:
            loaded = datasets.load_dataset(hub_id, config)
        except failures as error:
            log.warning("the hub did not give %s", hub_id, exc_info=True)
            if is_full(error):
                raise SentiscopeError("disk_full") from error
            refusal = error
            continue
        splits = [
            Split(list(loaded[n]["sentence"]), list(loaded[n]["label"])) for n in ("train", "validation")
        ]
        return LabelledData(splits[0], splits[1], hub_id, ABOUT)
    raise SentiscopeError("data_hub_unreachable") from refusal
