"""How many things there are, told by the column that is read."""

from __future__ import annotations

import pytest

from engine.analysis import Signature, analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Feed, Hints, ShapeError

KINDS = [("embedding", "input_dim", "things"), ("one_hot", "num_tokens", "tokens")]


@pytest.mark.parametrize(("kind", "name", "what"), KINDS)
def test_the_number_follows_from_the_column(kind: str, name: str, what: str) -> None:
    layer = LAYERS[kind](**{name: "auto"})
    assert getattr(layer.resolve(Hints(Feed(("island",), (1,), 4))), name) == 4
    for hints in (Hints(), Hints(Feed(("height",), (1,)))):
        with pytest.raises(ShapeError, match=f"The number of {what} follows from the column"):
            layer.resolve(hints)
    assert LAYERS[kind](**{name: 7}).resolve(Hints()) == LAYERS[kind](**{name: 7})


@pytest.mark.parametrize(("kind", "name", "what"), KINDS)
def test_it_is_known_right_behind_an_input(kind: str, name: str, what: str) -> None:
    graph = Graph.of(
        [
            Node("in", LAYERS["input"]()),
            Node("near", LAYERS[kind](**{name: "auto"})),
            Node("far", LAYERS[kind](**{name: "auto"})),
        ],
        [Edge("in", "near"), Edge("near", "far")],
    )
    facts = analyse(graph, Signature(inputs={"in": Feed(("island",), (1,), 4)})).facts
    assert getattr(facts["near"].layer, name) == 4
    problem = facts["far"].problem
    assert problem is not None
    assert f"The number of {what}" in problem.sentence
