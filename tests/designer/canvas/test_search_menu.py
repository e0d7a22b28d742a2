from PySide6.QtCore import QPoint, Qt

from designer import edits
from engine.graph import Edge
from engine.layers import LAYERS


def test_it_lists_everything_at_first_and_less_as_one_types(canvas, qtbot):
    canvas.open_search(QPoint(100, 100))
    menu = canvas.search_menu
    everything = len(menu.kinds())
    assert everything > len(LAYERS)
    qtbot.keyClicks(menu.field, "linear")
    assert menu.kinds()[0] is LAYERS["dense"]
    assert len(menu.kinds()) < everything


def test_the_arrow_keys_choose(canvas, document, qtbot):
    canvas.open_search(QPoint(100, 100))
    menu = canvas.search_menu
    qtbot.keyClick(menu.field, Qt.Key.Key_Down)
    qtbot.keyClick(menu.field, Qt.Key.Key_Down)
    qtbot.keyClick(menu.field, Qt.Key.Key_Up)
    wanted = menu.kinds()[1]
    qtbot.keyClick(menu.field, Qt.Key.Key_Return)
    assert document.design.graph[document.selection[0]].layer == wanted()


def test_a_click_takes_a_row(canvas, document, qtbot):
    canvas.open_search(QPoint(100, 100))
    menu = canvas.search_menu
    qtbot.keyClicks(menu.field, "dropout")
    row = menu.list.visualItemRect(menu.list.item(0)).center()
    qtbot.mouseClick(menu.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert "dropout_1" in document.design.graph


def test_escape_takes_none(canvas, document, qtbot):
    canvas.open_search(QPoint(100, 100))
    qtbot.keyClick(canvas.search_menu.field, Qt.Key.Key_Escape)
    assert canvas.search_menu is None
    assert document.stack.count() == 0
    assert canvas.hasFocus()


def test_nothing_found_takes_nothing(canvas, document, qtbot):
    canvas.open_search(QPoint(100, 100))
    menu = canvas.search_menu
    qtbot.keyClicks(menu.field, "zzz")
    assert menu.kinds() == []
    qtbot.keyClick(menu.field, Qt.Key.Key_Return)
    assert document.stack.count() == 0


def test_it_stays_inside_the_canvas(canvas):
    canvas.open_search(QPoint(1270, 790))
    assert canvas.viewport().rect().contains(canvas.search_menu.geometry())


def test_an_activation_becomes_a_layer(canvas, document, qtbot):
    canvas.open_search(QPoint(100, 100))
    menu = canvas.search_menu
    qtbot.keyClicks(menu.field, "softplus")
    qtbot.keyClick(menu.field, Qt.Key.Key_Return)
    assert document.design.graph["activation_1"].layer.activation.kind() == "softplus"


def test_from_the_keyboard_it_goes_on_from_the_end_of_a_chain(canvas, document, qtbot):
    loose = canvas.add_kind(LAYERS["dense"])
    document.select((loose,))
    canvas.open_search()
    qtbot.keyClicks(canvas.search_menu.field, "dropout")
    qtbot.keyClick(canvas.search_menu.field, Qt.Key.Key_Return)
    graph = document.design.graph
    assert [edge.source for edge in graph.edges_into[document.selection[0]]] == [loose]


def test_without_a_selection_it_puts_a_layer_down_by_itself(canvas, document, qtbot):
    document.select()
    canvas.open_search()
    qtbot.keyClicks(canvas.search_menu.field, "dropout")
    qtbot.keyClick(canvas.search_menu.field, Qt.Key.Key_Return)
    assert not document.design.graph.edges_into[document.selection[0]]


def _search_with_the_mouse_at(canvas, qtbot, at, word):
    canvas.cursor().setPos(canvas.viewport().mapToGlobal(canvas.mapFromScene(at)))
    canvas.open_search()
    qtbot.keyClicks(canvas.search_menu.field, word)
    qtbot.keyClick(canvas.search_menu.field, Qt.Key.Key_Return)


def test_with_the_mouse_on_a_box_it_goes_in_behind_that_box(canvas, document, qtbot):
    before = document.design.graph
    first = "input_1"
    (after,) = (edge.target for edge in before.edges_from[first])
    document.select()
    _search_with_the_mouse_at(canvas, qtbot, canvas.scene_of_items.nodes[first].box().center(), "dropout")
    new = document.selection[0]
    assert [edge.source for edge in document.design.graph.edges_into[new]] == [first]
    assert [edge.target for edge in document.design.graph.edges_from[new]] == [after]


def test_with_the_mouse_on_a_wire_it_goes_into_the_wire(canvas, document, qtbot):
    edge = document.design.graph.edges[0]
    ends = [canvas.scene_of_items.nodes[each].box().center() for each in (edge.source, edge.target)]
    document.select()
    _search_with_the_mouse_at(canvas, qtbot, (ends[0] + ends[1]) / 2, "dropout")
    new = document.selection[0]
    assert [each.source for each in document.design.graph.edges_into[new]] == [edge.source]
    assert edge not in document.design.graph.edges


def test_what_fits_the_layer_that_it_goes_on_from_comes_first(canvas, document):
    design = edits.change_settings(document.design, ["reshape_1"], target_shape=(2, 2, 2))
    document.edit("Wire", edits.connect(design, Edge("dense_1", "reshape_1")))
    document.select(("reshape_1",))
    canvas.open_search()
    canvas.search_menu.field.setText("max pooling")
    assert [kind.kind() for kind in canvas.search_menu.kinds()][:2] == [
        "max_pooling2d",
        "global_max_pooling2d",
    ]
    assert LAYERS["max_pooling1d"] in canvas.search_menu.kinds()
