"""How a finished network does on the Chinese and the English dev texts, and beside what knows less."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import binomtest

from core.data.labelled import Split
from core.models.bag_of_words import BagOfWordsClassifier
from core.models.loading import load_network, load_tokenizer
from core.models.transformer import MAX_TOKENS
from core.nn.threads import threads
from core.training.batches import token_rows
from core.training.evaluate import Evaluation, evaluate_logits, logits_of
from core.training.model_card import calibration_section, dev_section

BAG = "chnsenticorp-bag"


def judged(folder: Path, dev: Split, most_threads: int) -> tuple[Evaluation, torch.Tensor]:
    """The evaluation of a folder's network on texts cut as everywhere, and its logits (B, 2)."""
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    most = min(MAX_TOKENS, tokenizer.model_max_length)
    with threads(most_threads):
        logits = logits_of(
            network, token_rows(tokenizer, dev.sentences, most), tokenizer.pad_token_id
        )  # (B, 2)
    return evaluate_logits(logits, dev.labels), logits


def section(evaluation: Evaluation, logits: torch.Tensor, labels: list[int]) -> dict[str, Any]:
    """A card's section on one language."""
    dev = dev_section(evaluation.accuracy, evaluation.f1, evaluation.confusion)
    return {**dev, "loss": evaluation.loss, "calibration": calibration_section(logits, labels)}


def beside(logits: torch.Tensor, dev: Split, learned: Split, bag: Path) -> dict[str, Any]:
    """The same texts by a bag of characters, and by their length alone: accuracies and paired tests."""
    right = logits.argmax(-1).numpy() == np.array(dev.labels)  # (B,)
    answers = BagOfWordsClassifier(bag, BAG).classify(dev.sentences)
    labels = np.array([one.label == "positive" for one in answers])
    others = {"bag_of_characters": labels == np.array(dev.labels), "length": _by_length(dev, learned)}
    return {name: {"accuracy": float(other.mean()), **paired(right, other)} for name, other in others.items()}


def paired(right: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """On how many texts only one of two is right, and how likely so uneven a split is by chance.

    Source: McNemar 1947, in the exact form, two-sided.
    """
    gained, lost = int((right & ~other).sum()), int((~right & other).sum())
    p = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    return {"only_the_network": gained, "only_the_other": lost, "p": float(p)}


def _by_length(dev: Split, learned: Split) -> np.ndarray:
    """Whether a text of dev is judged right by the commoner label of learned texts about as long."""
    lengths = [len(text) for text in learned.sentences]
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, 21)[1:-1]))
    bins, labels = np.searchsorted(edges, lengths), np.array(learned.labels)
    positive = np.bincount(bins, labels, len(edges) + 1)
    commoner = positive * 2 >= np.bincount(bins, minlength=len(edges) + 1)
    return commoner[np.searchsorted(edges, [len(text) for text in dev.sentences])] == np.array(dev.labels)
