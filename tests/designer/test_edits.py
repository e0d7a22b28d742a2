import itertools
import json

import pytest

from designer import edits
from engine.activations import ACTIVATIONS
from engine.analysis import Problem, analyse
from engine.declare import SettingError
from engine.design import Design
from engine.graph import CycleError, Edge, Graph, GraphError, Node, PortTakenError
from engine.layers import LAYERS
from engine.layers.base import Fix

DENSE, ADD, INPUT, OUTPUT = (
    LAYERS["dense"](),
    LAYERS["add"](),
    LAYERS["input"](dimensions=(4,)),
    LAYERS["output"](),
)


def chain(*layers):
    """Layers n0 -> n1 -> ... in a row with room between them."""
    nodes = [Node(f"n{number}", layer, f"N{number}") for number, layer in enumerate(layers)]
    edges = [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)]
    return Design(
        Graph.of(nodes, edges), {node.id: (300.0 * number, 0.0) for number, node in enumerate(nodes)}
    )


def joined(design):
    return {(edge.source, edge.target) for edge in design.graph.edges}


def overlaps(design):
    boxes = list(design.places.values())
    return [
        (a, b)
        for number, a in enumerate(boxes)
        for b in boxes[number + 1 :]
        if abs(a[0] - b[0]) < edits.NODE_WIDTH and abs(a[1] - b[1]) < edits.NODE_HEIGHT
    ]


def test_a_new_layer_gets_an_id_a_name_and_its_place():
    design, first = edits.add_layer(Design(), DENSE, (10.0, 20.0))
    design, second = edits.add_layer(design, DENSE, (10.0, 200.0))
    assert (first, second) == ("dense_1", "dense_2")
    assert [node.title for node in design.graph.nodes] == ["Dense", "Dense 2"]
    assert design.places == {"dense_1": (10.0, 20.0), "dense_2": (10.0, 200.0)}
    assert not joined(design)


def test_append_wires_to_the_last_and_finds_a_free_place():
    design, first = edits.append_layer(Design(), INPUT, None)
    design, second = edits.append_layer(design, DENSE, first)
    design, third = edits.append_layer(design, DENSE, None)
    assert joined(design) == {(first, second), (second, third)}
    assert not overlaps(design)


def test_append_in_the_middle_of_a_chain_goes_into_its_wire():
    design, new = edits.append_layer(chain(INPUT, DENSE, DENSE), LAYERS["dropout"](), "n0")
    assert joined(design) == {("n0", new), (new, "n1"), ("n1", "n2")}
    assert not overlaps(design)


def test_append_after_a_fork_adds_a_branch():
    design = edits.connect(chain(INPUT, ADD, ADD), Edge("n0", "n2"))
    design, new = edits.append_layer(design, DENSE, "n0")
    assert ("n0", new) in joined(design)
    assert {("n0", "n1"), ("n0", "n2")} <= joined(design)
    assert not overlaps(design)


def test_append_after_what_has_no_output_is_not_wired():
    design, new = edits.append_layer(chain(INPUT, OUTPUT), DENSE, "n1")
    assert not design.graph.edges_into[new]


def test_insert_makes_room():
    before = chain(INPUT, DENSE, DENSE)
    design, new = edits.insert_layer(before, LAYERS["flatten"](), Edge("n0", "n1"))
    assert joined(design) == {("n0", new), (new, "n1"), ("n1", "n2")}
    assert not overlaps(design)
    assert design.places["n0"] == before.places["n0"]
    assert design.places["n2"][0] - design.places["n1"][0] == 300.0


def test_insert_keeps_the_order_in_which_wires_are_read():
    concatenate = LAYERS["concatenate"]()
    nodes = [Node("a", INPUT), Node("b", INPUT), Node("c", concatenate)]
    design = Design(
        Graph.of(nodes, [Edge("a", "c"), Edge("b", "c")]),
        {"a": (0.0, 0.0), "b": (0.0, 200.0), "c": (600.0, 0.0)},
    )
    design, new = edits.insert_layer(design, DENSE, Edge("a", "c"))
    assert [edge.source for edge in design.graph.edges_into["c"]] == [new, "b"]


@pytest.mark.parametrize("layer", [INPUT, OUTPUT])
def test_what_has_one_side_only_cannot_stand_in_a_wire(layer):
    with pytest.raises(GraphError, match="cannot stand in a wire"):
        edits.insert_layer(chain(INPUT, DENSE), layer, Edge("n0", "n1"))


def test_a_node_that_is_there_is_put_into_a_wire():
    design, new = edits.add_layer(chain(INPUT, DENSE), ADD, (150.0, 200.0))
    design = edits.insert_node(design, new, Edge("n0", "n1"))
    assert joined(design) == {("n0", new), (new, "n1")}
    with pytest.raises(GraphError):
        edits.insert_node(design, "n0", Edge(new, "n1"))


def test_wires_are_refused_with_the_graphs_own_reasons():
    design = chain(INPUT, DENSE, DENSE)
    with pytest.raises(CycleError):
        edits.connect(design, Edge("n2", "n1"))
    with pytest.raises(PortTakenError):
        edits.connect(design, Edge("n0", "n2"))
    assert joined(edits.disconnect(design, [Edge("n0", "n1")])) == {("n1", "n2")}


