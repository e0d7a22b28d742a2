"""The palette finds kinds by any of their names, hands them to a drag, and appends them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from designer import edits
from designer.document import Document
from designer.panels.palette import PATH, PalettePanel, drag_pixmap
from designer.search import KIND_MIME
from designer.theme import DARK, LIGHT
from engine.activations import ACTIVATIONS
from engine.layers import LAYERS


@pytest.fixture
def panel(document, appearance, show):
    panel = PalettePanel(document, appearance)
    panel.resize(240, 700)
    return show(panel)


def headings(panel: PalettePanel) -> dict[str, list[str]]:
    tree = panel.tree
    tops = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return {top.text(0): [top.child(at).data(0, PATH) for at in range(top.childCount())] for top in tops}


def finds(panel: PalettePanel) -> list[str]:
    return [panel.tree.topLevelItem(at).data(0, PATH) for at in range(panel.tree.topLevelItemCount())]


def double_click(panel: PalettePanel, path: str) -> None:
    item = panel.tree.item(path)
    panel.tree.scrollToItem(item)
    middle = panel.tree.visualItemRect(item).center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_every_kind_stands_under_its_family(panel):
    found = headings(panel)
    assert list(found)[:2] == ["Data", "Core"]
    assert "layers/dense" in found["Core"]
    assert {"layers/add", "layers/concatenate"} <= set(found["Merge"])
    assert sorted(found["Activations"]) == [f"activations/{kind}" for kind in ACTIVATIONS]
    listed = {path for paths in found.values() for path in paths}
    assert listed == {f"layers/{kind}" for kind in LAYERS} | {f"activations/{kind}" for kind in ACTIVATIONS}


def test_what_a_learner_meets_first_stands_first(panel):
    found = {family: [path.partition("/")[2] for path in paths] for family, paths in headings(panel).items()}
    assert found["Data"][0] == "input"
    assert found["Core"][:3] == ["dense", "activation", "flatten"]
    assert found["Convolution"][:2] == ["conv2d", "conv1d"]
    assert found["Pooling"][:2] == ["max_pooling2d", "average_pooling2d"]
    assert found["Recurrent"][:3] == ["lstm", "gru", "simple_rnn"]
    assert found["Normalise"][:2] == ["batch_normalization", "layer_normalization"]
    assert found["Regularise"][0] == "dropout"
    assert found["Merge"][:2] == ["add", "concatenate"]
    assert found["Activations"][:4] == ["relu", "sigmoid", "tanh", "softmax"]


def test_every_kind_has_a_tile_and_its_help(panel):
    for path in (f"layers/{kind}" for kind in LAYERS):
        item = panel.tree.item(path)
        kind = LAYERS[path.partition("/")[2]]
        assert not item.icon(0).isNull()
        assert kind.help()[0] in item.toolTip(0)
        assert item.data(0, Qt.ItemDataRole.AccessibleDescriptionRole) == kind.help()[0]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("dense", "layers/dense"),
        ("Linear", "layers/dense"),
        ("fullyConnected", "layers/dense"),
        ("swish", "activations/silu"),
        ("logistic", "activations/sigmoid"),
        ("batchnorm", "layers/batch_normalization"),
        ("silences", "layers/dropout"),
    ],
)
def test_any_name_of_a_kind_finds_it(panel, typed, path):
    QTest.keyClicks(panel.field, typed)
    assert path in finds(panel)


def test_what_is_not_there_is_said_and_escape_brings_all_back(panel):
    QTest.keyClicks(panel.field, "xyzzy")
    assert not panel.tree.isVisible()
    assert finds(panel) == []
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert panel.tree.isVisible()
    assert "Core" in headings(panel)


def test_double_click_appends_after_the_selected_node(panel, document):
    document.select(["dense_1"])
    double_click(panel, "layers/dropout")
    graph = document.design.graph
    assert [edge.target for edge in graph.edges_from["dense_1"]] == ["dropout_1"]
    assert [edge.target for edge in graph.edges_from["dropout_1"]] == ["batch_normalization_1"]
    assert document.selection == ("dropout_1",)
    assert document.stack.undoText() == "Add Dropout"
    assert document.stack.count() == 1


def test_enter_in_the_search_field_appends_the_first_find(panel, document):
    document.select(["dense_1"])
    QTest.keyClicks(panel.field, "flat")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert document.selection == ("flatten_1",)


def test_arrows_in_the_search_field_move_in_the_list(panel, document):
    QTest.keyClicks(panel.field, "relu")
    first, second = finds(panel)[:2]
    assert panel.tree.currentItem().data(0, PATH) == first
    QTest.keyClick(panel.field, Qt.Key.Key_Down)
    assert panel.tree.currentItem().data(0, PATH) == second
    QTest.keyClick(panel.field, Qt.Key.Key_Up)
    assert panel.tree.currentItem().data(0, PATH) == first


def test_enter_without_a_search_adds_nothing(panel, document):
    before = document.design
    panel.tree.setCurrentItem(panel.tree.item("layers/dense"))
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert document.design == before


def test_the_list_is_walked_and_used_with_the_keyboard(panel, document):
    document.select(["dense_1"])
    panel.tree.setFocus()
    panel.tree.setCurrentItem(panel.tree.item("layers/dense"))
    QTest.keyClick(panel.tree, Qt.Key.Key_Down)
    QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    assert document.selection == ("activation_1",)


def test_enter_folds_a_family_and_a_search_leaves_it_folded(panel):
    panel.tree.setFocus()
    panel.tree.setCurrentItem(panel.tree.topLevelItem(1))
    QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    assert not panel.tree.topLevelItem(1).isExpanded()
    QTest.keyClicks(panel.field, "d")
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.tree.topLevelItem(1).isExpanded()
    assert panel.tree.topLevelItem(0).isExpanded()


def test_letters_typed_in_the_list_search(panel):
    panel.tree.setFocus()
    QTest.keyClicks(panel.tree, "ad")
    QTest.keyClicks(panel.field, "d")
    assert panel.field.text() in ("add", "ad")
    assert "layers/add" in finds(panel)


def test_an_activation_is_set_on_what_is_selected(panel, document):
    document.select(["dense_1", "batch_normalization_1", "dense_2"])
    double_click(panel, "activations/tanh")
    layers = [document.design.graph[each].layer for each in ("dense_1", "dense_2")]
    assert [layer.activation for layer in layers] == [ACTIVATIONS["tanh"]()] * 2
    assert document.stack.undoText() == "Set activation to tanh"
    assert len(document.design.graph) == 5


def test_an_activation_without_a_layer_for_it_becomes_one(panel, document):
    document.select(["batch_normalization_1"])
    double_click(panel, "activations/tanh")
    assert document.design.graph["activation_1"].layer == LAYERS["activation"](
        activation=ACTIVATIONS["tanh"]()
    )
    assert document.selection == ("activation_1",)


def test_a_refused_layer_is_told_and_changes_nothing(panel, document, monkeypatch, qtbot):
    def refuse(*_parts):
        raise edits.PasteError("There is no room for it.")

    monkeypatch.setattr(edits, "append_layer", refuse)
    with qtbot.waitSignal(panel.said) as said:
        panel.use("layers/dense")
    assert said.args == ["There is no room for it."]
    assert document.stack.count() == 0


def test_headings_and_unknown_paths_do_nothing(panel, document):
    panel.use(None)
    panel.use("layers/nothing")
    assert document.stack.count() == 0


def test_the_first_layer_of_an_empty_canvas(appearance, show):
    document = Document()
    panel = show(PalettePanel(document, appearance))
    panel.use("layers/input")
    assert document.selection == ("input_1",)


def test_a_drag_carries_the_path_of_its_kind(panel):
    data = panel.tree.drag_data(panel.tree.item("activations/relu"))
    assert data.formats() == [KIND_MIME]
    assert bytes(data.data(KIND_MIME).data()) == b"activations/relu"
    assert panel.tree.drag_data(panel.tree.topLevelItem(0)) is None
    assert panel.tree.drag_data(None) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_dragged_looks_like_a_node(theme, qapp):
    pixmap = drag_pixmap(LAYERS["dense"], theme, qapp.font(), 2.0)
    assert pixmap.devicePixelRatio() == 2.0
    image = pixmap.toImage()
    assert image.pixelColor(image.width() - 20, image.height() // 2) == QColor(theme.node)


def test_no_name_is_cut_off_in_a_narrow_palette(panel):
    tree = panel.tree
    for kind in LAYERS:
        item = tree.item(f"layers/{kind}")
        tree.scrollToItem(item)
        room = tree.visualItemRect(item).width() - tree.iconSize().width() - 24
        assert tree.fontMetrics().horizontalAdvance(item.text(0)) < room


def test_another_theme_is_taken_over(panel, appearance):
    appearance.choose("dark")
    assert panel.tree.topLevelItem(1).foreground(0).color() == QColor(DARK.families.core)
