from PySide6.QtCore import QPointF, Qt

from engine.graph import Edge

JOINED = Edge("dense_1", "dense_2")


def heard(signal):
    said = []
    signal.connect(lambda *words: said.append(words))
    return said


def test_a_wire_is_drawn_from_an_output_to_an_input(canvas, document, mouse):
    mouse.drag(mouse.port("dense_2", "out", "y"), mouse.port("add_1", "in", "x"))
    assert Edge("dense_2", "add_1") in document.design.graph.edges
    assert document.stack.undoText() == "Draw wire"
    assert Edge("dense_2", "add_1") in canvas.scene_of_items.wires
    assert canvas.scene_of_items.wires[Edge("dense_2", "add_1")].text == "(8)"


def test_a_wire_is_drawn_backwards_from_an_input(document, mouse):
    mouse.drag(mouse.port("add_1", "in", "x"), mouse.port("dense_1", "out", "y"))
    assert Edge("dense_1", "add_1") in document.design.graph.edges


def test_a_wire_may_be_let_go_on_the_box_itself(document, mouse):
    mouse.drag(mouse.port("dense_1", "out", "y"), mouse.node("add_1"))
    assert Edge("dense_1", "add_1") in document.design.graph.edges


def test_ports_that_take_it_glow_and_boxes_that_do_not_fade(canvas, mouse):
    items = canvas.scene_of_items.nodes
    mouse.pull(mouse.port("dense_1", "out", "y"), QPointF(400.0, 120.0))
    assert items["add_1"].hot_ports == {("in", "x")}
    assert items["add_1"].opacity() == 1.0
    assert items["input_1"].hot_ports == frozenset()
    assert items["input_1"].opacity() < 1.0
    mouse.release(mouse.node("dense_1"))
    assert {item.opacity() for item in items.values()} == {1.0}
    assert not any(item.hot_ports for item in items.values())


def test_a_port_that_refuses_says_why_beside_the_cursor(canvas, document, mouse):
    before = document.design
    mouse.pull(mouse.port("dense_2", "out", "y"), mouse.port("dense_1", "in", "x"))
    assert canvas.bubble.isVisible()
    assert "circle" in canvas.bubble.text()
    said = heard(canvas.said)
    mouse.release(mouse.port("dense_1", "in", "x"))
    assert not canvas.bubble.isVisible()
    assert document.design is before
    assert len(said) == 1
    assert "circle" in said[0][0]


def test_a_refused_wire_offers_the_remedy_as_one_step(canvas, document, mouse):
    mouse.drag(mouse.port("dense_1", "out", "y"), mouse.port("reshape_1", "in", "x"))
    mouse.drag(mouse.port("dense_2", "out", "y"), mouse.port("add_1", "in", "x"))
    before, steps = document.design, document.stack.count()
    offered = heard(canvas.offered)
    mouse.drag(mouse.port("reshape_1", "out", "y"), mouse.port("add_1", "in", "x"))
    assert document.design is before
    (sentence, title, mend), *others = offered
    assert not others
    assert "(2, 4)" in sentence
    assert "Flatten" in title
    mend()
    graph = document.design.graph
    assert {edge.source for edge in graph.edges_into["add_1"]} == {"dense_2", "flatten_1"}
    assert graph.edges_into["flatten_1"] == (Edge("reshape_1", "flatten_1"),)
    assert document.analysis.facts["add_1"].problem is None
    assert document.stack.count() == steps + 1
    document.stack.undo()
    assert document.design == before


def test_a_taken_port_offers_to_replace_its_wire(canvas, document, mouse):
    offered = heard(canvas.offered)
    mouse.drag(mouse.port("input_1", "out", "y"), mouse.node("dense_2"))
    assert offered[0][1] == "Replace the wire"
    offered[0][2]()
    assert document.design.graph.edges_into["dense_2"] == (Edge("input_1", "dense_2"),)


def test_a_remedy_that_comes_too_late_says_so(canvas, document, mouse):
    offered, said = heard(canvas.offered), heard(canvas.said)
    mouse.drag(mouse.port("input_1", "out", "y"), mouse.node("dense_2"))
    document.select(("input_1",))
    canvas.delete_selection()
    after = document.design
    offered[0][2]()
    assert document.design is after
    assert len(said) == 1


def test_a_wire_let_go_on_empty_canvas_searches_for_what_it_leads_to(canvas, document, mouse, qtbot):
    end = QPointF(420.0, 400.0)
    mouse.drag(mouse.port("dense_1", "out", "y"), end)
    menu = canvas.search_menu
    assert menu is not None
    assert "input" not in {kind.kind() for kind in menu.kinds()}
    qtbot.keyClicks(menu.field, "dropout")
    qtbot.keyClick(menu.field, Qt.Key.Key_Return)
    assert document.design.graph.edges_into["dropout_1"] == (Edge("dense_1", "dropout_1"),)
    assert document.design.places["dropout_1"][1] == 400.0
    assert document.selection == ("dropout_1",)
    document.stack.undo()
    assert "dropout_1" not in document.design.graph
    assert canvas.search_menu is None


def test_the_end_of_a_wire_is_led_elsewhere(canvas, document, mouse):
    mouse.drag(mouse.port("dense_2", "in", "x"), mouse.port("add_1", "in", "x"))
    graph = document.design.graph
    assert JOINED not in graph.edges
    assert Edge("dense_1", "add_1") in graph.edges
    assert document.stack.count() == 1


def test_a_wire_pulled_off_its_port_is_removed(canvas, document, mouse):
    mouse.drag(mouse.port("dense_2", "in", "x"), QPointF(420.0, 380.0))
    assert JOINED not in document.design.graph.edges
    assert JOINED not in canvas.scene_of_items.wires
    document.stack.undo()
    assert JOINED in canvas.scene_of_items.wires


def test_a_wire_put_back_where_it_was_changes_nothing(canvas, document, mouse):
    port = mouse.port("dense_2", "in", "x")
    mouse.press(port)
    mouse.move(port + QPointF(-60.0, 40.0))
    assert not canvas.scene_of_items.wires[JOINED].isVisible()
    mouse.move(port)
    mouse.release(port)
    assert document.stack.count() == 0
    assert canvas.scene_of_items.wires[JOINED].isVisible()


def test_escape_calls_a_wire_off(canvas, document, mouse, qtbot):
    items = len(canvas.scene().items())
    mouse.pull(mouse.port("dense_2", "in", "x"), QPointF(420.0, 380.0))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    mouse.release(QPointF(420.0, 380.0))
    assert document.stack.count() == 0
    assert canvas.scene_of_items.wires[JOINED].isVisible()
    assert len(canvas.scene().items()) == items


def test_a_click_on_a_port_selects_its_wire_or_its_node(document, mouse):
    mouse.click(mouse.port("dense_2", "in", "x"))
    assert document.selected_edges == (JOINED,)
    mouse.click(mouse.port("dense_2", "out", "y"))
    assert document.selection == ("dense_2",)
