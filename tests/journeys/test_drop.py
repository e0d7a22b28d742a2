"""A file dropped on the window is opened, wherever on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtWidgets import QApplication

from designer.demo.play import Script, Wait, pause
from designer.demo.stage import Stage
from designer.dialogs.open_table import OpenTableDialog
from engine.design import Design
from tests.journeys.conftest import Play


def _urls(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


@pytest.mark.parametrize("place", ["welcome", "canvas"])
def test_a_table(stage: Stage, play: Play, table: Path, place: str) -> None:
    window = stage.window

    def script() -> Script:
        if place == "canvas":
            yield from stage.press(window.welcome, "Draw a network")
        target = window.welcome if place == "welcome" else window.canvas
        yield from stage.hand.carry(_urls(table), None, target, QPoint(300, 200))
        dialog = yield from stage.dialog(OpenTableDialog)
        yield Wait(dialog.open_button.isEnabled, "The table was not read.")
        yield from stage.press(dialog, "Open")
        yield Wait(lambda: window.document.table, "The table did not reach the document.")

    play(script())
    assert window.document.table is not None
    assert window.document.table.rows == 344
    assert window.pages.currentWidget() is window.canvas
    assert window.document.stack.count() == 1


def test_what_is_no_file_of_ours(stage: Stage, play: Play, tmp_path: Path, table: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.touch()

    def script() -> Script:
        for data in (_urls(picture), _urls(table, table), QMimeData()):
            yield from stage.hand.carry(data, None, stage.window.welcome, QPoint(300, 200))
            yield pause(0.1)

    play(script())
    assert QApplication.activeModalWidget() is None
    assert stage.window.document.design == Design()
    assert stage.window.pages.currentWidget() is stage.window.welcome
