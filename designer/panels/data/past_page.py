"""How much of the past the network sees when it predicts a row: for tables that are the course of something."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer.document import Document
from designer.widgets.calm import CalmComboBox, CalmSpinBox
from engine.data.recipe import Recipe
from engine.data.window import MOST, Window
from engine.declare import settings_of

USUAL = 7
"""Rows of the past that are seen when it is switched on: a week of days."""
IN_FILE, ALONE = "the file's order", "one series"


class PastPage(QScrollArea):
    """Edits the recipe's window."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.on = QCheckBox("Predict each row from the rows before it")
        self.past, self.horizon, self.stride = CalmSpinBox(), CalmSpinBox(), CalmSpinBox()
        self.order, self.series = CalmComboBox(), CalmComboBox()
        self.own = QCheckBox("The target's own past is seen, too")
        self.told = QLabel()
        self._lay_out()
        self.on.clicked.connect(self._on_switched)
        for name, field in (("past", self.past), ("horizon", self.horizon), ("stride", self.stride)):
            field.valueChanged.connect(
                lambda value, name=name: self._set(f"Set {name} to {value}", **{name: value})
            )
        self.order.activated.connect(lambda place: self._name("order", self.order.itemData(place)))
        self.series.activated.connect(lambda place: self._name("series", self.series.itemData(place)))
        self.own.clicked.connect(
            lambda on: self._set(f"{'See' if on else 'Hide'} the target's own past", own=on)
        )
        self.refresh()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(10)
        column.addWidget(self.on)
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for title, name, field in (
            ("Rows before", "past", self.past),
            ("Rows ahead", "horizon", self.horizon),
            ("In the order of", "order", self.order),
            ("Series", "series", self.series),
            ("A window every", "stride", self.stride),
        ):
            form.addRow(title, field)
            field.setAccessibleName(title)
            field.setToolTip(next(each.help for each in settings_of(Window) if each.name == name))
            if isinstance(field, CalmSpinBox):
                field.setRange(1, MOST)
                field.setKeyboardTracking(False)
            else:
                field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                field.setMinimumContentsLength(14)
        form.addRow(self.own)
        column.addWidget(self.form)
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        column.addWidget(self.told)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def refresh(self) -> None:
        """Show the recipe's window."""
        recipe = self._document.design.recipe
        window = recipe.window if recipe is not None else Window()
        self.on.setChecked(window.on)
        self.form.setVisible(window.on)
        for field, value in (
            (self.past, window.past or USUAL),
            (self.horizon, window.horizon),
            (self.stride, window.stride),
        ):
            field.show_value(value)
        self._offer(recipe, window)
        self.own.setChecked(window.own)
        self.told.setText(told(recipe) if recipe is not None else "")

    def _offer(self, recipe: Recipe | None, window: Window) -> None:
        names = () if recipe is None else recipe.names
        for box, nothing, chosen in (
            (self.order, IN_FILE, window.order),
            (self.series, ALONE, window.series),
        ):
            if names != tuple(box.itemData(place) for place in range(1, box.count())):
                box.clear()
                box.addItem(nothing, "")
                for name in names:
                    box.addItem(name, name)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _on_switched(self, on: bool) -> None:
        recipe = self._document.design.recipe
        if recipe is None:
            return
        text = "See the past" if on else "See no past"
        self._edit(text, recipe.with_past(USUAL if on else 0))

    def _name(self, setting: str, column: str) -> None:
        words = {"order": "Put the rows in the order of", "series": "Tell series apart by"}
        self._set(f"{words[setting]} {column or 'nothing'}", **{setting: column})

    def _set(self, text: str, **changes: object) -> None:
        recipe = self._document.design.recipe
        if recipe is not None and recipe.window.on:
            self._edit(text, recipe.with_window(recipe.window.replace(**changes)))

    def _edit(self, text: str, recipe: Recipe) -> None:
        design = self._document.design
        if recipe != design.recipe:
            self._document.edit(text, design.replace(recipe=recipe))


def told(recipe: Recipe) -> str:
    """What is predicted from what, in a sentence."""
    window, target = recipe.window, recipe.target
    if not window.on:
        return (
            "For tables that are the course of something, such as prices or the weather: the next row is predicted "
            "from those before it, the earliest rows train, and the latest test."
        )
    ahead = "the next row" if window.horizon == 1 else f"{window.horizon:,} rows ahead"
    what = target.name if target is not None else "The target"
    seen = "1 row" if window.past == 1 else f"{window.past:,} rows"
    return (
        f"{what}, {ahead}, is predicted from the past {seen}. An LSTM, a Conv1D or a Flatten can read them."
    )