def test_remove_joins_the_chain_again():
    design = edits.remove(chain(INPUT, DENSE, DENSE, DENSE), ["n1", "n2"])
    assert joined(design) == {("n0", "n3")}
    assert design.places.keys() == {"n0", "n3"}


def test_remove_of_a_join_leaves_the_gap_that_no_single_wire_fills():
    design, other = edits.add_layer(chain(INPUT, ADD, DENSE), INPUT, (0.0, 200.0))
    design = edits.connect(design, Edge(other, "n1"))
    design = edits.remove(design, ["n1"])
    assert len(design.graph.edges_into["n2"]) == 1


def test_remove_of_an_end_joins_nothing():
    assert joined(edits.remove(chain(INPUT, DENSE, DENSE), ["n0"])) == {("n1", "n2")}
    assert joined(edits.remove(chain(INPUT, DENSE, DENSE), ["n2"])) == {("n0", "n1")}


def test_remove_takes_wires_too():
    design = edits.remove(chain(INPUT, DENSE, DENSE), [], [Edge("n0", "n1")])
    assert joined(design) == {("n1", "n2")}


def test_settings_change_in_all_that_are_named():
    design = edits.change_settings(chain(INPUT, DENSE, DENSE), ["n1", "n2"], units=5)
    assert [design.graph[each].layer.units for each in ("n1", "n2")] == [5, 5]
    with pytest.raises(SettingError):
        edits.change_settings(design, ["n1"], units=0)


def test_an_empty_name_falls_back_to_the_id():
    design = edits.rename(chain(INPUT), "n0", "  Table ")
    assert design.graph["n0"].title == "Table"
    assert edits.rename(design, "n0", " ").graph["n0"].title == "n0"


def test_copies_keep_settings_wires_and_distances():
    layer = LAYERS["dense"](units=3, activation=ACTIVATIONS["leaky_relu"]())
    design = chain(INPUT, layer, ADD)
    text = edits.copy_text(design, ["n1", "n2"])
    pasted, ids = edits.paste(Design(), text, (10.0, 20.0))
    assert ids == ("dense_1", "add_1")
    assert pasted.graph["dense_1"].layer == layer
    assert joined(pasted) == {("dense_1", "add_1")}
    assert pasted.places == {"dense_1": (310.0, 20.0), "add_1": (610.0, 20.0)}


def test_pasted_copies_keep_the_names_that_people_gave():
    design = edits.rename(chain(DENSE), "n0", "Hidden")
    pasted, (new,) = edits.paste(design, edits.copy_text(design, ["n0"]))
    assert pasted.graph[new].title == "Hidden 2"
    elsewhere, (there,) = edits.paste(Design(), edits.copy_text(design, ["n0"]))
    assert elsewhere.graph[there].title == "Hidden"


GOOD = json.loads(edits.copy_text(chain(INPUT, DENSE), ["n0", "n1"]))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no layers"),
        ("hello", "no layers"),
        ("[1, 2]", "no layers"),
        ("null", "no layers"),
        ('{"format": "something else"}', "no layers"),
        ('{"format": "neuroloom/nodes"}', "no layers"),
        (
            json.dumps({**GOOD, "nodes": [{**GOOD["nodes"][0], "layer": {"kind": "unheard_of"}}]}),
            "unheard_of",
        ),
        (
            json.dumps({**GOOD, "nodes": [{**GOOD["nodes"][1], "layer": {"kind": "dense", "units": -1}}]}),
            "units",
        ),
        (json.dumps({**GOOD, "nodes": [{**GOOD["nodes"][1], "place": [1]}]}), "no layers"),
        (json.dumps({**GOOD, "nodes": [{**GOOD["nodes"][1], "place": [float("nan"), 0]}]}), "not a number"),
        (json.dumps({**GOOD, "edges": [{"source": "n1", "target": "n0"}]}), "no input"),
        (json.dumps({**GOOD, "edges": [{"source": "n1", "target": "gone"}]}), "no layers"),
    ],
)
def test_what_is_no_copy_is_refused_in_words(text, reason):
    with pytest.raises(edits.PasteError, match=reason):
        edits.paste(Design(), text)


def problem_of(design, node_id):
    problem = analyse(design.graph).facts[node_id].problem
    assert problem is not None
    return problem


def test_a_remedy_that_inserts():
    picture = LAYERS["input"](dimensions=(2, 2))
    design = chain(picture, LAYERS["output"](task="regression", size=4))
    design = edits.apply_fix(design, problem_of(design, "n1"))
    assert joined(design) == {("n0", "flatten_1"), ("flatten_1", "n1")}
    assert analyse(design.graph).facts["n1"].problem is None


def test_a_remedy_that_inserts_into_another_wire():
    design = chain(INPUT, ADD)
    design, other = edits.add_layer(design, LAYERS["input"](dimensions=(2, 2)), (0.0, 200.0))
    design = edits.connect(design, Edge(other, "n1"))
    design = edits.apply_fix(design, problem_of(design, "n1"))
    assert ("flatten_1", "n1") in joined(design)
    assert (other, "flatten_1") in joined(design)
    assert ("n0", "n1") in joined(design)


