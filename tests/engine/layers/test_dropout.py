"""Dropout, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import ShapeError
from engine.layers.dropout import Dropout


def test_kept_numbers_grow_by_what_is_lost(bench):
    made = bench(Dropout(rate=0.75), ((8,),))
    y = made.forward()
    kept = y != 0
    assert kept.any()
    assert not kept.all()
    np.testing.assert_allclose(y[kept], 4 * made.x[0][kept])
    np.testing.assert_allclose(made.backward()[0], np.where(kept, 4 * made.direction, 0))


def test_the_share_that_is_silenced(bench):
    made = bench(Dropout(rate=0.2), ((100,),), batch=1000)
    assert np.mean(made.forward() == 0) == pytest.approx(0.2, abs=0.005)


def test_each_pass_draws_anew(bench):
    made = bench(Dropout(), ((50,),))
    first = made.forward().copy()
    for operation in made.step.forward:
        operation()
    assert (made.y != first).any()


def test_the_same_seed_draws_the_same(bench):
    one, other = bench(Dropout(), ((50,),)), bench(Dropout(), ((50,),))
    assert (one.forward() == other.forward()).all()


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_afterwards_nothing_changes(bench, rate):
    made = bench(Dropout(rate=rate), ((6,),), training=False)
    assert (made.forward() == made.x[0]).all()
    assert (made.backward()[0] == made.direction).all()


def test_numbers_may_share_a_fate(bench):
    made = bench(Dropout(noise_shape=(1, 50)), ((4, 50),), batch=2)
    kept = made.forward() != 0
    assert (kept.all(axis=1) | ~kept.any(axis=1)).all()
    assert (kept[0, 0] != kept[1, 0]).any()


@pytest.mark.parametrize("noise_shape", [(4,), (1, 3)])
def test_what_does_not_fit_the_rows_is_mended(noise_shape):
    layer = Dropout(noise_shape=noise_shape)
    with pytest.raises(ShapeError, match="draws the shape") as caught:
        layer.shape((2, 4))
    assert layer.replace(**caught.value.fix.settings).shape((2, 4)) == (2, 4)


def test_single_and_double_precision_drop_the_same(bench):
    single, double = bench(Dropout(), ((50,),), dtype=np.float32), bench(Dropout(), ((50,),))
    assert ((single.forward() == 0) == (double.forward() == 0)).all()
