"""Where the first number that is none was born: every place it can be, told by name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Signature, analyse
from engine.cause import Cause, find_cause, spoilt_weights
from engine.declare import setting
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Cell, Layer, Step, Target, call, number
from engine.network import Network
from engine.parallel import chain, split
from engine.plan import Plan

TANH = ACTIVATIONS["tanh"]()


@dataclass(frozen=True)
class Faulty(Layer):
    """y = x, but for a division by zero in one of its passes, hidden in parts that run side by side."""

    forward: bool = setting(True, "Forward, else backward.")

    def bind(self, cell: Cell) -> Step:
        """Copies; 1 / 0 in the pass that is at fault."""
        y, dx, dy = cell.y, cell.dx[0], cell.dy
        assert dy is not None
        assert dx is not None
        forward, backward = [call(np.copyto, y, cell.x[0])], [call(np.copyto, dx, dy)]
        at_fault, array = (forward, y) if self.forward else (backward, dx)
        zero = number(0, y)
        at_fault.append(
            split(
                [
                    chain([call(np.abs, y[:1], y[:1]), call(np.divide, array[:1], zero, array[:1])]),
                    call(np.copyto, array[1:], array[1:].copy()),
                ]
            )
        )
        return Step(tuple(forward), tuple(backward))


def made(**layers: Layer) -> tuple[Network, Plan]:
    """Three numbers, a Dense, these layers, two numbers out; a training plan of four random rows."""
    every = {
        "in": LAYERS["input"](dimensions=(3,)),
        "first": LAYERS["dense"](units=3, activation=TANH),
        **layers,
        "last": LAYERS["dense"](units=2),
        "out": LAYERS["output"](),
    }
    nodes = [Node(name, layer, name.capitalize()) for name, layer in every.items()]
    graph = Graph.of(nodes, [Edge(a, b) for a, b in pairwise(every)])
    network = Network.build(analyse(graph, Signature(outputs={"out": Target("regression", 2)})), seed=1)
    plan = Plan(network, 4, True, np.random.default_rng(5))
    rng = np.random.default_rng(0)
    plan.inputs["in"][...] = rng.normal(size=(4, 3))
    plan.targets["out"][...] = rng.normal(size=(4, 2))
    return network, plan


def step(plan: Plan) -> None:
    with np.errstate(all="ignore"):
        plan.forward()
        plan.loss()
        plan.backward()


def test_a_step_that_goes_well_has_no_cause() -> None:
    network, plan = made(norm=LAYERS["batch_normalization"](), drop=LAYERS["dropout"]())
    step(plan)
    before = network.gradient.copy(), network.state.copy()
    assert find_cause(network, plan.inputs, plan.targets) is None
    np.testing.assert_array_equal(network.gradient, before[0])
    np.testing.assert_array_equal(network.state, before[1])


@pytest.mark.parametrize("forward", [True, False])
def test_the_operation_is_found_inside_a_layer(forward: bool) -> None:
    network, plan = made(fault=Faulty(forward=forward))
    step(plan)
    found = find_cause(network, plan.inputs, plan.targets)
    assert found == Cause("fault", "forward" if forward else "backward", "inf", "divide")
    words = "on the way forward" if forward else "the gradient that Fault hands back"
    assert words in found.sentence(network.graph)
    assert "divided by zero" in found.sentence(network.graph)


def test_what_overflows_is_told_by_its_layer() -> None:
    network, plan = made(second=LAYERS["dense"](units=3), third=LAYERS["dense"](units=3))
    network.weights["second"]["kernel"][...] = 1e20
    network.weights["third"]["kernel"][...] = 1e20
    step(plan)
    found = find_cause(network, plan.inputs, plan.targets)
    assert found is not None
    assert (found.node, found.part, found.operation) == ("third", "forward", "dot")
    assert "a sum grew too large" in found.sentence(network.graph)


def test_a_loss_can_be_the_first() -> None:
    network, plan = made()
    plan.targets["out"][0, 0] = 1e30
    step(plan)
    found = find_cause(network, plan.inputs, plan.targets)
    assert found is not None
    assert (found.node, found.part, found.number) == ("out", "loss", "inf")


def test_penalties_can_be_the_first() -> None:
    network, plan = made(second=LAYERS["dense"](units=3, l2=0.1, trainable=True))
    network.weights["second"]["kernel"][...] = 1e20
    network.weights["first"]["kernel"][...] = 0
    step(plan)
    found = find_cause(network, plan.inputs, plan.targets)
    assert found is not None
    assert (found.node, found.part) == ("", "loss")
    assert "the loss of the penalties" in found.sentence(network.graph)


@pytest.mark.parametrize(
    ("part", "node", "words"),
    [
        ("rows", "in", "in the rows that In was given"),
        ("truth", "out", "in the truth that Out was compared with"),
        ("weights", "last", "in the weights of Last, where the step before had left it"),
    ],
)
def test_what_was_wrong_before_is_told(part: str, node: str, words: str) -> None:
    network, plan = made()
    array: Any = {
        "rows": plan.inputs["in"],
        "truth": plan.targets["out"],
        "weights": network.weights["last"]["bias"],
    }[part]
    array[..., 0] = np.nan
    step(plan)
    found = find_cause(network, plan.inputs, plan.targets)
    assert found is not None
    assert (found.node, found.part, found.number, found.operation) == (node, part, "nan", "")
    assert words in found.sentence(network.graph)


def test_a_step_too_large_is_told_after_the_update() -> None:
    network, _ = made()
    assert spoilt_weights(network) is None
    network.weights["first"]["kernel"][0, 0] = np.inf
    found = spoilt_weights(network)
    assert found == Cause("first", "update", "inf")
    assert "the step too large" in found.sentence(network.graph)


def test_running_statistics_are_no_excuse_for_what_spoilt_them() -> None:
    """The step that overflows before a normalization leaves its statistics infinite too."""
    network, plan = made(second=LAYERS["dense"](units=3), norm=LAYERS["batch_normalization"]())
    network.weights["first"]["bias"][...] = 9
    network.weights["second"]["kernel"][...] = 3e38
    step(plan)
    assert not np.isfinite(network.state).all()
    found = find_cause(network, plan.inputs, plan.targets)
    assert found is not None
    assert (found.node, found.part) == ("second", "forward")
    assert spoilt_weights(network) == Cause("norm", "forward", found.number)


def test_the_same_numbers_are_dropped_out_again() -> None:
    """Only where a Dropout lets a number pass, the next layer overflows: the search must see what the step saw."""
    network, plan = made(drop=LAYERS["dropout"](rate=0.9), second=LAYERS["dense"](units=3))
    network.weights["second"]["kernel"][...] = 0
    network.weights["second"]["kernel"][0] = 3e38
    network.weights["first"]["kernel"][...] = 0
    network.weights["first"]["bias"][...] = 9
    told = []
    for _ in range(12):
        noise = plan.rng.bit_generator.state
        step(plan)
        finite = bool(np.isfinite(plan.outputs["out"]).all())
        found = find_cause(network, plan.inputs, plan.targets, noise=noise)
        assert (found is None or found.part != "forward") == finite
        told.append(finite)
    assert 0 < sum(told) < 12
