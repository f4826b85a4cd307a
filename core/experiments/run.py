"""Measures one claim and writes its record."""

import os
import platform
import time
from functools import partial
from pathlib import Path
from typing import Any

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.output import cannot_write, check_file
from core.data.documents import count_sentences, fingerprint, read_documents
from core.data.sst2 import load_sst2
from core.experiments.experiment import Experiment, Size, command
from core.experiments.record import Record
from core.jobs.progress import Progress
from core.models.locate import locate, weights_sha256
from core.nn.threads import threads
from core.training.model_card import data_section, environment_section

THREADS = 1  # the order of sums, and so the last bits, depend on it


def run(
    experiment: Experiment,
    size: Size,
    seed: int,
    folder: Path | None,
    output: Path,
    texts: Path | None = None,
) -> Record:
    """Measure, write the record to `output` and return it.

    `folder` holds SST-2 (None: it is fetched); `texts` is a file of documents, for those that need one.
    """
    check_file(output)
    data, fingerprints = _data(experiment, folder, texts)
    started = time.monotonic()
    with threads(THREADS):
        numbers = experiment.measure(partial(Progress, message=experiment.name), seed, size, data)
    record = Record(
        name=experiment.name,
        size=size,
        seed=seed,
        command=command(experiment, size, seed),
        versions={name: number for name, number in environment_section().items() if name != "machine"},
        machine={"kind": platform.machine(), "cores": os.cpu_count(), "threads": THREADS},
        data=fingerprints,
        models={name: _fingerprint(name) for name in experiment.models},
        seconds=round(time.monotonic() - started, 2),
        numbers=numbers,
    )
    _write(record, output)
    return record


def _data(experiment: Experiment, folder: Path | None, texts: Path | None) -> tuple[Any, dict[str, Any]]:
    """What the experiment reads, and its fingerprints for the record."""
    if experiment.needs_sst2:
        data = load_sst2(folder)
        return data, data_section(data)
    if not experiment.needs_texts:
        return None, {}
    if texts is None:
        raise SentiscopeError("experiment_needs_texts", name=experiment.name)
    documents = read_documents(texts)
    counts = {"documents": len(documents), "sentences": count_sentences(documents)}
    return documents, {**counts, "texts_sha256": fingerprint(documents)}


def _write(record: Record, output: Path) -> None:
    try:
        write_durably(output, record.to_json())
    except OSError as error:
        raise cannot_write(output) from error


def _fingerprint(name: str) -> dict[str, Any]:
    """Which weights a measurement was taken with, and how we came by them."""
    located = locate(name)
    return {"sha256": weights_sha256(located), "origin": located.origin}
