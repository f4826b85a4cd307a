"""Scoring past one machine: a file, a folder or a URI in, a folder of Parquet out.

The unit of work is a part of a file's windows: a worker reads through the file, which is quick, and scores
its part. Rows are read by our own readers, so each keeps its cells, and its file and number are written
beside it, for workers finish in any order. Each part is a file of its own that counts once its note is
written: a job that was stopped goes on with the parts that are missing.
"""

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, replace
from typing import Any

from core.base.errors import SentiscopeError
from core.data.labelled import Language
from core.jobs.progress import Progress
from core.models.classes.known import Classes
from core.models.classifiers import load_classifier
from core.models.locate import locate
from core.models.selection import home_of, models_of
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.because import METHOD
from core.scoring.classes.counts import counts_in, counts_of
from core.scoring.cluster.connection import connected
from core.scoring.cluster.ledger import Ledger
from core.scoring.cluster.listing import list_files
from core.scoring.cluster.pool import each, room, score_all
from core.scoring.cluster.request import ClusterRequest, Loader, Part, parts_of
from core.scoring.cluster.store import File
from core.scoring.cluster.survey import EMPTY, NO_TABLE, Survey, check_labels, survey, zero_is_neutral
from core.scoring.cluster.worker import WINDOW, WINDOW_BYTES, Worker
from core.scoring.counts import RowCounts
from core.scoring.manifest import long_texts
from core.scoring.plan import default_threshold
from core.scoring.readers import METHODS, rows_by_model

VERSION = 1


def score_with_ray(request: ClusterRequest, load: Loader = load_classifier) -> dict[str, Any]:
    """Score what is left of a job and return its summary, whose `is_new` is false if all was done before.

    Errors: those of `list_files`, `connected`, `survey` and the workers; `ray_output_taken`, `ray_no_rows`,
    `ray_no_room`, `ray_rows_differ`, `scoring_other_input`, `scoring_other_model`, `scoring_other_settings`.
    """
    files, is_single = list_files(request.source, request.output)
    ledger = Ledger(request.output)
    request = replace(request, output=ledger.store.address)  # workers have another working directory
    begun = ledger.manifest()
    if begun and request.fresh:
        ledger.forget()
        begun = None
    if begun:
        check_same(begun, files, request)
        finished, parts = ledger.summary(), _parts(begun)
        if finished and len(ledger.notes(parts)) == len(parts):
            return {**finished, "is_new": False}
    else:
        ledger.require_free()
    with connected() as ray:
        count = room(ray, request.threads, request.workers)
        manifest = begun or _planned(ray, files, request, is_single, count)
        if not begun:
            ledger.begin(manifest)
        return _finish(ray, request, ledger, manifest, count, load)


def _planned(
    ray: Any, files: list[File], request: ClusterRequest, is_single: bool, workers: int
) -> dict[str, Any]:
    """The manifest of a new job: every file is read through once, by the workers."""
    surveys: list[Survey] = each(ray, survey, [(file, request, is_single) for file in files])
    full = [found for found in surveys if not found.left_out]
    if not full:
        raise SentiscopeError("ray_no_rows", source=request.source)
    check_labels(request, full)
    languages = sum((found.languages for found in full), Counter())
    home = home_of(languages, full[0].first)
    models = {lang: _model(name) for lang, name in models_of(request.model, languages, home).items()}
    classes = full[0].classes
    parts = parts_of([(found.file.address, found.file.bytes, found.text) for found in full], workers)
    left_out = {
        reason: [found.file.address for found in surveys if found.left_out == reason]
        for reason in (EMPTY, NO_TABLE)
    }
    return {
        "version": VERSION,
        "input": _input(files),
        "model": models[home],
        **({"models": models, "home": home} if len(models) > 1 else {}),
        **({"classes": asdict(classes)} if classes else {}),
        "settings": _settings(request, classes),
        "parts": [asdict(part) for part in parts],
        "rows": sum(found.rows for found in full),
        "zero_is_neutral": zero_is_neutral(full),
        "text": sorted({found.text for found in full}),
        "left_out": left_out,
    }


