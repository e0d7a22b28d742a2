"""BatchNormalization, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import ShapeError
from engine.layers.batch_normalization import BatchNormalization


def prepared(bench, training):
    """One feature; mean 3 and variance 4 in the batch; gamma 2, beta 10; epsilon 0 but for rounding."""
    made = bench(BatchNormalization(momentum=0.9, epsilon=1e-12), ((1,),), batch=2, training=training)
    made.x[0][...] = [[1], [5]]
    made.weights["gamma"][...] = 2
    made.weights["beta"][...] = 10
    return made


def test_training_normalises_by_the_batch(bench):
    made = prepared(bench, training=True)
    np.testing.assert_allclose(made.forward(), [[8], [12]])


def test_training_moves_the_running_statistics_by_a_tenth(bench):
    made = prepared(bench, training=True)
    made.forward()
    np.testing.assert_allclose(made.weights["moving_mean"], [0.3])
    np.testing.assert_allclose(made.weights["moving_variance"], [0.9 * 1 + 0.1 * 4])


def test_afterwards_the_running_statistics_count(bench):
    made = prepared(bench, training=False)
    made.weights["moving_mean"][...] = 1
    made.weights["moving_variance"][...] = 16
    np.testing.assert_allclose(made.forward(), [[10], [12]])
    assert made.weights["moving_mean"] == 1
    assert made.weights["moving_variance"] == 16


def test_what_is_learned_and_what_is_kept():
    weights = BatchNormalization().weights((4, 3))
    assert [(weight.name, weight.shape, weight.trainable) for weight in weights] == [
        ("gamma", (3,), True),
        ("beta", (3,), True),
        ("moving_mean", (3,), False),
        ("moving_variance", (3,), False),
    ]


def test_a_batch_of_one_row_gives_the_shift(bench):
    made = bench(BatchNormalization(), ((3,),), batch=1)
    np.testing.assert_allclose(made.forward(), [made.weights["beta"]])
    np.testing.assert_allclose(made.backward()[0], 0, atol=1e-12)


def test_a_single_number_is_refused():
    with pytest.raises(ShapeError, match="reads a list of numbers"):
        BatchNormalization().shape(())
