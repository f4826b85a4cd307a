"""`python -m core.topics.decoding.training --texts FILE -o FOLDER`: a small Chinese language model.

It learns to write from a file of texts, and is judged on documents held out beside a trigram of characters.
"""

import math
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.data.documents import Documents, load_documents
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.jobs.progress import Progress
from core.models.catalog import WEIGHTS
from core.models.language_model import load_causal
from core.models.license import OWN
from core.models.transformers_library import quiet_transformers
from core.nn.threads import threads
from core.topics.decoding.training.evaluate import judged, trigram_of
from core.topics.decoding.training.loop import TRIAL, new_network, steps_of, train
from core.topics.decoding.training.recipe import WriterRecipe
from core.topics.decoding.training.tokens import END, SPECIAL, UNKNOWN, learn_tokens, read
from core.training.finetune import save_half
from core.training.memory import keep_freed_memory
from core.training.model_card import REVIEWS, documents_section, write_card


class Timed(Progress):
    """Progress that says after a few steps how long all of them will take."""

    def __init__(self, total: int, message: str, say: Callable[[float], None]) -> None:
        super().__init__(total, message)
        self._say, self._started = say, time.monotonic()

    def step(self, count: int = 1, /, **metrics: float) -> None:
        """As of any progress."""
        super().step(count, **metrics)
        if self.done == TRIAL:
            self._say((time.monotonic() - self._started) / TRIAL * (self.total - TRIAL))


def make(recipe: WriterRecipe, documents: Documents, folder: Path, say: Callable[[float], None]) -> Any:
    """Learn tokens and network, write them with their model card into `folder`, and judge what was written.

    `say` gets the seconds that are left, once they are known. Returns the card's section on held-out texts.
    """
    sentences = [sentence for document in documents.train for sentence in document]
    tokenizer = learn_tokens(sentences, recipe.vocabulary, recipe.alphabet)
    learned, held_out = (read(tokenizer, side) for side in (documents.train, documents.held_out))
    network = new_network(recipe, tokenizer.get_vocab_size())
    parameters = sum(weights.numel() for weights in network.parameters())
    started = time.monotonic()
    with closing(Timed(steps_of(learned, recipe), "writer", say)) as progress:
        losses = train(network, learned, recipe, progress)
    seconds = time.monotonic() - started
    save_half(network, _for_transformers(tokenizer, recipe.window), folder)
    counts = trigram_of(tokenizer, learned)
    measured = judged(load_causal(folder), tokenizer, counts, held_out, recipe.window).section()
    write_card(
        folder,
        WEIGHTS,
        license=OWN,
        name=folder.name,
        about="Continues Chinese texts; a small Llama of our own, to see decoding with.",
        command=recipe.command(),
        recipe=asdict(recipe),
        data=documents_section(documents, REVIEWS, "zh"),
        parameters=parameters,
        tokens=tokenizer.get_vocab_size(),
        held_out=measured,
        seconds=round(seconds),
        curve=_curve(losses),
    )
    return measured


def _for_transformers(tokenizer: Tokenizer, window: int) -> Any:
    """The tokenizer as the library keeps it."""
    return quiet_transformers().PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=SPECIAL[UNKNOWN],
        eos_token=SPECIAL[END],
        model_max_length=window,
    )


def _curve(losses: list[float], points: int = 40) -> list[dict[str, float]]:
    """The mean loss, in nats a token, over equal stretches of the training, at the step of their ends."""
    ends = sorted({round(len(losses) * (n + 1) / points) for n in range(points)} - {0})
    stretches = zip([0, *ends[:-1]], ends, strict=True)
    return [{"step": end, "loss": sum(losses[start:end]) / (end - start)} for start, end in stretches]


@dataclass(frozen=True, kw_only=True)
class TrainWriter(Command):
    """Train a small language model on Chinese texts, from nothing, and judge it on held-out ones."""

    texts: Path = option(help="a sentence a line, a blank line between documents")
    output: Path = option(help="folder to write the model to", short="-o")
    recipe: WriterRecipe = settings()

    def run(self) -> None:
        """Train, save, and say the held-out figures beside the trigram's."""
        check_folder(self.output)
        documents = load_documents(self.texts, self.recipe.held_out)
        keep_freed_memory()
        with threads(1):
            measured = make(self.recipe, documents, self.output, _say_minutes)
        bits, counted = measured["bits_per_character"], measured["trigram_bits_per_character"]
        figures = {"bits": bits["value"], "low": bits["low"], "high": bits["high"]}
        print(
            label(
                "training.writer",
                shell_language(),
                **figures,
                trigram=counted["value"],
                documents=measured["documents"],
                folder=self.output,
            )
        )


def _say_minutes(seconds: float) -> None:
    print(label("training.minutes_left", shell_language(), minutes=math.ceil(seconds / 60)), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Train, and return the shell's exit code."""
    return cli.main(TrainWriter, arguments, "python -m core.topics.decoding.training")


if __name__ == "__main__":
    sys.exit(main())
