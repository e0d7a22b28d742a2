from PySide6.QtCore import QPointF, Qt


def test_the_middle_button_pulls_the_canvas_along(canvas, document, mouse):
    at = canvas.viewport().rect().center()
    before = canvas.mapToScene(at)
    start = canvas.mapToScene(at)
    mouse.press(start, button=Qt.MouseButton.MiddleButton)
    mouse.move(start + QPointF(60.0, -40.0))
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.ClosedHandCursor
    mouse.release(canvas.mapToScene(at), button=Qt.MouseButton.MiddleButton)
    assert canvas.mapToScene(at) == before - QPointF(60.0, -40.0)
    assert document.stack.count() == 0
    assert canvas.viewport().cursor().shape() != Qt.CursorShape.ClosedHandCursor
