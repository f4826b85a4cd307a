"""A part of the training phrases, for a run that has to be over soon."""

import random
from dataclasses import replace

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData

SEED = 42  # the same phrases whatever a run's own seed, so that runs can be compared


def draw(data: LabelledData, size: int, seed: int = SEED) -> LabelledData:
    """The same data with `size` training phrases drawn by `seed`, in file order; all where there are fewer.

    Raises SentiscopeError `training_bad_setting` for a size below 1.
    """
    if size < 1:
        raise SentiscopeError("training_bad_setting", option="train-size", value=size, low=1)
    if size >= len(data.train):
        return data
    numbers = sorted(random.Random(seed).sample(range(len(data.train)), size))
    return replace(data, train=data.train.rows(numbers), drawn=size)
