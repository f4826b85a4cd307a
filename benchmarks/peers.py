"""`python -m benchmarks.peers`: what a user could take instead of our backends, by speed and by accuracy.

OpenVINO in float32 and in static int8 (NNCF, calibrated on training sentences), CTranslate2 in float32 and
int8, both with our tokenizer and our batches, and a static-embedding classifier: model2vec's distillation of
the shipped network under a logistic regression that learned from SST-2's train set. All read SST-2's dev set
and reviews of 200 words in one process on one thread, taking turns; seconds are the processor's. Needs
requirements-benchmarks.txt in an environment of its own.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import BATCHED, FAST, Reader, long_reviews, pipeline_reader, turns, with_exits
from core.base.settings import sst2_folder, texts_file
from core.data.sst2 import load_sst2
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.reading.padding import padded
from core.nn.metrics import wilson_interval
from core.scoring.backends.backend import NAMES
from core.scoring.backends.backends import available, open_backend
from core.scoring.backends.onnx_backend import probability_of
from core.scoring.backends.token_batches import ByTokens, own_tokenizer
from core.scoring.engine import score_texts

CALIBRATION = 300  # training sentences whose activations give static int8 its ranges
DIMENSIONS = 256  # of the static vectors, model2vec's default


class OpenVino:
    """A backend (see core.scoring.backends.backend) by OpenVINO; `calibration` makes it static int8."""

    def __init__(self, classifier: Any, calibration: Sequence[tuple[NDArray[np.int64], ...]] = ()) -> None:
        import openvino

        network = _logits_only(classifier.network)
        model = openvino.convert_model(network, example_input=_example(classifier))
        if calibration:
            import nncf

            model = nncf.quantize(
                model,
                nncf.Dataset(calibration),
                model_type=nncf.ModelType.TRANSFORMER,
                subset_size=len(calibration),
            )
        one_thread = {
            "INFERENCE_NUM_THREADS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self.name = "openvino"
        self._compiled = openvino.Core().compile_model(model, "CPU", one_thread)
        self._positive = classifier.positive

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See Backend."""
        return np.asarray(self._compiled([ids, mask])[0])

    def probability(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """See Backend."""
        return probability_of(logits, self._positive)


class CTranslate2:
    """A backend by CTranslate2's encoder, with pooler and classifier of the network in torch."""

    def __init__(self, classifier: Any, folder: Path, compute_type: str) -> None:
        import ctranslate2

        self._encoder = ctranslate2.Encoder(
            str(folder), "cpu", compute_type=compute_type, inter_threads=1, intra_threads=1
        )
        self.name = "ctranslate2"
        self._storage, self._classifier = ctranslate2.StorageView, classifier

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See Backend."""
        import torch

        output = self._encoder.forward_batch(
            self._storage.from_array(ids.astype(np.int32)),
            self._storage.from_array(mask.sum(1).astype(np.int32)),
        )
        first = torch.from_numpy(np.array(output.last_hidden_state)[:, :1])  # (B, 1, D)
        network = self._classifier.network
        with torch.inference_mode():
            return np.asarray(network.classifier(network.bert.pooler(first)).numpy())

    def probability(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """See Backend."""
        return probability_of(logits, self._classifier.positive)


def converted(classifier: Any, folder: Path) -> Path:
    """The network as CTranslate2 reads it."""
    from ctranslate2.converters import TransformersConverter

    target = folder / "ctranslate2"
    TransformersConverter(str(classifier.folder)).convert(str(target))
    return target


def static_reader(classifier: Any, sentences: Sequence[str], labels: Sequence[int]) -> Reader:
    """model2vec's distillation of the network, and a logistic regression on the mean of its vectors."""
    from model2vec.distill import distill_from_model
    from sklearn.linear_model import LogisticRegression

    static = distill_from_model(
        model=classifier.network.bert, tokenizer=classifier.tokenizer, pca_dims=DIMENSIONS, device="cpu"
    )
    head = LogisticRegression(max_iter=1000).fit(static.encode(list(sentences)), labels)
    return lambda texts: head.predict_proba(static.encode(list(texts)))[:, 1].astype(np.float32)


def main() -> None:
    """Print each one's speed, accuracy and agreement with the library's float32 on both kinds of text."""
    import torch

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, default=sst2_folder(), help="folder with SST-2")
    options.add_argument(
        "--texts", type=Path, default=texts_file(), help="a file of reviews, a sentence a line"
    )
    options.add_argument("--rounds", type=int, default=3, help="taking turns; the least time counts")
    arguments = options.parse_args()
    torch.set_num_threads(1)
    classifier = load_classifier(MAIN_MODEL)
    data = load_sst2(arguments.data)
    with tempfile.TemporaryDirectory() as folder:
        readers = all_readers(classifier, data.train, Path(folder))
        race("sentences", readers, data.dev.sentences, np.array(data.dev.labels), arguments.rounds)
        race("reviews", readers, long_reviews(arguments.texts), None, arguments.rounds)


