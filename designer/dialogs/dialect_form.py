"""How a text file spells its table: what was found, each part to be corrected."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from designer.widgets.calm import CalmComboBox, CalmSpinBox
from designer.widgets.flow_layout import FlowLayout
from engine.data.dialect import DELIMITERS, ENCODINGS, Dialect
from engine.errors import ExplainedError

QUOTES = {'"': 'double  "', "'": "single  '", "": "none"}
DECIMALS = {".": "point  1.5", ",": "comma  1,5"}
RARE_DELIMITERS = {":": "colon", "^": "caret", "~": "tilde"}
SIGNS = {"\t": "⇥", " ": "␣"}


class DialectForm(QWidget):
    """Six fields in a row that wraps. `edited(dialect)` tells a correction, `refused(sentence)` a wrong one."""

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialect = Dialect()
        self.delimiter, self.quote = CalmComboBox(), CalmComboBox()
        self.decimal, self.encoding = CalmComboBox(), CalmComboBox()
        for sign, word in {**DELIMITERS, **RARE_DELIMITERS}.items():
            self.delimiter.addItem(f"{word}  {SIGNS.get(sign, sign)}", sign)
        for sign, text in QUOTES.items():
            self.quote.addItem(text, sign)
        for sign, text in DECIMALS.items():
            self.decimal.addItem(text, sign)
        for name in ENCODINGS:
            self.encoding.addItem(name, name)
        self.skip = CalmSpinBox()
        self.skip.setRange(0, 10_000)
        self.skip.setKeyboardTracking(False)
        self.skip.setMaximumWidth(116)
        self.header = QCheckBox("First row names the columns")
        flow = FlowLayout(spacing=14)
        for title, control in (
            ("Delimiter", self.delimiter),
            ("Quotation marks", self.quote),
            ("Decimal sign", self.decimal),
            ("Encoding", self.encoding),
            ("Lines to skip", self.skip),
            ("Header", self.header),
        ):
            flow.addWidget(_field(title, control))
        self.setLayout(flow)
        for combo in (self.delimiter, self.quote, self.decimal, self.encoding):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.activated.connect(self._on_edited)
        self.skip.valueChanged.connect(self._on_edited)
        self.header.clicked.connect(self._on_edited)

    @property
    def dialect(self) -> Dialect:
        """What is shown."""
        return self._dialect

    def show_dialect(self, dialect: Dialect) -> None:
        """Show another dialect, without a signal."""
        self._dialect = dialect
        for combo, sign in (
            (self.delimiter, dialect.delimiter),
            (self.quote, dialect.quote),
            (self.decimal, dialect.decimal),
            (self.encoding, dialect.encoding),
        ):
            at = combo.findData(sign)
            if at < 0:
                combo.addItem(sign, sign)
                at = combo.count() - 1
            combo.setCurrentIndex(at)
        with QSignalBlocker(self.skip):
            self.skip.setValue(dialect.skip)
        self.header.setChecked(dialect.header)

    def _on_edited(self) -> None:
        try:
            dialect = self._dialect.replace(
                encoding=self.encoding.currentData(),
                delimiter=self.delimiter.currentData(),
                quote=self.quote.currentData(),
                header=self.header.isChecked(),
                decimal=self.decimal.currentData(),
                skip=self.skip.value(),
            )
        except ExplainedError as error:
            self.refused.emit(str(error))
            return
        if dialect != self._dialect:
            self._dialect = dialect
            self.edited.emit(dialect)


def _field(title: str, control: QWidget) -> QWidget:
    """A control below its title."""
    field = QWidget()
    column = QVBoxLayout(field)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    label = QLabel(title)
    label.setProperty("role", "small")
    label.setBuddy(control)
    control.setAccessibleName(title)
    column.addWidget(label)
    column.addWidget(control)
    return field
