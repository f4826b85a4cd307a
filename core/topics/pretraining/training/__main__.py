"""`python -m core.topics.pretraining.training`: pre-train a BERT further, judge it on held-out texts.

Masked tokens are guessed in blocks of one document (`--no-nsp`), or in pairs of sentences together
with whether the second is the next one. Only the heads are new: the encoder goes on from its weights.
"""

import shutil
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.base.settings import sst2_folder
from core.data.documents import Documents, count_sentences, fingerprint, load_documents
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.models.bert.pretraining import load_pretraining_network
from core.models.card import CARD
from core.models.catalog import PACKED, WEIGHTS
from core.models.checksum import file_sha256
from core.models.files.packed import pack_changes, unpacked
from core.models.license import license_from, license_of
from core.models.loading import load_tokenizer
from core.models.locate import Located, locate
from core.nn.threads import threads
from core.topics.pretraining.training.evaluate import FORMS, pair_section
from core.topics.pretraining.training.loop import Pretrainer, PretrainingRun
from core.topics.pretraining.training.recipe import PretrainingRecipe, command
from core.training.finetune import prepare, save_half
from core.training.memory import keep_freed_memory
from core.training.model_card import base_section, earlier_card, write_card
from core.training.run_folder import locked

SMALL, PLAIN = "packed", "plain"  # folders in that of a run
STORY = ("base", "command", "recipe", "held_out", "next_sentence", "seconds", "curve")  # parts of a card


def pretrain(recipe: PretrainingRecipe, documents: Documents, folder: Path, cleaned: bool) -> dict[str, Any]:
    """Train by the recipe, write network, tokenizer and model card into `folder`, and judge what was written.

    Killed and started again on the same folder, it continues and ends with the same numbers.
    Returns the card's measured sections.
    """
    with threads(recipe.threads):
        return _pretrain(recipe, documents, folder, cleaned)


def _pretrain(recipe: PretrainingRecipe, documents: Documents, folder: Path, cleaned: bool) -> dict[str, Any]:
    keep_freed_memory()
    located = locate(recipe.model, network=True)
    torch.manual_seed(recipe.seed)  # the new heads' first values
    network = load_pretraining_network(located.folder, draw_heads=True)
    keep_first(network, recipe.layers)
    prepare(network, recipe.dropout)
    tokenizer = load_tokenizer(located.folder)
    check_fit(recipe, network, tokenizer, located)
    run = PretrainingRun(recipe, documents, tokenizer, network, folder)
    run.train()
    save_half(network, tokenizer, folder)
    rest = _rest(located)
    packed = _pack(folder, rest) if rest else {}
    measured = evaluate_written(folder, run)
    _write_card(run, documents, located, {**packed, **measured}, cleaned)
    if packed:
        shutil.copyfile(folder / CARD, folder / SMALL / CARD)
    run.clear()
    return measured


def keep_first(network: Any, layers: int) -> None:
    """Take away all but the encoder's first so many layers; 0 keeps all. Errors: `pretraining_layers`."""
    encoder = network.bert.encoder
    if layers > len(encoder.layer):
        raise SentiscopeError("pretraining_layers", layers=layers, has=len(encoder.layer))
    if layers:
        encoder.layer = encoder.layer[:layers]
        network.config.num_hidden_layers = layers


def _rest(located: Located) -> Located | None:
    """The shipped model that a run began with, in this run or in the ones before it; None for any other."""
    if located.origin == "shipped":
        return located
    name = earlier_card(located).get("rest_of")
    return locate(name) if name else None


def _pack(folder: Path, rest: Located) -> dict[str, str]:
    """Keep in a folder `packed` only what a shipped model has not, and in `folder` what is read back of it.

    Returns what the card says of that.
    """
    pack_changes(folder, rest.folder, folder / SMALL)
    plain = unpacked(folder / SMALL, folder / PLAIN, rest.folder)
    (plain / WEIGHTS).replace(folder / WEIGHTS)
    shutil.rmtree(plain)
    return {"packed_sha256": file_sha256(folder / SMALL / PACKED), "rest_of": rest.name}


