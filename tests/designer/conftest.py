"""What tests of the application share: an appearance, and a way to put a widget on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from designer.theme import Appearance

Shown = TypeVar("Shown", bound=QWidget)


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    """The program's looks, light; taken off again afterwards."""
    palette, font = qapp.palette(), qapp.font()
    yield Appearance(qapp, "light")
    qapp.styleHints().unsetColorScheme()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[Shown], Shown]:
    """A function that puts a widget on the screen, active and painted, and returns it."""

    def put(widget: Shown) -> Shown:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        return widget

    return put
