"""The compiled step: whole graphs against numeric gradients, shared memory, and nothing allocated."""

from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.feeding import Feeds, TrainingData
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Feed, Layer, Target
from engine.losses import LOSSES
from engine.network import Network, UnsoundError
from engine.plan import Plan
from engine.training.loop import train
from engine.training.messages import RunEnded
from engine.training.settings import TrainingSettings


def layer(kind: str, **settings: object) -> Layer:
    return LAYERS[kind](**settings)


def branched(activity: float = 0.0) -> Analysis:
    """Two inputs, a fork, a sum, a joint, a view, penalties and two outputs of different tasks."""
    tanh = ACTIVATIONS["tanh"]()
    graph = Graph.of(
        [
            Node("a", layer("input", dimensions=(2, 3))),
            Node("b", layer("input", dimensions=(4,))),
            Node("flat", layer("flatten")),
            Node("d1", layer("dense", units=5, activation=tanh, l2=0.03, bias_l1=0.01, activity_l2=activity)),
            Node("d2", layer("dense", units=5, activation=tanh, l1=0.02, bias_l2=0.05, activity_l1=activity)),
            Node("sum", layer("add")),
            Node("joint", layer("concatenate")),
            Node("last1", layer("dense", units=3)),
            Node("last2", layer("dense", units=2)),
            Node("o1", layer("output", weight=0.7)),
            Node("o2", layer("output", loss=LOSSES["huber"]())),
        ],
        [
            Edge("a", "flat"),
            Edge("flat", "d1"),
            Edge("b", "d2"),
            Edge("d1", "sum"),
            Edge("d2", "sum"),
            Edge("sum", "joint"),
            Edge("d1", "joint"),
            Edge("flat", "joint"),
            Edge("joint", "last1"),
            Edge("sum", "last2"),
            Edge("last1", "o1"),
            Edge("last2", "o2"),
        ],
    )
    return analyse(graph, Signature(outputs={"o1": Target("multiclass", 3), "o2": Target("regression", 2)}))


def filled(network: Network, rows: int, training: bool, weighted: bool = False) -> Plan:
    """A plan with the same random rows every time."""
    rng = np.random.default_rng(3)
    plan = network.plan(rows, training, weighted=weighted)
    for buffer in plan.inputs.values():
        buffer[...] = rng.normal(size=buffer.shape)
    plan.targets["o1"][...] = np.eye(3)[rng.integers(0, 3, rows)]
    plan.targets["o2"][...] = rng.normal(size=(rows, 2))
    return plan


def test_the_penalty_on_outputs_is_that_of_the_mean_row_and_of_training_alone() -> None:
    network = Network.build(branched(0.04), seed=1, dtype=np.float64)
    network.parameters += 0.1
    found = loss_of(filled(network, 6, training=True))
    plain = filled(network, 6, training=False)
    without = loss_of(plain)
    outputs = {}
    for node in ("d1", "d2"):
        kernel, bias = (network.weights[node][name] for name in ("kernel", "bias"))
        source = plain.inputs["a" if node == "d1" else "b"].reshape(6, -1)
        outputs[node] = np.tanh(source @ kernel + bias)
    activity = 0.04 * (outputs["d1"] ** 2).sum() / 6 + 0.04 * np.abs(outputs["d2"]).sum() / 6
    np.testing.assert_allclose(found - without, activity)


class NoJudge:
    """Scores nothing."""

    def scores(self, predictions: object, targets: object) -> dict[str, float]:
        return {}


def loss_of(plan: Plan) -> float:
    plan.forward()
    return plan.loss()


@pytest.mark.parametrize("activity", [0.0, 0.03])
def test_gradient_of_a_branched_network_is_the_numeric_one(activity: float) -> None:
    network = Network.build(branched(activity), seed=1, dtype=np.float64)
    plan = filled(network, 6, training=True)
    loss_of(plan)
    plan.backward()
    analytic = network.gradient.copy()
    numeric = np.empty_like(analytic)
    for place, value in enumerate(network.parameters.copy()):
        network.parameters[place] = value + 1e-6
        above = loss_of(plan)
        network.parameters[place] = value - 1e-6
        below = loss_of(plan)
        network.parameters[place] = value
        numeric[place] = (above - below) / 2e-6
    np.testing.assert_allclose(analytic, numeric, rtol=1e-6, atol=1e-8)