def check_fit(recipe: PretrainingRecipe, network: Any, tokenizer: Any, located: Located) -> None:
    """Raise SentiscopeError unless the network can read such blocks and has a mask."""
    window = network.config.max_position_embeddings
    if recipe.block > window:
        raise SentiscopeError("pretraining_block", block=recipe.block, window=window)
    if tokenizer.mask_token_id is None:
        raise SentiscopeError("pretraining_not_bert", folder=located.folder.name)


@torch.inference_mode()
def evaluate_written(folder: Path, run: PretrainingRun) -> dict[str, Any]:
    """What the folder's network, its weights rounded to float16, guesses on the held-out documents."""
    shipped = Pretrainer(load_pretraining_network(folder)).eval()
    measured: dict[str, Any] = {"held_out": run.held_out_test.words(shipped).section()}
    measured["baselines"] = run.held_out_test.baselines(run.learned, run.recipe.block)
    if run.recipe.nsp:
        scores = {form: pair_section(*run.held_out_test.next_sentences(shipped, form)) for form in FORMS}
        measured["next_sentence"] = scores
    return measured


def _write_card(
    run: PretrainingRun, documents: Documents, located: Located, measured: dict[str, Any], cleaned: bool
) -> None:
    before = earlier_card(located)
    base = base_section(located, before, STORY)
    published = replace(run.recipe, model="MODEL_FOLDER") if located.own else run.recipe
    write_card(
        run.folder,
        WEIGHTS,
        license=license_from(license_of(located)),
        name=run.folder.name,
        base=base,
        heads=trained_heads(run.recipe, before),
        command=command(published, cleaned),
        recipe={**asdict(run.recipe), "model": base["name"]},
        data=data_section(documents, cleaned),
        **measured,
        seconds=round(run.state.seconds),
        curve=run.state.curve,
    )


def trained_heads(recipe: PretrainingRecipe, before: dict[str, Any]) -> list[str]:
    """The heads that this run or the one of the card `before` trained; a head not named is of no use."""
    return [head for head in ("mlm", "nsp") if getattr(recipe, head) or head in before.get("heads", [])]


def data_section(documents: Documents, cleaned: bool) -> dict[str, Any]:
    """What the network learned from and was judged on, with a sha256 over each side's sentences."""
    sides = {"train": documents.train, "held_out": documents.held_out}
    return {
        "sst2_dev_removed": cleaned,
        "sentences_removed": documents.removed,
        **{f"{name}_documents": len(side) for name, side in sides.items()},
        **{f"{name}_sentences": count_sentences(side) for name, side in sides.items()},
        **{f"{name}_sha256": fingerprint(side) for name, side in sides.items()},
    }


@dataclass(frozen=True, kw_only=True)
class Pretrain(Command):
    """Pre-train a BERT further on texts, and judge it on held-out ones."""

    texts: Path = option(help="a sentence a line, a blank line between documents")
    data: Path | None = option(
        help="SST-2, whose dev sentences are taken out of the texts (default: SENTISCOPE_SST2)",
        factory=sst2_folder,
    )
    output: Path = option(help="folder to write; an unfinished run in it is continued", short="-o")
    recipe: PretrainingRecipe = settings()

    def run(self) -> None:
        """Train, and say the held-out figures."""
        check_folder(self.output)
        dev_sentences = load_sst2(self.data).dev.sentences if self.data else None
        documents = load_documents(self.texts, self.recipe.held_out, dev_sentences)
        with locked(self.output):
            measured = pretrain(self.recipe, documents, self.output, cleaned=dev_sentences is not None)
        print(final_line(measured, len(documents.held_out), self.output))


def main(arguments: list[str] | None = None) -> int:
    """Train, and return the shell's exit code."""
    return cli.main(Pretrain, arguments, "python -m core.topics.pretraining.training")


def final_line(measured: dict[str, Any], documents: int, folder: Path) -> str:
    """The held-out figures as one sentence."""
    words, trigram = measured["held_out"], measured["baselines"]["two_sided_trigram"]
    return label(
        "training.pretrained",
        shell_language(),
        documents=documents,
        top_1=words["top_1"],
        top_5=words["top_5"],
        trigram=trigram,
        folder=folder,
    )


if __name__ == "__main__":
    sys.exit(main())
