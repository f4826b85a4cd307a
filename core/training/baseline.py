"""The bag-of-words baseline: which words speak for and against."""

import json
from collections import Counter
from pathlib import Path

import torch
from safetensors.torch import save_file

from core.data.labelled import LabelledData, Language
from core.models.bag_of_words import ARRAYS, VOCABULARY, BagOfWordsClassifier
from core.models.license import OWN
from core.nn.bag_of_words import inverse_document_frequency
from core.nn.metrics import accuracy, confusion, f1
from core.nn.terms import term_weights, terms
from core.training.model_card import data_section, dev_section, write_card
from core.training.recipe import TransformerRecipe, command_on

FEWEST_DOCUMENTS = 2  # a term in fewer training phrases is left out
# scikit-learn's C; the Chinese one was chosen on texts held out of train.
INVERSE_REGULARISATION: dict[Language, float] = {"en": 2.0, "zh": 10.0}


def train_baseline(data: LabelledData, folder: Path, seed: int) -> tuple[float, float]:
    """Fit TF-IDF and logistic regression, write them with a model card, and return dev accuracy and F1."""
    vocabulary, idf = fit_vocabulary(data.train.sentences)
    coefficients, intercept = _fit_weights(data, vocabulary, idf, seed)
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"idf": idf, "coefficients": coefficients, "intercept": intercept}
    save_file(arrays, folder / ARRAYS)
    (folder / VOCABULARY).write_text(json.dumps(list(vocabulary), ensure_ascii=False), "utf-8")
    model = BagOfWordsClassifier(folder, folder.name)
    predicted = torch.tensor([v.label == "positive" for v in model.classify(data.dev.sentences)]).long()
    truth = torch.tensor(data.dev.labels)
    dev_accuracy, dev_f1 = accuracy(predicted, truth).item(), f1(predicted, truth).item()
    write_card(
        folder,
        ARRAYS,
        license=OWN,
        name=folder.name,
        command=command_on(TransformerRecipe(model="bag-of-words", seed=seed), data),
        recipe={"fewest_documents": FEWEST_DOCUMENTS, "C": _strength(data), "seed": seed},
        data=data_section(data),
        dev=dev_section(dev_accuracy, dev_f1, confusion(predicted, truth)),
    )
    return dev_accuracy, dev_f1


def fit_vocabulary(sentences: list[str]) -> tuple[dict[str, int], torch.Tensor]:
    """Columns of the terms that occur in enough sentences, and each one's idf, float32 (V,)."""
    counts = Counter(term for sentence in sentences for term in set(terms(sentence)))
    frequent = sorted(term for term, count in counts.items() if count >= FEWEST_DOCUMENTS)
    idf = [inverse_document_frequency(counts[term], len(sentences)) for term in frequent]
    return {term: number for number, term in enumerate(frequent)}, torch.tensor(idf)


def _strength(data: LabelledData) -> float:
    return INVERSE_REGULARISATION[data.about.language]


def _fit_weights(
    data: LabelledData, vocabulary: dict[str, int], idf: torch.Tensor, seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [term_weights(sentence, vocabulary, idf) for sentence in data.train.sentences]
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    values = [weight for row in rows for weight in row.values()]
    columns = [column for row in rows for column in row]
    matrix = csr_matrix((values, columns, starts), shape=(len(rows), len(vocabulary)))
    fitted = LogisticRegression(C=_strength(data), max_iter=1000, random_state=seed)
    fitted.fit(matrix, data.train.labels)
    return torch.from_numpy(fitted.coef_[0]).float(), torch.from_numpy(fitted.intercept_).float()
