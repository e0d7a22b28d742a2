import pytest

from designer.canvas.face import count_text, face, port_text, spoken, tooltip
from engine.activations import ACTIVATIONS
from engine.analysis import Signature, analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Feed, Target

SIGNATURE = Signature(
    {"in": Feed(("length", "depth"), (2,))},
    {"out": Target("multiclass", 3, ("Adelie", "Chinstrap", "Gentoo"), "species")},
)
GRAPH = Graph.of(
    [
        Node("in", LAYERS["input"](), "Input"),
        Node("hidden", LAYERS["dense"](units=16, activation=ACTIVATIONS["relu"](), bias=False), "Hidden"),
        Node("last", LAYERS["dense"](units="auto"), "Last"),
        Node("out", LAYERS["output"](), "Output"),
    ],
    [Edge("in", "hidden"), Edge("hidden", "last"), Edge("last", "out")],
)
ANALYSIS = analyse(GRAPH, SIGNATURE)


def shown(node_id, analysis=ANALYSIS):
    problem = analysis.facts[node_id].problem
    return face(GRAPH[node_id], analysis, problem)


def test_a_dense_shows_units_activation_and_what_is_unusual():
    seen = shown("hidden")
    assert seen.line == "16 · ReLU · no bias"
    assert (seen.shape, seen.cost) == ("(16)", "32 params")
    assert not seen.problem


def test_automatic_units_show_their_number():
    assert shown("last").line == "3 auto"


def test_an_input_shows_its_columns_and_an_output_its_target():
    assert shown("in").line == "length, depth"
    assert shown("out").line == "species · 3 classes"


def test_an_input_names_the_columns_behind_its_features():
    names = ("island=Biscoe", "island=Dream", "mass", "ratio=a/b", "sex=female", "sex=male")
    wide = analyse(GRAPH, Signature({"in": Feed(names, (6,))}, SIGNATURE.outputs))
    assert shown("in", wide).line == "island, mass, ratio=a/b, sex"


def test_without_a_table_it_says_so():
    bare = analyse(GRAPH)
    seen = shown("in", bare)
    assert seen.line == "no columns yet"
    assert "No table is loaded" in seen.problem
    assert not seen.follows
    assert shown("hidden", bare).follows
    assert shown("out", bare).line == "no target yet"


@pytest.mark.parametrize("kind", list(LAYERS))
def test_every_kind_has_a_face_and_a_tooltip(kind):
    for sample in LAYERS[kind].samples():
        inputs = [
            Node(f"in{number}", LAYERS["input"](dimensions=shape))
            for number, shape in enumerate(sample.shapes)
        ]
        ports = [port.name for port in sample.layer.inputs]
        edges = [
            Edge(node.id, "it", target_port=ports[min(number, len(ports) - 1)])
            for number, node in enumerate(inputs)
        ]
        graph = Graph.of([*inputs, Node("it", sample.layer)], edges)
        analysis = analyse(graph)
        seen = face(graph["it"], analysis, None)
        assert seen.name == "it"
        assert len(seen.line) < 80
        assert seen.shape.startswith("(")
        assert sample.layer.help()[0] in tooltip(graph["it"], analysis, None)
        assert spoken(graph["it"], seen).startswith("it, ")


def twins(**changes):
    """Two Dense layers that share the first one's weights."""
    first = LAYERS["dense"](units=4, **changes)
    graph = Graph.of(
        [
            Node("in", LAYERS["input"](dimensions=(3,))),
            Node("one", first, "First"),
            Node("two", first.replace(weights_of="one"), "Second"),
            Node("join", LAYERS["add"]()),
        ],
        [Edge("in", "one"), Edge("in", "two"), Edge("one", "join"), Edge("two", "join")],
    )
    return graph, analyse(graph)


def test_a_layer_that_shares_says_whose_weights_it_uses():
    graph, analysis = twins()
    seen = face(graph["two"], analysis, None)
    assert (seen.line, seen.cost) == ("4", "weights of First")
    assert "Uses the weights of First" in tooltip(graph["two"], analysis, None)
    assert face(graph["one"], analysis, None).cost == "16 params"


def test_a_frozen_layer_and_those_that_share_its_weights_are_marked():
    graph, analysis = twins(trainable=False)
    for node_id in ("one", "two"):
        seen = face(graph[node_id], analysis, None)
        assert seen.frozen
        assert seen.line == "4"
        assert ", frozen" in spoken(graph[node_id], seen)
        assert "Frozen: training leaves" in tooltip(graph[node_id], analysis, None)
    assert not face(graph["in"], analysis, None).frozen


@pytest.mark.parametrize(
    ("kind", "shape", "settings", "line"),
    [
        ("conv2d", (8, 8, 3), {"filters": 32, "activation": ACTIVATIONS["relu"]()}, "32 · 3×3 · ReLU"),
        ("conv2d", (8, 8, 3), {"filters": 64, "kernel_size": (7, 7), "strides": (2, 2)}, "64 · 7×7 /2"),
        (
            "conv2d",
            (8, 8, 3),
            {"filters": 64, "kernel_size": (5,), "padding": "same"},
            "64 · 5×5 · same",
        ),
        ("conv1d", (8, 3), {"filters": 16, "strides": (2,)}, "16 · 3 wide /2"),
        ("max_pooling2d", (8, 8, 3), {}, "2×2"),
        ("max_pooling2d", (8, 8, 3), {"pool_size": (3, 3), "strides": (2, 2)}, "3×3 /2"),
        ("lstm", (8, 3), {"units": 64}, "64 · tanh"),
        ("batch_normalization", (4,), {}, ""),
    ],
)
def test_a_box_says_what_tells_a_layer_from_others(kind, shape, settings, line):
    graph = Graph.of(
        [Node("in", LAYERS["input"](dimensions=shape)), Node("it", LAYERS[kind](**settings))],
        [Edge("in", "it")],
    )
    assert face(graph["it"], analyse(graph), None).line == line


def test_a_tooltip_names_the_classes():
    said = tooltip(GRAPH["out"], ANALYSIS, None)
    assert "Adelie, Chinstrap, Gentoo" in said
    assert "species" in said


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (99_999, "99,999"), (123_456, "123 k"), (25_636_712, "25.6 M"), (7_000_000_000, "7 G")],
)
def test_counts_fit_on_a_box(number, text):
    assert count_text(number) == text


def test_of_several_ports_each_has_a_name():
    node = Node("ask", LAYERS["multi_head_attention"](), "Ask")
    assert port_text(node, "in", "query") == "Ask: query"
    assert port_text(node, "in", "value") == "Ask: value (may be left without a wire)"
    assert port_text(node, "out", "y") == ""
