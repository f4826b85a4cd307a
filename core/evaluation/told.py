"""A report in sentences, for the shell; the page says the same in the same words."""

from collections.abc import Iterator, Sequence

from core.base.i18n import error_text, label
from core.base.intervals import mapped
from core.base.numbers import Estimate
from core.evaluation.compare import Comparison
from core.evaluation.domain import Distance
from core.evaluation.leak import Leak
from core.evaluation.report import ModelReport, Report, Unlabelled
from core.evaluation.slices import Search
from core.evaluation.thresholds import Thresholds
from core.evaluation.traits import Slice

FAR = 0.7  # an AUC from which two sets of texts are of different kinds
PAIRS_SHOWN = 5
BETWEEN = {"en": ", ", "zh": "、"}


def told(report: Report, language: str) -> list[str]:
    """All sentences, a line each."""
    lines = [error_text(note, language) for note in report.notes]
    lines.append(label("evaluation.rows", language, rows=report.rows, labelled=report.labelled))
    for model in report.models:
        lines += _of_model(model, language)
    if report.comparison is not None:
        first, second = (model.name for model in report.models[:2])
        lines += comparison_told(report.comparison, first, second, language)
    # Two models with one reference are as far from it.
    return list(dict.fromkeys([*lines, *_duplicates(report, language)]))


def comparison_told(found: Comparison, first: str, second: str, language: str) -> Iterator[str]:
    """Which is better, the table, and how many rows a difference of one point takes."""
    names = {"first": first, "second": second}
    if found.discordant == 0:
        most = found.may_disagree.high
        yield label("evaluation.never", language, **names, rows=found.rows, most=most)
        return
    tests = {"rows": found.rows, "mid": found.p_mid, "exact": found.p_exact}
    if found.is_told_apart:
        better, worse = (second, first) if found.difference.value > 0 else (first, second)
        points = in_points(found.difference, found.difference.value < 0)
        yield label("evaluation.better", language, better=better, worse=worse, points=points, **tests)
    else:
        points = in_points(found.difference)
        yield label("evaluation.open", language, **names, points=points, **tests)
    cells = ("both_right", "only_first", "only_second", "both_wrong")
    yield label("evaluation.table", language, **names, **{name: getattr(found, name) for name in cells})
    yield label(
        "evaluation.settle",
        language,
        disagree=found.may_disagree.value,
        count=found.rows_for_a_point,
    )


def in_points(difference: Estimate, is_turned: bool = False) -> Estimate:
    """A difference of shares in percentage points; turned round where the first is meant."""
    if is_turned:
        difference = Estimate(-difference.value, -difference.high, -difference.low)
    return mapped(difference, lambda share: 100 * share)


def slice_told(one: Slice, language: str) -> str:
    """What the rows of a slice have in common."""
    if one.kind == "trait":
        return label(f"evaluation.slice_trait_{one.name}", language)
    value = label(f"evaluation.language_{one.value}", language) if one.kind == "language" else one.value
    return label(f"evaluation.slice_{one.kind}", language, name=one.name, value=value)


def search_told(search: Search, model: str, language: str) -> str:
    """What came of a search for slices, in one sentence."""
    if search.is_too_small:
        return label("evaluation.slices_small", language, model=model)
    confirmed = sum(one.is_confirmed for one in search.suspects)
    numbers = {"looked_at": search.looked_at, "suspects": len(search.suspects), "confirmed": confirmed}
    key = "evaluation.slices_some" if confirmed else "evaluation.slices_none"
    return label(key, language, model=model, **numbers)


def threshold_told(found: Thresholds, model: str, language: str) -> str:
    """Which threshold costs least, and what it costs."""
    reviewed = float(found.reviewed[found.best])
    key = "threshold_all" if reviewed == 1 else "threshold_none" if reviewed == 0 else "threshold"
    numbers = {name: float(getattr(found, name)[found.best]) for name in ("threshold", "accuracy", "cost")}
    told_of = {**numbers, "reviewed": reviewed, "expected": found.expected, "model": model}
    return label(f"evaluation.{key}", language, **told_of)


def unlabelled_told(found: Unlabelled, model: str, language: str) -> Iterator[str]:
    """What is expected of verdicts without labels, and how far the texts are from the reference."""
    if found.expected is not None:
        reference = label(f"evaluation.reference_{found.reference}", language)
        numbers = {"expected": found.expected.accuracy, "rows": found.expected.rows}
        yield label("evaluation.expected", language, model=model, reference=reference, **numbers)
    if found.distance is not None:
        yield from _distance(found.distance, found.has_its_texts, language)


def leak_told(leak: Leak, other: str, language: str) -> Iterator[str]:
    """How many rows also stand in another file, and what an accuracy is without them."""
    found = leak.shared
    if not found.rows:
        yield label("evaluation.shared_none", language, rows=len(leak.numbers), other=other)
    else:
        counts = {name: len(getattr(found, name)) for name in ("exact", "near", "differing")}
        yield label("evaluation.shared", language, rows=len(leak.numbers), other=other, **counts)
        yield label("evaluation.shared_means", language)
        for model, accuracy in zip(leak.models, leak.without, strict=True):
            if accuracy is not None:
                yield label("evaluation.shared_without", language, model=model, accuracy=accuracy)
    if not found.was_near:
        yield label("evaluation.shared_long", language)


def _distance(found: Distance, has_its_texts: bool, language: str) -> Iterator[str]:
    here, there = (BETWEEN[language].join(words) for words in (found.here, found.there))
    key = "evaluation.distance" if has_its_texts else "evaluation.distance_film"
    yield label(key, language, auc=found.auc, here=here or "–", there=there or "–")
    if has_its_texts and found.auc.low > FAR:
        yield label("evaluation.distance_far", language)


def _of_model(model: ModelReport, language: str) -> Iterator[str]:
    if model.accuracy is not None:
        yield label("evaluation.accuracy", language, model=model.name, accuracy=model.accuracy, f1=model.f1)
        yield search_told(model.search, model.name, language)
        yield from _confirmed(model.search, language)
    if model.thresholds is not None:
        yield threshold_told(model.thresholds, model.name, language)
    if model.calibration is not None:
        yield label("evaluation.calibration", language, model=model.name, **vars(model.calibration))
    if model.label_issues is not None:
        flagged = len(model.label_issues.rows)
        yield label("evaluation.label_issues", language, model=model.name, flagged=flagged)
    if model.unlabelled is not None:
        yield from unlabelled_told(model.unlabelled, model.name, language)


def _confirmed(search: Search, language: str) -> Iterator[str]:
    for one in search.suspects:
        if one.is_confirmed:
            numbers = {"accuracy": one.accuracy, "elsewhere": one.elsewhere, "rows": one.rows, "q": one.q}
            yield label("evaluation.slice_line", language, slice=slice_told(one.slice, language), **numbers)


def _duplicates(report: Report, language: str) -> Iterator[str]:
    found = report.duplicates
    if found.repeated or found.exact or found.near:
        counts = {"repeated": found.repeated, "exact": len(found.exact), "near": len(found.near)}
        yield label("evaluation.duplicates", language, **counts)
    if pairs := (*found.exact, *found.near):
        yield label("evaluation.duplicates_rows", language, pairs=_pairs(pairs, report))
    if not found.was_near:
        yield label("evaluation.duplicates_long", language)


def _pairs(pairs: Sequence[tuple[int, int]], report: Report) -> str:
    shown = [f"{report.numbers[first]}–{report.numbers[second]}" for first, second in pairs[:PAIRS_SHOWN]]
    return ", ".join([*shown, *["…"] * (len(pairs) > PAIRS_SHOWN)])
