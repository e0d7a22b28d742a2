from designer.canvas.compatibility import accepts, open_inputs, open_outputs
from engine.analysis import analyse, refusal
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS

GRAPH = Graph.of(
    [
        Node("input", LAYERS["input"](dimensions=(4,))),
        Node("picture", LAYERS["input"](dimensions=(2, 2))),
        Node("one", LAYERS["dense"](units=4)),
        Node("two", LAYERS["dense"](units=4)),
        Node("add", LAYERS["add"]()),
        Node("output", LAYERS["output"](task="regression", size=4)),
    ],
    [Edge("input", "one"), Edge("one", "add")],
)


def test_open_inputs_are_those_that_the_engine_would_not_refuse():
    analysis = analyse(GRAPH)
    for node in GRAPH.nodes:
        if not node.layer.outputs:
            continue
        found = open_inputs(GRAPH, analysis, (node.id, "y"))
        for other in GRAPH.nodes:
            for port in other.layer.inputs:
                refused = refusal(GRAPH, Edge(node.id, other.id, "y", port.name))
                assert ((other.id, port.name) in found) == (refused is None), (node.id, other.id)


def test_open_outputs_are_those_that_the_engine_would_not_refuse():
    analysis = analyse(GRAPH)
    found = open_outputs(GRAPH, analysis, ("add", "x"))
    expected = {
        (node.id, "y")
        for node in GRAPH.nodes
        if node.layer.outputs and refusal(GRAPH, Edge(node.id, "add")) is None
    }
    assert found == expected
    assert ("input", "y") in found
    assert ("picture", "y") not in found


def test_a_source_of_unknown_shape_may_be_wired_anywhere():
    graph = Graph.of([Node("input", LAYERS["input"]()), Node("dense", LAYERS["dense"]())])
    assert open_inputs(graph, analyse(graph), ("input", "y")) == {("dense", "x")}


def test_a_layer_accepts_what_its_settings_could_be_made_to_fit():
    assert accepts(LAYERS["add"](), ((4,), (4,)))
    assert not accepts(LAYERS["add"](), ((4,), (2, 2)))
    assert accepts(LAYERS["output"](task="regression", size=3), ((4,),))
