"""The list of columns: select rows, choose a role by one click or key, a kind by menu."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from designer.panels.data.column_cells import ROLE_TITLES, HistogramCells, KindCells, RoleCells
from designer.panels.data.columns_model import ColumnsModel, Fact
from designer.theme import Appearance
from engine.data.kinds import KINDS

ROW_HEIGHT = 36
WIDTHS = {Fact.NAME: 136, Fact.KIND: 98, Fact.ROLE: 186, Fact.VALUES: 84, Fact.MISSING: 80}
ROLE_KEYS = {
    Qt.Key.Key_F: "feature",
    Qt.Key.Key_T: "target",
    Qt.Key.Key_I: "ignore",
    Qt.Key.Key_Delete: "ignore",
}


class ColumnsView(QTableView):
    """Tells what a person wants of the selected columns: `role_chosen(names, role)`, `kind_chosen(names, kind_id)`.

    `columns_selected(names)` follows the selection. F, T and I set the role; Enter opens the menu of kinds.
    """

    role_chosen = Signal(object, str)
    kind_chosen = Signal(object, str)
    columns_selected = Signal(object)

    def __init__(self, model: ColumnsModel, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName("Columns")
        self.setToolTip("")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(ROW_HEIGHT * 3)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        letter = self.fontMetrics().averageCharWidth() / 8
        for fact, width in WIDTHS.items():
            self.setColumnWidth(fact, round(width * max(1.0, letter)))
        self._kinds, self._roles, self._bars = (
            KindCells(appearance),
            RoleCells(appearance),
            HistogramCells(appearance),
        )
        self.setItemDelegateForColumn(Fact.KIND, self._kinds)
        self.setItemDelegateForColumn(Fact.ROLE, self._roles)
        self.setItemDelegateForColumn(Fact.VALUES, self._bars)
        self._kinds.pressed.connect(self._on_kind_pressed)
        self._roles.chosen.connect(self._on_role_chosen)

    @property
    def selected(self) -> tuple[str, ...]:
        """The names of the selected columns, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._model.column(row).name for row in rows)

    def select(self, names: tuple[str, ...]) -> None:
        """Select these columns, as far as they are shown."""
        model = self.selectionModel()
        rows = [row for name in names if (row := self._model.row_of(name)) >= 0]
        if not rows:
            return
        model.setCurrentIndex(self._model.index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            model.select(self._model.index(row, 0), flags)

    def kind_menu(self, names: tuple[str, ...]) -> QMenu:
        """The kinds to choose from for these columns, each with what it means."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        row = self._model.row_of(names[0])
        now = (
            {self._model.column(self._model.row_of(name)).kind.kind() for name in names}
            if row >= 0
            else set()
        )
        for kind_id, kind in sorted(KINDS.items(), key=lambda entry: entry[1].rank):
            action = menu.addAction(kind.label())
            action.setToolTip(kind.help()[0])
            action.setCheckable(True)
            action.setChecked(now == {kind_id})
            action.triggered.connect(
                lambda _checked=False, kind_id=kind_id: self.kind_chosen.emit(names, kind_id)
            )
        return menu

    def role_menu(self, names: tuple[str, ...]) -> QMenu:
        """Roles and kinds to choose from for these columns."""
        menu = self.kind_menu(names)
        first = menu.actions()[0]
        for key, role in zip("FTI", ROLE_TITLES, strict=True):
            action = menu.addAction(f"{ROLE_TITLES[role]}\t{key}")
            action.triggered.connect(lambda _checked=False, role=role: self.role_chosen.emit(names, role))
            menu.insertAction(first, action)
        menu.insertSeparator(first)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Set the role of the selected columns, or open the menu of kinds."""
        names, key = self.selected, Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if names and plain and key in ROLE_KEYS:
            self.role_chosen.emit(names, ROLE_KEYS[key])
        elif names and plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.role_menu(names), self._corner())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Roles and kinds of what is selected."""
        if names := self.selected:
            self._open(self.role_menu(names), event.globalPos())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which columns are selected now."""
        super().selectionChanged(selected, deselected)
        self.columns_selected.emit(self.selected)

    def _corner(self) -> QPoint:
        area = self.visualRect(self._model.index(self.currentIndex().row(), Fact.KIND))
        return self.viewport().mapToGlobal(area.bottomLeft())

    def _open(self, menu: QMenu, place: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _concerned(self, index: QPersistentModelIndex) -> tuple[str, ...]:
        """The column that was clicked, with all selected ones where it is among them."""
        name = self._model.column(index.row()).name
        return self.selected if name in self.selected else (name,)

    def _on_kind_pressed(self, index: QPersistentModelIndex) -> None:
        area = self.visualRect(self._model.index(index.row(), Fact.KIND))
        self._open(self.kind_menu(self._concerned(index)), self.viewport().mapToGlobal(area.bottomLeft()))

    def _on_role_chosen(self, index: QPersistentModelIndex, role: str) -> None:
        self.role_chosen.emit((self._model.column(index.row()).name,), role)
