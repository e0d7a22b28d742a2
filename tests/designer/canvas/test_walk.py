import pytest

from designer.canvas.walk import step
from engine.design import Design
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS

DESIGN = Design(
    Graph.of(
        [Node(name, LAYERS["add"]()) for name in ("a", "b", "c", "d", "alone")],
        [Edge("a", "b"), Edge("a", "c"), Edge("b", "d"), Edge("c", "d")],
    ),
    {"a": (0.0, 0.0), "b": (200.0, -10.0), "c": (200.0, 110.0), "d": (400.0, 0.0), "alone": (390.0, 300.0)},
)


@pytest.mark.parametrize(
    ("current", "direction", "expected"),
    [
        (None, "right", "a"),
        ("gone", "left", "a"),
        ("a", "right", "b"),
        ("d", "left", "b"),
        ("a", "left", None),
        ("d", "right", None),
        ("b", "down", "c"),
        ("c", "up", "b"),
        ("b", "up", None),
        ("d", "down", "alone"),
        ("alone", "up", "d"),
    ],
)
def test_an_arrow_leads_along_the_wires(current, direction, expected):
    assert step(DESIGN, current, direction) == expected


def test_an_empty_canvas_leads_nowhere():
    assert step(Design(), None, "right") is None
