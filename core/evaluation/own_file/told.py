"""What came of learning from a file, in sentences: the shell prints them, and the page says the same."""

from collections.abc import Callable, Iterator, Sequence

from core.base.i18n import label
from core.base.intervals import mapped
from core.evaluation.own_file.report import Against, OwnReport
from core.evaluation.told import BETWEEN, comparison_told
from core.training.own_file.curve import LearningCurve
from core.training.own_file.rows import Cleaned

OWN = ("cheap", "full")  # the models that learned from the file
ROWS_TOLD = 10
LITTLE = 0.02  # of accuracy: who gains or loses less than this would not label twice as many rows for it


def told(report: OwnReport, language: str) -> list[str]:
    """All sentences, a line each."""
    lines = [*cleaned_told(report.cleaned, language), aside_told(report, language)]
    lines += models_told(report, language)
    for one in report.comparisons:
        lines += compared_told(one, language)
    return [*lines, *review_told(report, language), curve_told(report.curve, language)]


def model_word(name: str, language: str, named: Callable[[str], str] = str) -> str:
    """What a judged model is called within a sentence; `named` gives a shipped model's name."""
    return label(f"own_file.model_{name}", language) if name in OWN else named(name)


def _begun(sentence: str, language: str) -> str:
    """A sentence that an own model's word begins, with a capital; a shipped model's name stays as it is."""
    own = tuple(model_word(name, language) for name in OWN)
    return sentence[:1].upper() + sentence[1:] if sentence.startswith(own) else sentence


def compared_told(one: Against, language: str, named: Callable[[str], str] = str) -> Iterator[str]:
    """Which of two models is better on the same rows, and how sure that is."""
    first, second = (model_word(name, language, named) for name in (one.first, one.second))
    for sentence in comparison_told(one.found, first, second, language):
        yield _begun(sentence, language)


def cleaned_told(cleaned: Cleaned, language: str) -> Iterator[str]:
    """What was left out and why, with the rows of texts whose labels contradict each other."""
    counts = {name: getattr(cleaned, name) for name in ("read", "empty", "unlabelled", "repeated")}
    yield label("own_file.cleaned", language, **counts)
    if cleaned.contradicting:
        rows = _listed(["–".join(map(str, rows)) for rows in cleaned.contradicting], language)
        yield label("own_file.contradicting", language, count=len(cleaned.contradicting), rows=rows)
    if cleaned.near_contradicting:
        rows = _listed(["–".join(map(str, rows)) for rows in cleaned.near_contradicting], language)
        yield label("own_file.near_contradicting", language, count=len(cleaned.near_contradicting), rows=rows)
    if cleaned.rare:
        words = _listed([f"{word[:40]} ({count})" for word, count in cleaned.rare.items()], language)
        yield label("own_file.rare", language, count=sum(cleaned.rare.values()), words=words)
    if not cleaned.was_near:
        yield label("evaluation.duplicates_long", language)


def aside_told(report: OwnReport, language: str) -> str:
    """The classes, and how many rows were learned from and set aside."""
    counts = (report.train_rows, len(report.held_out))
    return aside_words(report.labels_from, report.classes, *counts, language)


def aside_words(column: str, classes: Sequence[str], train: int, held_out: int, language: str) -> str:
    """The same before there is a report."""
    words = BETWEEN[language].join(classes)
    return label("own_file.aside", language, column=column, classes=words, train=train, held_out=held_out)


def models_told(report: OwnReport, language: str, named: Callable[[str], str] = str) -> Iterator[str]:
    """How often each model is right, and what whoever knows only the most frequent class would be."""
    for one in report.models:
        name = model_word(one.name, language, named)
        judged = label("own_file.judged", language, model=name, accuracy=one.accuracy, f1=one.macro_f1)
        yield _begun(judged, language)
    yield label("own_file.most_frequent", language, share=report.models[0].most_frequent.value)


def review_told(report: OwnReport, language: str) -> Iterator[str]:
    """From which probability on scoring takes the model's word, and how often that is right."""
    if (found := report.review) is not None:
        counts = {"rows": found.rows, "sure": found.sure, "accuracy": found.accuracy}
        yield label("own_file.review", language, threshold=found.threshold, **counts)


def curve_told(curve: LearningCurve, language: str) -> str:
    """What the second half of the rows added, and what that says of more."""
    gain = mapped(curve.gain, lambda share: 100 * share)
    key = "unclear"
    if curve.gain.low > 0:
        key = "helps"
    elif curve.gain.low > -LITTLE and curve.gain.high < LITTLE:
        key = "little"
    return label(f"own_file.curve_{key}", language, gain=gain, rows=curve.points[-1].rows)


def _listed(parts: list[str], language: str) -> str:
    return BETWEEN[language].join([*parts[:ROWS_TOLD], *["…"] * (len(parts) > ROWS_TOLD)])
