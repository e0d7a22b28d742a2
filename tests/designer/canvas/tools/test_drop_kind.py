from PySide6.QtCore import QPointF

from engine.graph import Edge

FREE = QPointF(24.0, 360.0)


def test_a_layer_dropped_on_empty_canvas_is_added_there(canvas, document, dragged):
    hand = dragged("layers/dense")
    assert hand.enter(FREE)
    hand.move(FREE)
    hand.drop(FREE)
    assert document.design.places["dense_3"] == (24.0, 360.0)
    assert not document.design.graph.edges_into["dense_3"]
    assert document.selection == ("dense_3",)
    assert document.stack.undoText() == "Add Dense"
    assert canvas.scene_of_items.nodes["dense_3"].pos() == FREE


def test_over_a_wire_the_wire_lights_up_and_takes_the_layer_in(canvas, document, dragged, mouse):
    edge = Edge("dense_1", "dense_2")
    at = mouse.wire(edge)
    hand = dragged("layers/dropout")
    hand.enter(FREE)
    hand.move(at)
    assert canvas.scene_of_items.wires[edge].hovered
    hand.drop(at)
    graph = document.design.graph
    assert graph.edges_into["dropout_1"] == (Edge("dense_1", "dropout_1"),)
    assert graph.edges_into["dense_2"] == (Edge("dropout_1", "dense_2"),)
    document.stack.undo()
    assert edge in canvas.scene_of_items.wires


def test_a_layer_that_cannot_stand_in_a_wire_does_not_light_it(canvas, document, dragged, mouse):
    edge = Edge("dense_1", "dense_2")
    hand = dragged("layers/input")
    hand.enter(FREE)
    hand.move(mouse.wire(edge))
    assert not canvas.scene_of_items.wires[edge].hovered
    hand.drop(mouse.wire(edge))
    assert edge in document.design.graph.edges
    assert "input_2" in document.design.graph


def test_an_activation_dropped_on_a_layer_sets_it(canvas, document, dragged, mouse):
    hand = dragged("activations/relu")
    hand.enter(FREE)
    hand.drop(mouse.node("dense_1"))
    assert document.design.graph["dense_1"].layer.activation.kind() == "relu"
    assert document.stack.undoText() == "Set activation to ReLU"
    assert "ReLU" in canvas.scene_of_items.nodes["dense_1"].face.line


def test_an_activation_dropped_on_empty_canvas_becomes_a_layer(document, dragged):
    hand = dragged("activations/tanh")
    hand.enter(FREE)
    hand.drop(FREE)
    assert document.design.graph["activation_1"].layer.activation.kind() == "tanh"


def test_what_leaves_the_canvas_leaves_no_trace(canvas, document, dragged):
    items = len(canvas.scene().items())
    hand = dragged("layers/dense")
    hand.enter(FREE)
    hand.move(FREE)
    assert len(canvas.scene().items()) > items
    canvas.leave_drop()
    assert len(canvas.scene().items()) == items
    assert document.stack.count() == 0


def test_what_is_no_kind_is_left_to_the_window(dragged, document):
    assert not dragged("table.csv", "text/uri-list").enter(FREE)
    assert not dragged("layers/unheard_of").enter(FREE)
    assert document.stack.count() == 0
