"""The palette: every kind of layer and activation, to be searched, dragged to the canvas, or appended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QFont, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from designer import edits
from designer.document import Document
from designer.panels.tiles import FAMILIES, Kind, family_of, family_title, paint_tile, tile_icon
from designer.search import KIND_MIME, as_layer, at_path, path_of, search
from designer.theme import Appearance, Theme
from designer.widgets.empty_state import EmptyState
from designer.widgets.search_field import SearchField
from engine.activations.base import Activation
from engine.declare import settings_of
from engine.errors import ExplainedError

PATH = Qt.ItemDataRole.UserRole
TILE = 22


class PalettePanel(QWidget):
    """A search field above the kinds in their families; while something is searched for, the finds alone.

    Double-click or Enter appends the layer after the selected node and selects it; an activation is set on the
    selected layers that have one. `said` tells why something was refused.
    """

    said = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._appearance = document, appearance
        self.field = SearchField(appearance, "Search layers")
        self.field.setToolTip("Search by name, also by the names of Keras, PyTorch and MATLAB")
        self.tree = KindTree(appearance, self)
        self._none = EmptyState(appearance, "search", "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        for part in (self.field, self.tree, self._none):
            layout.addWidget(part)
        self.field.searched.connect(self._on_searched)
        self.field.stepped.connect(self.tree.step)
        self.field.returnPressed.connect(self._on_return_pressed)
        self.tree.chosen.connect(lambda item: self.use(item.data(0, PATH)))
        self.tree.typed.connect(self._on_typed)
        appearance.changed.connect(lambda _theme: self._on_searched(self.field.text().strip()))
        self._on_searched("")

    def use(self, path: str | None) -> None:
        """What a double-click does with the kind at a path ("layers/dense"); nothing for a heading."""
        found = at_path(path or "")
        if found is None:
            return
        kind = found[1]
        try:
            if issubclass(kind, Activation) and self._set_activation(kind):
                return
            self._append(kind)
        except ExplainedError as error:
            self.said.emit(str(error))

    def _set_activation(self, kind: type[Activation]) -> bool:
        """Set the activation of the selected layers that have one; False where none has."""
        design = self._document.design
        chosen = [
            node_id
            for node_id in self._document.selection
            if any(each.name == "activation" for each in settings_of(type(design.graph[node_id].layer)))
        ]
        if chosen:
            changed = edits.change_settings(design, chosen, activation=kind())
            self._document.edit(f"Set activation to {kind.label()}", changed)
        return bool(chosen)

    def _append(self, kind: Kind) -> None:
        after = self._document.selection[-1] if self._document.selection else None
        design, node_id = edits.append_layer(self._document.design, as_layer(kind), after)
        self._document.edit(f"Add {kind.label()}", design)
        self._document.select((node_id,))

    def _on_searched(self, text: str) -> None:
        found = search(text)
        paths = [(path_of(catalog, kind), kind) for catalog, kind in found]
        if text:
            self.tree.show_finds(paths)
        else:
            self.tree.show_families(paths)
        self.tree.setVisible(bool(paths))
        self._none.setVisible(not paths)
        if not paths:
            self._none.say(
                f"There is no layer called “{text}”. Try another tool's name for it, or fewer letters."
            )

    def _on_return_pressed(self) -> None:
        item = self.tree.currentItem()
        if self.field.text().strip() and item is not None:
            self.use(item.data(0, PATH))

    def _on_typed(self, text: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(text)


class KindTree(QTreeWidget):
    """Kinds as rows with a tile, under the headings of their families or as a plain list of finds.

    `chosen(item)` is a double-click or Enter; `typed` a letter that belongs into the search field.
    """

    chosen = Signal(object)
    typed = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._closed: set[str] = set()
        self.setHeaderHidden(True)
        self.setIndentation(18)
        self.setIconSize(QSize(TILE, TILE))
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(True)
        self.setAccessibleName("Layers and activations")
        self.setAccessibleDescription("Enter appends the layer after the selected one.")
        self.itemDoubleClicked.connect(lambda item, _column: self.chosen.emit(item))
        self.itemExpanded.connect(lambda item: self._closed.discard(item.text(0)))
        self.itemCollapsed.connect(lambda item: self._closed.add(item.text(0)))

    def show_families(self, kinds: Sequence[tuple[str, Kind]]) -> None:
        """Show kinds, each with its path, under their families."""
        self.clear()
        self.setRootIsDecorated(True)
        groups: dict[str, list[tuple[str, Kind]]] = {family: [] for family in FAMILIES}
        for path, kind in kinds:
            groups.setdefault(family_of(kind), []).append((path, kind))
        for family, members in groups.items():
            if not members:
                continue
            heading = QTreeWidgetItem(self, [family_title(family)])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            heading.setFont(0, font)
            heading.setForeground(0, QColor(self._appearance.theme.family(family)))
            for path, kind in members:
                self._item(heading, path, kind)
            heading.setExpanded(family_title(family) not in self._closed)

    def show_finds(self, kinds: Sequence[tuple[str, Kind]]) -> None:
        """Show kinds as they are ranked, the first chosen."""
        self.clear()
        self.setRootIsDecorated(False)
        items = [self._item(self, path, kind) for path, kind in kinds]
        if items:
            self.setCurrentItem(items[0])

    def item(self, path: str) -> QTreeWidgetItem | None:
        """The row of the kind at a path."""
        found = QTreeWidgetItemIterator(self)
        while found.value() is not None:
            if found.value().data(0, PATH) == path:
                return found.value()
            found += 1
        return None

    def step(self, rows: int) -> None:
        """Go up or down by so many rows that hold a kind."""
        item = self.currentItem()
        direction = self.itemBelow if rows > 0 else self.itemAbove
        for _ in range(abs(rows)):
            following = direction(item) if item is not None else self.topLevelItem(0)
            while following is not None and following.data(0, PATH) is None:
                following = direction(following)
            if following is None:
                break
            item = following
            self.setCurrentItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter appends; letters go to the search field; the rest moves about."""
        item, plain = self.currentItem(), not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            if item.data(0, PATH) is None:
                item.setExpanded(not item.isExpanded())
            else:
                self.chosen.emit(item)
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Drag the current kind as a small node."""
        item = self.currentItem()
        data = self.drag_data(item)
        if item is None or data is None:
            return
        drag = QDrag(self)
        drag.setMimeData(data)
        found = at_path(item.data(0, PATH))
        if found is not None:
            pixmap = drag_pixmap(found[1], self._appearance.theme, self.font(), self.devicePixelRatioF())
            drag.setPixmap(pixmap)
            size = pixmap.deviceIndependentSize().toSize()
            drag.setHotSpot(QPoint(size.width() // 2, size.height() // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def drag_data(self, item: QTreeWidgetItem | None) -> QMimeData | None:
        """What a drag of this row carries; None for a heading."""
        path = item.data(0, PATH) if item is not None else None
        if path is None:
            return None
        data = QMimeData()
        data.setData(KIND_MIME, path.encode())
        return data

    def _item(self, parent: QTreeWidget | QTreeWidgetItem, path: str, kind: Kind) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [kind.label()])
        item.setIcon(0, tile_icon(kind, self._appearance.theme))
        item.setData(0, PATH, path)
        help_line = kind.help()[0]
        also = f"\nAlso called {', '.join(kind.aliases)}." if kind.aliases else ""
        item.setToolTip(0, f"<p>{help_line}</p><p>{also}</p>" if also else f"<p>{help_line}</p>")
        item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, help_line)
        return item


def drag_pixmap(kind: Kind, theme: Theme, font: QFont, ratio: float) -> QPixmap:
    """A kind as it is carried to the canvas: its tile and name on a small box."""
    width, height = 148, 44
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.family(family_of(kind))), 1.5))
    painter.setBrush(QColor(theme.node))
    painter.drawRoundedRect(QRectF(1, 1, width - 2, height - 2), 9, 9)
    paint_tile(painter, QRectF(9, 8, 28, 28), kind, theme)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    room = QRectF(46, 0, width - 54, height)
    text = painter.fontMetrics().elidedText(kind.label(), Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    painter.end()
    return pixmap
