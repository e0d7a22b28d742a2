"""A real window, a hand in front of it, and a way to play what the hand does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.demo.play import Player, Script
from designer.demo.script import penguins
from designer.demo.stage import Stage
from designer.settings import Preferences
from designer.theme import Appearance, Choice
from designer.window import MainWindow

Open = Callable[..., Stage]
Play = Callable[[Script], None]


@pytest.fixture
def own_dialogs(qapp: QApplication) -> Iterator[None]:
    """Qt's own dialogs for files, which can be typed into."""
    attribute = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
    before = QCoreApplication.testAttribute(attribute)
    QCoreApplication.setAttribute(attribute)
    yield
    QCoreApplication.setAttribute(attribute, before)


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[Callable[[Choice], Appearance]]:
    """Gives the program its looks, and takes them off again afterwards."""
    palette, font = qapp.palette(), qapp.font()
    yield lambda choice: Appearance(qapp, choice)
    qapp.styleHints().unsetColorScheme()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def open_stage(
    own_dialogs: None, looks: Callable[[Choice], Appearance], qtbot: QtBot, tmp_path: Path
) -> Iterator[Open]:
    """Opens windows on the Welcome page, and closes them after the test without a question."""
    stages: list[Stage] = []

    def make(choice: Choice = "light", width: int = 1280, height: int = 800) -> Stage:
        window = MainWindow(looks(choice), Preferences())
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        stages.append(Stage(window, tmp_path, watched=False))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def stage(open_stage: Open) -> Stage:
    """One window."""
    return open_stage()


@pytest.fixture
def play(qapp: QApplication) -> Play:
    """Plays a script to its end; what it raises fails the test."""
    return Player().play


@pytest.fixture
def table() -> Path:
    """The bundled penguins."""
    return penguins()


class Clicks(QObject):
    """Counts how often a mouse button goes down, wherever it does; a press that Qt hands on to a parent once."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._down = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let everything through."""
        if event.type() == QEvent.Type.MouseButtonPress and not self._down:
            self._down = True
            self.count += 1
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._down = False
        return False


@pytest.fixture
def clicks(qapp: QApplication) -> Iterator[Clicks]:
    """Every click from now on."""
    counted = Clicks()
    qapp.installEventFilter(counted)
    yield counted
    qapp.removeEventFilter(counted)
