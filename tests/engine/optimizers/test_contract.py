"""What every optimizer must do, tried on every sample of every kind."""

import json

import numpy as np
import pytest

from engine.optimizers import OPTIMIZERS

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in OPTIMIZERS
    for number, sample in enumerate(OPTIMIZERS[kind].samples())
]


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_it_finds_the_bottom_of_a_bowl(optimizer, run_of):
    run = run_of(optimizer.replace(learning_rate=0.02), np.array([3.0, -2.0]))
    for _ in range(1000):
        run.step(run.parameters - np.array([1.0, 1.0]))
    np.testing.assert_allclose(run.parameters, 1, atol=0.02)


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_resuming_goes_on_bit_for_bit(optimizer, run_of, start, gradients):
    whole = run_of(optimizer, start)
    for gradient in gradients:
        whole.step(gradient)
    half = run_of(optimizer, start)
    for gradient in gradients[:77]:
        half.step(gradient)
    rest = half.resumed()
    for gradient in gradients[77:]:
        rest.step(gradient)
    assert (rest.parameters == whole.parameters).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_the_rate_of_each_step_is_the_one_it_is_called_with(optimizer, run_of, start, gradients):
    run = run_of(optimizer, start)
    run.gradient[...] = gradients[0]
    run.update(0.0, 1)
    assert (run.parameters == start).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_single_precision_follows_double(optimizer, run_of, start, gradients):
    double, single = run_of(optimizer, start), run_of(optimizer, start.astype(np.float32))
    for gradient in gradients[:20]:
        double.step(gradient)
        single.step(gradient.astype(np.float32))
    assert single.parameters.dtype == np.float32
    np.testing.assert_allclose(single.parameters, double.parameters, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_nothing_is_allocated_when_it_runs(optimizer, run_of, assert_lean, many_rows):
    run = run_of(optimizer, np.ones(many_rows, np.float32))
    assert_lean([lambda: run.update(0.01, 1)])


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_settings_survive_a_file(optimizer):
    assert OPTIMIZERS.load(json.loads(json.dumps(optimizer.to_dict()))) == optimizer


@pytest.mark.parametrize(
    ("kind", "defaults"),
    [
        ("sgd", {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False}),
        (
            "rmsprop",
            {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "centered": False, "epsilon": 1e-7},
        ),
        ("adam", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        (
            "adamw",
            {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "weight_decay": 0.004},
        ),
    ],
)
def test_defaults_are_those_of_keras(kind, defaults):
    assert OPTIMIZERS[kind]().to_dict() == {"kind": kind, **defaults}
