"""What is known of a graph before it runs: shapes, costs, and every problem as a sentence with a remedy."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Problem, Signature, analyse, nearest_dense, refusal, shapes
from engine.declare import AUTO
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Feed, Layer, Target

TWO_COLUMNS = Signature(
    {"in": Feed(("x", "y"), (2,))}, {"out": Target("multiclass", 3, ("a", "b", "c"), "kind")}
)


def layer(kind: str, **settings: object) -> Layer:
    return LAYERS[kind](**settings)


def chain(**layers: Layer) -> Graph:
    """Layers one after the other, by id."""
    return Graph.of(
        [Node(name, each) for name, each in layers.items()], [Edge(a, b) for a, b in pairwise(layers)]
    )


def usual(**middle: Layer) -> Graph:
    return chain(
        **{"in": layer("input"), **middle, "last": layer("dense", units=AUTO), "out": layer("output")}
    )


def test_a_sound_network_has_shapes_and_costs() -> None:
    relu = ACTIVATIONS["relu"]()
    found = analyse(usual(hidden=layer("dense", units=16, activation=relu)), TWO_COLUMNS)
    assert found.sound
    assert {node: fact.shape for node, fact in found.facts.items()} == {
        "in": (2,),
        "hidden": (16,),
        "last": (3,),
        "out": (3,),
    }
    assert found.parameters == (2 * 16 + 16) + (16 * 3 + 3)
    assert found.bytes == 4 * found.parameters
    assert found.multiply_adds == 2 * 16 + 16 * 3
    assert found.facts["hidden"].layer.kernel_initializer.kind() == "he_uniform"
    assert found.facts["last"].layer.kernel_initializer.kind() == "glorot_uniform"


def test_running_statistics_are_parameters_that_are_not_trained() -> None:
    fact = analyse(usual(norm=layer("batch_normalization")), TWO_COLUMNS).facts["norm"]
    assert (fact.parameters, fact.trainable) == (8, 4)


@pytest.mark.parametrize(
    ("task", "size", "activation", "loss"),
    [
        ("regression", 1, "linear", "mean_squared_error"),
        ("binary", 1, "sigmoid", "binary_crossentropy"),
        ("multiclass", 5, "softmax", "categorical_crossentropy"),
        ("count", 1, "exponential", "poisson"),
    ],
)
def test_the_output_and_the_last_layer_follow_the_target(
    task: str, size: int, activation: str, loss: str
) -> None:
    signature = Signature(TWO_COLUMNS.inputs, {"out": Target(task, size)})
    facts = analyse(usual(), signature).facts
    assert facts["last"].shape == (size,)
    assert facts["out"].layer.activation.kind() == activation
    assert facts["out"].layer.loss.kind() == loss


def test_without_data_every_node_says_what_it_waits_for() -> None:
    found = shapes(usual())
    assert all(isinstance(each, Problem) for each in found.values())
    assert "Open a table" in found["in"].sentence
    assert not found["in"].follows
    assert found["last"].follows


def test_shapes_set_by_hand_need_no_data() -> None:
    graph = chain(
        **{
            "in": layer("input", dimensions=(4, 4, 1)),
            "flat": layer("flatten"),
            "last": layer("dense", units=AUTO),
            "out": layer("output", task="regression", size=2),
        }
    )
    found = analyse(graph)
    assert found.sound
    assert found.shape("last") == (2,)


def test_a_stated_shape_that_the_table_does_not_give_is_one_problem_and_hides_nothing() -> None:
    graph = usual(flat=layer("flatten")).with_layer("in", layer("input", dimensions=(4, 4, 1)))
    found = analyse(graph, TWO_COLUMNS)
    assert [problem.node for problem in found.problems] == ["in"]
    assert not found.sound
    assert (found.shape("in"), found.shape("flat"), found.shape("last")) == ((4, 4, 1), (16,), (3,))
    assert found.parameters == 51


def test_a_mismatch_is_told_with_a_remedy_and_shadows_what_follows() -> None:
    graph = Graph.of(
        [
            Node("in", layer("input")),
            Node("a", layer("dense", units=4)),
            Node("b", layer("dense", units=5)),
            Node("sum", layer("add")),
            Node("last", layer("dense", units=AUTO)),
            Node("out", layer("output")),
        ],
        [
            Edge("in", "a"),
            Edge("in", "b"),
            Edge("a", "sum"),
            Edge("b", "sum"),
            Edge("sum", "last"),
            Edge("last", "out"),
        ],
    )
    found = analyse(graph, TWO_COLUMNS)
    first, second, third = found.problems
    assert first.node == "sum"
    assert "(4" in first.sentence
    assert "(5" in first.sentence
    assert first.fix is not None
    assert second.follows
    assert third.follows
    assert found.shape("b") == (5,)


def test_what_the_whole_network_lacks_is_said_first() -> None:
    graph = Graph((Node("input_1", LAYERS["input"]()), Node("dense_1", LAYERS["dense"]())))
    first = analyse(graph).problems[0]
    assert (first.node, first.sentence) == ("", "The network has no Output. Drag one from the palette.")


def test_wrong_units_before_the_output_can_be_mended() -> None:
    graph = chain(**{"in": layer("input"), "last": layer("dense", units=7), "out": layer("output")})
    (problem,) = analyse(graph, TWO_COLUMNS).problems
    assert problem.fix is not None
    assert problem.fix.units == AUTO
    assert nearest_dense(graph, "out") == "last"
    assert not problem.incompatible


def test_what_is_missing_as_a_whole_is_told() -> None:
    assert "empty" in analyse(Graph()).problems[0].sentence
    lonely = analyse(Graph.of([Node("d", layer("dense"))]), TWO_COLUMNS)
    sentences = " ".join(problem.sentence for problem in lonely.problems)
    for expected in ("no Input", "no Output", "no input", "Nothing reads"):
        assert expected in sentences


@pytest.mark.parametrize(
    ("wired", "sentence"),
    [
        ((), "ask has no wire to its input query"),
        (("query",), ""),
        (("query", "value"), ""),
        (("query", "value", "key"), ""),
        (("value",), "ask has no wire to its input query"),
        (("query", "key"), "ask reads key, which it can only do beside value. Draw a wire to value"),
    ],
)
def test_optional_inputs_may_be_left_from_the_last_one_on(wired: tuple[str, ...], sentence: str) -> None:
    graph = Graph.of(
        [Node("in", layer("input", dimensions=(4, 2))), Node("ask", layer("multi_head_attention"))],
        [Edge("in", "ask", target_port=port) for port in wired],
    )
    fact = analyse(graph).facts["ask"]
    assert fact.problem is None if not sentence else fact.problem and sentence in fact.problem.sentence
    assert fact.problem or fact.inputs == ((4, 2),) * len(wired)


def test_a_wire_is_refused_for_shapes_only_when_no_setting_would_mend_them() -> None:
    graph = Graph.of(
        [
            Node("in", layer("input", dimensions=(4, 2))),
            Node("wide", layer("dense", units=9)),
            Node("out", layer("output", task="regression", size=1)),
        ]
    )
    refused = refusal(graph, Edge("in", "out"))
    assert refused is not None
    assert refused.fix is not None
    assert refused.fix.insert is not None
    flat = graph.with_layer("in", layer("input", dimensions=(4,))).connect(Edge("in", "wide"))
    assert refusal(flat, Edge("wide", "out")) is None


def test_a_circle_is_refused_with_a_sentence() -> None:
    graph = usual(a=layer("dense"), b=layer("dense"))
    refused = refusal(graph, Edge("b", "a"))
    assert refused is not None
    assert "circle" in refused.sentence
