"""What every activation must do, tried on every sample of every kind."""

import json

import numpy as np
import pytest

from engine.activations import ACTIVATIONS

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in ACTIVATIONS
    for number, sample in enumerate(ACTIVATIONS[kind].samples())
]
FROM_OUTPUT = [param for param in SAMPLES if not param.values[0].needs_input]
ELEMENTWISE = [param for param in SAMPLES if param.values[0].elementwise]
EXTREMES = [-1000, -100, -50, -20, -3.5, -1e-30, 0, 1e-30, 3.5, 20, 50, 100, 1000]


@pytest.fixture
def x():
    return np.random.default_rng(5).normal(0, 3, (4, 2, 5))


@pytest.fixture
def dy():
    return np.random.default_rng(6).normal(size=(4, 2, 5))


@pytest.mark.parametrize("activation", SAMPLES)
def test_gradient(activation, run_activation, numeric, x, dy):
    wanted = numeric(lambda: float(np.sum(activation.value(x) * dy)), x)
    _, dx = run_activation(activation, x, dy, in_place=False)
    np.testing.assert_allclose(dx, wanted, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("activation", FROM_OUTPUT)
def test_in_place_gives_the_same_bits(activation, run_activation, x, dy):
    y, dx = run_activation(activation, x.copy(), dy.copy(), in_place=False)
    y_there, dx_there = run_activation(activation, x.copy(), dy.copy(), in_place=True)
    assert (y == y_there).all()
    assert (dx == dx_there).all()


@pytest.mark.parametrize("activation", SAMPLES)
def test_the_gradient_needs_no_more_than_is_said(activation, run_activation, x, dy):
    _, dx = run_activation(activation, x, dy, in_place=False)
    x, y, again = x.copy(), np.empty_like(x), np.empty_like(x)
    step = activation.bind(x, y, dy, again)
    for operation in step.forward:
        operation()
    x[...] = x if activation.needs_input else np.nan
    y[...] = y if activation.needs_output else np.nan
    for operation in step.backward:
        operation()
    assert (dx == again).all()


@pytest.mark.parametrize("activation", SAMPLES)
def test_the_gradient_may_overwrite_what_it_comes_from(activation, run_activation, x, dy):
    _, dx = run_activation(activation, x, dy.copy(), in_place=False)
    y = np.empty_like(x)
    step = activation.bind(x, y, dy, dy)
    for operation in (*step.forward, *step.backward):
        operation()
    assert (dx == dy).all()


@pytest.mark.parametrize("activation", SAMPLES)
def test_forward_alone_gives_the_same_bits(activation, run_activation, x, dy):
    y, _ = run_activation(activation, x, dy, in_place=False)
    assert (activation.value(x) == y).all()
    assert activation.bind(x, y).backward == ()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", SAMPLES)
def test_extremes_stay_finite_and_quiet(activation, run_activation, dtype):
    x = np.array([EXTREMES], dtype)
    y, dx = run_activation(activation, x, np.ones_like(x), in_place=False)
    assert y.dtype == dx.dtype == dtype
    assert np.isfinite(y).all()
    assert np.isfinite(dx).all()


@pytest.mark.parametrize("activation", SAMPLES)
def test_single_precision_is_as_good_as_it_can_be(activation, x):
    np.testing.assert_allclose(
        activation.value(x.astype(np.float32)), activation.value(x), rtol=2e-5, atol=1e-6
    )


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_an_elementwise_curve_and_its_slope(activation, numeric):
    x = np.linspace(-4.05, 4.05, 28)
    wanted = numeric(lambda: float(activation.value(x).sum()), x)
    np.testing.assert_allclose(activation.slope(x), wanted, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(activation.value(x[:1]), activation.value(x)[:1])


@pytest.mark.parametrize("activation", SAMPLES)
def test_nothing_is_allocated_when_it_runs(activation, assert_lean, many_rows):
    x, dy = np.zeros((2, many_rows, 3), np.float32)
    step = activation.bind(x, np.empty_like(x), dy, dy)
    assert_lean((*step.forward, *step.backward))


@pytest.mark.parametrize("activation", SAMPLES)
def test_settings_survive_a_file(activation):
    assert ACTIVATIONS.load(json.loads(json.dumps(activation.to_dict()))) == activation


@pytest.mark.parametrize("activation", SAMPLES)
def test_its_bounds_are_never_left_and_no_wider_than_they_must_be(activation):
    low, high = activation.bounds
    y = activation.value(np.array([[x, -x, 0.5 * x, 0.0] for x in EXTREMES]))
    assert low <= y.min() <= y.max() <= high
    assert not np.isfinite(low) or y.min() < low + 0.01
    assert not np.isfinite(high) or y.max() > high - 0.01
