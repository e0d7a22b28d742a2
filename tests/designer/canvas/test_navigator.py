import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

PHASE = Qt.ScrollPhase


def wheel(canvas, at, angle=0, pixels=None, phase=PHASE.NoScrollPhase):
    where = QPointF(at)
    event = QWheelEvent(
        where,
        canvas.viewport().mapToGlobal(where),
        pixels or QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        phase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_zooms_at_the_cursor(canvas):
    at = QPoint(200, 150)
    before = canvas.mapToScene(at)
    wheel(canvas, at, angle=240)
    assert canvas.zoom == pytest.approx(1.15**2)
    after = canvas.mapToScene(at)
    assert (after - before).manhattanLength() < 2.0
    wheel(canvas, at, angle=-240)
    assert canvas.zoom == pytest.approx(1.0)


def test_zoom_has_its_limits(canvas):
    for _ in range(60):
        wheel(canvas, QPoint(100, 100), angle=120)
    assert canvas.zoom == pytest.approx(4.0)
    for _ in range(90):
        wheel(canvas, QPoint(100, 100), angle=-120)
    assert canvas.zoom == pytest.approx(0.05)


def test_two_fingers_pan(canvas):
    at = QPoint(300, 300)
    before = canvas.mapToScene(at)
    wheel(canvas, at, pixels=QPoint(30, -20), phase=PHASE.ScrollUpdate)
    assert canvas.zoom == 1.0
    assert canvas.mapToScene(at) == before + QPointF(-30.0, 20.0)


def test_zoom_steps_keep_the_middle(canvas, qtbot):
    middle = canvas.viewport().rect().center()
    before = canvas.mapToScene(middle)
    with qtbot.waitSignal(canvas.zoomed) as zoomed:
        canvas.zoom_in()
    assert zoomed.args == [1.25]
    canvas.zoom_out()
    canvas.zoom_in()
    canvas.zoom_reset()
    assert canvas.zoom == 1.0
    assert (canvas.mapToScene(middle) - before).manhattanLength() < 3.0


def test_what_is_seen_already_is_not_panned_to(canvas):
    before = canvas.shown()
    canvas.bring_into_view(QRectF(before.center(), before.center() + QPointF(50.0, 50.0)))
    assert canvas.shown() == before
    canvas.bring_into_view(QRectF(before.right() + 500.0, before.center().y(), 100.0, 50.0))
    assert canvas.shown().right() > before.right() + 600.0
    assert canvas.shown().top() == before.top()


def test_dots_stand_on_the_grid_and_stay_with_the_scene(canvas):
    canvas.zoom_to(1.0)
    dots = canvas.scene_of_items.style_of_items.dots
    for step in (QPoint(0, 0), QPoint(7, 5)):
        canvas.pan_by(step)
        picture = canvas.grab().toImage()
        at = canvas.mapFromScene(QPointF(-48.0, 192.0))
        near = {picture.pixelColor(at + QPoint(x, y)).name() for x in (-1, 0) for y in (-1, 0)}
        assert dots.name() in near
        assert picture.pixelColor(at + QPoint(12, 12)).name() != dots.name()
