"""When values and slopes are in use: worked examples, and steps whose memory is spoilt when nobody should need it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import assume, given, settings

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer, Target
from engine.lifetimes import Lifetimes
from engine.network import Network
from engine.plan import Plan
from tests.engine.test_random_graphs import Bench, networks


def relu() -> Layer:
    return LAYERS["activation"]()


def dense(**settings: object) -> Layer:
    return LAYERS["dense"](units=4, **settings)


def chain(*wires: tuple[str, str], **layers: Layer) -> Analysis:
    """Four numbers, these layers one after the other, and four numbers out; and these wires besides."""
    every = {"in": LAYERS["input"](dimensions=(4,)), **layers, "out": LAYERS["output"]()}
    edges = [*pairwise(every), *wires]
    graph = Graph.of([Node(name, layer) for name, layer in every.items()], [Edge(a, b) for a, b in edges])
    return analyse(graph, Signature(outputs={"out": Target("regression", 4)}))


# --- worked examples -----------------------------------------------------------------------------------------


def test_a_value_is_in_use_until_its_last_reader() -> None:
    """Moments: in 0, a 1, b 2, out 3, the loss 4, and backward out 5, b 6, a 7."""
    found = Lifetimes(chain(a=dense(), b=dense()), training=True)
    assert (found.values["a"].first, found.values["a"].last) == (1, 6)
    assert (found.values["b"].first, found.values["b"].last) == (2, 5)
    slope = found.slopes[Edge("a", "b")]
    assert (slope.first, slope.last) == (6, 7)
    assert Edge("in", "a") not in found.slopes
    afterwards = Lifetimes(chain(a=dense(), b=dense()), training=False)
    assert (afterwards.values["a"].first, afterwards.values["a"].last) == (1, 2)
    assert not afterwards.slopes


def test_an_activation_writes_over_what_nobody_else_reads() -> None:
    found = Lifetimes(chain(a=dense(), b=relu(), c=dense()), training=True)
    assert found.values["a"] is found.values["b"]
    assert found.slopes[Edge("a", "b")] is found.slopes[Edge("b", "c")]
    tanh = dense(activation=ACTIVATIONS["tanh"]())
    found = Lifetimes(chain(a=tanh, b=relu(), c=dense()), training=True)
    assert found.values["a"] is not found.values["b"], "The gradient of tanh is told by a's output."
    found = Lifetimes(chain(("a", "c"), a=dense(), b=relu(), c=LAYERS["add"]()), training=False)
    assert found.values["a"] is not found.values["b"], "c reads both."


def test_inputs_and_predictions_are_never_written_over() -> None:
    found = Lifetimes(chain(a=relu(), b=LAYERS["dropout"]()), training=False)
    assert found.values["in"] is not found.values["a"]
    assert found.values["a"] is found.values["b"]
    assert found.values["b"] is not found.values["out"]
    assert found.values["in"].last == found.values["out"].last == found.end


def test_what_several_readers_hand_back_is_gathered_in_the_first_of_them() -> None:
    found = Lifetimes(chain(("a", "c"), a=dense(), b=dense(), c=LAYERS["add"]()), training=True)
    assert found.gathers["a"] == Edge("a", "c")
    assert found.slopes[Edge("b", "c")] is found.slopes[Edge("c", "out")], "The sum hands on what it gets."
    later = found.slopes[Edge("a", "b")]
    assert later.first == later.last == found.backward["b"]


def test_a_deep_chain_needs_few_buffers_to_predict() -> None:
    layers = {f"d{place}": dense() for place in range(40)}
    plan = Plan(Network(chain(**layers)), 1000, False, np.random.default_rng(0))
    row = 4 * 4
    assert plan.arena.memory.nbytes <= 4 * 1000 * row + 64 * 5


# --- memory spoilt -------------------------------------------------------------------------------------------


def run_spoilt(plan: Plan, parts: tuple[str, ...]) -> None:
    """Run stage by stage; before each, all memory is made NaN that nothing in use then lies in."""
    memory = plan.arena.memory
    for stage in plan.stages:
        if stage.part not in parts:
            continue
        idle = np.ones(len(memory), np.bool_)
        for block, span in plan.arena.spans.items():
            if block.first < stage.moment <= block.last:
                idle[span] = False
        memory[idle] = 0xFF
        plan.workspace.memory[...] = 0xFF
        for operation in stage.operations:
            operation()


@settings(max_examples=120)
@given(networks())
def test_nothing_is_read_outside_of_its_lifetime(analysis: Analysis) -> None:
    bench = Bench(analysis, rows=3)
    assume(np.isfinite(loss := bench.loss()) and loss < 1e3)
    expected = bench.gradient()
    predictions = {node: rows.copy() for node, rows in bench.plan.outputs.items()}
    bench.rewind()
    run_spoilt(bench.plan, ("forward", "loss", "backward"))
    np.testing.assert_array_equal(bench.network.gradient, expected)
    for node, rows in predictions.items():
        np.testing.assert_array_equal(bench.plan.outputs[node], rows)


@settings(max_examples=60)
@given(networks())
def test_nothing_is_read_outside_of_its_lifetime_in_a_prediction(analysis: Analysis) -> None:
    network = Network.build(analysis, seed=3, dtype=np.float64)
    plan = Plan(network, 3, False, np.random.default_rng(0))
    rng = np.random.default_rng(2)
    for buffer in plan.inputs.values():
        buffer[...] = rng.normal(size=buffer.shape)
    plan.forward()
    expected = {node: rows.copy() for node, rows in plan.outputs.items()}
    run_spoilt(plan, ("forward", "loss"))
    for node, rows in expected.items():
        np.testing.assert_array_equal(plan.outputs[node], rows)
