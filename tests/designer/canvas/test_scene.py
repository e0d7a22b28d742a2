from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from designer import edits
from designer.canvas.scene import CanvasScene
from designer.canvas.style import FAR_NAME_FROM, NAME_FROM, Style
from designer.document import Document
from designer.theme import DARK, LIGHT
from engine.design import Design
from engine.graph import Edge
from engine.layers import LAYERS


def test_an_edit_leaves_the_other_items_alone(canvas, document):
    before = dict(canvas.scene_of_items.nodes)
    wires = dict(canvas.scene_of_items.wires)
    document.edit("Widen", edits.change_settings(document.design, ["dense_1"], units=32))
    assert canvas.scene_of_items.nodes == before
    assert canvas.scene_of_items.wires == wires
    assert before["dense_1"].face.line == "32"
    assert before["dense_1"].face.shape == "(32)"
    assert before["dense_1"].face.cost == "160 params"
    assert wires[Edge("dense_1", "dense_2")].text == "(32)"


def test_a_problem_is_known_and_marked(canvas, document):
    assert "no input" in canvas.scene_of_items.problem("add_1").sentence
    assert canvas.scene_of_items.nodes["add_1"].face.problem
    assert canvas.scene_of_items.problem("dense_1") is None


def test_ports_are_easy_to_hit(canvas):
    scene = canvas.scene_of_items
    middle = scene.nodes["dense_1"].port("out", "y")
    for step in (QPointF(12.0, 0.0), QPointF(0.0, 12.0), QPointF(-8.0, -8.0)):
        item, side, name = scene.port_at(middle + step)
        assert (item.node.id, side, name) == ("dense_1", "out", "y")
    assert scene.port_at(middle + QPointF(15.0, 0.0)) is None


def test_a_wire_is_hit_near_its_line_only(canvas):
    scene = canvas.scene_of_items
    wire = scene.wires[Edge("dense_1", "dense_2")]
    middle = wire.path().pointAtPercent(0.5)
    assert scene.wire_at(middle + QPointF(0.0, 6.0)) is wire
    assert scene.wire_at(middle + QPointF(0.0, 9.0)) is None


def test_the_area_between_a_bent_wire_and_its_ends_is_free(canvas, document):
    document.edit("Move", edits.move(document.design, {"dense_2": (560.0, 600.0)}))
    scene = canvas.scene_of_items
    wire = scene.wires[Edge("dense_1", "dense_2")]
    start, end = wire.ends
    between = start + (end - start) / 4
    assert not wire.meets(between, 4.0)
    assert wire.meets(wire.path().pointAtPercent(0.25), 4.0)


def test_wires_into_one_port_spread_in_the_order_of_their_sources(canvas, document):
    design = document.design
    for source in ("input_1", "dense_1", "dense_2"):
        design = edits.connect(design, Edge(source, "add_1"))
    design = edits.move(
        design,
        {"input_1": (0.0, 500.0), "dense_1": (0.0, 240.0), "dense_2": (0.0, -100.0), "add_1": (300.0, 240.0)},
    )
    document.edit("Wire", design)
    heights = {
        edge.source: wire.ends[1].y()
        for edge, wire in canvas.scene_of_items.wires.items()
        if edge.target == "add_1"
    }
    assert heights["dense_2"] < heights["dense_1"] < heights["input_1"]
    assert heights["dense_1"] == 240.0


def test_a_shortcut_runs_round_the_boxes_in_its_way(canvas, document):
    document.edit("Wire", edits.connect(document.design, Edge("input_1", "add_1")))
    document.edit("Move", edits.move(document.design, {"add_1": (1000.0, 0.0), "output_1": (1400.0, 0.0)}))
    wire = canvas.scene_of_items.wires[Edge("input_1", "add_1")]
    assert wire.lane is not None
    for node_id in ("dense_1", "dense_2"):
        box = canvas.scene_of_items.nodes[node_id].box()
        assert not any(box.contains(wire.path().pointAtPercent(step / 100)) for step in range(101))
    document.edit("Move", edits.move(document.design, {"dense_1": (264.0, 300.0), "dense_2": (528.0, 300.0)}))
    assert wire.lane is None


def test_words_leave_the_wires_when_seen_from_afar(canvas):
    label = canvas.scene_of_items.wires[Edge("dense_1", "dense_2")].childItems()[0]
    assert label.isVisible()
    canvas.zoom_to(0.3)
    assert not label.isVisible()
    canvas.zoom_to(1.0)
    assert label.isVisible()


VERBS = st.sampled_from(["add", "connect", "remove", "move", "undo", "redo", "units"])
STEPS = st.lists(st.tuples(VERBS, st.integers(0, 50)), max_size=30)


@given(STEPS)
@settings(max_examples=60)
def test_the_scene_always_shows_the_design(qapp, steps):
    document = Document()
    scene = CanvasScene(document, Style(LIGHT))
    for verb, number in steps:
        act(document, verb, number)
        assert_equal(scene, document.design)
    while document.stack.canUndo():
        document.stack.undo()
    assert document.design == Design()
    assert scene.items() == []
    scene.deleteLater()


