import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from designer import edits
from designer.canvas.geometry import shape_text
from designer.document import Document
from engine.design import Design
from engine.graph import Edge
from engine.layers import LAYERS

Key = Qt.Key


def test_the_arrow_keys_walk_along_the_wires(canvas, document, qtbot):
    qtbot.keyClick(canvas, Key.Key_Right)
    assert document.selection == ("input_1",)
    for expected in ("dense_1", "dense_2", "output_1", "output_1"):
        qtbot.keyClick(canvas, Key.Key_Right)
        assert document.selection == (expected,)
    qtbot.keyClick(canvas, Key.Key_Left)
    qtbot.keyClick(canvas, Key.Key_Down)
    assert document.selection == ("add_1",)
    assert canvas.scene_of_items.nodes["add_1"].focused


def test_shift_and_arrows_move_as_one_step(canvas, document, qtbot):
    document.select(("dense_1",))
    for _ in range(3):
        qtbot.keyPress(canvas, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyRelease(canvas, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert document.design.places["dense_1"] == (264.0, 72.0)
    qtbot.keyClick(canvas, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert document.stack.count() == 2
    document.stack.undo()
    assert document.design.places["dense_1"] == (264.0, 72.0)
    document.stack.undo()
    assert document.design.places["dense_1"] == (264.0, 0.0)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_asks_for_the_settings(canvas, document, qtbot, key):
    document.select(("dense_1",))
    with qtbot.waitSignal(canvas.edit_requested) as asked:
        qtbot.keyClick(canvas, key)
    assert asked.args == ["dense_1"]


def test_a_double_click_on_a_box_asks_for_its_settings(canvas, mouse, qtbot):
    with qtbot.waitSignal(canvas.edit_requested) as asked:
        mouse.double_click(mouse.node("dense_2"))
    assert asked.args == ["dense_2"]


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_takes_a_layer_out_of_its_chain(canvas, document, qtbot, key):
    before = document.design
    document.select(("dense_1",))
    qtbot.keyClick(canvas, key)
    assert Edge("input_1", "dense_2") in document.design.graph.edges
    assert Edge("input_1", "dense_2") in canvas.scene_of_items.wires
    assert "dense_1" not in canvas.scene_of_items.nodes
    assert document.selection == ()
    document.stack.undo()
    assert document.design == before
    document.stack.redo()
    assert "dense_1" not in document.design.graph


def test_a_selected_wire_is_deleted(canvas, document, mouse, qtbot):
    edge = Edge("dense_1", "dense_2")
    mouse.click(mouse.wire(edge))
    assert document.selected_edges == (edge,)
    assert canvas.scene_of_items.wires[edge].chosen
    qtbot.keyClick(canvas, Key.Key_Delete)
    assert edge not in document.design.graph.edges
    assert document.stack.undoText() == "Delete wire"


def test_shift_click_selects_more_wires(document, mouse):
    first, second = Edge("input_1", "dense_1"), Edge("dense_1", "dense_2")
    mouse.click(mouse.wire(first))
    mouse.click(mouse.wire(second), Qt.KeyboardModifier.ShiftModifier)
    assert document.selected_edges == (first, second)
    mouse.click(mouse.wire(second), Qt.KeyboardModifier.ShiftModifier)
    assert document.selected_edges == (first,)


def test_escape_selects_nothing(canvas, document, qtbot):
    document.select(("dense_1",))
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert document.selection == ()


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Tab])
def test_space_and_tab_search(canvas, document, qtbot, key):
    qtbot.keyClick(canvas, key)
    menu = canvas.search_menu
    assert menu is not None
    qtbot.keyClicks(menu.field, "fully connected")
    qtbot.keyClick(menu.field, Key.Key_Return)
    assert "dense_3" in document.design.graph
    assert canvas.search_menu is None
    assert canvas.hasFocus()


def test_a_double_click_on_empty_canvas_searches_there(canvas, document, mouse, qtbot):
    at = QPointF(0.0, 360.0)
    mouse.double_click(at)
    menu = canvas.search_menu
    qtbot.keyClicks(menu.field, "dropout")
    qtbot.keyClick(menu.field, Key.Key_Return)
    assert document.design.places["dropout_1"] == (at.x(), at.y())


def test_a_press_elsewhere_closes_the_search(canvas, document, mouse, qtbot):
    qtbot.keyClick(canvas, Key.Key_Space)
    mouse.click(QPointF(0.0, 360.0))
    assert canvas.search_menu is None
    assert document.stack.count() == 0


def test_the_box_under_the_mouse_is_lit(canvas, mouse):
    items = canvas.scene_of_items.nodes
    mouse.move(mouse.node("dense_1"))
    assert items["dense_1"].hovered
    mouse.move(mouse.node("dense_2"))
    assert not items["dense_1"].hovered
    edge = Edge("dense_1", "dense_2")
    mouse.move(mouse.wire(edge))
    assert canvas.scene_of_items.wires[edge].hovered
    QApplication.sendEvent(canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert not canvas.scene_of_items.wires[edge].hovered


def test_a_port_shows_by_its_cursor_that_a_wire_can_be_pulled(canvas, mouse):
    mouse.move(mouse.port("dense_1", "out", "y") + QPointF(11.0, 0.0))
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    mouse.move(mouse.node("dense_1"))
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_tooltip_says_what_is_wrong(canvas, mouse):
    at = mouse.on_screen(mouse.node("add_1"))
    help_event = QHelpEvent(QEvent.Type.ToolTip, at, canvas.viewport().mapToGlobal(at))
    QApplication.sendEvent(canvas.viewport(), help_event)
    assert "no input" in QToolTip.text()
    QToolTip.hideText()


def test_the_tooltip_of_a_sound_box_tells_its_cost(canvas):
    said = canvas.tooltip_of("dense_1")
    assert "(4) → (8)" in said
    assert "40 parameters" in said


def test_a_screen_reader_hears_what_is_current(canvas, document):
    document.select(("dense_1",))
    assert canvas.accessibleDescription().startswith("Dense, Dense, 8")
    assert "output (8)" in canvas.accessibleDescription()
    document.select()
    assert canvas.accessibleDescription() == "Nothing is selected"


def test_focus_is_shown_only_while_the_canvas_has_it(canvas, document, qtbot):
    document.select(("dense_1",))
    item = canvas.scene_of_items.nodes["dense_1"]
    assert item.focused
    canvas.clearFocus()
    assert not item.focused


def test_an_empty_canvas_says_what_to_do_first(canvas, document):
    assert not canvas.hint.isVisible()
    canvas.select_all()
    canvas.delete_selection()
    assert canvas.hint.isVisible()
    assert "palette" in canvas.hint.accessibleName()
    document.stack.undo()
    assert not canvas.hint.isVisible()


def test_undo_and_redo_bring_back_items_and_design(canvas, document, mouse):
    states = [document.design]
    mouse.drag(mouse.node("dense_1"), mouse.node("dense_1") + QPointF(0.0, 96.0))
    states.append(document.design)
    mouse.drag(mouse.port("dense_2", "out", "y"), mouse.port("add_1", "in", "x"))
    states.append(document.design)
    canvas.append_kind(type(document.design.graph["add_1"].layer))
    states.append(document.design)
    canvas.select_all()
    canvas.delete_selection()
    states.append(document.design)
    for state in reversed(states[:-1]):
        document.stack.undo()
        assert document.design == state
        assert_shown(canvas, state)
    for state in states[1:]:
        document.stack.redo()
        assert document.design == state
        assert_shown(canvas, state)


def assert_shown(canvas, design):
    scene = canvas.scene_of_items
    assert scene.nodes.keys() == design.graph.by_id.keys()
    assert scene.wires.keys() == set(design.graph.edges)
    assert {node_id: item.pos().toTuple() for node_id, item in scene.nodes.items()} == design.places
    for edge, wire in scene.wires.items():
        shape = canvas.document.analysis.shape(edge.source)
        assert wire.text == ("" if shape is None else shape_text(shape))


def test_removed_items_are_let_go(canvas, document, qtbot):
    scene = canvas.scene_of_items
    watched = [weakref.ref(item) for item in (*scene.nodes.values(), *scene.wires.values())]
    document.select(scene.nodes)
    canvas.delete_selection()
    document.reset(Design())
    gc.collect()
    assert not [each() for each in watched if each() is not None]
    assert scene.items() == []


def test_a_canvas_that_is_closed_is_let_go(document, make_canvas, qtbot):
    canvas = make_canvas(document)
    gone = weakref.ref(canvas.scene_of_items)
    canvas.close()
    canvas.deleteLater()
    del canvas
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    document.edit("Move Dense", edits.move(document.design, {"dense_1": (0.0, 96.0)}))
    gc.collect()
    assert gone() is None or not gone().nodes


def test_a_canvas_is_collected_with_its_document_and_its_history(make_canvas, qtbot):
    gone = []
    for _ in range(3):
        document = Document()
        canvas = make_canvas(document)
        for number in range(3):
            canvas.add_kind(LAYERS["dense"], QPointF(264.0 * number, 0.0))
        canvas.delete_selection()
        document.stack.undo()
        qtbot.keyClick(canvas, Key.Key_Delete)
        gone += [weakref.ref(document), weakref.ref(canvas.scene_of_items.nodes["dense_1"])]
        canvas.close()
        canvas.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        document.cycle = canvas.cycle = [document, canvas]
        del canvas, document
    gc.collect()
    assert [each() for each in gone] == [None] * len(gone)


def test_another_theme_reaches_everything(canvas, appearance):
    scene = canvas.scene_of_items
    appearance.choose("dark")
    try:
        assert scene.style_of_items.theme.dark
        picture = canvas.grab().toImage()
        assert picture.pixelColor(QPoint(3, 3)).lightness() < 80
        inside = canvas.mapFromScene(scene.nodes["dense_1"].pos() + QPointF(60.0, 5.0))
        assert picture.pixelColor(inside * canvas.devicePixelRatioF()).lightness() < 80
    finally:
        appearance.choose("light")


def test_a_menu_holds_what_applies_to_a_node(canvas, document, mouse):
    menu = canvas.menu_at(mouse.on_screen(mouse.node("dense_1")))
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles == ["Edit settings", "Rename", "Cut", "Copy", "Duplicate", "Freeze", "Disconnect", "Delete"]
    assert document.selection == ("dense_1",)
    trigger(menu, "Disconnect")
    assert not document.design.graph.edges_into["dense_1"]
    menu.deleteLater()


def test_the_menu_freezes_all_that_is_selected_and_lets_it_learn_again(canvas, document, mouse):
    document.select(("dense_1", "dense_2", "output_1"))

    def choose(title):
        menu = canvas.menu_at(mouse.on_screen(mouse.node("dense_1")))
        next(action for action in menu.actions() if action.text() == title).trigger()
        return [document.design.graph[each].layer.trainable for each in ("dense_1", "dense_2")]

    assert choose("Freeze") == [False, False]
    assert canvas.scene_of_items.nodes["dense_2"].face.frozen
    assert document.stack.count() == 1
    assert choose("Let it learn") == [True, True]
    assert not canvas.scene_of_items.nodes["dense_2"].face.frozen


def test_a_menu_offers_the_remedy(canvas, document, mouse):
    document.edit("Widen", edits.change_settings(document.design, ["dense_2"], units=5))
    menu = canvas.menu_at(mouse.on_screen(mouse.node("output_1")))
    trigger(menu, "Set the last Dense to automatic")
    assert document.design.graph["dense_2"].layer.units == "auto"
    assert document.analysis.facts["output_1"].problem is None
    menu.deleteLater()


def test_the_menu_of_a_wire_puts_a_layer_into_it(canvas, document, mouse, qtbot):
    edge = Edge("dense_1", "dense_2")
    menu = canvas.menu_at(mouse.on_screen(mouse.wire(edge)))
    assert document.selected_edges == (edge,)
    trigger(menu, "Insert layer…")
    search = canvas.search_menu
    assert not {"input", "output"} & {kind.kind() for kind in search.kinds()}
    qtbot.keyClicks(search.field, "batchnorm")
    qtbot.keyClick(search.field, Key.Key_Return)
    assert document.design.graph.edges_into["dense_2"] == (Edge("batch_normalization_1", "dense_2"),)
    menu.deleteLater()


def test_the_menu_of_the_canvas_pastes_there(canvas, document, mouse):
    QApplication.clipboard().clear()
    at = QPointF(0.0, 360.0)
    menu = canvas.menu_at(mouse.on_screen(at))
    assert "Paste here" not in [action.text() for action in menu.actions()]
    menu.deleteLater()
    document.select(("dense_1",))
    canvas.copy()
    menu = canvas.menu_at(mouse.on_screen(at))
    trigger(menu, "Paste here")
    assert document.design.places["dense_3"] == (at.x(), at.y())
    menu.deleteLater()


def trigger(menu, title):
    next(action for action in menu.actions() if action.text() == title).trigger()
