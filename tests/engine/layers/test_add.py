"""Add, worked by hand, and the shape rule of all layers that join wires number by number."""

import pytest

from engine.layers.add import Add
from engine.layers.base import ShapeError


def test_three_wires(bench):
    made = bench(Add(), ((2,), (2,), (2,)), batch=1)
    for x, row in zip(made.x, ([1, 2], [10, 20], [100, 200]), strict=True):
        x[...] = [row]
    assert made.forward().tolist() == [[111, 222]]
    made.direction[...] = [[5, 6]]
    assert [dx.tolist() for dx in made.backward()] == [[[5, 6]]] * 3


def test_a_number_for_each_channel_is_repeated(bench):
    made = bench(Add(), ((2, 1, 2), (1, 1, 2)), batch=1)
    made.x[0][...] = [[[[1, 2]], [[3, 4]]]]
    made.x[1][...] = [[[[10, 20]]]]
    assert made.forward().tolist() == [[[[11, 22]], [[13, 24]]]]
    made.direction[...] = [[[[1, 2]], [[3, 4]]]]
    assert [dx.tolist() for dx in made.backward()] == [[[[[1, 2]], [[3, 4]]]], [[[[4, 6]]]]]


@pytest.mark.parametrize(
    ("shapes", "joined"),
    [
        (((4, 3), (3,)), (4, 3)),
        (((1, 3), (4, 1)), (4, 3)),
        (((2,), (5, 1, 1)), (5, 1, 2)),
    ],
)
def test_lengths_of_one_fit_any_other(shapes, joined):
    assert Add().shape(*shapes) == joined


def test_unequal_lengths_name_both_and_the_units_that_mend_it():
    with pytest.raises(ShapeError, match=r"\(16,\) and wire 3 brings \(8,\)") as caught:
        Add().shape((16,), (16,), (8,))
    assert (caught.value.fix.units, caught.value.fix.wire) == (16, 2)


@pytest.mark.parametrize(
    ("shapes", "wire"),
    [(((4,), (2, 2)), 1), (((2, 2), (4,)), 0)],
    ids=["second is square", "first is square"],
)
def test_a_square_and_a_line_are_mended_by_a_flatten(shapes, wire):
    with pytest.raises(ShapeError) as caught:
        Add().shape(*shapes)
    fix = caught.value.fix
    mended = [fix.insert.shape(shape) if place == fix.wire else shape for place, shape in enumerate(shapes)]
    assert fix.wire == wire
    assert Add().shape(*mended) == (4,)


def test_shapes_beyond_a_remedy_offer_none():
    with pytest.raises(ShapeError) as caught:
        Add().shape((2, 3), (3, 2, 5))
    assert caught.value.fix is None