def test_a_step_can_be_run_again_with_the_same_result() -> None:
    network = Network.build(branched(), seed=1)
    plan = filled(network, 6, training=True)
    found = []
    for _ in range(3):
        found.append(loss_of(plan))
        plan.backward()
        found.append(network.gradient.tobytes())
    assert found[:2] == found[2:4] == found[4:]


def test_weights_of_rows_are_laid_out_only_where_asked_for() -> None:
    network = Network.build(branched(), seed=1)
    plain, weighted = network.plan(6, training=True), network.plan(6, training=True, weighted=True)
    assert plain.row_weights == {}
    assert {node: each.tolist() for node, each in weighted.row_weights.items()} == {
        "o1": [1] * 6,
        "o2": [1] * 6,
    }
    assert loss_of(filled(network, 6, training=True)) == loss_of(
        filled(network, 6, training=True, weighted=True)
    )


def test_rows_without_weight_teach_nothing() -> None:
    """A batch whose last rows weigh nothing has the gradient of the others, as if they were part of the mean."""
    network = Network.build(branched(), seed=1, dtype=np.float64)
    whole, part = (filled(network, rows, training=True, weighted=True) for rows in (6, 4))
    for plan in (whole, part):
        for node, other in (*part.inputs.items(), *part.targets.items()):
            (plan.inputs | plan.targets)[node][:4] = other
    found = []
    for plan, weight in ((whole, 1.5), (part, 1.0)):
        for weights in plan.row_weights.values():
            weights[...] = 0
            weights[:4] = weight
        loss_of(plan)
        plan.backward()
        found.append(network.gradient.copy())
    np.testing.assert_allclose(*found)


def tagger(**settings: object) -> Analysis:
    """A word in, a class out, for every step of a sequence; word 0 only fills up. `settings` are the loss's."""
    loss = LOSSES["categorical_crossentropy"](**settings)
    graph = Graph.of(
        [
            Node("in", layer("input", dimensions=(4,))),
            Node("words", layer("embedding", input_dim=9, output_dim=3, mask_zero=True)),
            Node("d", layer("dense", units=2)),
            Node("out", layer("output", task="multiclass", size=2, each_step=True, loss=loss)),
        ],
        [Edge("in", "words"), Edge("words", "d"), Edge("d", "out")],
    )
    return analyse(graph)


@pytest.mark.parametrize(
    ("weighted", "reduction", "divisor", "slope"),
    [
        (False, "mean", 3, 1),
        (True, "mean", 3, 1),
        (True, "weighted mean", 6, 1),
        # What is shown is the mean over all eight steps, also those that fill up.
        (True, "sum", 8, 8),
    ],
)
def test_steps_that_only_fill_up_count_nothing_in_the_loss(
    weighted: bool, reduction: str, divisor: int, slope: int
) -> None:
    """The loss is the mean over real steps, each by the weight of its row."""
    network = Network.build(tagger(reduction=reduction), seed=1, dtype=np.float64)
    plan = network.plan(2, training=True, weighted=weighted)
    plan.inputs["in"][...] = [[3, 5, 0, 0], [8, 0, 0, 0]]
    plan.targets["out"][...] = np.eye(2)[[[1, 0, 0, 0], [1, 0, 0, 0]]]
    if weighted:
        plan.row_weights["out"][...] = [1, 4]
    found = loss_of(plan)
    said = plan.outputs["out"]
    last = (4 if weighted else 1) * np.log(said[1, 0, 1])
    assert found == pytest.approx(-(np.log(said[0, 0, 1]) + np.log(said[0, 1, 0]) + last) / divisor)
    plan.backward()
    numeric = []
    for place, value in enumerate(network.parameters.copy()):
        sides = []
        for step in (1e-6, -1e-6):
            network.parameters[place] = value + step
            sides.append(loss_of(plan))
        network.parameters[place] = value
        numeric.append((sides[0] - sides[1]) / 2e-6)
    np.testing.assert_allclose(network.gradient, slope * np.array(numeric), rtol=1e-6, atol=1e-8)


def test_a_view_shares_its_inputs_memory() -> None:
    network = Network.build(branched(), seed=1)
    plan = filled(network, 6, training=False)
    flat = plan._values["flat"]
    assert np.shares_memory(flat, plan.inputs["a"])
    assert flat.shape == (6, 6)


def test_training_and_inference_plans_agree_without_dropout() -> None:
    network = Network.build(branched(), seed=1)
    assert loss_of(filled(network, 6, training=True)) == loss_of(filled(network, 6, training=False))


