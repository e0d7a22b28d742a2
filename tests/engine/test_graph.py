"""The graph as a value: edits give a new one or raise an error of their own type."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ExplainedError
from engine.graph import (
    CycleError,
    DuplicateEdgeError,
    DuplicateNodeError,
    Edge,
    Graph,
    GraphError,
    Node,
    PortTakenError,
    UnknownNodeError,
    UnknownPortError,
)
from engine.layers.add import Add
from engine.layers.concatenate import Concatenate
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output


@pytest.fixture
def chain():
    """in -> hidden -> out"""
    return Graph.of(
        [Node("in", Input()), Node("hidden", Dense(), "First"), Node("out", Output())],
        [Edge("in", "hidden"), Edge("hidden", "out")],
    )


@pytest.fixture
def diamond():
    """in -> left, right -> join -> out"""
    return Graph.of(
        [
            Node("in", Input()),
            Node("left", Dense()),
            Node("right", Dense()),
            Node("join", Concatenate()),
            Node("out", Output()),
        ],
        [
            Edge("in", "left"),
            Edge("in", "right"),
            Edge("right", "join"),
            Edge("left", "join"),
            Edge("join", "out"),
        ],
    )


# --- looking -----------------------------------------------------------------------------------------------


def test_nodes_by_id(chain):
    assert len(chain) == 3
    assert "hidden" in chain
    assert "other" not in chain
    assert chain["hidden"].layer == Dense()
    assert (chain["hidden"].title, chain["in"].title) == ("First", "in")


def test_edges_at_a_node_keep_their_order(diamond):
    assert [edge.source for edge in diamond.edges_into["join"]] == ["right", "left"]
    assert [edge.target for edge in diamond.edges_from["in"]] == ["left", "right"]
    assert diamond.edges_from["out"] == ()


def test_sources_come_before_their_readers(diamond):
    assert diamond.order == ("in", "left", "right", "join", "out")
    backwards = Graph.of(diamond.nodes[::-1], diamond.edges)
    place = {node_id: number for number, node_id in enumerate(backwards.order)}
    assert all(place[edge.source] < place[edge.target] for edge in diamond.edges)


def test_what_depends_on_what(diamond):
    assert diamond.reachable("left") == {"left", "join", "out"}
    assert diamond.sources("left") == {"left", "in"}


def test_a_free_id_counts_on():
    graph = Graph.of([Node("dense_1", Dense()), Node("dense_3", Dense())])
    assert graph.free_id("dense") == "dense_2"
    assert graph.free_id("add") == "add_1"


def test_a_chain_of_two_thousand_layers_is_put_in_order():
    ids = [f"n{number}" for number in range(2000)]
    nodes = [Node(node_id, Dense()) for node_id in reversed(ids)]
    edges = [Edge(source, target) for source, target in pairwise(ids)]
    graph = Graph.of(nodes, edges)
    assert list(graph.order) == ids
    assert graph.reachable("n0") == set(ids)
    with pytest.raises(CycleError):
        graph.connect(Edge("n1999", "n0"))


# --- editing -----------------------------------------------------------------------------------------------


def test_an_edit_leaves_the_old_graph_as_it_was(chain):
    before = Graph.of(chain.nodes, chain.edges)
    chain.add(Node("new", Dense()))
    chain.remove(["hidden"])
    chain.disconnect(chain.edges)
    chain.with_name("hidden", "Other")
    chain.with_layer("hidden", Dense(units=3))
    assert chain == before


def test_adding(chain):
    graph = chain.add(Node("new", Dense()))
    assert [node.id for node in graph.nodes] == ["in", "hidden", "out", "new"]
    with pytest.raises(DuplicateNodeError, match="already a layer with the id 'new'"):
        graph.add(Node("new", Add()))


def test_removing_takes_the_wires_along(diamond):
    graph = diamond.remove(["left", "out"])
    assert [node.id for node in graph.nodes] == ["in", "right", "join"]
    assert graph.edges == (Edge("in", "right"), Edge("right", "join"))
    with pytest.raises(UnknownNodeError, match="no layer 'gone'"):
        diamond.remove(["left", "gone"])


def test_renaming(chain):
    assert chain.with_name("hidden", "Second")["hidden"].title == "Second"
    assert chain.with_name("hidden", "")["hidden"].title == "hidden"


def test_another_layer_keeps_the_wires_that_it_can_take(diamond):
    assert diamond.with_layer("left", Dense(units=3)).edges == diamond.edges
    as_output = diamond.with_layer("left", Output())
    assert [edge for edge in as_output.edges if "left" in (edge.source, edge.target)] == [Edge("in", "left")]


def test_another_layer_that_takes_one_wire_keeps_the_first(diamond):
    graph = diamond.with_layer("join", Dense())
    assert graph.edges_into["join"] == (Edge("right", "join"),)
    assert Graph.of(graph.nodes, graph.edges) == graph


def test_disconnecting_passes_over_what_is_not_there(chain):
    graph = chain.disconnect([Edge("in", "hidden"), Edge("in", "out")])
    assert graph.edges == (Edge("hidden", "out"),)


def test_connecting(chain):
    graph = chain.disconnect([Edge("hidden", "out")]).connect(Edge("in", "out"))
    assert graph.edges == (Edge("in", "hidden"), Edge("in", "out"))


@pytest.mark.parametrize(
    ("edge", "error", "sentence"),
    [
        (Edge("gone", "hidden"), UnknownNodeError, "no layer 'gone'"),
        (Edge("in", "gone"), UnknownNodeError, "no layer 'gone'"),
        (Edge("out", "hidden"), UnknownPortError, "out has no output"),
        (Edge("hidden", "in"), UnknownPortError, "in has no input"),
        (Edge("in", "hidden", "z"), UnknownPortError, "in has no output called 'z'"),
        (Edge("in", "hidden", "y", "z"), UnknownPortError, "First has no input called 'z'"),
        (Edge("in", "hidden"), DuplicateEdgeError, "First already reads in"),
        (Edge("in", "out"), PortTakenError, "out takes one wire and has it already"),
        (Edge("hidden", "hidden"), CycleError, "First cannot read itself"),
    ],
    ids=str,
)
def test_a_wire_that_cannot_be(chain, edge, error, sentence):
    with pytest.raises(error, match=sentence) as caught:
        chain.connect(edge)
    assert type(caught.value) is error
    assert isinstance(caught.value, ExplainedError)


def test_a_circle_names_both_ends():
    graph = Graph.of(
        [Node("a", Add(), "First sum"), Node("b", Dense()), Node("c", Add(), "Last sum")],
        [Edge("a", "b"), Edge("b", "c")],
    )
    with pytest.raises(CycleError, match="Last sum already depends on First sum"):
        graph.connect(Edge("c", "a"))


# --- checked from its parts --------------------------------------------------------------------------------


def test_parts_that_do_not_fit():
    a, b, join = Node("a", Dense()), Node("b", Dense()), Node("join", Add())
    with pytest.raises(DuplicateNodeError):
        Graph.of([a, a])
    with pytest.raises(UnknownNodeError):
        Graph.of([a], [Edge("a", "b")])
    with pytest.raises(UnknownPortError):
        Graph.of([a, b], [Edge("a", "b", "out")])
    with pytest.raises(PortTakenError, match="b takes one wire"):
        Graph.of([a, join, b], [Edge("a", "b"), Edge("join", "b")])
    with pytest.raises(DuplicateEdgeError):
        Graph.of([a, join], [Edge("a", "join"), Edge("a", "join")])
    with pytest.raises(CycleError, match="run in a circle"):
        Graph.of([a, b], [Edge("a", "b"), Edge("b", "a")])


IDS = "abcdef"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=25))
def test_whatever_is_connected_stays_acyclic_and_ordered(pairs):
    graph = Graph.of([Node(node_id, Add()) for node_id in IDS])
    for source, target in pairs:
        try:
            graph = graph.connect(Edge(source, target))
        except GraphError:
            wished = [*graph.edges, Edge(source, target)]
            with pytest.raises(GraphError):
                Graph.of(graph.nodes, wished)
    place = {node_id: number for number, node_id in enumerate(graph.order)}
    assert len(place) == len(IDS)
    assert all(place[edge.source] < place[edge.target] for edge in graph.edges)
    assert Graph.of(graph.nodes, graph.edges) == graph
