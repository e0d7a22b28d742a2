"""The Data panel itself: puts its parts together and turns what they ask into edits of the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from designer.document import Document
from designer.panels.data.column_page import ColumnPage
from designer.panels.data.columns_model import ColumnsModel
from designer.panels.data.columns_view import ColumnsView
from designer.panels.data.doctor_page import DoctorPage
from designer.panels.data.edits import ROLE_TEXTS, called, with_kinds, with_roles
from designer.panels.data.examining import Examining
from designer.panels.data.head import DataHead
from designer.panels.data.past_page import PastPage
from designer.panels.data.pictures_page import PicturesPage
from designer.panels.data.profiling import Profiling
from designer.panels.data.rows_page import RowsPage
from designer.panels.data.split_page import SplitPage
from designer.panels.data.start import DataStart
from designer.theme import Appearance
from engine.data.kinds import KINDS
from engine.data.recipe import Recipe, Role
from engine.data.table import Table
from engine.design import Design
from engine.doctor.data.base import Finding
from engine.errors import ExplainedError

NARROW = 820
"""Below this width the parts stand below one another."""
ROWS_AT_ONCE = 20_000
"""A table up to so many rows is shown at once, a longer one in a moment of its own."""


class DataPanel(QWidget):
    """Shows and edits `design.recipe`.

    `open_requested` asks the window for a CSV (also in place of the present one), `find_requested` for the one that
    moved, `example_requested(example)` for a bundled one; `said` is a sentence for the person.
    """

    open_requested = Signal()
    find_requested = Signal()
    example_requested = Signal(object)
    said = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._table: Table | None = None
        self._waiting = False
        self.profiling = Profiling(self)
        self.model = ColumnsModel(appearance, self.profiling, self)
        self.start = DataStart(appearance)
        self.head = DataHead(document, appearance)
        self.columns = ColumnsView(self.model, appearance)
        self.rows_page = RowsPage(appearance)
        self.rows = self.rows_page.view
        self.column_page = ColumnPage(document, appearance)
        self.split_page = SplitPage(document, appearance)
        self.past_page = PastPage(document)
        self.examining = Examining(document, self.profiling, self)
        self.doctor_page = DoctorPage(self.examining, appearance)
        self.pictures_page = PicturesPage(document, appearance)
        self._lay_out()
        self._connect(appearance)
        self._refresh()

    # --- parts -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setProperty("kind", "dense")
        self.tabs.addTab(self.rows_page, "Rows")
        self.tabs.addTab(self.column_page, "Column")
        self.tabs.addTab(self.pictures_page, "Pictures")
        self.tabs.addTab(self.split_page, "Split")
        self.tabs.addTab(self.past_page, "Past")
        self.tabs.addTab(self.doctor_page, "Doctor")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.columns)
        self.splitter.addWidget(self.tabs)
        self.splitter.setStretchFactor(0, 61)
        self.splitter.setStretchFactor(1, 39)
        self.splitter.setSizes([6100, 3900])
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.splitter, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setFocusProxy(self.columns)
        self.setAutoFillBackground(True)

    def _connect(self, appearance: Appearance) -> None:
        document = self._document
        document.changed.connect(self._on_changed)
        document.analysed.connect(self._on_analysed)
        document.data_changed.connect(self._refresh)
        appearance.changed.connect(self._on_appearance_changed)
        self.start.open_requested.connect(self.open_requested)
        self.start.example_requested.connect(self.example_requested)
        self.head.replace_requested.connect(self.open_requested)
        self.head.find_requested.connect(self.find_requested)
        self.head.search.searched.connect(self.model.show_matching)
        self.columns.role_chosen.connect(self.set_role)
        self.columns.kind_chosen.connect(self.set_kind)
        self.columns.columns_selected.connect(self._on_columns_selected)
        self.column_page.use_wanted.connect(lambda names: self.set_role(names, "feature"))
        self.pictures_page.said.connect(self.said)
        self.doctor_page.mended.connect(self._on_mended)
        self.doctor_page.columns_wanted.connect(self.columns.select)
        self.doctor_page.counted.connect(self._on_counted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room, else below one another."""
        super().resizeEvent(event)
        wide = self.width() >= NARROW or self.width() > 2.4 * self.height()
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() is not wanted:
            self.splitter.setOrientation(wanted)

    # --- edits -----------------------------------------------------------------------------------------------

    def set_role(self, names: tuple[str, ...], role: Role) -> None:
        """Give columns another role, as one undo step."""
        recipe = self._document.design.recipe
        if recipe is None or not names:
            return
        if role == "target":
            names = names[-1:]
        known = {name: self.profiling.of(name, recipe.column(name).kind) for name in names}
        self._edit(ROLE_TEXTS[role].format(called(names)), lambda: with_roles(recipe, names, role, known))

    def set_kind(self, names: tuple[str, ...], kind_id: str) -> None:
        """Read columns as another kind, as one undo step."""
        recipe = self._document.design.recipe
        if recipe is not None and names:
            text = f"Read {called(names)} as {KINDS[kind_id].label().lower()}"
            self._edit(text, lambda: with_kinds(recipe, names, kind_id))

    def _edit(self, text: str, change: Callable[[], Recipe]) -> None:
        try:
            recipe = change()
        except ExplainedError as error:
            self.said.emit(str(error))
            return
        self._document.edit(text, self._document.design.replace(recipe=recipe))

    def _on_mended(self, finding: Finding) -> None:
        if finding.mend is None:
            return
        try:
            design = finding.mend(self._document.design)
        except ExplainedError as error:
            self.said.emit(str(error))
            return
        self._document.edit(finding.remedy, design)

    def _on_counted(self, count: int) -> None:
        place = self.tabs.indexOf(self.doctor_page)
        self.tabs.setTabText(place, f"Doctor {count}" if count else "Doctor")

    # --- following the document ------------------------------------------------------------------------------

    def _on_changed(self, before: Design, after: Design) -> None:
        if before.recipe is not after.recipe or before.training.seed != after.training.seed:
            self._refresh()

    def _on_analysed(self, _analysis: object) -> None:
        self._refresh()

    def _on_appearance_changed(self, _theme: object) -> None:
        self.model.refresh()

    def _refresh(self) -> None:
        recipe, table = self._document.design.recipe, self._document.table
        self._stack.setCurrentIndex(0 if recipe is None else 1)
        if table is not self._table:
            self._table = table
            self.doctor_page.forget()
            self.profiling.look_at(table)
            self.model.refresh()
            self._waiting = table is not None and table.rows > ROWS_AT_ONCE
            if self._waiting:
                # Many rows take a view some milliseconds: what else happens now is shown before them.
                QTimer.singleShot(0, self, self._show_rows)
            else:
                self._show_rows()
        self.model.show_recipe(recipe)
        if not self._waiting:
            self.rows.show_recipe(recipe)
        self.head.refresh()
        self.split_page.refresh()
        self.past_page.refresh()
        self.column_page.show_columns(self.columns.selected)

    def _show_rows(self) -> None:
        self._waiting = False
        self.rows_page.show_table(self._table)
        self.rows.show_recipe(self._document.design.recipe)

    def _on_columns_selected(self, names: tuple[str, ...]) -> None:
        self.column_page.show_columns(names)
        self.pictures_page.show_columns(names)
        if names:
            self.rows.go_to(names[0])
