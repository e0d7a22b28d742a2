"""How a file spells its table: what was found, each part to be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.widgets.calm import CalmComboBox, CalmSpinBox
from designer.widgets.flow_layout import FlowLayout
from engine.data.dialect import DELIMITERS, ENCODINGS, RARE_DELIMITERS, Dialect
from engine.data.packing import Form
from engine.declare import settings_of
from engine.errors import ExplainedError

SIGNS = {"\t": "⇥", " ": "␣", "\\t": ""}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "delimiter": {
        sign: f"{word}  {SIGNS.get(sign, sign)}".rstrip()
        for sign, word in {**DELIMITERS, **RARE_DELIMITERS}.items()
    },
    "quote": {'"': 'double  "', "'": "single  '", "": "none"},
    "decimal": {".": "point  1.5", ",": "comma  1,5"},
    "thousands": {
        "": "none  1234",
        ",": "comma  1,234",
        ".": "point  1.234",
        " ": "space  1 234",
        "'": "tick  1'234",
    },
    "encoding": {name: name for name in ENCODINGS},
    "escape": {"": 'doubled  ""', "\\": 'backslash  \\"'},
    "comment": {"": "none", "#": "#", "%": "%", "//": "//"},
}
TITLES = {
    "part": "Sheet",
    "delimiter": "Delimiter",
    "quote": "Quotation marks",
    "decimal": "Decimal sign",
    "thousands": "Thousands",
    "encoding": "Encoding",
    "skip": "Lines to skip",
    "footer": "Lines at the end",
    "header": "Header",
    "header_rows": "Header rows",
    "escape": "Marks inside cells",
    "comment": "Comments begin with",
}
LETTERS = ("delimiter", "quote", "encoding", "escape", "comment")
"""What only a text has."""
RARE = ("thousands", "footer", "header_rows", "escape", "comment")
"""What is shown when it is not as usual, or when all is asked for."""


class DialectForm(QWidget):
    """Fields in rows that wrap. `edited(dialect)` tells a correction, `refused(sentence)` a wrong one.

    `part_chosen(name)` asks for another sheet of a workbook or file of an archive, whose spelling is not known yet.
    """

    edited = Signal(object)
    refused = Signal(str)
    part_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialect, self._form = Dialect(), Form.TEXT
        self.part = CalmComboBox()
        self.combos = {name: CalmComboBox() for name in CHOICES}
        self.delimiter, self.quote = self.combos["delimiter"], self.combos["quote"]
        self.decimal, self.encoding = self.combos["decimal"], self.combos["encoding"]
        self.skip, self.footer, self.header_rows = CalmSpinBox(), CalmSpinBox(), CalmSpinBox()
        self.spins = {"skip": self.skip, "footer": self.footer, "header_rows": self.header_rows}
        self.header = QCheckBox("First row names the columns")
        self.more = QPushButton("More…")
        self.more.setCheckable(True)
        self.more.setAutoDefault(False)
        self.more.setToolTip("Show every setting, also those that are as usual.")
        flow = FlowLayout(spacing=14)
        controls: dict[str, QWidget] = {"part": self.part, **self.combos, **self.spins, "header": self.header}
        self._fields = {name: _field(title, controls[name]) for name, title in TITLES.items()}
        for field in self._fields.values():
            flow.addWidget(field)
        self._rest = _field(" ", self.more)
        flow.addWidget(self._rest)
        self.setLayout(flow)
        self._connect()
        self._show_fields()

    @property
    def dialect(self) -> Dialect:
        """What is shown."""
        return self._dialect

    def show_form(self, form: Form, parts: Sequence[str]) -> None:
        """Show what there is to know of a file of this form, and the parts that can be chosen."""
        self._form = form
        with QSignalBlocker(self.part):
            self.part.clear()
            self.part.addItems(list(parts))
        label = self._fields["part"].findChild(QLabel)
        if label is not None:
            label.setText("Sheet" if form is Form.WORKBOOK else "File")
        self._show_fields()

    def show_dialect(self, dialect: Dialect) -> None:
        """Show another dialect, without a signal."""
        self._dialect = dialect
        for name, combo in self.combos.items():
            _choose(combo, getattr(dialect, name))
        if dialect.part:
            _choose(self.part, dialect.part)
        for name, spin in self.spins.items():
            spin.show_value(getattr(dialect, name))
        self.header.setChecked(dialect.header)
        self._show_fields()

    def _connect(self) -> None:
        for name, combo in self.combos.items():
            for sign, text in CHOICES[name].items():
                combo.addItem(text, sign)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.activated.connect(self._on_edited)
        limits = {each.name: each for each in settings_of(Dialect)}
        for name, spin in self.spins.items():
            spin.setRange(int(limits[name].low or 0), int(limits[name].high or 0))
            spin.setKeyboardTracking(False)
            spin.setMaximumWidth(116)
            spin.valueChanged.connect(self._on_edited)
        self.part.setMaximumWidth(280)
        self.part.activated.connect(self._on_part_activated)
        self.header.clicked.connect(self._on_edited)
        self.more.toggled.connect(self._show_fields)

    def _show_fields(self) -> None:
        """Show what belongs to the file, and of the rare settings those that are not as usual."""
        usual = Dialect()
        for name, field in self._fields.items():
            there = not self._form.typed and (self._form.spelled or name not in LETTERS)
            odd = getattr(self._dialect, name) != getattr(usual, name)
            shown = there and (name not in RARE or odd or self.more.isChecked())
            field.setVisible(self.part.count() > 1 if name == "part" else shown)
        self._rest.setVisible(not self._form.typed)
        self.updateGeometry()

    def _on_part_activated(self) -> None:
        if self.part.currentText() != self._dialect.part:
            self.part_chosen.emit(self.part.currentText())

    def _on_edited(self) -> None:
        try:
            dialect = self._dialect.replace(
                header=self.header.isChecked(),
                **{name: combo.currentData() for name, combo in self.combos.items()},
                **{name: spin.value() for name, spin in self.spins.items()},
            )
        except ExplainedError as error:
            self.refused.emit(str(error))
            return
        if dialect != self._dialect:
            self._dialect = dialect
            self.edited.emit(dialect)


def _choose(combo: QComboBox, value: str) -> None:
    """Show a value, which is added where the combo box has not got it."""
    at = combo.findData(value) if combo.itemData(0) is not None else combo.findText(value)
    if at < 0:
        combo.addItem(value, value)
        at = combo.count() - 1
    combo.setCurrentIndex(at)


def _field(title: str, control: QWidget) -> QWidget:
    """A control below its title."""
    field = QWidget()
    column = QVBoxLayout(field)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    label = QLabel(title)
    label.setProperty("role", "small")
    label.setBuddy(control)
    if title.strip():
        control.setAccessibleName(title)
    column.addWidget(label)
    column.addWidget(control)
    return field
