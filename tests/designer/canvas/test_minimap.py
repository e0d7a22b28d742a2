from PySide6.QtCore import QPoint, Qt

from designer import edits
from engine.layers import LAYERS


def crowd(document, count):
    design = document.design
    for number in range(count):
        design, _ = edits.add_layer(design, LAYERS["dense"](), (number * 264.0, 480.0))
    document.edit("Add layers", design)


def test_it_appears_with_many_nodes_of_which_some_are_out_of_sight(canvas, document):
    assert not canvas.minimap.isVisible()
    crowd(document, 20)
    assert canvas.minimap.isVisible()
    canvas.fit_all()
    assert not canvas.minimap.isVisible()
    canvas.zoom_to(1.0)
    assert canvas.minimap.isVisible()
    document.stack.undo()
    assert not canvas.minimap.isVisible()


def test_a_click_goes_there_and_a_drag_goes_along(canvas, document, qtbot):
    crowd(document, 20)
    right = QPoint(canvas.minimap.width() - 12, canvas.minimap.height() // 2)
    wanted = canvas.minimap.scene_point(right)
    qtbot.mousePress(canvas.minimap, Qt.MouseButton.LeftButton, pos=right)
    assert (canvas.shown().center() - wanted).manhattanLength() < 3.0
    left = QPoint(12, canvas.minimap.height() // 2)
    qtbot.mouseMove(canvas.minimap, left)
    qtbot.mouseRelease(canvas.minimap, Qt.MouseButton.LeftButton, pos=left)
    assert canvas.shown().center().x() < wanted.x()


def test_it_stays_in_its_corner(canvas, document):
    crowd(document, 20)
    canvas.resize(900, 500)
    assert canvas.rect().contains(canvas.minimap.geometry())
    assert canvas.minimap.geometry().right() > 850


def test_it_paints_the_boxes_in_the_colours_of_their_families(canvas, document):
    crowd(document, 20)
    picture = canvas.minimap.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    assert canvas.scene_of_items.style_of_items.family("core").name() in colours
