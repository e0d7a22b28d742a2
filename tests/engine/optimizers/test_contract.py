"""What every optimizer must do, tried on every sample of every kind."""

import json

import numpy as np
import pytest

from engine import parallel
from engine.declare import SettingError
from engine.optimizers import OPTIMIZERS
from engine.optimizers.base import Block

EVERY = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in OPTIMIZERS
    for number, sample in enumerate(OPTIMIZERS[kind].samples())
]
SAMPLES = [each for each in EVERY if not each.values[0].full_batch]
"""Those that a gradient is given to; what asks for the loss itself is tried in its own test."""
MATRIX = (Block(0, 4, (2, 2), "dense/Hidden/kernel"), Block(4, 5, (1,), "dense/Hidden/bias"))
"""What the five parameters are, for those that look at whole weights."""

RATES = {"adagrad": 0.5, "adadelta": 1.0}
"""Learning rates at which the slow ones get anywhere in a test; 0.02 for the others."""


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_it_finds_the_bottom_of_a_bowl(optimizer, run_of):
    run = run_of(optimizer.replace(learning_rate=RATES.get(optimizer.kind(), 0.02)), np.array([1.5, 0.5]))
    for _ in range(1500):
        run.step(run.parameters - np.array([1.0, 1.0]))
    np.testing.assert_allclose(run.parameters, 1, atol=0.02)


@pytest.mark.parametrize("rate", [0.0, -0.1, np.inf, np.nan, 11.0])
@pytest.mark.parametrize("kind", list(OPTIMIZERS))
def test_a_learning_rate_that_leads_nowhere_is_refused(kind, rate):
    with pytest.raises(SettingError, match=r"learning rate is .*, but must be from 1e-08 to 10"):
        OPTIMIZERS[kind](learning_rate=rate)


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_a_view_of_longer_vectors_is_moved_alike_and_nothing_else(optimizer, run_of, start, gradients):
    whole = run_of(optimizer, start, MATRIX)
    parameters, gradient = np.full(11, 7.0), np.full(11, 7.0)
    own = slice(3, 3 + start.size)
    parameters[own] = start
    slots = optimizer.make_slots(parameters)
    views = {name: slot[own] for name, slot in slots.items()}
    update = optimizer.bind(parameters[own], gradient[own], views, MATRIX)
    for count, each in enumerate(gradients[:20], 1):
        gradient[own] = each
        update(optimizer.learning_rate, count)
        whole.step(each)
    assert (parameters[own] == whole.parameters).all()
    for name, slot in slots.items():
        assert (slot[own] == whole.slots[name]).all()
        assert (np.delete(slot, np.arange(3, 8)) == optimizer.start(name)).all()
    assert (np.delete(parameters, np.arange(3, 8)) == 7).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_long_vectors_are_moved_piece_by_piece_alike(optimizer, run_of, start, gradients, monkeypatch):
    whole = run_of(optimizer, start)
    monkeypatch.setattr("engine.optimizers.base.PIECE", 2)
    pieces = run_of(optimizer, start)
    for gradient in gradients[:20]:
        whole.step(gradient)
        pieces.step(gradient)
    assert (pieces.parameters == whole.parameters).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_two_threads_move_the_same_bits(optimizer, run_of, start, gradients, monkeypatch):
    whole = run_of(optimizer, start)
    monkeypatch.setattr("engine.optimizers.base.SHARE", 1)
    with parallel.working():
        halves = run_of(optimizer, start)
        for gradient in gradients[:20]:
            whole.step(gradient)
            halves.step(gradient)
    assert (halves.parameters == whole.parameters).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_without_parameters_there_is_nothing_to_do(optimizer, run_of):
    assert run_of(optimizer, np.zeros(0)).step(np.zeros(0)).size == 0


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_resuming_goes_on_bit_for_bit(optimizer, run_of, start, gradients):
    whole = run_of(optimizer, start, MATRIX)
    for gradient in gradients:
        whole.step(gradient)
    half = run_of(optimizer, start, MATRIX)
    for gradient in gradients[:77]:
        half.step(gradient)
    rest = half.resumed()
    for gradient in gradients[77:]:
        rest.step(gradient)
    assert (rest.parameters == whole.parameters).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_the_rate_of_each_step_is_the_one_it_is_called_with(optimizer, run_of, start, gradients):
    run = run_of(optimizer, start, MATRIX)
    run.gradient[...] = gradients[0]
    run.update(0.0, 1)
    assert (run.parameters == start).all()


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_single_precision_follows_double(optimizer, run_of, start, gradients):
    double, single = run_of(optimizer, start, MATRIX), run_of(optimizer, start.astype(np.float32), MATRIX)
    for gradient in gradients[:20]:
        double.step(gradient)
        single.step(gradient.astype(np.float32))
    assert single.parameters.dtype == np.float32
    np.testing.assert_allclose(single.parameters, double.parameters, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_nothing_is_allocated_when_it_runs(optimizer, run_of, assert_lean, many_rows):
    blocks = (Block(0, many_rows - 10, (10, many_rows // 10 - 1)),)
    run = run_of(optimizer, np.ones(many_rows, np.float32), blocks)
    assert_lean([lambda: run.update(0.01, 1)])


@pytest.mark.parametrize("optimizer", EVERY)
def test_settings_survive_a_file(optimizer):
    assert OPTIMIZERS.load(json.loads(json.dumps(optimizer.to_dict()))) == optimizer


ADAM = {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
DEFAULTS = {
    "sgd": {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False},
    "rmsprop": {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "centered": False, "epsilon": 1e-7},
    "adam": {**ADAM, "amsgrad": False},
    "adamw": {**ADAM, "amsgrad": False, "weight_decay": 0.004},
    "nadam": ADAM,
    "adamax": ADAM,
    "adagrad": {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "adadelta": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
    "lion": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.99},
    # PyTorch's history is 100, which costs ten times as much memory and seldom gains.
    "lbfgs": {
        "learning_rate": 1.0,
        "iterations": 20,
        "history": 10,
        "tolerance_grad": 1e-7,
        "tolerance_change": 1e-9,
    },
    "muon": {
        "learning_rate": 0.001,
        "momentum": 0.95,
        "weight_decay": 0.004,
        "exclude_layers": [],
        "exclude_embeddings": True,
        "nesterov": True,
        "rms_rate": 0.2,
        "ns_steps": 5,
        "muon_a": 3.4445,
        "muon_b": -4.7750,
        "muon_c": 2.0315,
        "adam_lr_ratio": 1.0,
        "adam_beta_1": 0.9,
        "adam_beta_2": 0.999,
        "adam_weight_decay": 0.004,
        "epsilon": 1e-7,
    },
}


@pytest.mark.parametrize("kind", list(OPTIMIZERS))
def test_defaults_are_those_of_keras_or_for_lbfgs_those_of_pytorch(kind):
    assert OPTIMIZERS[kind]().to_dict() == {"kind": kind, **DEFAULTS[kind]}