def test_a_remedy_that_sets_units_of_the_nearest_dense():
    design = chain(
        INPUT, LAYERS["dense"](units=9), LAYERS["dropout"](), LAYERS["output"](task="regression", size=2)
    )
    design = edits.apply_fix(design, problem_of(design, "n3"))
    assert design.graph["n1"].layer.units == "auto"
    assert analyse(design.graph).facts["n3"].problem is None


def test_a_remedy_that_inserts_before_the_dense_layers_at_the_end():
    picture = LAYERS["input"](dimensions=(6, 6, 1))
    layers = [LAYERS["dense"](units=5), LAYERS["dropout"](), LAYERS["dense"](units="auto")]
    design = chain(picture, LAYERS["conv2d"](), *layers, LAYERS["output"](task="multiclass", size=3))
    design = edits.apply_fix(design, problem_of(design, "n5"))
    assert {("n1", "flatten_1"), ("flatten_1", "n2"), ("n4", "n5")} <= joined(design)
    assert analyse(design.graph).sound


def test_where_no_dense_can_be_set_a_remedy_brings_one():
    picture = LAYERS["input"](dimensions=(6, 6, 1))
    design = chain(picture, LAYERS["conv2d"](), LAYERS["output"](task="multiclass", size=3))
    for _ in range(2):
        design = edits.apply_fix(design, problem_of(design, "n2"))
    assert joined(design) == {("n0", "n1"), ("n1", "flatten_1"), ("flatten_1", "dense_1"), ("dense_1", "n2")}
    assert analyse(design.graph).sound


def test_a_remedy_that_changes_settings():
    design = edits.apply_fix(chain(INPUT), Problem("n0", "", Fix("Five", settings={"dimensions": (5,)})))
    assert design.graph["n0"].layer.dimensions == (5,)


@pytest.mark.parametrize(
    "problem",
    [
        Problem("n1", "no remedy"),
        Problem("gone", "", Fix("Units", units=3)),
        Problem("n1", "", Fix("Units", units=3)),
        Problem("n1", "", Fix("Insert", insert=DENSE, wire=4)),
    ],
)
def test_a_remedy_that_applies_to_nothing_says_so(problem):
    with pytest.raises(edits.FixError):
        edits.apply_fix(chain(INPUT, ADD), problem)


def whose(design, *node_ids):
    return [design.graph[node_id].layer.weights_of for node_id in node_ids]


def sharing():
    """n1 owns its weights; n2 and n3 use them."""
    return chain(INPUT, DENSE, DENSE.replace(weights_of="n1"), DENSE.replace(weights_of="n1"), OUTPUT)


def test_copies_share_weights_among_each_other():
    design = sharing()
    after, (first, second) = edits.paste(design, edits.copy_text(design, ["n1", "n2"]))
    assert whose(after, first, second) == ["", first]
    assert whose(after, "n2", "n3") == ["n1", "n1"]


def test_a_copy_without_its_partner_goes_on_sharing_where_that_is_there():
    design = sharing()
    text = edits.copy_text(design, ["n2"])
    after, (copy,) = edits.paste(design, text)
    assert whose(after, copy) == ["n1"]
    for other in (Design(), chain(INPUT, ADD)):
        after, (copy,) = edits.paste(other, text)
        assert whose(after, copy) == [""]


def test_weights_are_handed_on_when_their_layer_is_removed():
    after = edits.remove(sharing(), ["n1"])
    assert whose(after, "n2", "n3") == ["", "n2"]
    after = edits.remove(sharing(), ["n1", "n2"])
    assert whose(after, "n3") == [""]


def test_a_network_is_added_below_with_new_names_where_they_are_taken():
    design, sharer = edits.add_layer(Design(), LAYERS["dense"](), (100.0, 50.0))
    graph = Graph.of(
        [
            Node("dense_1", LAYERS["dense"](), "Dense"),
            Node("twin", LAYERS["dense"](weights_of="dense_1"), "Twin"),
        ],
        [Edge("dense_1", "twin")],
    )
    design, added = edits.add_network(design, graph, {"dense_1": (0.0, 0.0), "twin": (264.0, 0.0)})
    assert added == ("dense_1_2", "twin")
    assert design.graph[sharer].title == "Dense"
    assert design.graph["dense_1_2"].title == "Dense 2"
    assert design.graph["twin"].layer.weights_of == "dense_1_2"
    assert design.graph.edges == (Edge("dense_1_2", "twin"),)
    assert design.places["dense_1_2"][0] == 100.0
    assert design.places["twin"] == (364.0, design.places["dense_1_2"][1])
    assert design.places["twin"][1] > 50.0 + 76.0


def test_a_network_is_added_to_nothing_where_it_stands():
    graph = Graph.of([Node("dense_1", LAYERS["dense"](), "Dense")])
    design, added = edits.add_network(Design(), graph, {"dense_1": (7.0, 9.0)})
    assert added == ("dense_1",)
    assert design.places == {"dense_1": (7.0, 9.0)}
