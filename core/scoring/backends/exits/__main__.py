"""`python -m core.scoring.backends.exits`: train the exits of a classifier, or judge them.

`train` asks the frozen network for its hidden states and its verdicts, fits a head behind some of its layers,
chooses thresholds on held-out texts under one budget of changed verdicts, and mends the calibration of those
that leave. `judge` lets every backend score other held-out texts, with exits, against float32 without: where
the bounds are kept, texts leave early by themselves.
"""

import json
import shutil
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.settings import ASSETS
from core.data.chnsenticorp import load_chnsenticorp
from core.data.labelled import Language, Split
from core.data.lines import lines_of
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.card import EXITS, EXITS_RECORD
from core.models.catalog import ENTRIES, MAIN_MODEL, PACKED
from core.models.classifiers import load_classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16, FP32, NAMES
from core.scoring.backends.exits.chinese_texts import chinese_texts
from core.scoring.backends.exits.heads import LENGTHS, Head, read_exits, write_exits
from core.scoring.backends.exits.judge import judge
from core.scoring.backends.exits.texts import SEED, Sizes, Texts, texts_for, together
from core.scoring.backends.exits.thresholds import BUDGET
from core.scoring.backends.model_fingerprint import fingerprint_of

AFTER = (1, 2, 3, 4, 5)  # the layers of the shipped classifier but the last


