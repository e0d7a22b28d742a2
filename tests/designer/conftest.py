"""What tests of the application share: an appearance, widgets on the screen, the window, and its questions answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from designer.theme import Appearance

if TYPE_CHECKING:
    from designer.window import MainWindow

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


@pytest.fixture(autouse=True)
def clipboard() -> Iterator[None]:
    """Nothing stays on the clipboard.

    WORKAROUND Qt 6.11: without a desktop the clipboard is freed after Python has ended, and a QMimeData that was made
    in Python then takes the process with it.
    """
    yield
    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


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


class Answers:
    """What a person would press in each message box that comes, in this order; and what was asked."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.asked: list[str] = []

    def will_be(self, *buttons: str) -> None:
        """The next boxes are answered by the buttons of these texts."""
        self.waiting += buttons

    def give(self, box: QMessageBox) -> None:
        """Press the button that comes next."""
        self.asked.append(box.text())
        text = self.waiting.pop(0)
        next(each for each in box.buttons() if each.text().replace("&", "") == text).click()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Real message boxes, with somebody who presses their buttons. A box that nobody expects is an error."""
    made = Answers()
    shown = QMessageBox.exec

    def answer(box: QMessageBox) -> int:
        assert made.waiting, f"nobody expected to be asked: {box.text()}"
        QTimer.singleShot(0, box, lambda: made.give(box))
        return shown(box)

    monkeypatch.setattr(QMessageBox, "exec", answer)
    yield made
    assert made.waiting == [], "not all that was expected was asked"


@pytest.fixture
def make_window(qtbot: QtBot, appearance: Appearance, answers: Answers) -> Callable[[], MainWindow]:
    """A function that opens another window of the program, with the settings that the last one has left."""

    def make() -> MainWindow:
        from designer.settings import Preferences
        from designer.window import MainWindow

        made = MainWindow(appearance, Preferences())
        qtbot.addWidget(made, before_close_func=_let_go)
        made.show()
        return made

    return make


def _let_go(window: MainWindow) -> None:
    """Close without a question."""
    window.filing.may_leave = lambda: True  # type: ignore[method-assign]
    window.close()


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    """The program's window as it opens."""
    return make_window()


@pytest.fixture
def penguins(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with the first example in it: penguins, and the network that suits them."""
    from engine.examples import examples

    window.filing.open_example(examples()[0])
    qtbot.waitUntil(lambda: window.document.prepared is not None)
    return window
