"""Each text by the model of its own language: how a batch of texts is shared out, and put together again."""

from collections.abc import Iterator, Mapping, Sequence

from core.base.errors import SentiscopeError
from core.data.labelled import Language
from core.data.language import written_in
from core.scoring.because import Because
from core.scoring.engine import Scorer, Scores


def shares(texts: Sequence[str], home: Language) -> dict[Language, list[int]]:
    """The indices of the texts that each language's model reads.

    A text in neither language, or without any letter, is read by the model of `home`, that of most rows.
    """
    found: dict[Language, list[int]] = {"en": [], "zh": []}
    for index, text in enumerate(texts):
        found[written_in(text) or home].append(index)
    return {language: indices for language, indices in found.items() if indices}


class ByLanguage:
    """Scores each text by the scorer of its language; see Scorer."""

    def __init__(self, scorers: Mapping[Language, Scorer], home: Language) -> None:
        self.name, self._scorers, self._home = scorers[home].name, scorers, home
        self.classes: tuple[str, ...] = ()  # of one's own choice of a model alone there are others

    @property
    def error(self) -> SentiscopeError | None:
        return next((scorer.error for scorer in self._scorers.values() if scorer.error), None)

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """See Scorer."""
        for language, indices in shares(texts, self._home).items():
            for batch, scores in self._scorers[language].batches([texts[index] for index in indices]):
                yield [indices[place] for place in batch], scores

    def reads(self, text: str) -> tuple[Language, ...]:
        """See Scorer."""
        return self._scorers[written_in(text) or self._home].reads(text)


class BecauseByLanguage:
    """Explains each text with the explainer of its language; see Because."""

    def __init__(self, because: Mapping[Language, Because], home: Language) -> None:
        self._because, self._home = because, home

    def __call__(self, texts: Sequence[str], verdicts: Sequence[bool | None]) -> list[str]:
        """See Because."""
        cells = [""] * len(texts)
        for language, indices in shares(texts, self._home).items():
            share = [texts[index] for index in indices], [verdicts[index] for index in indices]
            for index, cell in zip(indices, self._because[language](*share), strict=True):
                cells[index] = cell
        return cells
