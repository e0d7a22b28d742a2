"""Pictures of the table: a chooser, the columns that the picture asks for, and the chart."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.document import Document
from designer.panels.data.pictures import PICTURES, Picture
from designer.panels.data.picturing import Picturing
from designer.theme import Appearance
from designer.widgets.calm import CalmComboBox
from designer.widgets.empty_state import EmptyState
from engine.data.split import IN_FILE
from engine.errors import ExplainedError

if TYPE_CHECKING:
    from designer.charts.chart import Chart

DIVIDING = "The rows are being divided; the picture comes as soon as it is settled which are to test."


class PicturesPage(QWidget):
    """Shows one picture at a time, and keeps it up to date while it can be seen.

    The columns follow what is selected in the list; `said` is a sentence for the person. `drawn` tells that a picture
    is up to date.
    """

    said = Signal(str)
    drawn = Signal()

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._appearance = document, appearance
        self.picturing = Picturing(document, self)
        self.charts: dict[str, Chart] = {}
        self._key: object = None
        self._selected: tuple[str, ...] = ()
        self._chosen = False
        self.chooser, self.first, self.second = CalmComboBox(), CalmComboBox(), CalmComboBox()
        for picture in PICTURES:
            self.chooser.addItem(picture.title, picture.name)
            self.chooser.setItemData(self.chooser.count() - 1, picture.help, 3)
        self.empty = EmptyState(appearance, "chart-column", DIVIDING)
        self._lay_out()
        self.picturing.counted.connect(self._on_counted)
        self.chooser.activated.connect(lambda _place: self.choose(self.picture.name))
        self.first.activated.connect(self._on_column_chosen)
        self.second.activated.connect(lambda _place: self.refresh())
        document.changed.connect(self.refresh)
        document.analysed.connect(self.refresh)
        document.data_changed.connect(self.refresh)

    def _lay_out(self) -> None:
        self.chooser.setAccessibleName("Picture")
        line = QHBoxLayout()
        line.setContentsMargins(10, 8, 10, 2)
        line.setSpacing(6)
        for box, stretch in ((self.chooser, 0), (self.first, 1), (self.second, 1)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            line.addWidget(box, stretch)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        line.addStretch(0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self._pages, 1)

    # --- what can be done ------------------------------------------------------------------------------------

    @property
    def picture(self) -> Picture:
        """The picture that is chosen."""
        return PICTURES[max(0, self.chooser.currentIndex())]

    def choose(self, name: str) -> None:
        """Show another picture, of the selected columns where it asks for any."""
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(name)))
        if self.picture.by_order and self.second.findData(IN_FILE) < 0:
            # What stood against the first column is no order that anybody has chosen.
            self.second.clear()
            if not self._chosen:
                self.first.clear()
        self._offer()
        self._follow()
        self.refresh()

    def show_columns(self, names: tuple[str, ...]) -> None:
        """Show the picture of these columns."""
        self._selected = names
        self._offer()
        self._follow()
        self.refresh()

    def refresh(self, *_what: object) -> None:
        """Bring the picture up to date, if it can be seen."""
        if not self.isVisible():
            return
        self._offer()
        view = self.picturing.view()
        if view is None:
            self._key = None
            self.picturing.drop()
            self._say(DIVIDING)
            return
        picture, first, second = self.picture, self.first.currentData(), self.second.currentData()
        key = (view.table, view.recipe, self._document.prepared, picture.name, first, second)
        if key == self._key:
            return
        self._key = key
        if (picture.first and first is None) or (picture.second and second is None):
            self._say("No column of this table suits this picture.")
            return
        self.picturing.count(view, partial(_counted, picture=picture, first=first, second=second))

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the picture up to date."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count nothing that nobody sees."""
        super().hideEvent(event)
        if self.picturing.busy:
            self.picturing.drop()
            self._key = None

    # --- showing ---------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Offer the table's columns where the picture asks for one."""
        for box, what in ((self.first, self.picture.first), (self.second, self.picture.second)):
            box.setVisible(bool(what))
            box.setAccessibleName(what)
            box.setToolTip(what)
            names = self._names(box)
            if names != tuple(box.itemData(place) for place in range(box.count())):
                chosen = box.currentData()
                box.clear()
                for name in names:
                    box.addItem(name, name)
                if names:
                    box.setCurrentIndex(names.index(chosen if chosen in names else self._usual(box, names)))

    def _names(self, box: QComboBox) -> tuple[str, ...]:
        """The columns that a box offers."""
        recipe, table = self._document.design.recipe, self._document.table
        if recipe is None or table is None:
            return ()
        columns = [column for column in recipe.columns if column.name in table.names]
        if not self.picture.by_order:
            return tuple(column.name for column in columns)
        if box is self.first:
            return tuple(column.name for column in columns if column.kind.numeric)
        return (
            IN_FILE,
            *(column.name for column in columns if column.kind.numeric or column.name in recipe.dates),
        )

    def _usual(self, box: QComboBox, names: tuple[str, ...]) -> str:
        """Where a box stands at first: at a number (first the target, as a course), or at a date for the order."""
        recipe = self._document.design.recipe
        if IN_FILE in names and recipe is not None:
            return next((name for name in recipe.dates if name in names), IN_FILE)
        columns = () if recipe is None else recipe.features
        if self.picture.by_order and recipe is not None:
            columns = (*recipe.targets, *columns)
        numbers = [column.name for column in columns if column.kind.numeric and column.name in names]
        found = numbers or list(names)
        return found[min(int(box is self.second), len(found) - 1)]

    def _follow(self) -> None:
        """Take the selected columns: one is the first, two are both, from top to bottom; an order is chosen here."""
        boxes = (self.first,) if self.picture.by_order else (self.first, self.second)
        for box, name in zip(boxes, self._selected, strict=False):
            if (place := box.findData(name)) >= 0:
                box.setCurrentIndex(place)

    def _say(self, sentence: str) -> None:
        self.empty.say(sentence)
        self._pages.setCurrentWidget(self.empty)

    def _on_column_chosen(self, _place: int) -> None:
        self._chosen = True
        self.refresh()

    def _on_counted(self, found: Any) -> None:
        if isinstance(found, str):
            self._say(found)
        else:
            chart = self._chart()
            chart.show_picture(found)
            self._pages.setCurrentWidget(chart)
        self.drawn.emit()

    def _chart(self) -> Any:
        picture = self.picture
        if picture.name not in self.charts:
            chart = picture.make(self._appearance)
            chart.said.connect(self.said)
            self._pages.addWidget(chart)
            self.charts[picture.name] = chart
        return self.charts[picture.name]


def _counted(view: Any, picture: Picture, first: str, second: str) -> Any:
    """What the picture shows, or the sentence on why there is none."""
    try:
        return picture.count(view, first, second)
    except ExplainedError as error:
        return str(error)
