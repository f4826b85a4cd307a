"""The models that answer the rows of a file: one for all, or each row by that of its own language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.data.labelled import Language
from core.models.explaining.explained import Explainer
from core.models.explaining.explainer import explainer_of
from core.models.prediction import Classifier
from core.scoring.backends.choice import Engine, open_scorer
from core.scoring.because import Because, method_of
from core.scoring.by_language import BecauseByLanguage, ByLanguage
from core.scoring.engine import Scorer
from core.scoring.outcome import Explain

ENGINES, METHODS = "engines", "methods"  # of each language's model, in the manifest of a mixed file


@dataclass(frozen=True)
class Reader:
    """A model, what computes its answers, and what explains them (None: nobody asked why)."""

    classifier: Classifier
    engine: Engine
    explainer: Explainer | None

    def about(self) -> dict[str, Any]:
        """The model, engine and method, for a summary."""
        sha256 = getattr(self.classifier, "card", {}).get("sha256")
        model = {"name": self.classifier.name, "sha256": sha256}
        return {"model": model, "engine": self.engine.as_dict(), **method_of(self.explainer)}


@dataclass(frozen=True)
class Readers:
    """The readers by language; that of `home`, the language of most rows, also reads what is in neither."""

    each: Mapping[Language, Reader]
    home: Language

    @property
    def is_mixed(self) -> bool:
        """Whether rows of two languages are read."""
        return len(self.each) > 1

    def scorer(self) -> Scorer:
        """What scores rows of any language."""
        scorers = {name: open_scorer(one.classifier, one.engine) for name, one in self.each.items()}
        return ByLanguage(scorers, self.home) if self.is_mixed else scorers[self.home]

    def because(self) -> Explain | None:
        """What explains rows of any language; None where nobody asked why."""
        because = {
            name: Because(one.explainer, one.engine)
            for name, one in self.each.items()
            if one.explainer is not None
        }
        if not because:
            return None
        return BecauseByLanguage(because, self.home) if self.is_mixed else because[self.home]

    def methods(self) -> dict[str, Any]:
        """The methods that explain, for a manifest or a note; nothing where nobody asked why."""
        found = {name: method_of(one.explainer) for name, one in self.each.items()}
        both = {METHODS: found} if self.is_mixed and found[self.home] else {}
        return {**found[self.home], **both}

    def manifest(self) -> dict[str, Any]:
        """What a run has to know that goes on with these; see `engine_in`."""
        engines = {name: one.engine.as_dict() for name, one in self.each.items()}
        both = {ENGINES: engines} if self.is_mixed else {}
        return {"engine": engines[self.home], **both, **self.methods()}

    def summary(self, rows: Mapping[str, int]) -> dict[str, Any]:
        """Who answered, for a summary; `rows` counts scored rows by their language, blank for neither."""
        about = {name: one.about() for name, one in self.each.items()}
        if not self.is_mixed:
            return about[self.home]
        counts = rows_by_model(about, self.home, rows)
        return {**about[self.home], "models": {name: {**about[name], "rows": counts[name]} for name in about}}


def open_readers(
    models: Mapping[Language, str],
    home: Language,
    load: Callable[[str], Classifier],
    engine_of: Callable[[Language, Classifier], Engine],
    why: bool,
) -> Readers:
    """Load each language's model, once where one reads both. Errors: those of `load` and `explainer_of`."""
    classifiers = {name: load(name) for name in dict.fromkeys(models.values())}
    explainers = {name: explainer_of(found) if why else None for name, found in classifiers.items()}
    each = {
        language: Reader(classifiers[name], engine_of(language, classifiers[name]), explainers[name])
        for language, name in models.items()
    }
    return Readers(each, home)


def rows_by_model(
    languages: Iterable[Language], home: Language, rows: Mapping[str, int]
) -> dict[Language, int]:
    """How many rows each language's model answered; `rows` counts them by their own, blank for neither."""
    return {name: rows.get(name, 0) + (rows.get("", 0) if name == home else 0) for name in languages}


def engine_in(manifest: Mapping[str, Any], language: Language) -> Engine:
    """The engine that a run began with for a language's model."""
    return Engine(**manifest.get(ENGINES, {}).get(language, manifest["engine"]))
