"""Fine-tune a BERT-like encoder on labelled sentences and write what the app loads."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.models.catalog import WEIGHTS
from core.models.license import license_from, license_of
from core.models.loading import end_with_a_token, load_network, load_tokenizer
from core.models.locate import Located, locate
from core.models.reading.architectures import padding_of, window_of
from core.nn.threads import threads
from core.training.checkpoint import RunState
from core.training.evaluate import Evaluation, evaluate_logits, logits_of
from core.training.loop import Run
from core.training.memory import keep_freed_memory
from core.training.model_card import (
    base_section,
    data_section,
    earlier_card,
    measured_sections,
    run_sections,
    write_card,
)
from core.training.optimizer import freeze
from core.training.recipe import TransformerRecipe, command_on, without_paths
from core.training.soft_label_files import taught_by

FIRST_ROWS, SAME_LOGITS = 100, 1e-4
LABELS = {0: "negative", 1: "positive"}
EARLIER_PARTS = ("base", "command", "recipe", "taught_by", "dev", "chosen", "seconds", "curve")


def finetune(recipe: TransformerRecipe, data: LabelledData, folder: Path) -> Evaluation:
    """Train by the recipe, write model, tokenizer and model card into `folder`, and evaluate the files.

    Killed and started again on the same folder, it continues and ends with the same numbers.
    """
    with threads(recipe.threads):
        return _finetune(recipe, data, folder)


def _finetune(recipe: TransformerRecipe, data: LabelledData, folder: Path) -> Evaluation:
    keep_freed_memory()
    located = locate(recipe.model, network=True)
    torch.manual_seed(recipe.seed)  # the new head's first values
    network = load_network(located.folder, labels=LABELS)
    prepare(network, recipe.dropout)
    tokenizer = load_tokenizer(located.folder)
    freeze(network, recipe.freeze)
    if tokenizer.cls_token is None and not network.config.is_encoder_decoder:  # no [CLS], so no encoder
        end_with_a_token(tokenizer, network)
    if tokenizer.pad_token is None:  # under its mask any token may stand there
        tokenizer.pad_token = tokenizer.convert_ids_to_tokens(padding_of(network, tokenizer))
    window = window_of(network) or recipe.max_length
    if recipe.max_length > window:
        raise SentiscopeError("training_too_long", length=recipe.max_length, window=window)
    run = Run(recipe, data, tokenizer, network, folder)
    check_padding(network, run.train_rows, tokenizer.pad_token_id, recipe.model)
    trained, state = run.train()
    dev, measured = write_and_evaluate(trained, tokenizer, run.dev_rows, data.dev.labels, folder)
    _write_card(recipe, data, located, state, measured, folder)
    run.clear()
    return dev


def check_padding(network: Any, rows: list[list[int]], padding: int, name: str) -> None:
    """Raise `training_needs_padding` where a text's logits change beside a longer one.

    All of training reads token ids padded behind a text, which a ConvBERT, say, takes for a part of it.
    """
    pair = [min(rows, key=len), max(rows[:FIRST_ROWS], key=len)]
    alone = torch.cat([logits_of(network, [row], padding) for row in pair])  # (2, 2)
    if not torch.allclose(alone, logits_of(network, pair, padding), atol=SAME_LOGITS):
        raise SentiscopeError("training_needs_padding", name=name)


def prepare(network: Any, dropout: float) -> None:
    """Set dropout's probability, and attend in plain steps, which train fastest on a CPU."""
    network.set_attn_implementation("eager")
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = dropout


def write_and_evaluate(
    network: Any, tokenizer: Any, rows: list[list[int]], labels: list[int], folder: Path
) -> tuple[Evaluation, dict[str, dict]]:
    """Write a trained network and evaluate the files on rows of token ids; also the card's sections."""
    exact = logits_of(network, rows, tokenizer.pad_token_id)  # (B, 2), float32 weights
    save_half(network, tokenizer, folder)
    shipped = logits_of(load_network(folder), rows, tokenizer.pad_token_id)  # (B, 2), rounded to float16
    dev = evaluate_logits(shipped, labels)
    return dev, measured_sections(dev, exact, shipped, labels)


def save_half(network: Any, tokenizer: Any, folder: Path) -> None:
    """Write weights in float16 (half the file; read back as float32), config and tokenizer."""
    network.half().save_pretrained(folder)
    # A fast tokenizer keeps the last call's cut and padding, and would save them.
    fast = getattr(tokenizer, "backend_tokenizer", None)
    if fast is not None:
        fast.no_truncation()
        fast.no_padding()
    tokenizer.save_pretrained(folder)


def _write_card(
    recipe: TransformerRecipe,
    data: LabelledData,
    located: Located,
    state: RunState,
    measured: dict[str, dict],
    folder: Path,
) -> None:
    base = base_section(located, earlier_card(located), EARLIER_PARTS)
    public_recipe = without_paths(recipe, located.own)
    write_card(
        folder,
        WEIGHTS,
        license=license_from(license_of(located)),
        name=folder.name,
        base=base,
        command=command_on(public_recipe, data),
        recipe={**asdict(public_recipe), "model": base["name"]},
        **taught_by(recipe),
        data=data_section(data),
        **measured,
        **run_sections(state),
    )
