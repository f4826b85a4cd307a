"""`python -m core.training --recipe best`: the shipped classifier, taught by a stronger one.

A larger network (MPNet, 12 layers × 768) is fine-tuned without 3,000 of the sentences, so that its
own accuracy is known. It then predicts the probability of positive for every training phrase and for
unlabelled sentences of film reviews; the small network learns from that beside the labels.
"""

from dataclasses import replace
from pathlib import Path

from core.data.holdout import prepared
from core.data.labelled import LabelledData
from core.models.card import CARD
from core.training.distillation.shipped_labels import shipped
from core.training.distillation.soft_labels import (
    exchanged_sentences,
    further_sentences,
    teacher_probabilities,
)
from core.training.distillation.weight_averaging import write_mean
from core.training.evaluate import Evaluation
from core.training.finetune import finetune
from core.training.recipe import TransformerRecipe
from core.training.soft_label_files import ARRAYS

HELD_OUT = 3000  # sentences on which the teacher is evaluated
EXCHANGED = 60_000  # training sentences with one part exchanged
COMMON = TransformerRecipe(batch_size=64, precision="bfloat16", evaluations=2, keep="last", threads=1)
TEACHER = replace(COMMON, model="mpnet", epochs=1, learning_rate=3e-5, dropout=0.0, seed=1)
STUDENT = replace(COMMON, epochs=2, learning_rate=1e-4, teacher_share=0.7, average=0.999)
SEEDS = (42, 43)  # of the students
COMMAND = "python -m core.training --recipe best --data SST2_FOLDER --texts TEXTS_FILE -o OUTPUT_FOLDER"


def train_best(data: LabelledData, texts: Path, folder: Path) -> Evaluation:
    """Teacher, its answers, students, their mean: all but the mean in folders of their own inside `folder`.

    `data` is whole, `texts` a file of sentences, one a line. Where both are those of the shipped
    answers, no teacher is needed. Each stage that is finished is kept, so that a run killed anywhere
    goes on from there. Raises SentiscopeError as its parts do.
    """
    soft, cleaned = folder / "soft_labels", prepared(data)
    if not (soft / ARRAYS).is_file():
        further = further_sentences(texts, cleaned) + exchanged_sentences(cleaned, EXCHANGED)
        answers = shipped(cleaned.train, further)
        if answers is None:
            teacher = _trained(TEACHER, prepared(data, HELD_OUT), folder / "teacher")
            answers = teacher_probabilities([teacher], cleaned, further)
        answers.save(soft)
    student = replace(STUDENT, soft_labels=str(soft))
    students = [_trained(replace(student, seed=seed), cleaned, folder / f"seed-{seed}") for seed in SEEDS]
    return write_mean(students, cleaned, folder, COMMAND)


def _trained(recipe: TransformerRecipe, data: LabelledData, folder: Path) -> Path:
    """The folder of a fine-tuned network, trained where it is not there yet."""
    if not (folder / CARD).is_file():
        finetune(recipe, data, folder)
    return folder
