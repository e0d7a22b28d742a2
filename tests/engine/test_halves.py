"""Steps in halves: what a plan gives, random numbers whatever the threads, and where they are chosen."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from engine import halves
from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.cause import find_cause
from engine.graph import Edge, Graph, Node
from engine.halves import Halves, suits
from engine.layers import LAYERS
from engine.layers.base import Layer, Target
from engine.losses import LOSSES
from engine.network import Network
from engine.parallel import set_threads, working
from engine.plan import Plan

RATE = 0.4


@pytest.fixture(autouse=True)
def small_steps_too(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(halves, "LEAST", 0)
    yield
    set_threads(None)


def dense(units: int, **settings: object) -> Layer:
    return LAYERS["dense"](units=units, activation=ACTIVATIONS["tanh"](), **settings)


def branched(rate: float = 0.0, first: Layer | None = None, reduction: str = "mean") -> Analysis:
    """Penalties, weights that are shared, layers that merge, noise, and two Outputs."""
    loss = LOSSES["categorical_crossentropy"](reduction=reduction)
    nodes = [
        Node("a", LAYERS["input"](dimensions=(4,))),
        Node("b", LAYERS["input"](dimensions=(2, 2))),
        Node("flat", LAYERS["flatten"]()),
        Node("d1", first or dense(5, l2=0.1)),
        Node("d2", dense(5, weights_of="d1" if first is None else "")),
        Node("sum", LAYERS["add"]()),
        Node("joint", LAYERS["concatenate"]()),
        Node("drop", LAYERS["dropout"](rate=rate)),
        Node("last1", LAYERS["dense"](units=3)),
        Node("last2", LAYERS["dense"](units=2)),
        Node("o1", LAYERS["output"](task="multiclass", size=3, weight=0.5, loss=loss)),
        Node("o2", LAYERS["output"](task="regression", size=2)),
    ]
    wires = [("a", "d1"), ("b", "flat"), ("flat", "d2"), ("d1", "sum"), ("d2", "sum"), ("d1", "joint")]
    wires += [("sum", "joint"), ("joint", "drop"), ("drop", "last1"), ("sum", "last2")]
    wires += [("last1", "o1"), ("last2", "o2")]
    graph = Graph.of(nodes, [Edge(source, target) for source, target in wires])
    return analyse(graph, Signature(outputs={"o1": Target("multiclass", 3), "o2": Target("regression", 2)}))


def filled(step: Plan | Halves) -> Plan | Halves:
    """With the same random rows every time."""
    rng = np.random.default_rng(3)
    for buffer in step.inputs.values():
        buffer[...] = rng.normal(size=buffer.shape)
    step.targets["o1"][...] = np.eye(3)[rng.integers(0, 3, step.batch)]
    step.targets["o2"][...] = rng.normal(size=(step.batch, 2))
    for buffer in step.row_weights.values():
        buffer[...] = rng.uniform(0, 2, step.batch)
    return step


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("batch", [2, 6, 7])
def test_a_step_is_that_of_a_plan(batch: int, weighted: bool) -> None:
    found = []
    for kind in (Plan, Halves):
        network = Network.build(branched(), seed=1, dtype=np.float64)
        rng = np.random.default_rng(0)
        more = (True,) if kind is Plan else ()
        step = filled(kind(network, batch, *more, rng, weighted))  # type: ignore[arg-type]
        loss = step.step()
        step.forward()
        assert step.loss() == loss
        network.gradient.fill(np.nan)
        step.backward()
        found.append((loss, network.gradient, *step.outputs.values()))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_dropout_is_the_same_with_any_number_of_threads_and_differs_between_the_halves() -> None:
    found = []
    for threads in (1, 2):
        set_threads(threads)
        network = Network.build(branched(RATE), seed=1)
        step = filled(Halves(network, 6, np.random.default_rng(0)))
        for buffer in step.inputs.values():
            buffer[3:] = buffer[:3]
        with working():
            losses = [step.step() for _ in range(3)]
        found.append((losses, network.gradient.tobytes()))
        assert len(set(losses)) == 3
        (prediction,) = (said for node, said in step.outputs.items() if node == "o1")
        assert not np.allclose(prediction[:3], prediction[3:])
    assert found[0] == found[1]


def test_the_random_numbers_of_the_second_half_are_as_far_away_as_numpy_would_have_them() -> None:
    first, second = np.random.PCG64(7), np.random.PCG64(7)
    second.advance(halves.AWAY)
    assert second.state == first.jumped().state


def test_the_cause_of_an_infinite_number_is_looked_for_with_the_numbers_that_were_dropped() -> None:
    network = Network.build(branched(RATE), seed=1)
    rng = np.random.default_rng(0)
    noise = rng.bit_generator.state
    step = filled(network.plan(6, training=True, rng=rng))
    assert isinstance(step, Halves)
    network.weights["last1"]["bias"][...] = 3e38
    network.weights["last1"]["kernel"][...] = 1e38
    assert not np.isfinite(step.step())
    cause = find_cause(network, step.inputs, step.targets, noise=noise)
    assert cause is not None
    assert (cause.node, cause.part) == ("last1", "forward")


def test_each_half_fetches_its_rows() -> None:
    network = Network.build(branched(), seed=1)
    step = filled(Halves(network, 7, np.random.default_rng(0)))
    assert isinstance(step, Halves)
    loss, rows = step.step(), {node_id: buffer.copy() for node_id, buffer in step.inputs.items()}
    fetched = []

    def fill(part: slice) -> None:
        fetched.append(part)
        for node_id, buffer in step.inputs.items():
            buffer[part] = rows[node_id][part]

    for buffer in step.inputs.values():
        buffer.fill(np.nan)
    step.fill = fill
    assert [step.step(), step.step()] == [loss, loss]
    assert fetched == [slice(0, 3), slice(3, 7)]


def test_nothing_is_kept_by_a_step() -> None:
    network = Network.build(branched(RATE), seed=1)
    step = filled(Halves(network, 6, np.random.default_rng(0)))
    step.step()
    tracemalloc.start()
    for _ in range(3):
        step.step()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(50):
        step.step()
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert kept < 1000


def test_they_are_made_where_rows_are_apart_and_there_is_enough_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert suits(branched(), 8)
    assert not suits(branched(), 1)
    assert not suits(branched(first=dense(5, activity_l2=0.1)), 8)
    assert not suits(branched(first=LAYERS["batch_normalization"]()), 8)
    assert not suits(branched(reduction="sum"), 8)
    assert not isinstance(Network(branched()).plan(8, training=False), Halves)
    monkeypatch.setattr(halves, "LEAST", 1e6)
    assert not suits(branched(), 8)
    monkeypatch.setattr(halves, "LEAST", 0)
    monkeypatch.setattr(halves, "PARAMETERS", 10)
    assert not suits(branched(), 8)
