"""Trainer's own files: made quickly, of every kind, and the process's random state untouched."""

import random
from pathlib import Path

import numpy as np
import torch

from core.topics.workshop.saved_files import saved_files
from core.topics.workshop.training.trainer_files import write_trainer_files


def test_the_checkpoint_holds_every_kind_and_no_random_state_moves(tmp_path: Path, capsys) -> None:
    states = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state()
    folder = write_trainer_files(tmp_path)
    roles = {file.name: (file.kind, file.role) for file in saved_files(folder)}
    assert roles["training_args.bin"] == ("pickle", "record")
    assert roles["optimizer.pt"] == ("pickle", "resume")
    assert roles["model.safetensors"] == ("safetensors", "needed")
    assert {"config.json", "trainer_state.json"} <= set(roles)
    assert not {"pytorch_model.bin", "vocab.txt"} & set(roles)
    after = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state()
    assert states[:2] == after[:2]
    assert torch.equal(states[2], after[2])
    assert capsys.readouterr().out == ""
