"""A layer of another version keeps its place, its wires and its settings."""

from __future__ import annotations

import pytest

from engine.analysis import analyse
from engine.declare import SettingError
from engine.files.placeholder import Placeholder, load_layer
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS

FOREIGN = {"kind": "warp", "factor": 0.1, "big": 2**70, "list": [1, {"a": None}], "text": "Größe"}


def test_a_known_layer_is_loaded_as_itself() -> None:
    dense = LAYERS["dense"](units=5)
    assert load_layer(dense.to_dict(), ["x"]) == dense


def test_an_unknown_layer_says_what_it_is_and_gives_its_settings_back() -> None:
    layer = load_layer(FOREIGN, ["a", "b", "a"], ["y"])
    assert isinstance(layer, Placeholder)
    assert layer.to_dict() == FOREIGN
    assert [port.name for port in layer.inputs] == ["a", "b"]
    assert [port.name for port in layer.outputs] == ["y"]
    assert layer == load_layer(FOREIGN, ["a", "b"], ["y"])
    assert hash(layer) == hash(load_layer(FOREIGN, ["a", "b"], ["y"]))


@pytest.mark.parametrize("plain", [{}, {"kind": 5}, {"kind": ""}, {"kind": "dense", "units": "x"}])
def test_what_is_no_layer_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        load_layer(plain)


@pytest.mark.parametrize("settings", ["", "[]", "3", "{", "{" * 5000, '{"a": NaN}', '{"a": 1e999}'])
def test_settings_that_could_not_be_written_back_are_refused(settings: str) -> None:
    with pytest.raises(SettingError, match="curly brackets"):
        Placeholder("warp", settings)


def test_the_analysis_names_it_whatever_comes_before_it() -> None:
    graph = Graph.of(
        [
            Node("in", LAYERS["input"]()),
            Node("w", load_layer(FOREIGN, ["x"], ["y"])),
            Node("out", LAYERS["output"]()),
        ],
        [Edge("in", "w"), Edge("w", "out")],
    )
    problems = {problem.node: problem for problem in analyse(graph).problems}
    assert problems["w"].sentence == (
        "w: this version does not know the layer warp. Update Neuroloom, or replace the layer."
    )
    assert problems["out"].follows


def test_it_is_in_no_palette() -> None:
    assert Placeholder.kind() not in LAYERS
