import json

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLineEdit

from designer import edits
from designer.document import Document
from engine.analysis import Problem
from engine.design import Design
from engine.graph import Edge
from engine.layers import LAYERS


def test_copy_and_paste_across_two_documents(canvas, document, make_canvas):
    document.select(("dense_1", "dense_2"))
    canvas.copy()
    other = Document()
    second = make_canvas(other)
    second.paste()
    assert {node.layer for node in other.design.graph.nodes} == {document.design.graph["dense_1"].layer}
    assert other.design.graph.edges == (Edge("dense_1", "dense_2"),)
    assert set(other.selection) == {"dense_1", "dense_2"}
    assert other.stack.undoText() == "Paste"
    other.stack.undo()
    assert other.design == Design()


def test_what_is_copied_is_readable_text(canvas, document):
    document.select(("dense_1",))
    canvas.copy()
    plain = json.loads(QApplication.clipboard().text())
    assert plain["nodes"][0]["layer"]["kind"] == "dense"


def test_pasting_again_stands_beside_the_last(canvas, document):
    document.select(("dense_1",))
    canvas.copy()
    canvas.paste()
    canvas.paste()
    assert document.design.places["dense_3"] == (288.0, 24.0)
    assert document.design.places["dense_4"] == (312.0, 48.0)


def test_pasting_out_of_sight_comes_to_the_middle(canvas, document):
    document.select(("dense_1",))
    canvas.copy()
    canvas.centerOn(9000.0, 9000.0)
    canvas.paste()
    x, y = document.design.places["dense_3"]
    assert canvas.shown().contains(QPointF(x, y))


def test_pasting_something_else_says_so(canvas, document, qtbot):
    mime = QMimeData()
    mime.setText("a shopping list")
    QApplication.clipboard().setMimeData(mime)
    assert not canvas.can_paste()
    with qtbot.waitSignal(canvas.said) as said:
        canvas.paste()
    assert said.args == ["The clipboard holds no layers."]
    assert document.stack.count() == 0


def test_cut_takes_away_and_paste_brings_back(canvas, document):
    document.select(("dense_1",))
    canvas.cut()
    assert "dense_1" not in document.design.graph
    assert document.stack.undoText() == "Cut Dense"
    canvas.paste()
    assert document.design.graph["dense_1"].layer.units == 8


def test_duplicate_leaves_the_clipboard_alone(canvas, document):
    QApplication.clipboard().setText("kept")
    document.select(("dense_1", "dense_2"))
    canvas.duplicate()
    assert QApplication.clipboard().text() == "kept"
    assert Edge("dense_3", "dense_4") in document.design.graph.edges
    assert document.selection == ("dense_3", "dense_4")


def test_nothing_selected_is_nothing_done(canvas, document):
    QApplication.clipboard().setText("kept")
    for act in (canvas.copy, canvas.cut, canvas.duplicate, canvas.delete_selection, canvas.rename):
        act()
    canvas.nudge(1.0, 0.0)
    assert document.stack.count() == 0
    assert QApplication.clipboard().text() == "kept"


def test_append_follows_the_selected_node(canvas, document):
    document.select(("add_1",))
    canvas.append_kind(LAYERS["dropout"])
    assert document.design.graph.edges_into["dropout_1"] == (Edge("add_1", "dropout_1"),)
    assert document.selection == ("dropout_1",)


def test_add_without_a_place_comes_to_the_middle(canvas, document):
    canvas.centerOn(500.0, 700.0)
    node_id = canvas.add_kind(LAYERS["dense"])
    x, y = document.design.places[node_id]
    assert (x, y) == pytest.approx((500.0, 700.0), abs=2.0)


def test_an_input_cannot_stand_in_a_wire(canvas, document, qtbot):
    with qtbot.waitSignal(canvas.said) as said:
        assert canvas.insert_kind(LAYERS["input"], Edge("dense_1", "dense_2")) is None
    assert "cannot stand in a wire" in said.args[0]
    assert document.stack.count() == 0


def test_a_remedy_is_applied_as_one_step(canvas, document):
    document.edit("Widen", edits.change_settings(document.design, ["dense_2"], units=5))
    canvas.apply_fix(document.analysis.facts["output_1"].problem)
    assert document.design.graph["dense_2"].layer.units == "auto"
    assert document.stack.count() == 2


def test_a_problem_without_remedy_is_said(canvas, document, qtbot):
    with qtbot.waitSignal(canvas.said) as said:
        canvas.apply_fix(Problem("add_1", "Add has no input."))
    assert said.args == ["Add has no input."]


def test_tidy_is_one_step_and_shows_everything(canvas, document):
    before = document.design.graph
    canvas.tidy()
    assert document.stack.undoText() == "Tidy layout"
    assert document.design.graph is before
    assert canvas.shown().contains(canvas.scene_of_items.extent())


def test_reveal_selects_and_shows(canvas, document):
    canvas.centerOn(9000.0, 9000.0)
    canvas.reveal("dense_1")
    assert document.selection == ("dense_1",)
    assert canvas.shown().contains(canvas.scene_of_items.nodes["dense_1"].box())
    canvas.reveal("nowhere")
    assert document.selection == ("dense_1",)


