"""What was judged of a model's exits, for whoever tells of them: how many leave where, with which label."""

import json
from dataclasses import dataclass
from pathlib import Path

from core.models.card import EXITS_RECORD
from core.scoring.backends.backend import NAMES
from core.scoring.backends.exits.admission import admitted
from core.scoring.backends.exits.stages import layers_of


@dataclass(frozen=True)
class Judged:
    """Of so many texts the share that leaves at each exit, after so many layers, and at the end; the share
    whose label stays float32's; and the part of the layers that is computed for a text on average.
    """

    backend: str
    texts: int
    after: tuple[int, ...]  # the end's number of layers is the last
    leaving: tuple[float, ...]
    same_labels: float

    @property
    def computed(self) -> float:
        layers = sum(after * share for after, share in zip(self.after, self.leaving, strict=True))
        return layers / self.after[-1]


def judged(folder: Path, kind: str) -> Judged | None:
    """What was judged of texts of a kind, such as `short` or `dev`: in float32, else in another backend, of
    those whose exits are taken by themselves.

    None where there is none, or the record is damaged.
    """
    kept = admitted(folder)
    names = [name for name in NAMES if name in kept]  # float32 first
    if not names:
        return None
    try:
        record = json.loads((folder / EXITS_RECORD).read_text(encoding="utf-8"))
        found = record["agreement"]["backends"][names[0]][kind]
        after = (*(int(each["after"]) for each in record["exits"]), layers_of(folder))
        leaving = tuple(map(float, found["leaving"]))
        texts, same = int(record["agreement"][kind]), float(found["same_labels"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    return Judged(names[0], texts, after, leaving, same) if len(leaving) == len(after) else None
