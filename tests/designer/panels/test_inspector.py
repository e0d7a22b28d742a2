"""The inspector edits what is selected: typing and dragging are one step each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from designer import edits
from designer.panels.inspector import InspectorPanel
from engine.activations import ACTIVATIONS
from engine.data.recipe import propose
from engine.data.table import read
from engine.declare import AUTO
from engine.examples import examples
from engine.layers import LAYERS


@pytest.fixture
def panel(document, appearance, show):
    panel = InspectorPanel(document, appearance)
    panel.resize(280, 900)
    return show(panel)


def box(panel: InspectorPanel, name: str) -> QLineEdit:
    return panel.form.editor(name).field.box.findChild(QLineEdit)


def type_into(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def layer(document, node_id: str):
    return document.design.graph[node_id].layer


def test_typing_units_is_one_step_and_shapes_follow_each_key(panel, document):
    document.select(["dense_1"])
    shapes = []
    document.analysed.connect(lambda analysis: shapes.append(analysis.shape("batch_normalization_1")))
    type_into(box(panel, "units"), "32")
    QTest.keyClick(box(panel, "units"), Qt.Key.Key_Return)
    assert shapes == [(3,), (32,)]
    assert layer(document, "dense_1").units == 32
    assert document.stack.count() == 1
    assert document.stack.undoText() == "Set units to 32"
    document.stack.undo()
    assert layer(document, "dense_1").units == 16
    assert box(panel, "units").text() == "16"


def test_a_second_gesture_is_a_second_step(panel, document):
    document.select(["dense_1"])
    for text in ("8", "9"):
        type_into(box(panel, "units"), text)
        QTest.keyClick(box(panel, "units"), Qt.Key.Key_Return)
    assert document.stack.count() == 2


def test_dragging_the_slider_is_one_step(panel, document):
    document.select(["dense_1"])
    slider = panel.form.editor("units").field.slider
    place = slider.value() / slider.maximum()
    start = QPoint(round(place * (slider.width() - 16)) + 8, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 8):
        QTest.mouseMove(slider, start + QPoint(5 * step, 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(35, 0))
    assert layer(document, "dense_1").units > 32
    assert document.stack.count() == 1


def test_choosing_an_activation_in_the_menu_sets_it(panel, document):
    document.select(["dense_1"])
    menu = panel.form.editor("activation").menu
    menu.setFocus()
    QTest.keyClicks(menu, "tanh")
    assert layer(document, "dense_1").activation == ACTIVATIONS["tanh"]()
    assert document.stack.undoText() == "Set activation to tanh"
    assert panel.form.editor("activation").picture.activation == ACTIVATIONS["tanh"]()


def test_a_node_is_renamed_while_typing_and_keeps_its_id_for_a_name_when_emptied(panel, document):
    document.select(["dense_1"])
    type_into(panel.name, "My layer")
    assert document.design.graph["dense_1"].name == "My layer"
    assert panel.name.text() == "My layer"
    QTest.keyClick(panel.name, Qt.Key.Key_Return)
    assert document.stack.count() == 1
    panel.name.selectAll()
    QTest.keyClick(panel.name, Qt.Key.Key_Delete)
    assert document.design.graph["dense_1"].title == "dense_1"
    assert panel.name.placeholderText() == "dense_1"


def test_a_blank_at_the_end_of_a_name_can_be_typed(panel, document):
    document.select(["dense_1"])
    type_into(panel.name, "Two ")
    assert panel.name.text() == "Two "
    QTest.keyClicks(panel.name, "words")
    assert document.design.graph["dense_1"].name == "Two words"


def test_undo_is_shown(panel, document):
    document.select(["dense_1"])
    type_into(panel.name, "Other")
    document.stack.undo()
    assert panel.name.text() == "Hidden"


def test_a_refused_shape_leaves_the_design(panel, document):
    document.select(["input_1"])
    before = document.design
    type_into(panel.form.editor("dimensions").line, "4, 0")
    assert "at least 1" in panel.form.row("dimensions").refusal
    assert layer(document, "input_1").dimensions == (4,)
    assert document.design == before


def test_several_are_edited_at_once(panel, document):
    document.select(["dense_1", "dense_2"])
    assert panel.kind.text() == "2 layers: Dense"
    assert not panel.name.isVisible()
    assert not panel.form.row("units").auto.isChecked()
    type_into(box(panel, "units"), "7")
    assert [layer(document, each).units for each in ("dense_1", "dense_2")] == [7, 7]
    assert layer(document, "dense_1").activation == ACTIVATIONS["relu"]()
    document.stack.undo()
    assert [layer(document, each).units for each in ("dense_1", "dense_2")] == [16, AUTO]


def test_layers_that_share_nothing_say_so(panel, document):
    document.select(["dense_1", "output_1"])
    assert panel.nothing.isVisible()
    assert panel.kind.text() == "2 layers: Dense, Output"
    document.select(["dense_1"])
    assert not panel.nothing.isVisible()


def test_auto_shows_what_it_has_come_to(panel, document):
    document.select(["dense_2"])
    assert panel.form.row("units").stands_for.text() == "auto: 3, as many as the target needs"
    document.edit("Other size", edits.change_settings(document.design, ["output_1"], size=5))
    assert panel.form.row("units").stands_for.text() == "auto: 5, as many as the target needs"
    QTest.mouseClick(panel.form.row("units").auto, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert layer(document, "dense_2").units == 5


def test_facts_are_those_of_the_node(panel, document):
    document.select(["dense_1"])
    text = panel.facts.numbers.text()
    assert "Shapes (4) → (16)" in text
    assert "Parameters 80" in text
    assert "Size 320 B" in text
    assert "Multiply-adds 64 per row" in text
    assert "kernel (4, 16) 64" in text
    assert "bias (16) 16" in text
    assert "neuron" in panel.facts.help.text()
    assert "<i>W</i>" in panel.facts.formula.text()
    document.select(["batch_normalization_1"])
    assert "Parameters 64 (32 trained)" in panel.facts.numbers.text()
    assert "kept while training" in panel.facts.numbers.text()


def test_the_problem_is_shown_and_mended(panel, document):
    document.edit("Break", edits.change_settings(document.design, ["dense_2"], units=7))
    document.select(["output_1"])
    assert panel.problem.isVisible()
    assert "needs 3 numbers" in panel.problem.sentence.text()
    QTest.mouseClick(panel.problem.fix_button, Qt.MouseButton.LeftButton)
    assert layer(document, "dense_2").units == AUTO
    assert document.stack.undoText() == "Set the last Dense to automatic"
    assert not panel.problem.isVisible()


def test_a_remedy_that_is_late_is_refused_in_words(panel, document, qtbot):
    document.edit("Break", edits.change_settings(document.design, ["dense_2"], units=7))
    document.select(["output_1"])
    problem = panel.problem.problem
    document.edit("Cut", edits.disconnect(document.design, document.design.graph.edges_into["output_1"]))
    with qtbot.waitSignal(panel.said) as said:
        panel.problem.fixed.emit(problem)
    assert said.args[0].endswith(".")


def test_a_layer_that_nothing_reads_has_its_problem_too(panel, document):
    document.edit("Cut", edits.disconnect(document.design, document.design.graph.edges_into["dense_2"]))
    document.select(["batch_normalization_1"])
    assert "Nothing reads Norm" in panel.problem.sentence.text()


def test_nothing_selected_shows_the_network(panel, document):
    assert panel.overview.isVisible()
    assert not panel.page.isVisible()
    assert "Parameters 195" in panel.overview.figures.text()
    document.select(["dense_1"])
    assert not panel.overview.isVisible()
    document.edit("Remove", edits.remove(document.design, ["dense_1"]))
    assert panel.overview.isVisible()
    assert "Layers 4" in panel.overview.figures.text()


def test_columns_are_offered_from_the_table(panel, document):
    example = next(each for each in examples() if each.id == "penguin-species")
    table = read(example.path)
    document.edit("Open", document.design.replace(recipe=propose(table)))
    document.select(["input_1"])
    features = [column.name for column in document.design.recipe.features]
    model = panel.form.editor("columns").line.completer().model()
    assert model.stringList() == features
    document.select(["output_1"])
    model = panel.form.editor("columns").line.completer().model()
    assert model.stringList() == [document.design.recipe.target.name]


def test_weights_are_shared_with_a_layer_of_the_same_kind(panel, document):
    document.edit("Alike", edits.change_settings(document.design, ["dense_2"], units=16))
    document.select(["dense_2"])
    menu = panel.form.editor("weights_of").menu
    assert [menu.itemText(at) for at in range(menu.count())] == ["its own weights", "Hidden"]
    menu.setFocus()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert layer(document, "dense_2").weights_of == "dense_1"
    assert document.stack.undoText() == "Share the weights of Hidden"
    document.edit("Fit", edits.remove(document.design, ["batch_normalization_1"]))
    document.edit("Fit", edits.change_settings(document.design, ["input_1"], dimensions=(16,)))
    assert "Weights those of Hidden" in panel.facts.numbers.text()
    document.select(["dense_1"])
    menu = panel.form.editor("weights_of").menu
    assert [menu.itemText(at) for at in range(menu.count())] == ["its own weights"]


def test_the_form_of_a_kind_is_made_once(panel, document):
    document.select(["dense_1"])
    first = panel.form
    document.select(["batch_normalization_1"])
    document.select(["dense_2"])
    assert panel.form is first
    assert not box(panel, "units").isVisible()
    document.select(["dense_1"])
    assert box(panel, "units").isVisible()
    assert box(panel, "units").text() == "16"


def test_typing_left_open_belongs_to_the_node_it_was_typed_for(panel, document):
    document.select(["dense_1"])
    type_into(box(panel, "units"), "40")
    document.select(["dense_2"])
    panel.name.setFocus()
    assert layer(document, "dense_1").units == 40
    assert layer(document, "dense_2").units == AUTO
    type_into(panel.name, "x")
    assert document.stack.count() == 2


@pytest.mark.parametrize("kind", list(LAYERS))
def test_no_layer_is_wider_than_the_narrow_panel(kind, panel, document):
    design, node_id = edits.add_layer(document.design, LAYERS[kind](), (0.0, 400.0))
    document.edit("Add", edits.rename(design, node_id, "A name that goes on and on and on " * 3))
    document.select([node_id])
    for setting in panel.form.names:
        panel.form.row(setting)
    QApplication.processEvents()
    inside = panel.area.widget()
    assert inside.minimumSizeHint().width() <= panel.area.viewport().width()
    for label in inside.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())


def test_everything_that_takes_the_keyboard_has_a_name(panel, document):
    document.select(["dense_1"])
    panel.form.row("l1")
    controls = [
        each
        for each in panel.findChildren(QWidget)
        if each.isVisible()
        and isinstance(each, QAbstractButton | QComboBox | QLineEdit)
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not each.objectName().startswith("qt_")
    ]
    assert len(controls) > 6
    for control in controls:
        assert control.accessibleName() or getattr(control, "text", str)()


def test_another_theme_is_taken_over(panel, document, appearance):
    document.select(["dense_1"])
    light = panel.grab().toImage()
    appearance.choose("dark")
    assert panel.grab().toImage().pixelColor(3, 3) != light.pixelColor(3, 3)
    assert appearance.theme.families.core in panel.kind.styleSheet()
