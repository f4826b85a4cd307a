"""A head on a frozen encoder as a folder that everything reads: the encoder's tensors as they were."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file

from core.base.atomic_write import name_durably, sync_file, unfinished
from core.models.catalog import WEIGHTS
from core.models.license import license_from, license_of
from core.models.locate import Located
from core.training.model_card import base_section, write_card
from core.training.own_file.head import Learned
from core.training.own_file.vectors import HEAD, POOLER

TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json")
CONFIG = "config.json"


def write_folder(
    learned: Learned, classes: tuple[str, ...], base: Located, folder: Path, sections: Mapping[str, Any]
) -> None:
    """Write a BERT with these classes; its forward pass gives the logits of the logistic regression.

    Pooler and head are in float32, the encoder's tensors are those of `base`, bit for bit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER:
        if (base.folder / name).is_file():
            shutil.copyfile(base.folder / name, folder / name)
    (folder / CONFIG).write_text(json.dumps(_config(base.folder, classes), indent=2, ensure_ascii=False))
    tensors = load_file(base.folder / WEIGHTS)
    tensors |= learned.pooler.tensors(POOLER) | learned.head.tensors(HEAD)
    beside = unfinished(folder / WEIGHTS)
    save_file(tensors, beside, metadata={"format": "pt"})
    sync_file(beside)
    name_durably(beside, folder / WEIGHTS)
    write_own_card(folder, base, **sections)


def write_own_card(folder: Path, base: Located, **sections: Any) -> None:
    """The card of a model that learned from one's own file, beginning with the weights of `base`."""
    write_card(
        folder,
        WEIGHTS,
        license=license_from(license_of(base)),
        name=folder.name,
        base=base_section(base, {}, ()),
        **sections,
    )


def _config(base: Path, classes: tuple[str, ...]) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((base / CONFIG).read_text(encoding="utf-8"))
    config.pop("num_labels", None)
    names = {str(number): word for number, word in enumerate(classes)}
    label2id = {word: number for number, word in enumerate(classes)}
    # Nothing else: with one output per word, the library would take two for numbers to regress on.
    return config | {
        "id2label": names,
        "label2id": label2id,
        "problem_type": "single_label_classification",
        "architectures": ["BertForSequenceClassification"],
    }
