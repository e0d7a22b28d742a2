"""Nodes with several named inputs: each can be wired with the mouse, and tells which it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from designer import edits
from engine.graph import Edge
from engine.layers import LAYERS

RECURRENT = ("gru", "lstm", "simple_rnn")
SEVERAL = [kind for kind, layer in LAYERS.items() if len(layer.inputs) > 1]


SENTENCE = LAYERS["input"](dimensions=(5, 8))


@pytest.fixture
def add(document, canvas):
    """Puts a layer on the canvas, away from the others, after three sentences of 5 words; returns its id."""

    def put(kind):
        design = document.design
        for row in range(3):
            design, _ = edits.add_layer(design, SENTENCE, (264.0, -480.0 + 120.0 * row))
        layer = LAYERS[kind](units=8) if kind in RECURRENT else LAYERS[kind]()
        design, node_id = edits.add_layer(design, layer, (528.0, -360.0))
        document.edit("x", design)
        return node_id

    return put


def source_of(port, place):
    """What is wired to a port: a state is a vector, all else a sentence."""
    return "dense_1" if port.name == "state" else f"input_{place + 2}"


@pytest.mark.parametrize("kind", SEVERAL)
@pytest.mark.parametrize("zoom", [0.6, 1.0, 2.0])
def test_a_wire_lands_on_the_port_that_was_aimed_at(kind, zoom, add, canvas, document, mouse):
    node_id = add(kind)
    canvas.resize(2400, 1800)
    canvas.zoom_to(zoom)
    canvas.centerOn(400.0, -200.0)
    for place, port in enumerate(LAYERS[kind].inputs):
        source = source_of(port, place)
        mouse.drag(mouse.port(source, "out", "y"), mouse.port(node_id, "in", port.name))
        assert Edge(source, node_id, target_port=port.name) in document.design.graph.edges
    assert len(document.design.graph.edges_into[node_id]) == len(LAYERS[kind].inputs)


def test_let_go_on_the_box_a_wire_goes_to_the_port_that_needs_one(add, canvas, document, mouse):
    node_id = add("multi_head_attention")
    at = mouse.node(node_id)
    mouse.drag(mouse.port("input_2", "out", "y"), at)
    assert document.design.graph.edges_into[node_id] == (Edge("input_2", node_id, target_port="query"),)
    mouse.drag(mouse.port("input_3", "out", "y"), at)
    assert document.design.graph.edges_into[node_id][-1].target_port in ("value", "key")


def test_a_wire_is_led_from_one_port_to_another_of_the_same_box(add, canvas, document, mouse):
    node_id = add("subtract")
    mouse.drag(mouse.port("input_2", "out", "y"), mouse.port(node_id, "in", "x"))
    mouse.drag(mouse.port(node_id, "in", "x"), mouse.port(node_id, "in", "less"))
    assert document.design.graph.edges_into[node_id] == (Edge("input_2", node_id, target_port="less"),)


@pytest.mark.parametrize("kind", SEVERAL)
def test_a_port_tells_its_name_when_pointed_at(kind, add, canvas, monkeypatch, mouse):
    node_id = add(kind)
    said = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: said.append(text))
    for port in LAYERS[kind].inputs:
        at = canvas.mapFromScene(canvas.scene_of_items.nodes[node_id].port("in", port.name))
        canvas.viewportEvent(QHelpEvent(QHelpEvent.Type.ToolTip, at, canvas.viewport().mapToGlobal(at)))
        assert f": {port.name}" in said[-1]
        assert ("may be left" in said[-1]) == port.optional


def test_names_stand_beside_the_ports_and_nowhere_else(add, canvas):
    node_id = add("multi_head_attention")
    items = canvas.scene_of_items.nodes
    assert items[node_id].boundingRect().left() < items["dense_1"].boundingRect().left()
    canvas.zoom_to(1.0)
    item = items[node_id]
    canvas.centerOn(item.pos())
    picture = canvas.viewport().grab().toImage()
    ground = picture.pixelColor(canvas.mapFromScene(item.pos() + QPointF(-140.0, -60.0)))
    for port in LAYERS["multi_head_attention"].inputs:
        at = canvas.mapFromScene(item.port("in", port.name))
        beside = {
            picture.pixelColor(at + QPoint(-dx, dy)).name() for dx in range(10, 34) for dy in range(-5, 6)
        }
        assert len(beside - {ground.name()}) > 3, port.name
