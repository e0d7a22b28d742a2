"""Long networks are folded into rows that can be seen at once."""

from __future__ import annotations

from designer.edits import NODE_HEIGHT, NODE_WIDTH
from designer.folding import LONGEST, fold
from designer.layout import COLUMN, tidy
from engine.design import Design, Place
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.networks import NETWORKS

ADD = LAYERS["add"]()


def chain(count: int, *more: tuple[int, int]) -> Graph:
    pairs = [*((number, number + 1) for number in range(count - 1)), *more]
    return Graph.of((Node(str(n), ADD) for n in range(count)), (Edge(str(a), str(b)) for a, b in pairs))


def folded(graph: Graph) -> dict[str, Place]:
    return fold(graph, tidy(Design(graph, dict.fromkeys(graph.by_id, (0.0, 0.0)))))


def rows(places: dict[str, Place]) -> dict[float, list[str]]:
    found: dict[float, list[str]] = {}
    for node_id, (_, y) in places.items():
        found.setdefault(y, []).append(node_id)
    return found


def test_a_short_network_stays_in_a_row() -> None:
    assert len(rows(folded(chain(LONGEST)))) == 1
    assert fold(Graph(), {}) == {}


def test_a_long_chain_is_written_like_a_text() -> None:
    places = folded(chain(60))
    found = rows(places)
    assert len(found) > 3
    assert [int(each) for _, row in sorted(found.items()) for each in row] == list(range(60))
    for row in found.values():
        xs = [places[each][0] for each in row]
        assert xs == [xs[0] + COLUMN * step for step in range(len(row))]
        assert xs[0] == places["0"][0]


def test_rows_are_cut_where_one_wire_alone_crosses() -> None:
    graph = chain(60, *((start, start + 5) for start in range(0, 54, 6)))
    places = folded(graph)
    row_of = {each: y for y, row in rows(places).items() for each in row}
    for edge in graph.edges:
        if row_of[edge.source] != row_of[edge.target]:
            assert int(edge.target) == int(edge.source) + 1


def test_what_is_never_narrow_stays_one_row() -> None:
    graph = chain(40, *((number, number + 2) for number in range(38)))
    assert (
        max(x for x, _ in folded(graph).values()) - min(x for x, _ in folded(graph).values()) == 39 * COLUMN
    )


def test_the_deepest_known_network_fits_a_window_and_covers_no_box() -> None:
    graph = NETWORKS["resnet152"]().graph()
    places = list(folded(graph).values())
    xs, ys = zip(*places, strict=True)
    assert 1.0 < (max(xs) - min(xs)) / (max(ys) - min(ys)) < 3.0
    boxes = sorted(places)
    for place, (x, y) in enumerate(boxes):
        for ox, oy in boxes[place + 1 :]:
            if ox - x >= NODE_WIDTH:
                break
            assert abs(y - oy) >= NODE_HEIGHT
