"""What See draws of the methods' agreement over dev."""

import numpy as np

from core.topics.why.measuring.agreement_record import dev_agreement


def test_the_shipped_matrices_are_correlations() -> None:
    found = dev_agreement()
    for methods, rows in (
        (found.methods, found.correlations),
        (found.random_methods, found.random_network),
    ):
        matrix = np.array(rows)
        assert matrix.shape == (len(methods), len(methods))
        np.testing.assert_allclose(matrix, matrix.T)
        np.testing.assert_allclose(np.diag(matrix), 1, atol=0.05)
        assert np.abs(matrix).max() <= 1
    assert found.sentences >= 300
    assert found.shuffled[0] < 0 < found.shuffled[1]
