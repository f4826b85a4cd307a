"""k-class metrics against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score

from core.base.intervals import share
from core.evaluation.classes.metrics import judge

PAIRS = st.integers(2, 7).flatmap(
    lambda classes: st.tuples(
        st.just(classes),
        st.lists(
            st.tuples(st.integers(0, classes - 1), st.integers(0, classes - 1)), min_size=1, max_size=60
        ),
    )
)


@given(PAIRS)
def test_metrics_are_scikit_learns(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    classes, pairs = drawn
    labels, verdicts = np.array(pairs).T
    found = judge("model", labels, verdicts, classes)
    assert found.macro_f1 == pytest.approx(f1_score(labels, verdicts, average="macro"))
    each = f1_score(labels, verdicts, average=None, labels=range(classes), zero_division=0)
    assert found.f1 == pytest.approx(tuple(each))
    assert np.array_equal(found.confusion, confusion_matrix(labels, verdicts, labels=range(classes)))
    assert found.accuracy == share(int((labels == verdicts).sum()), len(labels))
    assert found.rows == len(labels)


def test_the_most_frequent_class_by_hand() -> None:
    found = judge("model", np.array([0, 2, 2, 1, 2]), np.array([0, 0, 0, 0, 0]), 3)
    assert found.most_frequent == share(3, 5)
    assert found.f1 == pytest.approx((1 / 3, 0, 0))  # one right of five said and one given