def act(document, verb, number):
    design = document.design
    ids = [node.id for node in design.graph.nodes]
    if verb == "undo":
        document.stack.undo()
    elif verb == "redo":
        document.stack.redo()
    elif verb == "add" or not ids:
        kind = ("input", "dense", "add", "output")[number % 4]
        document.edit("Add", edits.add_layer(design, LAYERS[kind](), (number * 20.0, number * 7.0))[0])
    elif verb == "connect":
        edge = Edge(ids[number % len(ids)], ids[number * 7 % len(ids)])
        try:
            document.edit("Wire", edits.connect(design, edge))
        except ValueError:
            return
    elif verb == "remove":
        document.edit("Delete", edits.remove(design, [ids[number % len(ids)]]))
    elif verb == "move":
        document.edit("Move", edits.move(design, {ids[number % len(ids)]: (number * 3.0, 5.0)}), merge="move")
    elif verb == "units":
        dense = [each for each in ids if each.startswith("dense")]
        document.edit("Units", edits.change_settings(design, dense, units=number + 1))


def assert_equal(scene, design):
    assert scene.nodes.keys() == design.graph.by_id.keys()
    assert scene.wires.keys() == set(design.graph.edges)
    for node_id, item in scene.nodes.items():
        assert item.pos().toTuple() == design.places[node_id]
        assert item.node is design.graph[node_id]
    for edge, wire in scene.wires.items():
        start, end = wire.ends
        assert start == scene.nodes[edge.source].port("out", edge.source_port)
        assert end.x() == scene.nodes[edge.target].port("in", edge.target_port).x()


def test_undo_brings_back_the_very_boxes_at_rest_and_up_to_date(canvas, document):
    scene, edge = canvas.scene_of_items, Edge("dense_1", "dense_2")
    item, wire = scene.nodes["dense_1"], scene.wires[edge]
    document.select(["dense_1"], [edge])
    item.set_hovered(True)
    item.set_thumbnail(QImage(4, 4, QImage.Format.Format_RGB32))
    document.edit("Remove", edits.remove(document.design, ["dense_1"]))
    assert "dense_1" not in scene.nodes
    document.stack.undo()
    assert scene.nodes["dense_1"] is item
    assert scene.wires[edge] is wire
    assert not any((item.chosen, item.hovered, wire.chosen))
    assert item._thumbnail is None
    assert item.face.cost == "40 params"
    assert wire.ends[0] == item.port("out", "y")


def test_what_was_taken_away_two_edits_ago_is_let_go(canvas, document):
    scene = canvas.scene_of_items
    item = scene.nodes["dense_1"]
    document.edit("Remove", edits.remove(document.design, ["dense_1"]))
    document.edit("Remove", edits.remove(document.design, ["dense_2"]))
    document.stack.undo()
    document.stack.undo()
    assert scene.nodes["dense_1"] is not item


def test_boxes_kept_aside_do_not_keep_another_theme(canvas, document):
    scene = canvas.scene_of_items
    item = scene.nodes["dense_1"]
    document.edit("Remove", edits.remove(document.design, ["dense_1"]))
    scene.set_style(Style(DARK))
    document.stack.undo()
    assert scene.nodes["dense_1"] is not item


def test_of_several_wires_between_two_boxes_one_tells_what_all_carry(canvas, document):
    design, node_id = edits.add_layer(document.design, LAYERS["dot"](), (528.0, -240.0))
    edges = [Edge("dense_1", node_id, target_port=port) for port in ("x", "by")]
    for edge in edges:
        design = edits.connect(design, edge)
    document.edit("x", design)
    assert [canvas.scene_of_items.wires[edge].text for edge in edges] == ["(8)", ""]
    document.edit("x", edits.disconnect(document.design, edges[:1]))
    assert canvas.scene_of_items.wires[edges[1]].text == "(8)"


def test_a_name_is_still_written_where_only_colours_fit_beside_it(canvas, document):
    design = document.design
    renamed = design.replace(graph=design.graph.with_name("dense_1", "Wide"))

    def pictures(zoom):
        canvas.zoom_to(zoom)
        before = canvas.grab().toImage()
        document.edit("Rename", renamed)
        after = canvas.grab().toImage()
        document.stack.undo()
        return before, after

    near, farther = pictures((FAR_NAME_FROM + NAME_FROM) / 2), pictures(FAR_NAME_FROM - 0.02)
    assert near[0] != near[1]
    assert farther[0] == farther[1]


def test_what_tells_a_box_from_its_neighbours_is_not_cut_off(canvas, document):
    design, node_id = edits.add_layer(document.design, LAYERS["conv2d"](filters=64), (0.0, 400.0))
    design = design.replace(graph=design.graph.with_name(node_id, "a_rather_long_block_conv12"))
    design, source = edits.add_layer(design, LAYERS["input"](dimensions=(224, 224, 64)), (-264.0, 400.0))
    document.edit("x", edits.connect(design, Edge(source, node_id)))
    words = canvas.scene_of_items.nodes[node_id]._words
    assert words.name.endswith("12")
    assert words.large.endswith("12")
    assert words.shape == "(222, 222, 64)"
    assert words.cost == "36,928"
    dense = canvas.scene_of_items.nodes["dense_1"]._words
    assert (dense.shape, dense.cost) == ("(8)", "40 params")
