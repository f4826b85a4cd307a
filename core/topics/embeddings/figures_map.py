"""The map of a vocabulary for its component: tens of thousands of words as points of a canvas."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MOST_NAMED = 25
TEXTS = ("title", "alt", "low", "high", "meaning", "hover", "closer", "farther", "all", "select")


def vocabulary_map(
    points: np.ndarray,
    words: Sequence[str],
    percent: np.ndarray,
    found: Sequence[int],
    texts: Mapping[str, str],
    *,
    stops: Sequence[float],
    scale: str = "diverging",
    marks: Mapping[float, str] | None = None,
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Words (N) at their points (N × 2), coloured by a number from 0 to 100: the message's header and arrays.

    Earlier words are named before later ones. `found` are named in any case, the first most clearly. `scale`
    is "diverging" for probabilities, "sequential" for frequencies; its colours run linearly between `stops`,
    rising numbers of the same unit as `percent`, and are full beyond the first and the last. Upright lines
    with a name at x = `marks` make x an axis of its own, with its own scale. All numbers are float32.
    """
    arrays = {"points": points.astype(np.float32), "percent": percent.astype(np.float32)}
    header = {
        "words": list(words),
        "found": [int(number) for number in found][:MOST_NAMED],
        "scale": scale,
        "stops": [float(stop) for stop in stops],
        "equal": not marks,
        "marks": [{"at": at, "text": text} for at, text in (marks or {}).items()],
        "stamp": texts["title"],
        "texts": {name: texts[name] for name in TEXTS},
    }
    return header, arrays
