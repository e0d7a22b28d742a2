from PySide6.QtCore import QPointF, Qt

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_all_that_the_band_touches_is_selected(canvas, document, mouse):
    mouse.pull(QPointF(120.0, -100.0), QPointF(500.0, 20.0))
    assert canvas.scene_of_items.nodes["dense_1"].chosen
    assert document.selection == ()
    mouse.release(QPointF(500.0, 20.0))
    assert set(document.selection) == {"dense_1", "dense_2"}


def test_with_shift_what_was_selected_stays_so(document, mouse):
    document.select(("add_1",))
    mouse.drag(QPointF(120.0, -100.0), QPointF(300.0, 20.0), SHIFT)
    assert document.selection == ("add_1", "dense_1")


def test_a_click_on_empty_canvas_selects_nothing(document, mouse):
    document.select(("add_1",))
    mouse.click(QPointF(0.0, 200.0))
    assert document.selection == ()


def test_escape_leaves_the_selection(canvas, document, mouse, qtbot):
    document.select(("add_1",))
    items = len(canvas.scene().items())
    mouse.pull(QPointF(120.0, -100.0), QPointF(500.0, 20.0))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    mouse.release(QPointF(500.0, 20.0))
    assert document.selection == ("add_1",)
    assert canvas.scene_of_items.nodes["add_1"].chosen
    assert len(canvas.scene().items()) == items