def test_a_step_allocates_nothing() -> None:
    network = Network.build(branched(), seed=1)
    plan = filled(network, 65_536, training=True)
    loss_of(plan)
    plan.backward()
    numpy_only = tracemalloc.DomainFilter(inclusive=True, domain=np.lib.tracemalloc_domain)
    tracemalloc.start()
    try:
        before = tracemalloc.take_snapshot().filter_traces([numpy_only])
        tracemalloc.reset_peak()
        level = tracemalloc.get_traced_memory()[0]
        for _ in range(20):
            plan.forward()
            plan.loss()
            plan.backward()
        peak = tracemalloc.get_traced_memory()[1]
        after = tracemalloc.take_snapshot().filter_traces([numpy_only])
    finally:
        tracemalloc.stop()
    assert sum(s.size for s in after.statistics("filename")) == sum(
        s.size for s in before.statistics("filename")
    )
    # The smallest activation of this batch is 524 kB. numpy broadcasts through a buffer of at most 8,192 numbers.
    assert peak - level < 48_000


def test_predict_splits_rows_without_changing_them() -> None:
    network = Network.build(branched(), seed=1)
    rng = np.random.default_rng(0)
    inputs = {
        "a": rng.normal(size=(1_100, 2, 3)).astype(np.float32),
        "b": rng.normal(size=(1_100, 4)).astype(np.float32),
    }
    whole = network.predict(inputs)
    last = network.predict({node: rows[-3:] for node, rows in inputs.items()})
    assert whole["o1"].shape == (1_100, 3)
    np.testing.assert_allclose(whole["o1"][-3:], last["o1"], rtol=1e-5)
    np.testing.assert_allclose(whole["o1"].sum(axis=1), 1, rtol=1e-5)


def test_a_new_layer_leaves_the_first_weights_of_others_alone() -> None:
    signature = Signature({"in": Feed(("x", "y"), (2,))}, {"out": Target("regression", 1)})
    nodes = [Node("in", layer("input")), Node("d", layer("dense", units=3)), Node("out", layer("output"))]
    short = Graph.of(
        [*nodes, Node("e", layer("dense", units="auto"))], [Edge("in", "d"), Edge("d", "e"), Edge("e", "out")]
    )
    longer = short.disconnect([Edge("d", "e")]).add(Node("f", layer("dense", units=3)))
    longer = longer.connect(Edge("d", "f")).connect(Edge("f", "e"))
    first = Network.build(analyse(short, signature), seed=5)
    second = Network.build(analyse(longer, signature), seed=5)
    for node in ("d", "e"):
        np.testing.assert_array_equal(first.weights[node]["kernel"], second.weights[node]["kernel"])
    other = Network.build(analyse(short, signature), seed=6)
    assert not np.array_equal(first.weights["d"]["kernel"], other.weights["d"]["kernel"])


def test_a_graph_with_problems_is_refused_with_its_sentence() -> None:
    with pytest.raises(UnsoundError, match="canvas is empty"):
        Network(analyse(Graph()))


def test_a_chain_of_two_thousand_layers_runs_and_learns() -> None:
    count = 2_000
    nodes = [Node("in", layer("input"))]
    nodes += [Node(f"d{i}", layer("dense", units=8)) for i in range(count)]
    nodes += [Node("last", layer("dense", units="auto")), Node("out", layer("output"))]
    edges = [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)]
    signature = Signature({"in": Feed(("x", "y"), (2,))}, {"out": Target("regression", 1)})
    network = Network.build(analyse(Graph.of(nodes, edges), signature), seed=0, dtype=np.float64)
    plan = network.plan(2, training=True)
    plan.inputs["in"][...] = 1
    plan.targets["out"][...] = 1
    loss_of(plan)
    plan.backward()
    assert np.isfinite(network.gradient).all()
    assert np.abs(network.gradients["last"]["bias"]).max() > 0
    rng = np.random.default_rng(0)
    rows = Feeds({"in": rng.normal(size=(40, 2))}, {"out": np.ones((40, 1))}, np.arange(40))
    kept = network.weights["last"]["bias"].copy()
    messages = list(train(network, TrainingData(rows, rows, NoJudge()), TrainingSettings(epochs=2)))  # type: ignore[arg-type]
    assert isinstance(messages[-1], RunEnded)
    assert network.weights["last"]["bias"] != kept
