"""A course's network from the menu to the canvas: chosen, set, drawn, looked at, undone, done again, and saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF

from designer.demo.play import Script, Wait, check
from designer.demo.stage import Stage
from designer.dialogs.known_networks import KnownNetworksDialog
from engine.design import Design
from engine.files.loom import load
from engine.networks import NETWORKS
from tests.journeys.conftest import Play


def test_draw_the_deepest_undo_redo_save(stage: Stage, play: Play, tmp_path: Path) -> None:
    window = stage.window
    document, path = window.document, tmp_path / "resnet.loom"

    def journey() -> Script:
        yield from stage.press(window.welcome, "Draw a network")
        window.actions_by_id["network.known"].trigger()
        dialog = yield from stage.dialog(KnownNetworksDialog)
        row = next(row for row in range(dialog.list.count()) if dialog.list.item(row).text() == "ResNet-152")
        middle = QPointF(dialog.list.visualItemRect(dialog.list.item(row)).center())
        yield from stage.hand.click(dialog.list.viewport(), middle)
        check(dialog.title.text() == "ResNet-152", "Another network is shown.")
        yield from stage.press(dialog, "Draw it")
        yield Wait(lambda: len(document.design.graph), "Nothing was drawn.")
        yield from stage.press(window.toolbar, window.actions_by_id["edit.undo"].iconText())
        check(document.design == Design(), "Something is left.")
        yield from stage.press(window.toolbar, window.actions_by_id["edit.redo"].iconText())

    play(journey())
    assert document.design.graph == NETWORKS["resnet152"]().graph()
    assert document.analysis.parameters == 60_419_944
    assert document.stack.count() == 1
    scene = window.canvas.scene_of_items
    assert window.canvas.shown().contains(scene.extent())
    window.filing.save_to(path)
    assert load(path).design == document.design
