"""Subtract, Multiply, Average, Maximum and Minimum, worked by hand; what padding counts as."""

import numpy as np
import pytest

from engine.layers.average import Average
from engine.layers.base import ShapeError
from engine.layers.maximum import Maximum
from engine.layers.minimum import Minimum
from engine.layers.multiply import Multiply
from engine.layers.subtract import Subtract

WIRES = ([[1, 6, 3]], [[4, 2, 3]])


@pytest.mark.parametrize(
    ("layer", "y", "dx"),
    [
        (Subtract(), [[-3, 4, 0]], ([[1, 10, 100]], [[-1, -10, -100]])),
        (Multiply(), [[4, 12, 9]], ([[4, 20, 300]], [[1, 60, 300]])),
        (Average(), [[2.5, 4, 3]], ([[0.5, 5, 50]], [[0.5, 5, 50]])),
        (Maximum(), [[4, 6, 3]], ([[0, 10, 100]], [[1, 0, 0]])),
        (Minimum(), [[1, 2, 3]], ([[1, 0, 100]], [[0, 10, 0]])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_two_wires(bench, layer, y, dx):
    made = bench(layer, ((3,), (3,)), batch=1)
    for x, row in zip(made.x, WIRES, strict=True):
        x[...] = row
    assert made.forward().tolist() == y
    made.direction[...] = [[1, 10, 100]]
    assert tuple(each.tolist() for each in made.backward()) == dx


def test_a_factor_for_each_channel_scales_a_picture(bench):
    made = bench(Multiply(), ((1, 2, 2), (1, 1, 2)), batch=1)
    made.x[0][...] = [[[[1, 2], [3, 4]]]]
    made.x[1][...] = [[[[10, 100]]]]
    assert made.forward().tolist() == [[[[10, 200], [30, 400]]]]
    made.direction[...] = 1
    assert [dx.tolist() for dx in made.backward()] == [[[[[10, 100], [10, 100]]]], [[[[4, 6]]]]]


@pytest.mark.parametrize(
    ("layer", "one", "other"),
    [
        (Multiply(), [[0, 0], [0, 0], [1, 2], [9, 16]], [[0, 0], [1, 2], [1, 2], [9, 16]]),
        (Maximum(), [[0, 0], [1, 2], [1, 2], [3, 4]], [[0, 0], [1, 2], [1, 2], [3, 4]]),
        (Minimum(), [[0, 0], [0, 0], [1, 2], [3, 4]], [[0, 0], [1, 2], [1, 2], [3, 4]]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_padding_does_not_take_part(bench, numeric, layer, one, other):
    """One wire has a mask, then both; the numbers are those of Keras' own tests."""
    x = (np.array([[[0, 0], [1, 2], [0, 0], [3, 4.0]]]), np.array([[[0, 0], [0, 0], [1, 2], [3, 4.0]]]))
    masks = tuple(each.any(axis=2) for each in x)
    for given, y in (((masks[0], None), one), (masks, other)):
        made = bench(layer, ((4, 2), (4, 2)), batch=1, x=x, masks=given)
        assert made.forward().tolist() == [y]
    rng = np.random.default_rng(0)
    moved = tuple(each + rng.normal(size=each.shape) for each in x)
    made = bench(layer, ((4, 2), (4, 2)), batch=1, x=moved, masks=masks)
    expected = [numeric(made.loss, each) for each in made.x]
    made.forward()
    for found, wanted in zip(made.backward(), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-7)


def test_a_product_of_nothing_but_padding_is_0(bench):
    """As in Keras: Multiply puts 0 where a step is padding in all wires, whatever stands there."""
    mask = np.array([[True, False]])
    made = bench(
        Multiply(),
        ((2, 1), (2, 1)),
        batch=1,
        x=(np.full((1, 2, 1), 3.0), np.full((1, 2, 1), 5.0)),
        masks=(mask, mask),
    )
    assert made.forward().tolist() == [[[15.0], [0.0]]]
    made.direction[...] = 1
    assert [dx.tolist() for dx in made.backward()] == [[[[5.0], [0.0]]], [[[3.0], [0.0]]]]


@pytest.mark.parametrize("layer", [Subtract(), Multiply(), Average(), Maximum(), Minimum()])
def test_unequal_lengths_are_mended_by_units(layer):
    with pytest.raises(ShapeError, match=r"\(4,\) and wire 2 brings \(3,\)") as caught:
        layer.shape((4,), (3,))
    assert (caught.value.fix.units, caught.value.fix.wire) == (4, 1)
