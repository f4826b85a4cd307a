"""The column `because`: the words of a text that speak for the verdict it was given, most first."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from core.base.shortened import shortened
from core.models.explaining.explained import Explained, Explainer
from core.scoring.apart import answers_of
from core.scoring.backends.choice import PLAIN, Engine

METHOD = "because"  # in a manifest, a note or a summary: the name of the method
MOST_WORDS = 5
LEAST = 0.2  # of what the strongest word adds; what adds less is no reason worth a word
MOST_LETTERS = 100  # of a word
SEPARATOR = "; "  # no word holds a blank, so that it is found again also beside the word ";"
_BLANKS = re.compile(r"\s+")
NO_BREAK = "\u00a0"


class Because:
    """Explains texts beside their verdicts, with an explainer that is prepared once."""

    def __init__(self, explainer: Explainer, engine: Engine) -> None:
        """It computes on as many threads as the `engine` that scores."""
        self._explainer = explainer
        self._threads = None if engine.backend == PLAIN else engine.threads

    def __call__(self, texts: Sequence[str], verdicts: Sequence[bool | None]) -> list[str]:
        """The cell of each text; empty where it has no verdict (None), or the model can't be differentiated.

        The verdict is whether the text is positive.
        """
        cells = [""] * len(texts)
        asked = [number for number, verdict in enumerate(verdicts) if verdict is not None]
        rows = [(texts[number], bool(verdicts[number])) for number in asked]
        with self._computing():
            answers = answers_of(self._explain, rows)
        for number, (_, verdict), answer in zip(asked, rows, answers, strict=True):
            cells[number] = cell_of(answer, verdict) if isinstance(answer, Explained) else ""
        return cells

    def _explain(self, rows: list[tuple[str, bool]]) -> list[Explained]:
        if not rows:
            return []
        texts, verdicts = zip(*rows, strict=True)
        return self._explainer.explain(texts, verdicts)

    def _computing(self) -> Any:
        if self._threads is None:
            return nullcontext()
        from core.nn.threads import threads

        return threads(self._threads)


def cell_of(explained: Explained, positive: bool) -> str:
    """The MOST_WORDS words that speak most for a verdict, each spelling once; empty where none does.

    Those are left out that add less than LEAST of what the strongest adds. A blank inside a word, which some
    tokenizers make of two, is written as one that does not break.
    """
    values = [value if positive else -value for value in explained.values.tolist()]
    least = LEAST * max(values, default=0.0)
    speaking = [place for place, value in enumerate(values) if value > 0 and value >= least]
    speaking.sort(key=lambda place: -values[place])
    spellings: dict[str, str] = {}
    for text in (explained.words[place].text for place in speaking):
        spellings.setdefault(text.casefold(), text)
    words = [*spellings.values()][:MOST_WORDS]
    return SEPARATOR.join(_BLANKS.sub(NO_BREAK, shortened(word, MOST_LETTERS)) for word in words)


def words_in(cell: str) -> list[str]:
    """The words of a cell, as `cell_of` wrote them."""
    return cell.split(SEPARATOR) if cell else []


def method_of(explainer: Explainer | None) -> dict[str, str]:
    """The name of the method, for a manifest or a summary; nothing where nobody asked why."""
    return {} if explainer is None else {METHOD: explainer.method}
