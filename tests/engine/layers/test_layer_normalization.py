"""LayerNormalization, worked by hand."""

import numpy as np
import pytest

from engine import parallel
from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.families import blocks
from engine.layers.layer_normalization import LayerNormalization


def test_each_row_by_itself(bench):
    """Means 3 and 30, deviations 2 and 10; gamma 1 and 2, beta 10 and 0; epsilon 0 but for rounding."""
    made = bench(LayerNormalization(epsilon=1e-12), ((2,),), batch=2)
    made.x[0][...] = [[1, 5], [20, 40]]
    made.weights["gamma"][...] = [1, 2]
    made.weights["beta"][...] = [10, 0]
    np.testing.assert_allclose(made.forward(), [[9, 2], [9, 2]])
    made.direction[...] = [[1, 3], [5, 7]]
    made.backward()
    np.testing.assert_allclose(made.gradients["gamma"], [-6, 10])
    np.testing.assert_allclose(made.gradients["beta"], [6, 10])


def test_along_several_axes(bench):
    layer = LayerNormalization(axis=(2, 1), epsilon=1e-12, center=False)
    made = bench(layer, ((2, 2, 3),), batch=2)
    assert [weight.shape for weight in layer.weights((2, 2, 3))] == [(2, 2)]
    made.weights["gamma"][...] = 1
    y = made.forward()
    np.testing.assert_allclose(y.mean(axis=(1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=(1, 2)), 1)


def test_blocks_and_parts_of_a_large_batch_give_the_same(bench, monkeypatch):
    whole = bench(LayerNormalization(), ((4, 5),), batch=20)
    whole.forward(), whole.backward()
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 8 * 5 * 7)
    monkeypatch.setattr(blocks, "PART_BYTES", 8 * 5 * 20)
    cut = bench(LayerNormalization(), ((4, 5),), batch=20)
    with parallel.working():
        np.testing.assert_allclose(cut.forward(), whole.y, rtol=1e-12)
        np.testing.assert_allclose(cut.backward()[0], whole.dx[0], rtol=1e-9)
    for name in cut.gradients:
        np.testing.assert_allclose(cut.gradients[name], whole.gradients[name], rtol=1e-12)


def test_an_axis_that_is_not_there_is_mended():
    with pytest.raises(ShapeError, match="no axis 3") as caught:
        LayerNormalization(axis=(1, 3)).shape((4, 5))
    assert LayerNormalization(**caught.value.fix.settings).shape((4, 5)) == (4, 5)


def test_no_axis_is_refused():
    with pytest.raises(SettingError, match="axes is empty"):
        LayerNormalization(axis=())
