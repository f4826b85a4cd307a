"""The files that `transformers.Trainer` leaves behind, made on the spot by training a toy for one step.

A BERT of a few thousand random weights reads two made-up rows. What it learns is nothing; what is
looked at are the files, which are of the same kinds as after any training.
"""

import random
from pathlib import Path

import numpy as np
import torch

from core.models.transformers_library import quiet_transformers

VOCABULARY, WIDTH = 200, 16


def write_trainer_files(folder: Path) -> Path:
    """Train the toy in `folder`; returns the checkpoint it left. The process's random state is kept."""
    before, drawn = random.getstate(), np.random.get_state()  # Trainer seeds these as well as torch
    with torch.random.fork_rng(devices=[]):
        try:
            _train_a_step(folder)
        finally:
            random.setstate(before)
            np.random.set_state(drawn)
    return folder / "checkpoint-1"


def _train_a_step(folder: Path) -> None:
    transformers = quiet_transformers()
    config = transformers.BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=2 * WIDTH,
        max_position_embeddings=WIDTH,
    )
    arguments = transformers.TrainingArguments(
        output_dir=str(folder),
        max_steps=1,
        save_steps=1,
        per_device_train_batch_size=2,
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
        dataloader_pin_memory=False,
        logging_strategy="no",
    )
    rows = [{"input_ids": torch.arange(1, 6) + n, "labels": torch.tensor(n)} for n in (0, 1)]
    network = transformers.BertForSequenceClassification(config)
    trainer = transformers.Trainer(network, arguments, train_dataset=rows)
    trainer.remove_callback(transformers.PrinterCallback)  # which would write on the server's terminal
    trainer.train()
