"""Making a table up: by a rule, or with the mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from designer.dialogs.make_table import PAINTED, MakeTableDialog
from engine.data.generators import GENERATORS
from engine.data.table import read


@pytest.fixture
def dialog(show, appearance, tmp_path):
    return show(MakeTableDialog(appearance, tmp_path))


def choose(dialog, label):
    (item,) = dialog.list.findItems(label, Qt.MatchFlag.MatchExactly)
    dialog.list.setCurrentItem(item)


def at(dialog, x, y):
    """A place of the picture in pixels of the viewport."""
    scene = dialog.chart._plot.vb.mapViewToScene(QPointF(x, y))
    return QPoint(dialog.chart.area.mapFromScene(scene))


def test_every_kind_can_be_chosen_and_seen(dialog):
    assert dialog.list.count() == len(GENERATORS) + 1
    seen = set()
    for row in range(dialog.list.count() - 1):
        dialog.list.setCurrentRow(row)
        seen.add(dialog.kind)
        assert dialog.form is not None
        assert dialog.save_button.isEnabled()
        assert len(dialog.chart._points) == 400
    assert seen == set(GENERATORS)


def test_a_setting_changes_the_picture(dialog):
    choose(dialog, "Spiral")
    dialog.form.editor("rows").field.box.setValue(60)
    assert len(dialog.chart._points) == 60
    assert dialog.table.rows == 60


def test_it_is_saved_as_a_table_like_any_other(dialog, qtbot, tmp_path):
    choose(dialog, "Circles")
    path = tmp_path / "rings.csv"
    with qtbot.waitSignal(dialog.made) as made:
        assert dialog.save_to(path)
    assert made.args == [path]
    assert read(path).frame.equals(dialog.table.frame)
    said = []
    dialog.said.connect(said.append)
    assert not dialog.save_to(tmp_path / "nowhere" / "rings.csv")
    assert said


def test_points_are_painted_and_wiped_with_the_mouse(dialog):
    choose(dialog, PAINTED)
    assert not dialog.save_button.isEnabled()
    viewport = dialog.chart.area.viewport()
    for _ in range(3):
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(dialog, -1, 1))
    dialog.colours.button(1).click()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(dialog, 1, -1))
    painting = dialog.painting
    assert np.bincount(painting.classes).tolist() == [9, 3]
    assert np.abs(painting.points[:9].mean(axis=0) - (-1, 1)).max() < 0.3
    assert dialog.save_button.isEnabled()
    assert set(dialog.table.column("class").to_list()) == {"blue", "orange"}
    QTest.mousePress(viewport, Qt.MouseButton.RightButton, pos=at(dialog, 1, -1))
    QTest.mouseRelease(viewport, Qt.MouseButton.RightButton, pos=at(dialog, 1, -1))
    assert len(dialog.painting) < len(painting)
    QTest.mouseClick(dialog.clear_button, Qt.MouseButton.LeftButton)
    assert len(dialog.painting) == 0


def test_it_follows_the_theme(dialog, appearance):
    light = dialog.chart.grab().toImage()
    appearance.choose("dark")
    assert dialog.chart.grab().toImage() != light
