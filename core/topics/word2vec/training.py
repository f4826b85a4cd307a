"""`python -m core.topics.word2vec.training FILE`: word vectors from a text file, and gensim's beside them."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.base.atomic_write import sync_contents, write_durably
from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.data.files.text_encoding import UNDECODABLE, detect_encoding, open_text
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.jobs.progress import Progress
from core.topics.word2vec.concept import sentences_of
from core.topics.word2vec.run import Settings, Word2VecRun

VECTORS, CARD = "vectors.safetensors", "card.json"
NEAREST = 10


@dataclass(frozen=True, kw_only=True)
class TrainWord2Vec(Command):
    """Learn word vectors from a text file, and compare them with gensim's where asked."""

    file: Path = option(help="a text; its encoding is detected", positional=True)
    output: Path = option(Path("runs/word2vec"), "folder to write", short="-o")
    epochs: int = option(5, "how often the text is read")
    gensim: bool = option(False, "train gensim too, with the settings that it shares")
    settings: Settings = settings()

    def run(self) -> None:
        """Train, and say how fast and with what loss."""
        check(self.settings, self.epochs)
        check_folder(self.output)
        sentences = sentences_of(read_text(self.file))
        run = Word2VecRun(sentences, self.settings)
        measured: dict[str, Any] = {"epochs": self.epochs, **train(run, self.epochs)}
        print(label("training.word2vec", shell_language(), folder=self.output, **_summary(run, measured)))
        if self.gensim:
            measured["gensim"] = compared(run, sentences, self.epochs)
            print(label("training.word2vec_gensim", shell_language(), k=NEAREST, **measured["gensim"]))
            if self.settings.model == "cbow":
                print(label("training.word2vec_gensim_cbow", shell_language()))
        write(run, measured, self.output)


def main(arguments: list[str] | None = None) -> int:
    """Train, and return the shell's exit code."""
    return cli.main(TrainWord2Vec, arguments, "python -m core.topics.word2vec.training")


def check(settings: Settings, epochs: int) -> None:
    """Raise SentiscopeError `training_bad_setting` for a number that makes no sense."""
    counts = {"epochs": epochs, **{name: getattr(settings, name) for name in ("width", "window", "batch")}}
    counts |= {"negatives": settings.negatives, "least": settings.least}
    for name, value in counts.items():
        if value < 1:
            raise SentiscopeError("training_bad_setting", option=name, value=value, low=1)
    if not 0 < settings.rate <= 1:
        raise SentiscopeError("training_bad_setting", option="rate", value=settings.rate, low=0)


def read_text(file: Path) -> str:
    """A text in whatever encoding; what cannot be decoded becomes a blank."""
    with open_text(file, detect_encoding(file)) as stream:
        return stream.read().replace(UNDECODABLE, " ")


def train(run: Word2VecRun, epochs: int) -> dict[str, float]:
    """So many epochs, the rate falling to 0 in a straight line; last loss, seconds, and words a second."""
    total, words = run.steps_an_epoch * epochs, sum(map(len, run.ids))
    started = time.perf_counter()
    with closing(Progress(total, "word2vec")) as progress:
        for step in range(total):
            loss = run.step(run.settings.rate * (1 - step / total))
            if not torch.isfinite(torch.tensor(loss)):
                raise SentiscopeError("word2vec_diverged", step=step)
            ended = (step + 1) % run.steps_an_epoch == 0
            progress.step(1, **({"loss": mean_loss(run)} if ended else {}))
    seconds = time.perf_counter() - started
    return {"loss": mean_loss(run), "seconds": seconds, "words_per_second": words * epochs / seconds}


def mean_loss(run: Word2VecRun) -> float:
    """The mean loss over the last epoch, or what there is of it."""
    recent = run.losses[-run.steps_an_epoch :]
    return sum(recent) / len(recent)


def by_gensim(run: Word2VecRun, sentences: Sequence[Sequence[str]], epochs: int) -> Any:
    """gensim's model for the same corpus and settings, one worker; it has no full softmax.

    Its CBOW averages forward but hands each of the C context words the whole error, C times our step.
    """
    from gensim.models import Word2Vec

    settings = run.settings
    return Word2Vec(
        [list(sentence) for sentence in sentences],
        vector_size=settings.width,
        window=settings.window,
        min_count=settings.least,
        sg=int(settings.model == "skipgram"),
        negative=settings.negatives,
        alpha=settings.rate,
        epochs=epochs,
        seed=settings.seed,
        workers=1,
        sample=0,
        shrink_windows=False,
    )


def compared(run: Word2VecRun, sentences: Sequence[Sequence[str]], epochs: int) -> dict[str, float]:
    """How fast gensim is on this corpus, and how many nearest neighbours both have in common."""
    started = time.perf_counter()
    model = by_gensim(run, sentences, epochs)
    seconds = time.perf_counter() - started
    theirs = torch.tensor(model.wv[run.vocabulary.words])  # (V, D)
    rows = torch.arange(len(theirs))
    return {
        "overlap": overlap(run.vectors, theirs, rows, NEAREST),
        "seconds": seconds,
        "words_per_second": sum(map(len, run.ids)) * epochs / seconds,
    }


def overlap(
    first: Float[Tensor, "V D"], second: Float[Tensor, "V E"], rows: Int[Tensor, "R"], count: int
) -> float:
    """Fraction of some words' `count` nearest neighbours by cosine that two sets of vectors share."""
    count = min(count, len(first) - 1)
    shared = 0
    for part in rows.split(500):
        neighbours = []
        for vectors in (first, second):
            unit = torch.nn.functional.normalize(vectors, dim=1)  # (V, ·)
            alike = unit[part] @ unit.T  # (R, V)
            alike[torch.arange(len(part)), part] = -torch.inf
            neighbours.append(alike.topk(count).indices)  # (R, k)
        shared += int((neighbours[0][:, :, None] == neighbours[1][:, None, :]).sum())
    return shared / (len(rows) * count)


def write(run: Word2VecRun, measured: dict[str, Any], folder: Path) -> None:
    """Both matrices as safetensors; words, settings and figures as JSON."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({"vectors": run.vectors, "outputs": run.outputs}, folder / VECTORS)
    card = {"settings": asdict(run.settings), **measured, "words": run.vocabulary.words}
    sync_contents(folder)
    write_durably(folder / CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def _summary(run: Word2VecRun, measured: dict[str, Any]) -> dict[str, Any]:
    names = ("epochs", "loss", "words_per_second")
    return {"words": len(run.vocabulary.words), **{name: measured[name] for name in names}}


if __name__ == "__main__":
    sys.exit(main())
