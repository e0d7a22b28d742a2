from PySide6.QtCore import QPointF, Qt

from engine.graph import Edge

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def test_a_box_is_dragged_with_its_wires(canvas, document, mouse):
    start = mouse.node("dense_1")
    mouse.pull(start, start + QPointF(48.0, 96.0))
    item = canvas.scene_of_items.nodes["dense_1"]
    assert item.pos() == QPointF(312.0, 96.0)
    assert document.design.places["dense_1"] == (264.0, 0.0)
    wire = canvas.scene_of_items.wires[Edge("input_1", "dense_1")]
    assert wire.ends[1] == item.port("in", "x")
    mouse.release(start + QPointF(48.0, 96.0))
    assert document.design.places["dense_1"] == (312.0, 96.0)
    assert document.stack.undoText() == "Move Dense"
    document.stack.undo()
    assert item.pos() == QPointF(264.0, 0.0)


def test_all_that_is_selected_is_dragged_as_one_step(document, mouse):
    document.select(("dense_1", "add_1"))
    start = mouse.node("add_1")
    mouse.drag(start, start + QPointF(24.0, 48.0))
    assert document.design.places["dense_1"] == (288.0, 48.0)
    assert document.design.places["add_1"] == (552.0, 288.0)
    assert document.design.places["dense_2"] == (528.0, 0.0)
    assert document.stack.undoText() == "Move 2 layers"
    assert document.stack.count() == 1


def test_a_box_is_drawn_to_the_grid_unless_alt_is_held(canvas, document, mouse):
    start = mouse.node("dense_1")
    mouse.drag(start, start + QPointF(45.0, 98.0))
    assert document.design.places["dense_1"] == (312.0, 96.0)
    start = mouse.node("add_1")
    mouse.press(start)
    # QTest moves the mouse without keys held, so that only the release says Alt: move once more by hand.
    send_move(canvas, mouse.on_screen(start + QPointF(45.0, 98.0)), ALT)
    mouse.release(start + QPointF(45.0, 98.0), ALT)
    assert document.design.places["add_1"] == (573.0, 338.0)


def send_move(canvas, at, keys):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        canvas.viewport().mapToGlobal(where),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        keys,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_a_twitch_is_a_click(document, mouse):
    start = mouse.node("dense_1")
    mouse.drag(start, start + QPointF(2.0, 1.0))
    assert document.stack.count() == 0
    assert document.selection == ("dense_1",)


def test_clicks_select_one_and_shift_clicks_more(canvas, document, mouse):
    mouse.click(mouse.node("dense_1"))
    mouse.click(mouse.node("add_1"), SHIFT)
    assert document.selection == ("dense_1", "add_1")
    assert canvas.scene_of_items.nodes["add_1"].chosen
    mouse.click(mouse.node("dense_1"), SHIFT)
    assert document.selection == ("add_1",)
    document.select(("dense_1", "add_1"))
    mouse.click(mouse.node("add_1"))
    assert document.selection == ("add_1",)
    assert not canvas.scene_of_items.nodes["dense_1"].chosen


def test_a_box_without_wires_is_put_into_the_wire_below_it(canvas, document, mouse):
    edge = Edge("dense_1", "dense_2")
    start = mouse.node("add_1")
    mouse.pull(start, mouse.wire(edge))
    assert canvas.scene_of_items.wires[edge].hovered
    mouse.release(mouse.wire(edge))
    graph = document.design.graph
    assert graph.edges_into["add_1"] == (Edge("dense_1", "add_1"),)
    assert graph.edges_into["dense_2"] == (Edge("add_1", "dense_2"),)
    assert document.stack.undoText() == "Insert Add"
    assert document.stack.count() == 1


def test_a_box_with_wires_is_not_put_into_another(document, mouse):
    before = document.design.graph
    mouse.drag(mouse.node("output_1"), mouse.wire(Edge("input_1", "dense_1")))
    assert document.design.graph is before


def test_escape_puts_the_boxes_back(canvas, document, mouse, qtbot):
    start = mouse.node("dense_1")
    mouse.pull(start, start + QPointF(48.0, 96.0))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    mouse.release(start + QPointF(48.0, 96.0))
    assert document.stack.count() == 0
    item = canvas.scene_of_items.nodes["dense_1"]
    assert item.pos() == QPointF(264.0, 0.0)
    assert canvas.scene_of_items.wires[Edge("input_1", "dense_1")].ends[1] == item.port("in", "x")


def test_an_undo_during_a_drag_ends_it(canvas, document, mouse):
    start = mouse.node("dense_1")
    mouse.drag(start, start + QPointF(48.0, 96.0))
    start = mouse.node("dense_2")
    mouse.pull(start, start + QPointF(48.0, 240.0))
    document.stack.undo()
    mouse.release(start + QPointF(48.0, 240.0))
    assert canvas.scene_of_items.nodes["dense_2"].pos() == QPointF(528.0, 0.0)
    assert document.design.places["dense_2"] == (528.0, 0.0)
