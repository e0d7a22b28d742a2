"""BatchNormalization, worked by hand."""

import numpy as np
import pytest

from engine import parallel
from engine.declare import SettingError
from engine.initializers import INITIALIZERS
from engine.layers.base import ShapeError
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.families import blocks


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


def test_features_may_lie_along_another_axis(bench):
    plain, turned = bench(BatchNormalization(), ((2, 3),)), bench(BatchNormalization(axis=1), ((3, 2),))
    turned.x[0][...] = plain.x[0].swapaxes(1, 2)
    np.testing.assert_allclose(turned.forward(), plain.forward().swapaxes(1, 2))
    assert [weight.shape for weight in BatchNormalization(axis=-2).weights((3, 2))] == [(3,)] * 4


def test_an_axis_that_is_not_there_is_mended():
    with pytest.raises(ShapeError, match="no axis 2") as caught:
        BatchNormalization(axis=2).shape((3,))
    assert BatchNormalization(axis=2).replace(**caught.value.fix.settings).shape((3,)) == (3,)


def test_padding_does_not_count(bench, numeric):
    """One feature over two steps of two rows; the second step of the second row is padding."""
    mask = np.array([[True, True], [True, False]])
    made = bench(BatchNormalization(epsilon=1e-12), ((2, 1),), batch=2, masks=(mask,))
    made.x[0][..., 0] = [[1, 4], [7, 100]]
    made.weights["gamma"][...] = 6**0.5
    made.weights["beta"][...] = 0
    np.testing.assert_allclose(made.forward()[..., 0], [[-3, 0], [3, 96]], atol=1e-12)
    np.testing.assert_allclose(made.weights["moving_mean"], 0.01 * 4)
    expected = numeric(made.loss, made.x[0])
    made.forward()
    np.testing.assert_allclose(made.backward()[0], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("training", [True, False])
def test_blocks_and_parts_of_a_large_batch_give_the_same(bench, monkeypatch, training):
    """Blocks have means of their own, far apart here, which are joined exactly."""

    def made():
        one = bench(BatchNormalization(momentum=0.5), ((40, 13),), batch=37, training=training)
        one.x[0][...] += 10 * np.arange(37)[:, None, None]
        return one

    whole = made()
    whole.forward(), whole.backward()
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 8 * 13 * 100)
    monkeypatch.setattr(blocks, "PART_BYTES", 8 * 13 * 200)
    cut = made()
    with parallel.working():
        np.testing.assert_allclose(cut.forward(), whole.y, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(cut.backward()[0], whole.dx[0], rtol=1e-9, atol=1e-12)
    for name in cut.weights:
        np.testing.assert_allclose(cut.weights[name], whole.weights[name], rtol=1e-12)
    for name in cut.gradients:
        np.testing.assert_allclose(cut.gradients[name], whole.gradients[name], rtol=1e-9)


def test_a_single_number_is_refused():
    with pytest.raises(ShapeError, match="reads a list of numbers"):
        BatchNormalization().shape(())


@pytest.mark.parametrize(("kind", "settings"), [("constant", {"value": -0.5}), ("random_normal", {})])
def test_a_variance_below_nothing_is_refused(kind, settings):
    with pytest.raises(SettingError, match=r"gives numbers below 0, .* Set it to ones\."):
        BatchNormalization(moving_variance_initializer=INITIALIZERS[kind](**settings))
