"""Muon: matrices by Newton-Schulz, all else by AdamW."""

import numpy as np
import pytest

from engine.optimizers.adamw import AdamW
from engine.optimizers.base import Block
from engine.optimizers.muon import Muon, newton_schulz

FACTORS = (3.4445, -4.7750, 2.0315)


def turned(matrix, steps):
    found, orthogonalize = newton_schulz(np.array(matrix), steps, FACTORS)
    orthogonalize()
    return found


def test_a_step_by_hand(run_of):
    # g = diag(3, 4) has the norm 5, so X = diag(0.6, 0.8), A = diag(0.36, 0.64).
    # One step with a = b = 1, c = 0: X + A X = diag(0.816, 1.312); the step is 0.5 * 0.2 * sqrt(2) of it.
    muon = Muon(
        learning_rate=0.5, nesterov=False, weight_decay=0.0, ns_steps=1, muon_a=1.0, muon_b=1.0, muon_c=0.0
    )
    run = run_of(muon, np.ones(4), (Block(0, 4, (2, 2)),))
    wanted = np.eye(2) * [0.816, 1.312] * 0.1 * np.sqrt(2)
    assert run.step(np.array([3.0, 0.0, 0.0, 4.0])) == pytest.approx(1 - wanted.reshape(-1), abs=1e-7)


def test_newton_schulz_as_keras_publishes_it():
    # keras/src/optimizers/muon_test.py, test_Newton_Schulz
    found = turned([[0.2499, 0.9105], [0.2655, 0.8824]], 5)
    np.testing.assert_allclose(found, [[-0.4422, 0.6457], [0.7285, 0.2968]], rtol=1e-3, atol=1e-3)


def test_a_step_as_keras_publishes_it(run_of):
    # keras/src/optimizers/muon_test.py, test_muon_single_step
    run = run_of(
        Muon(learning_rate=0.5, weight_decay=0.0), np.array([1.0, 2.0, 3.0, 4.0]), (Block(0, 4, (2, 2)),)
    )
    run.step(np.array([1.0, 6.0, 7.0, 2.0]))
    np.testing.assert_allclose(run.parameters, [0.988775, 1.887053, 2.873428, 3.97035], rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 7), (7, 1)], ids=str)
@pytest.mark.parametrize("steps", [5, 6])
def test_singular_values_come_near_one_and_directions_stay(shape, steps):
    matrix = np.random.default_rng(1).normal(size=shape)
    found = turned(matrix, steps)
    assert found.shape == shape
    u, _, v = np.linalg.svd(matrix, full_matrices=False)
    values = np.diagonal(u.T @ found @ v.T)
    np.testing.assert_allclose(found, u @ np.diag(values) @ v, atol=1e-12)
    assert (values > 0.6).all()
    assert (values < 1.3).all()


@pytest.mark.parametrize("nesterov", [True, False])
@pytest.mark.parametrize("shape", [(6, 4), (4, 6)], ids=str)
def test_against_the_formula(run_of, shape, nesterov):
    rng = np.random.default_rng(3)
    w, gradients = rng.normal(size=shape), rng.normal(size=(20, *shape))
    run = run_of(Muon(nesterov=nesterov), w.reshape(-1), (Block(0, w.size, shape),))
    m = np.zeros(shape)
    for g in gradients:
        run.step(g.reshape(-1))
        m = 0.95 * m + g
        x = g + 0.95 * m if nesterov else m
        x = x / (np.linalg.norm(x) + 1e-7)
        for _ in range(5):
            square = x @ x.T
            x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
        w = w - 0.001 * 0.004 * w
        w -= 0.001 * 0.2 * np.sqrt(6) * x
    np.testing.assert_allclose(run.parameters, w.reshape(-1), rtol=1e-9)


@pytest.mark.parametrize(
    ("block", "settings", "wanted"),
    [
        (Block(0, 6, (2, 3), "dense/Hidden/kernel"), {}, True),
        (Block(0, 6, (6,), "dense/Hidden/bias"), {}, False),
        (Block(0, 12, (1, 2, 2, 3), "conv2d/Eyes/kernel"), {}, False),
        (Block(0, 6, (2, 3), "embedding/Words/embeddings"), {}, False),
        (Block(0, 6, (2, 3), "embedding/Words/embeddings"), {"exclude_embeddings": False}, True),
        (Block(0, 6, (2, 3), "dense/Last layer/kernel"), {"exclude_layers": ("last",)}, False),
        (Block(0, 6, (2, 3), "dense/Hidden/kernel"), {"exclude_layers": ("last",)}, True),
    ],
    ids=str,
)
def test_which_weights_are_turned(block, settings, wanted):
    assert Muon(**settings).turns(block) is wanted


def test_what_is_no_matrix_is_adamws(run_of, gradients, start):
    # One number, a matrix of one row, two biases: the matrix does not touch its neighbours.
    muon = run_of(Muon(adam_lr_ratio=0.5), start, (Block(3, 5, (2,)), Block(1, 3, (1, 2))))
    # The decay is not halved with the rate.
    adamw = run_of(AdamW(learning_rate=0.0005, weight_decay=0.008), start)
    for gradient in gradients[:20]:
        muon.step(gradient)
        adamw.step(gradient)
    np.testing.assert_allclose(muon.parameters[[0, 3, 4]], adamw.parameters[[0, 3, 4]], rtol=1e-12)
    assert (np.abs(muon.parameters - adamw.parameters)[1:3] > 1e-4).all()


def test_a_matrix_of_which_nothing_flows_only_shrinks(run_of):
    run = run_of(Muon(), np.ones(4, np.float32), (Block(0, 4, (2, 2)),))
    assert run.step(np.zeros(4)) == pytest.approx(1 - 0.001 * 0.004)
