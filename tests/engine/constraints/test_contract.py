"""What every constraint must do, tried on every sample of every kind."""

import json

import numpy as np
import pytest

from engine.constraints import CONSTRAINTS

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in CONSTRAINTS
    for number, sample in enumerate(CONSTRAINTS[kind].samples())
]
SHAPES = [(4, 3), (3, 2, 4), (5,)]


def kept(constraint, w):
    """`w` after its constraint, in an array of its own."""
    w = w.copy()
    for operation in constraint.bind(w, np.full_like(w, np.nan)):
        operation()
    return w


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("constraint", SAMPLES)
def test_what_is_within_bounds_stays(constraint, shape):
    w = np.random.default_rng(1).normal(size=shape)
    for _ in range(60):  # Some go half of the way at a time.
        w = kept(constraint, w)
    # Keras' 1e-7 beside each norm shrinks it by that much of 1 again.
    np.testing.assert_allclose(kept(constraint, w), w, rtol=1e-6)


@pytest.mark.parametrize("constraint", SAMPLES)
def test_zeros_are_no_trouble(constraint):
    assert not kept(constraint, np.zeros((3, 2))).any()


@pytest.mark.parametrize("constraint", SAMPLES)
def test_single_precision_stays_single(constraint):
    w = np.random.default_rng(1).normal(size=(4, 3))
    single = kept(constraint, w.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, kept(constraint, w), rtol=1e-5)


@pytest.mark.parametrize("constraint", SAMPLES)
def test_nothing_is_allocated_when_it_runs(assert_lean, constraint):
    w = np.random.default_rng(1).normal(size=(400, 100))
    assert_lean(constraint.bind(w, np.empty_like(w)))


@pytest.mark.parametrize("constraint", SAMPLES)
def test_settings_survive_a_file(constraint):
    assert CONSTRAINTS.load(json.loads(json.dumps(constraint.to_dict()))) == constraint


@pytest.mark.parametrize("kind", list(CONSTRAINTS))
def test_it_says_what_it_does(kind):
    line, rest = CONSTRAINTS[kind].help()
    assert line.endswith(".")
    assert "w = " in rest
