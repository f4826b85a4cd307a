"""Fine-tuning on a person's own rows: all weights learn, from where the head on frozen vectors begins."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.models.loading import load_network, load_tokenizer
from core.models.locate import Located
from core.nn.classification import cross_entropy
from core.nn.metrics import accuracy
from core.nn.threads import threads
from core.training.evaluate import logits_of
from core.training.finetune import prepare, save_half
from core.training.loop import Run
from core.training.memory import keep_freed_memory
from core.training.model_card import run_sections
from core.training.own_file.export import write_own_card
from core.training.recipe import TransformerRecipe, without_paths

# The last weights are kept: choosing among evaluations would be a look at the rows set aside.
RECIPE = TransformerRecipe(epochs=3, learning_rate=3e-5, max_length=256, batch_size=16, keep="last")


class OwnRun(Run):
    """One fine-tuning to any number of classes."""

    def evaluate(self) -> dict[str, float]:
        """Loss and accuracy on the rows set aside as a point on the curve; the weights are kept."""
        with self.precision():
            logits = logits_of(self.model, self.dev_rows, self.pad_id).float()  # (B, C)
        truth = torch.tensor(self.data.dev.labels)
        loss, right = cross_entropy(logits, truth).item(), accuracy(logits.argmax(dim=-1), truth).item()
        if loss != loss:
            raise SentiscopeError("training_diverged", step=self.state.step)
        point = self.put_on_curve(dev_loss=loss, accuracy=right)
        self.state.best_accuracy, self.state.best_step = right, self.state.step
        self._keep_best()
        return point


def finetune_further(
    start: Path,
    data: LabelledData,
    folder: Path,
    sections: dict[str, Any],
    recipe: TransformerRecipe = RECIPE,
) -> None:
    """Fine-tune the model in `start` on `data.train` and write it into `folder`, as float16.

    Killed and started again with the same folders, it continues. Source of the beginning: Kumar et al. 2022,
    a head learned first distorts the encoder less.
    """
    with threads(recipe.threads):
        keep_freed_memory()
        network, tokenizer = load_network(start), load_tokenizer(start)
        prepare(network, recipe.dropout)
        run = OwnRun(recipe, data, tokenizer, network, folder)
        trained, state = run.train()
        save_half(trained, tokenizer, folder)
        write_own_card(
            folder,
            Located("own-file", start, "folder"),
            recipe={**asdict(without_paths(recipe, own_folder=True)), "model": "own-file"},
            **run_sections(state),
            **sections,
        )
        run.clear()
