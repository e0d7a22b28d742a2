import random
import time

from hypothesis import given
from hypothesis import strategies as st

from designer.edits import GAP_X, NODE_HEIGHT, NODE_WIDTH
from designer.layout import tidy
from engine.design import Design
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS

ADD = LAYERS["add"]()


def network(edges, count=None):
    """Nodes 0, 1, ... joined by pairs of numbers."""
    edges = list(edges)
    count = count or max(max(pair) for pair in edges) + 1
    graph = Graph(
        tuple(Node(str(number), ADD) for number in range(count)),
        tuple(Edge(str(a), str(b)) for a, b in edges),
    )
    return Design(graph, {str(number): (0.0, 0.0) for number in range(count)})


def crossings(design, places):
    """Pairs of wires whose straight lines cross, for wires that share no end."""
    lines = [(places[edge.source], places[edge.target], edge) for edge in design.graph.edges]
    return sum(
        _cross(a, b, c, d)
        for number, (a, b, first) in enumerate(lines)
        for c, d, second in lines[number + 1 :]
        if not {first.source, first.target} & {second.source, second.target}
    )


def _cross(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def assert_readable(design, places):
    assert places.keys() == design.graph.by_id.keys()
    for edge in design.graph.edges:
        assert places[edge.target][0] - places[edge.source][0] >= NODE_WIDTH + GAP_X
    boxes = list(places.values())
    for number, (x, y) in enumerate(boxes):
        for ox, oy in boxes[number + 1 :]:
            assert abs(x - ox) >= NODE_WIDTH or abs(y - oy) >= NODE_HEIGHT


def test_nothing_has_no_places():
    assert tidy(Design()) == {}


def test_a_chain_is_a_straight_row():
    places = tidy(network([(0, 1), (1, 2), (2, 3)]))
    assert len({y for _, y in places.values()}) == 1
    assert [places[each][0] - places["0"][0] for each in "0123"] == [0.0, 264.0, 528.0, 792.0]


def test_a_shortcut_leaves_the_chain_straight():
    places = tidy(network([(0, 1), (1, 2), (2, 3), (0, 3), (3, 4)]))
    assert len({y for _, y in places.values()}) == 1


def test_branches_stand_beside_each_other_about_the_middle():
    places = tidy(network([(0, 1), (0, 2), (1, 3), (2, 3)]))
    assert places["1"][0] == places["2"][0]
    assert places["1"][1] + places["2"][1] == places["0"][1] + places["3"][1]


def test_crossed_wires_are_uncrossed():
    design = network([(0, 3), (1, 2), (2, 4), (3, 5), (6, 0), (6, 1)])
    assert crossings(design, tidy(design)) == 0


def test_parts_that_do_not_hang_together_stand_below_each_other():
    design = network([(0, 1), (1, 2), (3, 4)], count=6)
    places = tidy(design)
    assert_readable(design, places)
    assert places["3"][1] == places["4"][1] > places["0"][1]
    assert places["5"][1] > places["3"][1]


def test_a_late_source_stands_right_before_its_reader():
    places = tidy(network([(0, 1), (1, 2), (2, 3), (4, 3)]))
    assert places["4"][0] == places["2"][0]


def test_the_middle_stays_where_it_was():
    design = network([(0, 1), (1, 2)])
    design = design.replace(places={"0": (100.0, 900.0), "1": (300.0, 1100.0), "2": (500.0, 1000.0)})
    assert tidy(design)["1"] == (300.0, 1000.0)


def test_tidying_twice_changes_nothing():
    design = network([(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (3, 4)])
    once = tidy(design)
    assert tidy(design.replace(places=once)) == once


@given(st.integers(2, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_any_network_comes_out_readable_and_always_the_same(count, pairs):
    pairs = [(first % count, second % count) for first, second in pairs]
    edges = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    design = network(edges, count)
    places = tidy(design)
    assert_readable(design, places)
    assert tidy(design) == places


def test_a_thousand_nodes_are_no_matter_of_seconds():
    generator = random.Random(5)
    edges = {
        (generator.randrange(max(0, number - 12), number), number) for number in range(1, 1000) for _ in "ab"
    }
    design = network(sorted(edges))
    begin = time.process_time()
    places = tidy(design)
    assert time.process_time() - begin < 3.0
    assert len(places) == 1000


def test_a_chain_of_two_thousand_does_not_recurse():
    places = tidy(network([(number, number + 1) for number in range(1999)]))
    assert len({y for _, y in places.values()}) == 1
