"""The hand: what it clicks, types, drags and chooses arrives; what a person could not reach, it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from designer.demo.hand import Hand
from designer.demo.play import DemoError, Player


class Pad(QWidget):
    """Notes where a drag goes, and takes what is dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setMinimumSize(200, 80)
        self.way: list[QPoint] = []
        self.dropped = ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.way = [event.position().toPoint()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.LeftButton:
            self.way.append(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.way.append(event.position().toPoint())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropped = event.mimeData().text()


class Room(QWidget):
    """A button, a field, a menu and a pad."""

    def __init__(self) -> None:
        super().__init__()
        self.button, self.field, self.menu, self.pad = (
            QPushButton("Press"),
            QLineEdit("old"),
            QComboBox(),
            Pad(),
        )
        self.menu.addItems(["one", "two", "three"])
        self.presses = 0
        self.button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        for part in (self.button, self.field, self.menu, self.pad):
            column.addWidget(part)

    def _on_clicked(self) -> None:
        self.presses += 1


@pytest.fixture
def room(show: Callable[[Room], Room]) -> Room:
    """On the screen."""
    return show(Room())


@pytest.fixture
def hand(qapp: QApplication) -> Hand:
    """One that hurries, because nobody watches."""
    return Hand(watched=False)


@pytest.fixture
def player(qapp: QApplication) -> Player:
    """Plays what the hand does."""
    return Player()


def test_click(room: Room, hand: Hand, player: Player) -> None:
    player.play(hand.click(room.button))
    assert room.presses == 1


def test_write_and_press(room: Room, hand: Hand, player: Player) -> None:
    entered: list[str] = []
    room.field.returnPressed.connect(lambda: entered.append(room.field.text()))
    player.play(hand.write(room.field, "new, ä"))
    player.play(hand.press(room.field, Qt.Key.Key_Return))
    assert entered == ["new, ä"]


def test_choose(room: Room, hand: Hand, player: Player) -> None:
    player.play(hand.choose(room.menu, "three"))
    assert room.menu.currentText() == "three"
    with pytest.raises(DemoError, match="four"):
        player.play(hand.choose(room.menu, "four"))


def test_drag(room: Room, hand: Hand, player: Player) -> None:
    player.play(hand.drag(room.pad, QPoint(5, 5), QPoint(150, 60)))
    assert room.pad.way[0] == QPoint(5, 5)
    assert room.pad.way[-1] == QPoint(150, 60)
    assert len(room.pad.way) > 3


def test_carry(room: Room, hand: Hand, player: Player) -> None:
    data = QMimeData()
    data.setText("a layer")
    player.play(hand.click(room.button))
    player.play(hand.carry(data, None, room.pad, QPoint(50, 30)))
    assert room.pad.dropped == "a layer"


def test_what_the_hand_has_left_is_lit_no_longer(room: Room, hand: Hand, player: Player) -> None:
    left: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            left.extend([event.type()] if event.type() in (QEvent.Type.Leave, QEvent.Type.HoverLeave) else [])
            return False

    watch = Watch(room)
    room.button.installEventFilter(watch)
    player.play(hand.click(room.button))
    assert left == []
    player.play(hand.click(room.pad))
    assert set(left) == {QEvent.Type.Leave, QEvent.Type.HoverLeave}


def test_what_is_covered_hidden_or_disabled_is_out_of_reach(room: Room, hand: Hand, player: Player) -> None:
    cover = QWidget(room)
    cover.setGeometry(room.button.geometry())
    cover.show()
    with pytest.raises(DemoError, match="covered"):
        player.play(hand.click(room.button))
    cover.hide()
    room.button.setEnabled(False)
    room.button.setToolTip("It is late.")
    with pytest.raises(DemoError, match=r"cannot be pressed\. It is late"):
        player.play(hand.click(room.button))
    room.button.hide()
    with pytest.raises(DemoError, match="not to be seen"):
        player.play(hand.click(room.button))
    assert room.presses == 0


def test_it_scrolls_to_what_is_further_down(
    show: Callable[[QScrollArea], QScrollArea], hand: Hand, player: Player
) -> None:
    room = Room()
    room.layout().insertSpacing(0, 1900)
    area = QScrollArea()
    area.setWidget(room)
    area.resize(300, 200)
    show(area)
    player.play(hand.click(room.button))
    assert room.presses == 1


def test_who_watches_sees_a_pointer_a_caption_and_what_is_carried(
    room: Room, player: Player, qtbot: QtBot
) -> None:
    hand = Hand(watched=True)
    assert hand.marker is not None
    before = room.grab().toImage()
    hand.caption(room, "Carry it over")
    player.play(hand.click(room.button))
    assert room.presses == 1
    assert hand.marker.geometry() == room.rect()
    assert room.grab().toImage() != before
    data = QMimeData()
    data.setText("a layer")
    player.play(hand.carry(data, _red(), room.pad, QPoint(50, 30)))
    assert room.pad.dropped == "a layer"
    hand.leave()
    assert hand.marker.parentWidget() is None
    qtbot.addWidget(hand.marker)


def _red() -> QPixmap:
    picture = QPixmap(20, 10)
    picture.fill(Qt.GlobalColor.red)
    return picture
