"""Where the demonstration happens: a window of the program, a hand in front of it, a folder for what is made."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QTabBar,
    QTreeWidgetItem,
    QWidget,
)
from shiboken6 import isValid

from designer.demo.hand import Hand
from designer.demo.play import DemoError, Script, Wait, check, expect
from designer.docks import LazyDock
from designer.panels.palette import PalettePanel, drag_pixmap
from designer.search import at_path
from designer.window import MainWindow
from engine.design import Design
from engine.graph import Edge

Kind = TypeVar("Kind", bound=QDialog)


class Stage:
    """What the acts share. `tell` prints one line of what is done; `keep` leaves a picture of a widget.

    `said` are the window's notices so far.
    """

    def __init__(self, window: MainWindow, out: Path, watched: bool, kept: int = 0) -> None:
        self.window = window
        self.out = out
        self.hand = Hand(watched)
        self._kept = kept
        self.said: list[str] = []
        window.notices.noted.connect(self._on_noted)
        self.pictures: list[Path] = []

    def _on_noted(self, *what: object) -> None:
        self.said.append(str(what[-1]))

    def close(self) -> None:
        """Close the window without a question: what was to be kept is on the disk."""
        self.hand.leave()
        self.window.session.shut_down()
        self.window.document.reset(Design())
        self.window.close()
        self.window.deleteLater()

    def tell(self, text: str) -> None:
        """Say what is done: printed, and as a caption for a person who watches."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        self.hand.caption(self.window, text)

    def keep(self, name: str, widget: QWidget | None = None) -> Script:
        """Leave a picture in the folder, numbered."""
        shown = self.window if widget is None else widget
        yield self.hand.rest(1.0)
        marker = self.hand.marker
        if marker is not None:
            marker.hide()
        path = self.out / f"{self._kept + len(self.pictures) + 1:02d}-{name}.png"
        if not shown.grab().save(str(path)):
            raise DemoError(
                f"The picture {path} could not be written. Is the folder writable, and the disk not full?"
            )
        self.pictures.append(path)
        if marker is not None:
            marker.show()

    # --- dialogs ---------------------------------------------------------------------------------------------

    def dialog(self, kind: type[Kind]) -> Generator[Wait, None, Kind]:
        """Wait for a dialog of a kind, and return it."""
        found: list[Kind] = []

        def look() -> bool:
            shown = (each for each in QApplication.topLevelWidgets() if each.isVisible())
            found.extend(each for each in shown if isinstance(each, kind))
            return bool(found)

        yield Wait(look, f"The dialog {kind.__name__} did not open.")
        yield self.hand.rest(0.5)
        return found[0]

    def answer_with(self, path: Path) -> Script:
        """Type a path into the dialog that asks for a file, and accept."""
        dialog = yield from self.dialog(QFileDialog)
        named = dialog.findChild(QLineEdit, "fileNameEdit")
        field = expect(QLineEdit, named, "The dialog that asks for a file has no field for its name.")
        yield from self.hand.write(field, str(path))
        yield from self.hand.press(field, Qt.Key.Key_Return)
        yield Wait(lambda: not _is_open(dialog), f"The dialog did not take {path.name}.")

    # --- what a person looks for by its words ----------------------------------------------------------------

    def press(self, where: QWidget, words: str) -> Script:
        """Click the button of these words, once it can be pressed."""
        found: list[QAbstractButton] = []

        def look() -> bool:
            buttons = where.findChildren(QAbstractButton)
            found[:] = [each for each in buttons if each.isVisible() and words in _words(each)]
            return bool(found) and found[0].isEnabled()

        yield Wait(look, f"There is no button “{words}” that could be pressed.")
        yield from self.hand.click(found[0])

    def turn_to(self, name: str) -> Generator[Wait, None, QWidget]:
        """Click a panel's tab, so that it comes to the front; the panel."""
        dock: LazyDock = self.window.docks[name]
        title = dock.windowTitle()
        for bar in self.window.findChildren(QTabBar):
            places = [place for place in range(bar.count()) if bar.tabText(place) == title]
            if places and bar.parent() is self.window and bar.isVisible():
                yield from self.hand.click(bar, bar.tabRect(places[0]).center())
                yield Wait(dock.panel.isVisible, f"The panel {title} did not come to the front.")
                return dock.panel
        raise DemoError(f"There is no tab “{title}”.")

    # --- drawing ---------------------------------------------------------------------------------------------

    def add(self, path: str, place: QPointF) -> Generator[Wait, None, str]:
        """Drag a kind ("layers/dense") from the palette to a place of the canvas; the id of the new layer."""
        palette, canvas, document = (
            self.window.docks["palette"].panel,
            self.window.canvas,
            self.window.document,
        )
        kind = at_path(path)
        if not isinstance(palette, PalettePanel) or kind is None:
            raise DemoError(f"There is no {path} in the palette.")
        label = kind[1].label()
        item = expect(QTreeWidgetItem, palette.tree.item(path), f"The palette does not show {label}.")
        palette.tree.scrollToItem(item)
        before = {node.id for node in document.design.graph.nodes}
        yield from self.hand.click(palette.tree.viewport(), palette.tree.visualItemRect(item).center())
        taken = palette.tree.drag_data(palette.tree.currentItem())
        data = expect(QMimeData, taken, f"{label} could not be taken.")
        check(palette.tree.currentItem() is item, f"{label} could not be taken.")
        theme, ratio = self.window.appearance.theme, self.window.devicePixelRatioF()
        picture = drag_pixmap(kind[1], theme, palette.font(), ratio) if self.hand.watched else None
        yield from self.hand.carry(data, picture, canvas.viewport(), canvas.mapFromScene(place))
        new = [node.id for node in document.design.graph.nodes if node.id not in before]
        check(len(new) == 1, f"{label} was dragged to the canvas, and {len(new)} layers are new.")
        return new[0]

    def wire(self, source: str, target: str) -> Script:
        """Drag from the output of one layer to the input of another."""
        canvas, graph = self.window.canvas, self.window.document.design.graph
        edge = Edge(source, target)
        ends = [
            canvas.mapFromScene(canvas.scene_of_items.nodes[node_id].port(side, port))
            for node_id, side, port in (
                (source, "out", edge.source_port),
                (target, "in", edge.target_port),
            )
        ]
        titles = f"{graph[source].title} to {graph[target].title}"
        yield from self.hand.drag(canvas.viewport(), ends[0], ends[1])
        check(edge in self.window.document.design.graph.edges, f"The wire from {titles} was not drawn.")

    def select(self, node_id: str) -> Script:
        """Click a layer."""
        canvas = self.window.canvas
        box = canvas.scene_of_items.nodes[node_id].pos() + QPointF(0.0, 12.0)
        yield from self.hand.click(canvas.viewport(), canvas.mapFromScene(box))
        check(self.window.document.selection == (node_id,), f"A click on {node_id} did not select it.")


def _is_open(dialog: QDialog) -> bool:
    return isValid(dialog) and dialog.isVisible()


def _words(button: QAbstractButton) -> tuple[str, str]:
    """What stands on a button, and what it is called."""
    return button.text().replace("&", "").strip(), button.accessibleName()
