"""The summary is the network as a table, and shares its selection with everything else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest

from designer import edits
from designer.panels.summary import TITLES, SummaryPanel
from designer.theme import LIGHT


@pytest.fixture
def panel(document, appearance, show):
    panel = SummaryPanel(document, appearance)
    panel.resize(640, 300)
    return show(panel)


def row(panel: SummaryPanel, place: int) -> list[str]:
    return [panel.model.index(place, column).data() for column in range(len(TITLES))]


def click(panel: SummaryPanel, place: int, keys=Qt.KeyboardModifier.NoModifier) -> None:
    middle = panel.table.visualRect(panel.model.index(place, 1)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, keys, middle)


def chosen(panel: SummaryPanel) -> list[int]:
    return sorted(index.row() for index in panel.table.selectionModel().selectedRows())


def test_each_node_has_a_row_in_the_order_of_the_data(panel):
    assert panel.model.rowCount() == 5
    assert row(panel, 0) == ["Input", "Input", "(4)", "0", "0"]
    assert row(panel, 1) == ["Hidden", "Dense", "(16)", "80", "64"]
    assert row(panel, 2) == ["Norm", "Batch normalization", "(16)", "64", "0"]
    assert row(panel, 3) == ["Last", "Dense", "(3)", "51", "48"]


def test_the_totals_stand_below(panel):
    assert panel.totals.text() == "195 parameters (163 of them trained) · 780 B · 112 multiply-adds per row"


def test_the_model_keeps_qts_rules(panel, document, qtmodeltester):
    qtmodeltester.check(panel.model)
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    document.edit("Set", edits.change_settings(document.design, ["dense_1"], units=4))
    document.edit("Remove", edits.remove(document.design, ["dense_1"]))
    document.edit("Empty", edits.remove(document.design, document.design.graph.order))
    tester.deleteLater()
    assert panel.model.rowCount() == 0


def test_figures_follow_the_design(panel, document):
    document.edit("Set", edits.change_settings(document.design, ["dense_1"], units=4))
    assert row(panel, 1) == ["Hidden", "Dense", "(4)", "20", "16"]
    document.stack.undo()
    assert row(panel, 1)[2] == "(16)"


def test_a_node_without_a_shape_says_why(panel, document):
    document.edit("Set", edits.change_settings(document.design, ["dense_2"], units=7))
    index = panel.model.index(4, 2)
    assert index.data() == "?"
    assert "needs 3 numbers" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.danger)
    named = panel.model.index(4, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "needs 3 numbers" in named


def test_rows_select_nodes(panel, document):
    click(panel, 1)
    assert document.selection == ("dense_1",)
    click(panel, 3, Qt.KeyboardModifier.ControlModifier)
    assert document.selection == ("dense_1", "dense_2")


def test_nodes_select_rows(panel, document):
    document.select(["dense_2", "input_1"])
    assert chosen(panel) == [0, 3]
    assert document.selection == ("dense_2", "input_1")
    document.select()
    assert chosen(panel) == []


def test_the_selection_stays_with_its_nodes_when_rows_move(panel, document):
    document.select(["dense_2"])
    document.edit("Remove", edits.remove(document.design, ["dense_1"]))
    assert chosen(panel) == [2]
    assert document.selection == ("dense_2",)
    document.stack.undo()
    assert chosen(panel) == [3]


def test_the_keyboard_walks_and_shows(panel, document, qtbot):
    click(panel, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert document.selection == ("batch_normalization_1",)
    with qtbot.waitSignal(panel.shown) as shown:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert shown.args == ["batch_normalization_1"]


def test_an_empty_canvas_says_what_to_do(panel, document):
    document.edit("Remove", edits.remove(document.design, document.design.graph.order))
    assert panel.empty.isVisible()
    assert not panel.table.isVisible()


def test_another_theme_paints_other_tiles(panel, appearance):
    light = panel.grab().toImage()
    appearance.choose("dark")
    assert panel.grab().toImage() != light
