"""Matrix products in pieces: the same numbers as in one, and pieces that suit BLAS."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import products
from engine.products import SMALL, long_product, pieces, product

SIZES = st.integers(1, 12)


def integers(*shape):
    return np.random.default_rng(3).integers(-9, 9, shape).astype(np.float32)


@settings(deadline=None)
@given(stack=st.lists(SIZES, max_size=1), rows=SIZES, depth=SIZES, columns=SIZES, turned=st.booleans())
def test_pieces_make_the_whole(stack, rows, depth, columns, turned):
    a = integers(*stack, depth, rows).swapaxes(-1, -2) if turned else integers(*stack, rows, depth)
    b, out = integers(*stack, depth, columns), np.full((*stack, rows, columns), np.nan, np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "small_kernels", lambda: True)
        patch.setattr(products, "pieces", lambda *_: (divisor(rows), divisor(columns)))
        product(a, b, out)()
    np.testing.assert_array_equal(out, a @ b)


def divisor(number):
    """The smallest above 1."""
    return next((each for each in range(2, number) if number % each == 0), number)


@settings(deadline=None)
@given(rows=SIZES, depth=st.integers(1, 300), columns=SIZES)
def test_long_sums_are_added_up(rows, depth, columns):
    a, b, out = integers(rows, depth), integers(depth, columns), np.empty((rows, columns), np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "small_kernels", lambda: True)
        patch.setattr(products, "SMALL", 100 * rows * columns)
        for operation in long_product(a, b, out, np.empty):
            operation()
    np.testing.assert_array_equal(out, a @ b)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        # Small enough as it is; narrow and long; of middling size; too deep; the right one too large to stay near.
        ((72, 32, 64), (72, 64)),
        ((36, 36, 2304), (36, 768)),
        ((784, 128, 512), (112, 64)),
        ((49, 4608, 512), (49, 512)),
        ((256, 1024, 1024), (256, 1024)),
        # No divisor would do.
        ((997, 500, 61), (997, 61)),
    ],
)
def test_pieces_for_shapes_that_were_measured(sizes, expected):
    assert pieces(*sizes, itemsize=4) == expected


@given(rows=st.integers(1, 5000), depth=st.integers(1, 1000), columns=st.integers(1, 5000))
def test_pieces_divide_and_are_small(rows, depth, columns):
    height, width = pieces(rows, depth, columns, itemsize=4)
    assert rows % height == 0
    assert columns % width == 0
    assert (height, width) == (rows, columns) or height * depth * width <= SMALL


def test_without_small_kernels_a_product_stays_whole(monkeypatch):
    monkeypatch.setattr(products, "small_kernels", lambda: False)
    a, b, out = integers(36, 36), integers(36, 2304), np.empty((36, 2304), np.float32)
    assert product(a, b, out).args[0] is a
