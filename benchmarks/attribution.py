"""`python -m benchmarks.attribution`: our attributions against captum's, lime's and shap's, same weights.

The shipped classifier in float32 on a sentence of 25 tokens, all in this process with the same threads, the
two taking turns; medians. Peers are batched as well: captum with `internal_batch_size=50`, the lime and
shap packages around a pipeline with `batch_size=32`, both deleting words as ours does then, with as many
samples. Exact Shapley values are compared with their subsets one by one (every eighth of them is timed).
Needs requirements-attribution.txt, and `pip install --no-deps lime==0.2.0.1`.
The last line holds the ratios, the others' time divided by ours; that of a view, ours by 50 plain passes.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.methods import Settings, attribute
from core.models.explaining.read_sentence import read_sentence
from core.models.transformer import TransformerClassifier
from core.models.transformers_library import quiet_transformers
from core.nn.attribution.shapley import every_coalition

SENTENCE = (
    "a gorgeous , witty and seductive movie , though its second half loses some of the charm of a good start"
)
SHORT = "slow at first , but a warm , funny and clever film"  # 12 words
STEPS, SAMPLES, ROUNDS, ONE_IN = 50, 256, 5, 8


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def medians(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each, taking turns, after one round that does not count."""
    times = [[seconds(work) for work in works] for _ in range(rounds + 1)][1:]
    return [statistics.median(several) for several in zip(*times, strict=True)]


def captum_path(model: TransformerClassifier) -> Callable[[], object]:
    """Captum's integrated gradients between the same embeddings, with the gap as ours has it."""
    from captum.attr import LayerIntegratedGradients

    network, reading = model.network, read_sentence(model, SENTENCE)
    ids = torch.tensor(model.tokenizer(SENTENCE)["input_ids"])[None]  # (1, T)
    masked = ids.clone()
    masked[0, [piece for word in reading.words for piece in word.pieces]] = model.tokenizer.mask_token_id

    def difference(numbers: torch.Tensor) -> torch.Tensor:
        logits = network(input_ids=numbers).logits
        return logits[:, model.positive] - logits[:, 1 - model.positive]

    explain = LayerIntegratedGradients(difference, network.get_input_embeddings())
    batches = {"n_steps": STEPS, "internal_batch_size": 50, "return_convergence_delta": True}
    return lambda: explain.attribute(ids, masked, **batches)


def piped(model: TransformerClassifier) -> Callable[[list[str]], np.ndarray]:
    """A pipeline as people put one behind lime and shap: texts to the probabilities of both classes."""
    classify = quiet_transformers().pipeline(
        "text-classification", model=model.network, tokenizer=model.tokenizer, top_k=None, batch_size=32
    )

    def probabilities(texts: list[str]) -> np.ndarray:
        answers = classify([text or model.tokenizer.unk_token for text in texts])
        return np.array([[one["score"] for one in sorted(row, key=lambda x: x["label"])] for row in answers])

    return probabilities


def lime_package(model: TransformerClassifier) -> Callable[[], object]:
    from lime.lime_text import LimeTextExplainer

    answers = piped(model)
    explain = LimeTextExplainer(split_expression=r"\s+", bow=False, feature_selection="none", random_state=0)
    count = len(SENTENCE.split())
    return lambda: explain.explain_instance(SENTENCE, answers, num_features=count, num_samples=SAMPLES)


def shap_package(model: TransformerClassifier) -> Callable[[], object]:
    import shap

    words, answers = np.array(SENTENCE.split()), piped(model)

    def of_rows(rows: np.ndarray) -> np.ndarray:
        return answers([" ".join(words[row > 0]) for row in rows])[:, 1]

    explain = shap.KernelExplainer(of_rows, np.zeros((1, len(words))))
    whole = np.ones((1, len(words)))
    return lambda: explain.shap_values(whole, nsamples=SAMPLES, l1_reg=0, silent=True)


def ours(model: TransformerClassifier, method: Any, sentence: str = SENTENCE, absent: Any = None) -> Any:
    """A method from a sentence that was never read, as a page meets it."""
    settings = Settings(steps=STEPS, samples=SAMPLES)
    return lambda: attribute(read_sentence(model, sentence, absent), method, settings)


def plain(model: TransformerClassifier, rows: torch.Tensor) -> Callable[[], object]:
    """Each row of ids through the network, one after another."""

    @torch.inference_mode()
    def work() -> None:
        for row in rows:
            model.network(input_ids=row[None])

    return work


def shapley_rows(model: TransformerClassifier) -> torch.Tensor:
    """Every eighth subset of the short sentence as ids, the others masked."""
    reading = read_sentence(model, SHORT)
    assert len(reading.words) == 12
    ids = torch.tensor(model.tokenizer(SHORT)["input_ids"])
    kept = every_coalition(12)[::ONE_IN]
    place = {piece: number for number, word in enumerate(reading.words) for piece in word.pieces}
    whole = torch.ones(len(kept), dtype=torch.bool)
    shown = torch.stack([kept[:, place[i]] if i in place else whole for i in range(len(ids))], dim=1)
    return torch.where(shown, ids, model.tokenizer.mask_token_id)


def main() -> None:
    """Print the medians and, last, the ratios."""
    model = load_classifier(MAIN_MODEL)
    ids = torch.tensor(model.tokenizer(SENTENCE)["input_ids"])
    print(f"{len(ids)} tokens, {torch.get_num_threads()} threads")
    fifty = plain(model, ids.expand(50, -1))
    path, captum, passes = medians(ours(model, "integrated_gradients"), captum_path(model), fifty)
    print(f"integrated gradients: ours {path:.3f} s, captum {captum:.3f} s; 50 plain passes {passes:.3f} s")
    ratios = [f"IG {captum / path:.2f}×", f"view {path / passes:.2f}×"]
    for name, method, peer in (("lime", "lime", lime_package), ("shap", "kernel_shap", shap_package)):
        own, other = medians(ours(model, method, absent="delete"), peer(model), rounds=2)
        print(f"{name}: ours {own:.3f} s, package {other:.3f} s")
        ratios.append(f"{name} {other / own:.2f}×")
    single = plain(model, shapley_rows(model))
    exact, eighth = medians(ours(model, "exact_shapley", SHORT), single, rounds=1)
    print(f"exact Shapley, 12 words: ours {exact:.3f} s, one by one {ONE_IN * eighth:.3f} s")
    print("ratio: " + ", ".join([*ratios, f"exact Shapley {ONE_IN * eighth / exact:.2f}×"]))


if __name__ == "__main__":
    main()