@dataclass(frozen=True, kw_only=True)
class ExitsCommand(Command):
    """Train the exits of a classifier beside its weights, or judge how far each backend agrees with them."""

    what: Literal["train", "choose", "judge"] = option(
        help="train; choose thresholds anew; judge what was trained", positional=True
    )
    texts: Path = option(help="a file of documents, a sentence a line")
    data: Path | None = option(None, "folder with SST-2 (default: the hub)")
    chinese: Path | None = option(None, "ChnSentiCorp's folder, for a model that reads both languages")
    chinese_texts: Path | None = option(None, "with it, a file of Chinese reviews; half are from there")
    unseen: Path | None = option(None, "a file of texts from elsewhere, one a line, to be judged on too")
    model: str = option(MAIN_MODEL, "catalog name or folder")
    after: tuple[int, ...] = option(AFTER, "layers behind which there is an exit")
    train: tuple[int, ...] = option((130_000, 14_000), "short and long texts to learn from")
    choose: tuple[int, ...] = option((20_000, 4_000), "short and long texts to choose thresholds on")
    judge: tuple[int, ...] = option((20_000, 2_000), "short and long texts to be judged on")
    backends: tuple[str, ...] = option(
        NAMES, "which to choose for, or to judge; float32 always reads", choices=NAMES
    )
    budget: float = option(BUDGET, "share of verdicts that may change, all languages together")
    kept: Path | None = option(None, "folder for what the network says, so that a run cut off goes on")

    def run(self) -> None:
        """Write the exits and their record into the model's folder."""
        classifier = load_classifier(self.model)
        texts, dev = self._texts()
        if self.what == "judge":
            sets = {
                "short": {language: some.judge for language, some in texts.items()},
                "long": {language: some.judge_long for language, some in texts.items()},
            }
            if self.unseen:
                sets["unseen"] = {"en": [line for line in lines_of(self.unseen) if line.strip()]}
            file = classifier.folder / EXITS_RECORD
            record = json.loads(file.read_text(encoding="utf-8"))
            record["agreement"] = judge(classifier, sets, dev, self.backends, self.kept)
            write_durably(file, json.dumps(record, indent=1) + "\n")
        else:
            self._fit(classifier, together([*texts.values()]))
        print(label("scoring.exits", shell_language(), folder=self._ship(classifier.folder)))

    def _ship(self, folder: Path) -> Path:
        """Where the exits lie for good: of a packed model beside what is packed, which is unpacked anew."""
        shipped = ASSETS / "models" / self.model
        if self.model not in ENTRIES or not (shipped / PACKED).is_file():
            return folder
        for name in (EXITS, EXITS_RECORD):
            shutil.copyfile(folder / name, shipped / name)
        return shipped

    def _texts(self) -> tuple[dict[Language, Texts], dict[Language, Split]]:
        """The texts in each language that is read, and its dev set; each language has an equal share."""
        if (self.chinese is None) != (self.chinese_texts is None):
            raise SentiscopeError("exits_chinese_texts")
        parts = 2 if self.chinese else 1
        sizes: list[Sizes] = [
            (each[0] // parts, each[1] // parts) for each in (self.train, self.choose, self.judge)
        ]
        data = load_sst2(self.data)
        texts: dict[Language, Texts] = {"en": texts_for(data, self.texts, *sizes)}
        dev: dict[Language, Split] = {"en": data.dev}
        if self.chinese_texts:
            dev["zh"] = load_chnsenticorp(self.chinese).dev
            texts["zh"] = chinese_texts(self.chinese_texts, dev["zh"].sentences, *sizes)
        return texts, dev

    def _fit(self, classifier: TransformerClassifier, texts: Texts) -> None:
        """Heads, unless those that lie there are kept; thresholds for them as written; the record."""
        from core.scoring.backends.exits.choose import choose

        model, chosen = fingerprint_of(classifier.folder), texts.choose + texts.choose_long
        before: dict[str, Any] = {}
        learned = len(texts.train) + len(texts.train_long) if self.what == "train" else 0
        with closing(Progress(learned + len({FP32, *self.backends}) * len(chosen), "reading")) as progress:
            if learned:
                heads = self._heads(classifier, texts, progress)
                write_exits(classifier.folder, tuple(heads), {"model_sha256": model})
            else:
                before = json.loads((classifier.folder / EXITS_RECORD).read_text(encoding="utf-8"))
            heads = list(read_exits(classifier.folder, model).heads)
            how = self.backends, self.kept, progress.step, self.budget
            made, measured = choose(classifier, heads, chosen, *how)
        record = {
            "command": before.get("command", self.command()),
            "model": self.model,
            "model_sha256": model,
            "seed": SEED,
            "learned": before.get("learned", [len(texts.train), len(texts.train_long)]),
            "budget": dict.fromkeys(LENGTHS, self.budget),
            "chosen_by": before.get("chosen_by", {}) | dict.fromkeys(self.backends, self.command()),
            "chosen_on": before.get("chosen_on", {}) | measured,
        }
        write_exits(classifier.folder, made, record)
        print(json.dumps(measured))

    def _heads(self, classifier: TransformerClassifier, texts: Texts, progress: Progress) -> list[Head]:
        """Heads learned in bfloat16, which keeps the verdicts of all but a few in ten thousand."""
        import numpy as np

        from core.scoring.backends.exits.fit import fit_head
        from core.scoring.backends.exits.states import states_of

        some = [
            states_of(classifier, part, self.after, BF16, self.kept, progress.step)
            for part in (texts.train, texts.train_long)
            if part
        ]
        features = np.concatenate([each.features for each in some])
        log_odds = np.concatenate([each.log_odds for each in some])
        return [fit_head(features[:, place], log_odds, layer) for place, layer in enumerate(self.after)]

    def command(self) -> str:
        """The command that trains them, or chooses their thresholds, again."""
        sizes = [f"--train {self.train[0]} {self.train[1]}", f"--choose {self.choose[0]} {self.choose[1]}"]
        words = [f"python -m core.scoring.backends.exits {self.what} --data SST2_FOLDER --texts TEXTS_FILE"]
        words += ["--chinese CHNSENTICORP_FOLDER --chinese-texts CHINESE_FILE"] if self.chinese else []
        words += [f"--model {self.model}"] if self.model in ENTRIES and self.model != MAIN_MODEL else []
        after = [] if self.after == AFTER else ["--after", *map(str, self.after)]
        after += [] if self.budget == BUDGET else [f"--budget {self.budget:g}"]
        backends = [] if set(self.backends) == set(NAMES) else ["--backends", *self.backends]
        return " ".join([*words, *after, *sizes, *backends])


def main(arguments: list[str] | None = None) -> int:
    """Train or judge, and return the shell's exit code."""
    return cli.main(ExitsCommand, arguments, "python -m core.scoring.backends.exits")


if __name__ == "__main__":
    sys.exit(main())