def all_readers(classifier: Any, train: Any, folder: Path) -> dict[str, Reader]:
    """The library's pipeline, our backends and the peers, by name."""
    ours = {f"ours, {name}": open_backend(name, classifier, 1) for name in NAMES if available(name)}
    model = converted(classifier, folder)
    peers = {
        "OpenVINO float32": OpenVino(classifier),
        "OpenVINO int8, static": OpenVino(classifier, calibration(classifier, train.sentences)),
        "CTranslate2 float32": CTranslate2(classifier, model, "float32"),
        "CTranslate2 int8": CTranslate2(classifier, model, "int8"),
    }
    readers: dict[str, Reader] = {BATCHED: pipeline_reader(classifier, 32)}
    readers |= {name: _reader(ByTokens(classifier, backend)) for name, backend in (ours | peers).items()}
    exits = with_exits(classifier, [name for name in NAMES if available(name)])
    readers |= {f"ours, {name}{FAST}": _reader(scorer) for name, scorer in exits.items()}
    return readers | {"model2vec": static_reader(classifier, train.sentences, train.labels)}


def calibration(classifier: Any, sentences: Sequence[str]) -> list[tuple[NDArray[np.int64], ...]]:
    """Ids and mask of some training sentences, drawn with seed 0."""
    drawn = np.random.default_rng(0).choice(len(sentences), CALIBRATION, replace=False)
    tokenizer = own_tokenizer(classifier, classifier.max_tokens, in_windows=False)
    rows = tokenizer.encode_batch_fast([sentences[index] for index in drawn])
    return [padded([np.array(row.ids, np.int32)], classifier.padding) for row in rows]


def race(
    name: str, readers: dict[str, Reader], texts: Sequence[str], labels: NDArray[np.int64] | None, rounds: int
) -> None:
    """Print a line for each reader: texts a second, times BATCHED, same labels, accuracy with interval."""
    seconds, answers = turns(readers, texts, rounds)
    reference = answers[BATCHED] >= 0.5
    for reader, spent in seconds.items():
        verdicts = answers[reader] >= 0.5
        same = (verdicts == reference).mean()
        speed = f"{len(texts) / spent:8.1f} texts/s, {seconds[BATCHED] / spent:6.2f} ×"
        line = f"{name}: {reader:24} {speed}, same labels {same:.4f}"
        if labels is not None:
            right = int((verdicts == labels).sum())
            low, high = wilson_interval(right, len(texts))
            line += f", accuracy {right / len(texts):.4f} ({low:.4f}–{high:.4f})"
        print(line, flush=True)


def _reader(scorer: ByTokens) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    return lambda texts: score_texts(scorer, texts).probability


def _example(classifier: Any) -> dict[str, Any]:
    inputs = classifier.tokenizer(["a fine film .", "a dull one"], return_tensors="pt", padding=True)
    return {"ids": inputs["input_ids"], "mask": inputs["attention_mask"]}


def _logits_only(network: Any) -> Any:
    import torch

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Any, mask: Any) -> Any:
            return self.network(input_ids=ids, attention_mask=mask).logits

    return Logits().eval()


if __name__ == "__main__":
    main()
