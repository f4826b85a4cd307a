"""Train an RNN, LSTM, GRU or bidirectional LSTM, from GloVe's vectors or the bilingual network's."""

from dataclasses import asdict
from pathlib import Path

import torch

from core.data.labelled import LabelledData
from core.data.vocabulary import PAD, SPECIAL
from core.models.catalog import CHINESE_MODEL, WEIGHTS
from core.models.license import license_from, license_of
from core.models.locate import locate
from core.models.recurrent.classifier import load_recurrent, save_recurrent
from core.models.recurrent.network import Kind, RecurrentNetwork, RecurrentShape
from core.models.recurrent.words import TextVocabulary, split_words
from core.models.word_vectors import GLOVE, WordVectors, load_glove
from core.nn.threads import threads
from core.training.checkpoint import RunState
from core.training.chinese.words import learn_pieces, piece_vectors
from core.training.evaluate import Evaluation, evaluate_logits, logits_of
from core.training.loop import Run
from core.training.memory import keep_freed_memory
from core.training.model_card import data_section, measured_sections, run_sections, write_card
from core.training.recipe import RecurrentRecipe, command_on, without_paths
from core.training.soft_label_files import taught_by

COMMON_WORDS = 20_000  # GloVe's most frequent words are known even where no training phrase has them
SPREAD = 0.1  # of the first values of words that GloVe lacks


def train_recurrent(recipe: RecurrentRecipe, data: LabelledData, folder: Path) -> Evaluation:
    """Train by the recipe, write weights, vocabulary and card into `folder`, and evaluate what was written.

    Killed and started again on the same folder, it continues and ends with the same numbers.
    """
    with threads(recipe.threads):
        return _train(recipe, data, folder)


def _train(recipe: RecurrentRecipe, data: LabelledData, folder: Path) -> Evaluation:
    keep_freed_memory()
    vectors = load_glove() if data.about.language == "en" else piece_vectors()
    vocabulary = vocabulary_for(data, vectors)
    torch.manual_seed(recipe.seed)
    network = new_network(recipe, vocabulary, vectors)
    run = Run(recipe, data, vocabulary, network, folder)
    trained, state = run.train()
    exact = logits_of(trained, run.dev_rows, PAD)  # (B, 2), float32 weights
    save_recurrent(network, vocabulary, folder)
    shipped = logits_of(load_recurrent(folder), run.dev_rows, PAD)  # (B, 2), rounded to float16
    dev = evaluate_logits(shipped, data.dev.labels)
    measured = measured_sections(dev, exact, shipped, data.dev.labels)
    _write_card(recipe, data, network, state, measured, folder)
    run.clear()
    return dev


def vectors_of(data: LabelledData) -> str:
    """Whose word vectors a dataset's network begins with."""
    return GLOVE if data.about.language == "en" else CHINESE_MODEL


def vocabulary_for(data: LabelledData, vectors: WordVectors) -> TextVocabulary:
    """The words of a dataset: as SST-2 writes them, or the bilingual network's pieces for Chinese."""
    sentences = data.train.sentences
    return learn_vocabulary(sentences, vectors) if data.about.language == "en" else learn_pieces(sentences)


def learn_vocabulary(sentences: list[str], glove: WordVectors, common: int = COMMON_WORDS) -> TextVocabulary:
    """Every word of the training phrases, and GloVe's `common` most frequent ones, in alphabetical order."""
    known = {word for sentence in sentences for word in split_words(sentence)}
    return TextVocabulary((*SPECIAL, *sorted(known | set(glove.words[:common]))))


def new_network(recipe: RecurrentRecipe, vocabulary: TextVocabulary, glove: WordVectors) -> RecurrentNetwork:
    """Fresh weights drawn from torch's seed, but for the vectors of words that GloVe has."""
    E = glove.vectors.shape[1]
    kind: Kind = recipe.model  # type: ignore[assignment]
    shape = RecurrentShape(kind, len(vocabulary), E, recipe.width)
    network = RecurrentNetwork(shape, recipe.dropout, recipe.word_dropout)
    with torch.no_grad():
        table = network.embedding.weight.normal_(0, SPREAD)  # (V, E)
        table[PAD] = 0
        for number, word in enumerate(vocabulary.words):
            if word in glove.rows:
                table[number] = torch.from_numpy(glove.vectors[glove.rows[word]].copy())
    return network


def _write_card(
    recipe: RecurrentRecipe,
    data: LabelledData,
    network: RecurrentNetwork,
    state: RunState,
    measured: dict,
    folder: Path,
) -> None:
    parts = {"all": network.parameters(), "recurrent": network.recurrent.parameters()}
    base = locate(vectors_of(data))
    counts = {name: sum(parameter.numel() for parameter in part) for name, part in parts.items()}
    write_card(
        folder,
        WEIGHTS,
        license=license_from(license_of(base)),
        name=folder.name,
        base={"name": base.name, "origin": base.origin},
        command=command_on(without_paths(recipe), data),
        recipe=asdict(without_paths(recipe)),
        **taught_by(recipe),
        parameters=counts,
        data=data_section(data),
        **measured,
        **run_sections(state),
    )
