"""Products in parts: how they are cut, and when it is left."""

from itertools import chain

import numpy as np
import pytest

from engine.layers.families.threads import (
    FEW,
    NUMBERS_WORTH,
    WORTH,
    across,
    cut,
    few_rows,
    product_parts,
    side_by_side,
)
from engine.parallel import set_threads, working


def test_parts_are_worth_a_thread_or_there_is_one():
    assert cut(100, -(-WORTH // 50)) == (slice(0, 50), slice(50, 100))
    assert cut(100, WORTH // 51 - 1) == (slice(0, 100),)
    assert cut(0, 10) == (slice(0, 0),)


def test_one_part_is_left_as_it_is():
    operations = [int, float]
    assert side_by_side([operations]) == (int, float)


def test_few_numbers_are_left_in_a_row():
    assert side_by_side([[int], [float, str]], NUMBERS_WORTH - 1) == (int, float, str)


def test_parts_are_one_operation_that_runs_all():
    done = []
    (operation,) = side_by_side([[lambda: done.append(1), lambda: done.append(2)], [lambda: done.append(3)]])
    operation()
    assert sorted(done) == [1, 2, 3]


@pytest.mark.parametrize("rows", [1, 3, FEW])
def test_few_rows_are_cut_by_what_they_read_with_the_same_bits_for_any_number_of_threads(rows):
    rng = np.random.default_rng(1)
    a, b = (rng.normal(size=shape).astype(np.float32) for shape in ((rows, 4099), (4099, 1031)))
    out, found = np.empty((rows, 1031), np.float32), []
    operations = few_rows(a, b, out, np.empty)
    assert len(operations) == 2  # The products of both parts, and their sum.
    for threads in (1, 2):
        set_threads(threads)
        with working():
            for operation in operations:
                operation()
        found.append(out.tobytes())
    set_threads(None)
    assert found[0] == found[1]
    np.testing.assert_allclose(out, a @ b, rtol=1e-3, atol=1e-3)


def test_few_rows_of_little_work_are_one_product():
    a, b, out = np.ones((2, 3)), np.ones((3, 4)), np.empty((2, 4))
    (operation,) = few_rows(a, b, out, np.empty)
    operation()
    assert out.tolist() == [[3] * 4] * 2


def test_the_larger_matrix_is_shared_out(monkeypatch):
    monkeypatch.setattr("engine.products.small_kernels", lambda: False)
    few, many, square = np.zeros((8, 16)), np.zeros((32, 16)), np.zeros((16, 16))
    assert across(few, square)
    assert not across(many, square)
    # Where a row of the left one is not contiguous, always.
    assert across(np.zeros((16, 32)).T, square)


@pytest.mark.parametrize("small_kernels", [True, False])
@pytest.mark.parametrize("sizes", [(64, 512, 512), (300, 784, 256), (66, 257, 1028)])
def test_parts_make_the_whole(monkeypatch, sizes, small_kernels):
    monkeypatch.setattr("engine.products.small_kernels", lambda: small_kernels)
    rows, n, units = sizes
    x, w, dy = (integers(*shape) for shape in ((rows, n), (n, units), (rows, units)))
    for a, b in ((x, w), (dy, w.T), (x.T, dy)):
        out = np.full((len(a), b.shape[1]), np.nan, np.float32)
        parts = product_parts(a, b, out)
        assert len(parts) == 2
        for operation in chain.from_iterable(parts):
            operation()
        np.testing.assert_array_equal(out, a @ b)


def integers(*shape):
    return np.random.default_rng(3).integers(-9, 9, shape).astype(np.float32)