def _finish(
    ray: Any, request: ClusterRequest, ledger: Ledger, manifest: dict[str, Any], count: int, load: Loader
) -> dict[str, Any]:
    begun = time.monotonic()
    parts = _parts(manifest)
    notes = ledger.notes(parts)
    classes = _classes_in(manifest)
    names = classes.names if classes else ()
    counts = counts_of(names)
    for note in notes.values():
        counts.include(counts_in(note["tally"]))
    with closing(Progress(manifest["rows"], "scoring", done=counts.rows)) as progress:

        def done(note: dict[str, Any]) -> None:
            some = counts_in(note["tally"])
            notes[note["number"]] = note
            counts.include(some)
            progress.step(some.rows)

        missing = [part for part in parts if part.number not in notes]
        how = (manifest["zero_is_neutral"], load, manifest["settings"]["threshold"], names)
        make = (Worker, (request, *_models_in(manifest), *how))
        if missing:
            score_all(ray, make, missing, count, request.threads, done)
    require_whole(ledger, parts, manifest["rows"], counts.rows)
    seconds = round(time.monotonic() - begun, 3)
    summary = {
        **{name: manifest[name] for name in ("model", "settings", "text", "left_out")},
        **({"classes": [*names]} if names else {}),
        **_answering(manifest, counts),
        **_method_in(notes.values()),
        **counts.summary(),
        "seconds": seconds,
    }
    ledger.finish(summary)
    return {**summary, "is_new": True}


def _parts(manifest: dict[str, Any]) -> list[Part]:
    return [Part(**part) for part in manifest["parts"]]


def _method_in(notes: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The method that explained the verdicts of all parts, as the workers note it."""
    found = next((note for note in notes if METHOD in note), {})
    return {name: found[name] for name in (METHOD, METHODS) if name in found}


def _models_in(manifest: dict[str, Any]) -> tuple[dict[Language, str], Language]:
    """The models of a job by language, and the language of most rows; an only model stands for any."""
    home: Language = manifest.get("home", "en")
    models = manifest.get("models", {home: manifest["model"]})
    return {language: model["name"] for language, model in models.items()}, home


def _answering(manifest: dict[str, Any], counts: RowCounts) -> dict[str, Any]:
    """For a summary: how many rows the model of each language answered, where there are two."""
    if "models" not in manifest:
        return {}
    rows = rows_by_model(manifest["models"], manifest["home"], counts.languages)
    return {
        "models": {name: {"model": model, "rows": rows[name]} for name, model in manifest["models"].items()}
    }


def require_whole(ledger: Ledger, parts: list[Part], expected: int, counted: int) -> None:
    """Raise `ray_rows_differ` where not every row that was read is in the output, as this machine sees it."""
    notes = ledger.notes(parts)
    written = ledger.rows([part for part in parts if notes.get(part.number, {}).get("bytes")])
    if not len(notes) == len(parts) or not 0 < expected == counted == written:
        raise SentiscopeError(
            "ray_rows_differ", written=written, expected=expected, folder=ledger.store.address
        )


def check_same(begun: dict[str, Any], files: list[File], request: ClusterRequest) -> None:
    """Raise a clear error where what lies in the output had another input, model or settings.

    `begun` is the manifest of it.
    """
    folder = request.output
    if begun.get("input") != _input(files):
        raise SentiscopeError("scoring_other_input", file=folder)
    model = begun.get("model", {})
    models = begun.get("models", {})
    same = [model == _model(request.model or model.get("name", ""))]
    same += [one == _model(one["name"]) for one in models.values()]
    if not all(same) or (request.model and models):
        raise SentiscopeError("scoring_other_model", file=folder)
    settings = _settings(request, _classes_in(begun))
    if (begun.get("version"), begun.get("settings")) != (VERSION, settings):
        raise SentiscopeError("scoring_other_settings", file=folder)


def _input(files: list[File]) -> list[dict[str, Any]]:
    return [asdict(file) for file in files]


def _classes_in(manifest: dict[str, Any]) -> Classes | None:
    """The other classes of a job's model, if it has any."""
    found = manifest.get("classes")
    return Classes(tuple(found["names"]), found["threshold"]) if found else None


def _settings(request: ClusterRequest, classes: Classes | None) -> dict[str, Any]:
    names = ("text", "label", "threshold", "header", "skip_unknown_labels", "positive", "backend")
    if request.threshold is None:
        request = replace(request, threshold=default_threshold(classes))
    # What an earlier version began without is gone on with.
    new: dict[str, Any] = {"why": True} if request.why else {}
    if request.fast is not None:
        new["fast"] = request.fast
    settings = {**{name: getattr(request, name) for name in names}, "window": [WINDOW, WINDOW_BYTES]}
    return {**settings, **new, **long_texts(request.cut)}


def _model(name: str) -> dict[str, str | None]:
    return {"name": name, "sha256": _fingerprint(name)}


def _fingerprint(model: str) -> str | None:
    """Of the model's files; None where only the workers have them."""
    try:
        return fingerprint_of(locate(model).folder)
    except SentiscopeError:
        return None
