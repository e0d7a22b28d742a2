"""Known networks: chosen, set, looked at in figures, and drawn by one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from designer.dialogs.guide import GuideDialog
from designer.dialogs.known_figures import boxes, draw
from designer.dialogs.known_networks import KnownNetworksDialog
from designer.dialogs.network_list import facts
from designer.document import Document
from designer.window import MainWindow
from engine.analysis import analyse
from engine.declare import AUTO
from engine.networks import NETWORKS

LEFT = Qt.MouseButton.LeftButton
Open = Callable[..., KnownNetworksDialog]


@pytest.fixture
def opened(qtbot: QtBot, appearance: object) -> Open:
    """A function that opens the dialog over a document."""
    dialogs = []

    def make(document: Document) -> KnownNetworksDialog:
        dialog = KnownNetworksDialog(document, appearance)  # type: ignore[arg-type]
        dialogs.append(dialog)
        qtbot.addWidget(dialog, before_close_func=lambda each: each.figures.wait())
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return make


@pytest.fixture
def dialog(qtbot: QtBot, opened: Open) -> KnownNetworksDialog:
    """The dialog over an empty canvas, when all is known."""
    made = opened(Document())
    settle(qtbot, made)
    return made


def settle(qtbot: QtBot, dialog: KnownNetworksDialog) -> None:
    qtbot.waitUntil(lambda: dialog.figures.outlook is not None, timeout=30_000)


def value(dialog: KnownNetworksDialog, name: str) -> str:
    assert dialog.values[name].isEnabled()
    return dialog.values[name].text()


def set_number(qtbot: QtBot, dialog: KnownNetworksDialog, name: str, number: int) -> None:
    dialog.form.editor(name).edited.emit(number, True)
    settle(qtbot, dialog)


def test_every_network_is_listed_from_shallow_to_deep(dialog: KnownNetworksDialog) -> None:
    listed = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert listed == ["VGG16", "ResNet-18", "ResNet-50", "ResNet-152"]
    assert facts(NETWORKS["vgg16"]) == "138.4 M parameters · 16 layers · 2015"


def test_the_figures_are_those_of_the_settings(qtbot: QtBot, dialog: KnownNetworksDialog) -> None:
    assert value(dialog, "parameters") == "138,357,544 (553 MB)"
    assert value(dialog, "multiply_adds") == "15,470,264,320"
    assert value(dialog, "layers") == "16 with weights in a row, 24 boxes on the canvas"
    assert value(dialog, "training").endswith("in batches of 32")
    before = value(dialog, "training")
    set_number(qtbot, dialog, "side", 64)
    analysis = analyse(NETWORKS["vgg16"](side=64).graph())
    assert value(dialog, "parameters").startswith(f"{analysis.parameters:,} ")
    assert value(dialog, "multiply_adds") == f"{analysis.multiply_adds:,}"
    assert value(dialog, "training") != before


def test_what_is_not_known_yet_is_shown_as_such(qtbot: QtBot, dialog: KnownNetworksDialog) -> None:
    dialog.list.choose("resnet18")
    assert not dialog.values["parameters"].isEnabled()
    settle(qtbot, dialog)
    assert value(dialog, "parameters").startswith("11,699,112 ")


def test_the_sketch_shows_the_stages(dialog: KnownNetworksDialog) -> None:
    assert dialog.sketch.boxes[:2] == ("input · 224×224×3", "block1 · 2 convolutions · 112×112×64")
    assert dialog.sketch.boxes[-1] == "output · 1000"
    assert dialog.sketch.height() >= dialog.sketch.heightForWidth(dialog.sketch.width())
    found = list(boxes(analyse(NETWORKS["resnet152"]().graph())))
    assert [box.text for box in found][:3] == ["input · 224×224×3", "conv1 · 112×112×64", "pool1 · 56×56×64"]
    assert [box.family for box in found][:4] == ["data", "convolution", "pooling", "convolution"]


def test_each_network_keeps_its_settings(qtbot: QtBot, dialog: KnownNetworksDialog) -> None:
    set_number(qtbot, dialog, "classes", 7)
    dialog.list.choose("resnet50")
    assert dialog.network == NETWORKS["resnet50"]()
    dialog.list.choose("vgg16")
    assert dialog.network == NETWORKS["vgg16"](classes=7)


def test_too_little_memory_is_said(qtbot: QtBot, dialog: KnownNetworksDialog) -> None:
    set_number(qtbot, dialog, "side", 4096)
    assert "of memory, but this machine has" in dialog.note.text()
    set_number(qtbot, dialog, "side", 32)
    assert not dialog.note.isVisible()


def test_it_is_drawn_and_undone_as_one_step(qtbot: QtBot, opened: Open) -> None:
    document = Document()
    dialog = opened(document)
    dialog.list.choose("resnet18")
    assert not dialog.replaces.isVisible()
    with qtbot.waitSignal(
        dialog.drawn
    ) as drawn:  # At once, before it is built: it is drawn as soon as it is.
        qtbot.mouseClick(dialog.draw_button, LEFT)
    assert document.design.graph == NETWORKS["resnet18"]().graph()
    assert document.analysis.sound
    assert set(drawn.args[0]) == set(document.design.graph.by_id)
    assert document.stack.undoText() == "Draw ResNet-18"
    assert not dialog.isVisible()
    document.stack.undo()
    assert len(document.design.graph) == 0


def test_enter_in_the_list_draws(qtbot: QtBot, opened: Open) -> None:
    document = Document()
    dialog = opened(document)
    with qtbot.waitSignal(dialog.drawn):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert document.stack.count() == 1


def test_cancel_changes_nothing(qtbot: QtBot, opened: Open) -> None:
    document = Document()
    dialog = opened(document)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert not dialog.figures.busy
    assert document.stack.count() == 0


def test_it_is_added_below_what_is_there(qtbot: QtBot, opened: Open) -> None:
    document = Document()
    first = draw(NETWORKS["vgg16"](side=32, units=16))
    document.edit("x", document.design.replace(graph=first.graph, places=first.places))
    dialog = opened(document)
    assert dialog.replaces.isChecked()
    dialog.list.choose("resnet18")
    dialog.adds.click()
    with qtbot.waitSignal(dialog.drawn) as drawn:
        dialog.draw_button.click()
    graph, places = document.design.graph, document.design.places
    added = drawn.args[0]
    assert len(graph) == len(first.graph) + len(added)
    assert "input_2" in added
    assert graph["input_2"].title == "input 2"
    assert min(places[each][1] for each in added) > max(y for _, y in first.places.values()) + 76
    assert min(places[each][0] for each in added) == min(x for x, _ in first.places.values())


# --- with a table --------------------------------------------------------------------------------------------


def test_the_classes_are_the_tables_and_the_answer_follows_it(
    penguins: MainWindow, qtbot: QtBot, opened: Open
) -> None:
    dialog = opened(penguins.document)
    settle(qtbot, dialog)
    assert dialog.network == NETWORKS["vgg16"](classes=3)
    assert "a row of your table is 9 numbers" in dialog.note.text()
    with qtbot.waitSignal(dialog.drawn):
        dialog.draw_button.click()
    graph = penguins.document.design.graph
    assert graph["predictions"].layer.units == AUTO
    assert graph["output"].layer.size == AUTO


def test_the_action_opens_it_and_the_canvas_shows_what_is_drawn(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["network.known"].trigger()
    dialog = window.findChild(KnownNetworksDialog)
    with qtbot.waitSignal(dialog.drawn):
        dialog.accept()
    assert window.pages.currentWidget() is window.canvas
    extent = window.canvas.scene_of_items.extent()
    qtbot.waitUntil(lambda: window.canvas.shown().contains(extent))
    qtbot.waitUntil(lambda: window.findChild(KnownNetworksDialog) is None)


def test_a_word_of_the_form_opens_the_guide(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["network.known"].trigger()
    dialog = window.findChild(KnownNetworksDialog)
    dialog.form.word_asked.emit("layer")
    guide = window.findChild(GuideDialog)
    assert guide.isVisible()
    guide.reject()
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(KnownNetworksDialog) is None)
