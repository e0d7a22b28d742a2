"""Elementwise operations in other forms: the same numbers as the plain ones."""

from __future__ import annotations

import numpy as np
import pytest

from engine.elementwise import ROW, at_least, at_most, is_positive, times, whole

SHAPES = [(), (0,), (3,), (7, 5), (2, ROW), (3, 5, ROW // 4), (ROW + 1,), (8209,)]


@pytest.fixture(params=[np.float32, np.float64])
def dtype(request: pytest.FixtureRequest) -> type:
    return request.param


@pytest.mark.parametrize("shape", SHAPES)
def test_limits_are_those_of_numpy(shape: tuple[int, ...], dtype: type) -> None:
    x = np.random.default_rng(1).normal(size=shape).astype(dtype)
    y = np.empty_like(x)
    at_least(x, -0.5, y)()
    np.testing.assert_array_equal(y, np.maximum(x, dtype(-0.5)))
    at_most(x, 0.25, x)()
    np.testing.assert_array_equal(x.max(initial=-9), min(0.25, x.max(initial=-9)))


def test_what_is_not_a_number_stays_so(dtype: type) -> None:
    x = np.array([np.nan, np.inf, -np.inf, -0.0], dtype)
    at_least(x, 0, x)()
    np.testing.assert_array_equal(x, [np.nan, np.inf, 0, 0])
    assert not np.signbit(x[1:]).any()


@pytest.mark.parametrize("shape", SHAPES)
def test_only_what_stands_where_the_gate_is_positive_is_kept(shape: tuple[int, ...], dtype: type) -> None:
    rng = np.random.default_rng(2)
    gate, x = (rng.normal(size=shape).astype(dtype) for _ in range(2))
    at_least(gate, 0, gate)()
    expected = np.where(gate > 0, x, 0)
    sign = np.empty(shape, whole(x.dtype))
    is_positive(gate, sign)()
    times(x, sign, x)()
    np.testing.assert_array_equal(x, expected)


def test_the_smallest_positive_number_is_positive(dtype: type) -> None:
    gate = np.array([np.finfo(dtype).smallest_subnormal, 0.0], dtype)
    y, sign = np.empty(2, dtype), np.empty(2, whole(gate.dtype))
    is_positive(gate, sign)()
    times(np.array([-3, -3], dtype), sign, y)()
    assert y.tolist() == [-3, 0]
