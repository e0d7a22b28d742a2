"""From a gradient to moved weights: each part against its formula, on a small network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.analysis import analyse
from engine.constraints.non_neg import NonNeg
from engine.constraints.unit_norm import UnitNorm
from engine.graph import Edge, Graph, Node
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output
from engine.network import Network
from engine.optimizers.adam import Adam
from engine.optimizers.sgd import Sgd
from engine.training.settings import TrainingSettings
from engine.training.updating import AVERAGE, GATHERED, Updater, groups

RATE = 0.1


def network(first: Dense | None = None, second: Dense | None = None) -> Network:
    """2 -> Dense 3 -> Dense 1 in float64, with weights of a seed."""
    graph = Graph.of(
        [
            Node("in", Input(dimensions=(2,))),
            Node("one", first or Dense(units=3)),
            Node("two", second or Dense(units=1)),
            Node("out", Output(task="regression", size=1)),
        ],
        [Edge("in", "one"), Edge("one", "two"), Edge("two", "out")],
    )
    built = Network.build(analyse(graph), seed=5, dtype=np.float64)
    built.parameters += 0.5  # Biases too are no longer zero.
    return built


def updater(made: Network, **changes: Any) -> Updater:
    return Updater(made, TrainingSettings(optimizer=Sgd(), **changes))


def test_gradients_of_several_batches_are_averaged_and_the_rest_of_an_epoch_is_not_lost():
    made = network()
    before, update = made.parameters.copy(), updater(made, accumulate=3)
    moved = []
    for number, value in enumerate([1.0, 2.0, 6.0, 5.0]):
        made.gradient[:] = value
        moved.append(update.take(RATE, last=number == 3))
    assert moved == [False, False, True, True]
    # The mean of 1, 2, 6 is 3; the last one stands alone.
    np.testing.assert_allclose(made.parameters, before - RATE * 3 - RATE * 5)
    assert update.steps == 2
    assert not update.slots[GATHERED].any()


def test_constraints_hold_after_every_step_and_for_the_average():
    second = Dense(units=1, kernel_constraint=UnitNorm(), bias_constraint=NonNeg())
    made = network(second=second)
    update = updater(made, average=0.5)
    for _ in range(3):
        made.gradient[:] = 20.0
        update.take(RATE, last=False)
        np.testing.assert_allclose(np.linalg.norm(made.weights["two"]["kernel"]), 1, rtol=1e-6)
        assert made.weights["two"]["bias"] == 0
    with update.averaged():
        assert made.weights["two"]["bias"] == 0


def test_clipping_by_value_then_by_norm():
    made = network()
    before, update = made.parameters.copy(), updater(made, clip_value=2.0, clip_norm=1.0)
    made.gradient[:] = 0.0
    made.gradient[:2] = [5.0, -7.0]
    update.take(RATE, last=False)
    # Cut to (2, -2), whose norm is 2 sqrt 2.
    np.testing.assert_allclose((before - made.parameters)[:2], RATE * np.array([1, -1]) / np.sqrt(2))


def test_clipping_weight_by_weight_leaves_short_gradients_alone():
    made = network()
    before, update = made.parameters.copy(), updater(made, clip_norm=1.0, clip_each=True)
    made.gradients["one"]["kernel"][...] = 4.0
    made.gradients["one"]["bias"][...] = 0.1
    update.take(RATE, last=False)
    moved = (before - made.parameters) / RATE
    np.testing.assert_allclose(np.linalg.norm(moved[:6]), 1.0)
    np.testing.assert_allclose(moved[6:9], 0.1)


@pytest.mark.parametrize("kind", ["decoupled", "L2"])
def test_decay_pulls_matrices_and_leaves_biases(kind):
    made = network()
    before, update = made.parameters.copy(), updater(made, weight_decay=0.2, decay_kind=kind)
    made.gradient[:] = 0.0
    update.take(RATE, last=False)
    # With plain SGD both kinds come to w (1 - rate decay).
    np.testing.assert_allclose(made.parameters[:6], before[:6] * (1 - RATE * 0.2))
    assert (made.parameters[6:9] == before[6:9]).all()


def test_decoupled_decay_is_not_divided_by_the_size_of_the_gradient():
    ends = {}
    for kind in ("decoupled", "L2"):
        made = network()
        settings = TrainingSettings(optimizer=Adam(), weight_decay=0.2, decay_kind=kind)
        made.gradient[:] = 100.0
        Updater(made, settings).take(0.001, last=False)
        ends[kind] = made.parameters
    assert not np.allclose(ends["decoupled"][:6], ends["L2"][:6])


def test_the_average_follows_the_weights_and_is_scored_in_their_place():
    made = network()
    start, update = made.parameters.copy(), updater(made, average=0.9)
    for _ in range(2):
        made.gradient[:] = 1.0
        update.take(RATE, last=False)
    # w = start - 0.1, start - 0.2; the average is start - 0.1, then start - 0.11.
    np.testing.assert_allclose(update.slots[AVERAGE], start - 0.11)
    now = made.parameters.copy()
    with update.averaged():
        np.testing.assert_allclose(made.parameters, start - 0.11)
    assert (made.parameters == now).all()
    update.settle()
    np.testing.assert_allclose(made.parameters, start - 0.11)


def test_an_average_that_was_not_kept_begins_at_the_weights_that_are_taken_up():
    made = network()
    update = updater(made, average=0.9)
    update.take_up(np.full_like(made.parameters, 3.0), {})
    assert (update.slots[AVERAGE] == 3).all()


def test_layers_learn_at_their_own_pace():
    made = network(first=Dense(units=3, rate_factor=0.5))
    before, update = made.parameters.copy(), updater(made)
    made.gradient[:] = 1.0
    update.take(RATE, last=False)
    moved = before - made.parameters
    np.testing.assert_allclose(moved[:9], RATE / 2)
    np.testing.assert_allclose(moved[9:], RATE)
    assert [group.factor for group in groups(made)] == [0.5, 1.0]


def test_blocks_say_whose_weight_they_are():
    (group,) = groups(network())
    assert [(block.start, block.stop, block.shape, block.path) for block in group.blocks] == [
        (0, 6, (2, 3), "dense/one/kernel"),
        (6, 9, (3,), "dense/one/bias"),
        (9, 12, (3, 1), "dense/two/kernel"),
        (12, 13, (1,), "dense/two/bias"),
    ]


def test_after_a_divergence_nothing_is_remembered():
    made = network()
    update = updater(made, accumulate=2, average=0.5)
    for _ in range(3):
        made.gradient[:] = 1.0
        update.take(RATE, last=False)
    update.restart()
    assert (update.steps, update.gathered) == (0, 0)
    assert not update.slots[GATHERED].any()
    assert (update.slots[AVERAGE] == made.parameters).all()


def test_a_network_whose_weights_are_all_frozen_has_nothing_to_move():
    made = network(Dense(units=3, trainable=False), Dense(units=1, trainable=False))
    assert updater(made).take(RATE, last=True)
    assert made.parameters.size == 0
