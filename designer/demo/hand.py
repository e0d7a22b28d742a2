"""A hand with a mouse and a keyboard: it posts the events that Qt makes of a person's.

They are made here and not with QtTest, whose mouse moves the real pointer: a person who watches may keep using
theirs. A drag from the palette is carried over by drag events, since a system's own drag session listens to the real
pointer alone. The hand reaches only what a person could: what is shown, not covered, and enabled.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QHoverEvent,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QComboBox, QScrollArea, QWidget
from shiboken6 import isValid

from designer.demo.marker import Marker
from designer.demo.play import DemoError, Script, Wait, check, pause

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction
STEPS_SEEN, STEPS_UNSEEN = 36, 4
"""Stations of one movement: enough to look smooth, or to be a movement at all."""
FRAME = 0.016
LETTER = 0.03


class Hand:
    """Each gesture is a script. With `watched` it moves as fast as eyes follow and shows where it is."""

    def __init__(self, watched: bool) -> None:
        self.watched = watched
        self.marker = Marker() if watched else None
        self._at = QPointF()
        self._over: QWidget | None = None

    def rest(self, seconds: float) -> Wait:
        """Wait so long where somebody watches."""
        return pause(seconds if self.watched else 0.0)

    def caption(self, window: QWidget, text: str) -> None:
        """Say below what is being done, where somebody watches."""
        if self.marker is not None:
            self.marker.say(window, text)

    def leave(self) -> None:
        """Nobody watches any longer."""
        if self.marker is not None:
            self.marker.leave()

    def click(self, widget: QWidget, at: QPoint | None = None) -> Script:
        """Move there and click; the middle where no point is given."""
        _reveal(widget)
        yield pause()
        point = QPointF(widget.rect().center() if at is None else at)
        target = _reachable(widget, point.toPoint())
        yield from self._move(target, target.mapFromGlobal(widget.mapToGlobal(point)))
        if isinstance(widget, QAbstractButton | QComboBox):
            name = widget.accessibleName() or getattr(widget, "text", str)().replace("&", "")
            check(widget.isEnabled(), f"“{name}” cannot be pressed. {widget.toolTip()}")
        here = QPointF(target.mapFromGlobal(self._at))
        self._post(target, QEvent.Type.MouseButtonPress, here, LEFT, LEFT)
        yield pause()
        self._post(target, QEvent.Type.MouseButtonRelease, here, LEFT, NO_BUTTON)
        yield self.rest(0.25)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> Script:
        """Press at one point of a widget, move, and let go at another."""
        _reachable(widget, start)
        _reachable(widget, end)
        yield from self._move(widget, QPointF(start))
        self._post(widget, QEvent.Type.MouseButtonPress, QPointF(start), LEFT, LEFT)
        yield pause()
        for here in self._way(widget, QPointF(end)):
            self._post(widget, QEvent.Type.MouseMove, here, NO_BUTTON, LEFT)
            yield self.rest(FRAME)
        self._post(widget, QEvent.Type.MouseButtonRelease, QPointF(end), LEFT, NO_BUTTON)
        yield self.rest(0.3)

    def carry(self, data: QMimeData, picture: QPixmap | None, widget: QWidget, end: QPoint) -> Script:
        """Drag data from where the hand is to a point of a widget, and let go there."""
        target = _reachable(widget, end)
        if self.marker is not None:
            self.marker.carry(picture)
        self._enter(target)
        entered = False
        for here in self._way(target, QPointF(target.mapFrom(widget, end))):
            if target.rect().contains(here.toPoint()):
                kind = QDragMoveEvent if entered else QDragEnterEvent
                QCoreApplication.postEvent(target, kind(here.toPoint(), COPY, data, LEFT, NO_KEY))
                entered = True
            yield self.rest(FRAME)
        QCoreApplication.postEvent(target, QDropEvent(here, COPY, data, LEFT, NO_KEY))
        if self.marker is not None:
            self.marker.carry(None)
        yield self.rest(0.3)

    def write(self, widget: QWidget, text: str) -> Script:
        """Replace what stands in a field by a text."""
        check(widget.isVisible() and widget.isEnabled(), "There is no field to write into.")
        yield from self.press(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for letter in text:
            self._key(widget, Qt.Key.Key_unknown, NO_KEY, letter)
            yield self.rest(LETTER)

    def press(
        self, widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY, text: str = ""
    ) -> Script:
        """Press one key."""
        self._key(widget, key, keys, text)
        yield self.rest(0.15)

    def choose(self, menu: QComboBox, text: str) -> Script:
        """Open a menu and choose the entry of this text."""
        row = menu.findText(text)
        check(row >= 0, f"“{text}” is not among the choices of “{menu.accessibleName()}”.")
        yield from self.click(menu)
        view = menu.view()
        # WORKAROUND PySide6 6.11: without these the wrappers below them die with the last name for one above.
        viewport, above = view.viewport(), (view.parentWidget(), view.window())
        yield Wait(view.isVisible, f"The menu “{menu.accessibleName()}” did not open.")
        yield pause(QGuiApplication.styleHints().mouseDoubleClickInterval() / 1000 + 0.05)
        index = menu.model().index(row, menu.modelColumn())
        view.scrollTo(index)
        yield from self.click(viewport, view.visualRect(index).center())
        yield Wait(lambda: not view.isVisible(), f"“{text}” could not be chosen.")
        del above

    # --- the events ------------------------------------------------------------------------------------------

    def _move(self, widget: QWidget, to: QPointF) -> Script:
        if self.marker is not None:
            self.marker.enter(widget.window())
        for here in self._way(widget, to):
            self._post(widget, QEvent.Type.MouseMove, here, NO_BUTTON, NO_BUTTON)
            yield self.rest(FRAME)

    def _way(self, widget: QWidget, end: QPointF) -> Iterator[QPointF]:
        """Points of a widget from where the hand is to the end, slow at both ends."""
        steps = STEPS_SEEN if self.watched else STEPS_UNSEEN
        start, goal = self._at, QPointF(widget.mapToGlobal(end))
        for step in range(1, steps + 1):
            share = step / steps
            self._at = start + (goal - start) * (share * share * (3 - 2 * share))
            if self.marker is not None:
                self.marker.move_to(self._at)
            yield QPointF(widget.mapFromGlobal(self._at))

    def _post(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
    ) -> None:
        if self.marker is not None:
            self.marker.press(buttons != NO_BUTTON)
        self._enter(widget)
        event = QMouseEvent(kind, at, QPointF(widget.mapToGlobal(at)), button, buttons, NO_KEY)
        QCoreApplication.postEvent(widget, event)

    def _enter(self, widget: QWidget) -> None:
        """What was under the mouse no longer is, and need not be lit."""
        left, self._over = self._over, widget
        if left is not None and left is not widget and isValid(left):
            away = QPointF(-1.0, -1.0)
            QCoreApplication.postEvent(left, QEvent(QEvent.Type.Leave))
            QCoreApplication.postEvent(left, QHoverEvent(QEvent.Type.HoverLeave, away, away, away))

    def _key(self, widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.postEvent(widget, QKeyEvent(kind, key, keys, text))


def _reveal(widget: QWidget) -> None:
    """Scroll to where a widget can be seen."""
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def _reachable(widget: QWidget, at: QPoint) -> QWidget:
    """The innermost widget at a point of another; DemoError where a person could not get there."""
    name = widget.accessibleName() or type(widget).__name__
    window = widget.window()
    place = widget.mapTo(window, at)
    if not widget.isVisible() or not QRect(QPoint(), window.size()).contains(place):
        raise DemoError(f"“{name}” is not to be seen.")
    hit = window.childAt(place) or window
    if hit is not widget and not widget.isAncestorOf(hit):
        raise DemoError(f"“{name}” is covered by “{hit.accessibleName() or type(hit).__name__}”.")
    return hit
