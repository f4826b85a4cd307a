"""Which files of a folder hold texts to score: told by what is in them, as for a single file.

Any text would pass for a CSV of one column, so in a folder a file without a table's ending has to be Parquet
or JSON, or to be numbered as the parts are that Spark and Hive write (`part-00000`, `000000_0`).
"""

import re

from core.base.errors import SentiscopeError
from core.scoring.cluster.store import File, Store

ENDINGS = (".csv", ".tsv", ".txt", ".gz", ".jsonl", ".ndjson", ".json", ".parquet", ".parq", ".pq")
NUMBERED = re.compile(r"[^.]*\d[^.]*(\.[^.]*\d[^.]*)*")


def list_files(source: str, output: str) -> tuple[list[File], bool]:
    """The files of `source`, by name, and whether it is a single one.

    Hidden ones, by a dot or an underscore (`_SUCCESS`, `.part-0.crc`), and those of the output are left out.
    Errors: `ray_nothing_to_score`, those of `Store`.
    """
    store, target = Store(source), Store(output)
    is_single = store.kind() == "file"
    inside = target.child("")
    files = [
        file
        for file in store.files()
        if is_single or not (is_hidden(file.address[len(store.address) :]) or file.address.startswith(inside))
    ]
    if not files:
        raise SentiscopeError("ray_nothing_to_score", source=source)
    return files, is_single


def is_hidden(path: str) -> bool:
    """Whether a name on the way to a file is hidden, as Spark has it: `_SUCCESS`, `.x`, but not `_day=1`."""
    names = re.split(r"[\\/]", path)
    return any(name.startswith(".") or (name.startswith("_") and "=" not in name) for name in names)


def may_be_csv(name: str) -> bool:
    """Whether a text file of this name in a folder is taken for a table; others there are notes and code."""
    return name.lower().endswith(ENDINGS) or NUMBERED.fullmatch(name) is not None
