from itertools import chain, repeat

import pytest

from core.base.errors import SentiscopeError
from core.data.labels import parse_label, require_labels


def test_positive(subtests):
    for cell in ("positive", " Positive ", "POS", "1", "１", "1.0", "正面", "积极", "好评", "好 评\n"):
        with subtests.test(cell=cell):
            assert parse_label(cell) == 1


def test_negative(subtests):
    for cell in ("negative", "NEGATIVE", "\tneg", "0", "0.0", "负面", "消极", "差评", "　差评"):
        with subtests.test(cell=cell):
            assert parse_label(cell) == 0


def test_anything_else_is_no_label(subtests):
    for cell in ("", " ", "true", "false", "yes", "2", "-1", "10", "neutral", "中性", "positively"):
        with subtests.test(cell=cell):
            assert parse_label(cell) is None


def test_unknown_values_are_told_once_each_and_at_most_five():
    with pytest.raises(SentiscopeError) as caught:
        require_labels(chain(["1", "", "true", " true", "false"], map(str, range(2, 10**12))), "stars")
    assert caught.value.key == "csv_labels_unknown"
    assert caught.value.parameters == {"column": "stars", "values": "true, false, 2, 3, 4"}


def test_long_values_are_shortened():
    with pytest.raises(SentiscopeError) as caught:
        require_labels(["x" * 1000], "label")
    assert caught.value.parameters["values"] == "x" * 40


def test_known_and_empty_values_pass():
    require_labels(chain(repeat("positive", 3), ["neg", "", "  "]), "label")