def test_reveal_puts_a_node_into_the_middle_and_makes_it_readable(canvas, document):
    canvas.zoom_to(0.2)
    canvas.reveal("dense_1", centred=True)
    box = canvas.scene_of_items.nodes["dense_1"].box()
    assert (canvas.mapFromScene(box.center()) - canvas.viewport().rect().center()).manhattanLength() <= 3
    assert canvas.zoom == 0.5
    canvas.zoom_to(1.4)
    canvas.reveal("dense_1", centred=True)
    assert canvas.zoom == 1.4


def test_a_node_is_named_on_its_box(canvas, document, qtbot):
    document.select(("dense_1",))
    qtbot.keyClick(canvas, Qt.Key.Key_F2)
    editor = canvas.viewport().findChild(QLineEdit)
    assert editor.selectedText() == "Dense"
    qtbot.keyClicks(editor, "Hidden")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert document.design.graph["dense_1"].title == "Hidden"
    assert canvas.scene_of_items.nodes["dense_1"].face.name == "Hidden"
    assert document.stack.undoText() == "Rename to Hidden"
    assert canvas.hasFocus()


def test_escape_keeps_the_name(canvas, document, qtbot):
    canvas.rename("dense_1")
    editor = canvas.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "Hidden")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert document.design.graph["dense_1"].title == "Dense"
    assert document.stack.count() == 0


def test_a_thumbnail_stands_on_the_box_until_it_is_taken_away(canvas):
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ff0000"))
    tile = canvas.mapFromScene(canvas.scene_of_items.nodes["dense_1"].pos() + QPointF(-63.0, -12.0))
    canvas.set_thumbnail("dense_1", picture)
    assert canvas.grab().toImage().pixelColor(tile) == QColor("#ff0000")
    canvas.set_thumbnail("dense_1", None)
    assert canvas.grab().toImage().pixelColor(tile) != QColor("#ff0000")
    canvas.set_thumbnail("nowhere", picture)


def test_fit_looks_at_everything_or_at_what_is_selected(canvas, document):
    canvas.centerOn(9000.0, 9000.0)
    canvas.fit_all()
    assert canvas.shown().contains(canvas.scene_of_items.extent())
    canvas.zoom_to(0.3)
    document.select(("dense_1", "dense_2"))
    canvas.zoom_fit()
    assert canvas.zoom == pytest.approx(1.25)


def test_a_canvas_that_was_hidden_comes_back_to_where_one_was(canvas):
    canvas.centerOn(9000.0, 9000.0)
    canvas.hide()
    canvas.show()
    assert canvas.shown().contains(9000.0, 9000.0)


def test_a_document_opened_out_of_sight_is_looked_at_when_it_is_shown(canvas, document):
    canvas.hide()
    canvas.centerOn(9000.0, 9000.0)
    document.reset(edits.move(document.design, {"add_1": (3000.0, 1500.0)}))
    canvas.resize(700, 400)
    canvas.show()
    assert canvas.shown().contains(canvas.scene_of_items.extent())


def test_who_looks_at_everything_goes_on_doing_so_when_there_is_less_room(canvas):
    canvas.resize(1400, 700)
    canvas.fit_all()
    canvas.resize(420, 300)
    assert canvas.shown().contains(canvas.scene_of_items.extent())


def test_who_looks_elsewhere_is_left_there_when_there_is_less_room(canvas):
    canvas.fit_all()
    canvas.centerOn(9000.0, 9000.0)
    canvas.resize(420, 300)
    assert canvas.shown().contains(9000.0, 9000.0)


def test_who_has_edited_keeps_the_scale_when_there_is_less_room(canvas, document):
    canvas.resize(1400, 700)
    canvas.fit_all()
    zoom = canvas.zoom
    document.edit("Move", edits.move(document.design, {"add_1": (40.0, 40.0)}))
    canvas.resize(420, 300)
    assert canvas.zoom == zoom


def test_the_network_stays_in_sight_when_it_grows(canvas, document):
    canvas.fit_all()
    document.select(("dense_2",))
    for _ in range(4):
        canvas.append_kind(LAYERS["dense"])
    assert canvas.shown().contains(canvas.scene_of_items.extent())


def test_who_has_come_near_stays_near_when_the_network_grows(canvas):
    canvas.fit_all()
    canvas.zoom_to(2.0)
    canvas.add_kind(LAYERS["dense"], QPointF(4000.0, 0.0))
    assert canvas.zoom == 2.0


def test_a_network_that_takes_the_place_of_another_is_looked_at_as_a_whole(canvas, document):
    graph = document.design.graph
    document.edit("Clear", edits.remove(document.design, [node.id for node in graph.nodes], ()))
    canvas.centerOn(9000.0, 9000.0)
    document.stack.undo()
    assert canvas.shown().contains(canvas.scene_of_items.extent())


def test_another_document_is_looked_at_as_a_whole(canvas, document):
    design = edits.move(document.design, {"add_1": (5000.0, 4000.0)})
    document.reset(design)
    assert canvas.shown().contains(canvas.scene_of_items.extent())


def test_a_network_that_is_seen_whole_stays_so_when_a_layer_makes_it_longer(canvas, document):
    canvas.look_at(canvas.scene_of_items.extent())
    zoom = canvas.zoom
    canvas.insert_kind(LAYERS["dropout"], document.design.graph.edges[0])
    assert canvas.zoom < zoom
    assert canvas.shown().contains(canvas.scene_of_items.extent())
    canvas.zoom_to(2.0)
    canvas.insert_kind(LAYERS["dropout"], document.design.graph.edges[0])
    assert canvas.zoom == 2.0
