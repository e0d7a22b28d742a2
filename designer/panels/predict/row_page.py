"""One row typed by hand, and what the network says of it while one types."""

from __future__ import annotations

import random

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from designer.document import Document
from designer.icons import icon
from designer.panels.predict.answer import AnswerBars, AnswerScale, headline, percent
from designer.panels.predict.row_form import RowForm
from designer.panels.predict.usual import usual
from designer.theme import Appearance, Theme
from engine.data.table import Table, shown
from engine.errors import ExplainedError
from engine.inference import Predictions, Predictor

ANSWER_WIDTH = 340


class RowPage(QWidget):
    """Asks the predictor at every change. A row of the table can be fetched; test rows only once they are unsealed."""

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._predictor: Predictor | None = None
        self._range = (0.0, 0.0)
        self.form: RowForm | None = None
        self.random_button, self.usual_button = QPushButton("Random row"), QPushButton("Usual row")
        self.random_button.setToolTip("A row of the table; sealed test rows are not looked at")
        self.usual_button.setToolTip("The middle of every number, the most frequent of every label")
        self.truth, self.caption, self.answer, self.sure = QLabel(), QLabel(), QLabel(), QLabel()
        self.bars, self.scale = AnswerBars(appearance), AnswerScale(appearance)
        self._lay_out()
        self.random_button.clicked.connect(self._on_random_clicked)
        self.usual_button.clicked.connect(self._on_usual_clicked)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    def show_predictor(self, predictor: Predictor | None) -> None:
        """Begin with the usual row of another network."""
        self._predictor = predictor
        self._area.takeWidget()
        self.form = None
        if predictor is None:
            return
        table = self._document.table
        self._usual = usual(predictor.preparation, table)
        self._range = self._target_range(predictor, table)
        self.form = RowForm(predictor.preparation, self._usual)
        self.form.edited.connect(self._on_edited)
        self._area.setWidget(self.form)
        self.refresh_table()
        self.truth.clear()
        self._ask()

    def refresh_table(self) -> None:
        """Rows can be fetched where the table is there and prepared."""
        self.random_button.setEnabled(
            self._document.table is not None and self._document.prepared is not None
        )

    # --- parts -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(14, 10, 14, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.random_button)
        buttons.addWidget(self.usual_button)
        buttons.addWidget(self.truth, 1)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addLayout(buttons)
        left.addWidget(self._area, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self._answer_side())

    def _answer_side(self) -> QWidget:
        self.caption.setProperty("role", "muted")
        self.truth.setProperty("role", "muted")
        self.sure.setProperty("role", "muted")
        self.answer.setFont(headline(self.font()))
        for label in (self.caption, self.answer, self.sure, self.truth):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(6)
        for part in (self.caption, self.answer, self.sure, self.bars, self.scale):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedWidth(ANSWER_WIDTH)
        area.setAccessibleName("Prediction")
        return area

    # --- asking ----------------------------------------------------------------------------------------------

    def _on_edited(self) -> None:
        self.truth.clear()
        self._ask()

    def _ask(self) -> None:
        form, predictor = self.form, self._predictor
        if form is None or predictor is None:
            return
        self.caption.setText(f"Prediction of {', '.join(predictor.preparation.target_names)}")
        if form.wrong:
            self._say_nothing(f"{form.wrong[0]} is not a number.")
            return
        row = Table.from_columns({name: [value] for name, value in form.values.items()})
        try:
            said = predictor.predict(row)
        except ExplainedError as error:
            self._say_nothing(str(error))
            return
        if not said.complete[0]:
            gaps = [name for name, value in form.values.items() if value is None]
            self._say_nothing(f"No prediction without {', '.join(gaps)}.")
            return
        self._say(said)

    def _say_nothing(self, why: str) -> None:
        self.answer.setText("–")
        self.sure.setText(why)
        self.sure.show()
        self.bars.hide()
        self.scale.hide()

    def _say(self, said: Predictions) -> None:
        value = said.values[0]
        classes = bool(said.labels)
        self.bars.setVisible(classes)
        self.scale.setVisible(not classes and self._range[0] < self._range[1])
        self.sure.setVisible(classes)
        if classes:
            self.answer.setText(str(value))
            self.sure.setText(f"with a probability of {percent(float(said.probabilities[0].max()))}")
            self.bars.show_shares(said.labels, said.probabilities[0].tolist())
        else:
            numbers = np.atleast_1d(value)
            self.answer.setText(", ".join(f"{float(number):,.5g}" for number in numbers))
            self.scale.show_value(float(numbers[0]), *self._range)

    def _target_range(self, predictor: Predictor, table: Table | None) -> tuple[float, float]:
        target = predictor.preparation.target_names[0]
        if table is None or target not in table.names or predictor.preparation.labels:
            return 0.0, 0.0
        from engine.data.profile import profile

        known = profile(table.column(target))
        return (known.minimum, known.maximum) if known.numeric else (0.0, 0.0)

    # --- rows ------------------------------------------------------------------------------------------------

    def _on_usual_clicked(self) -> None:
        if self.form is not None:
            self.form.show_values(self._usual.row)
            self._on_edited()

    def _on_random_clicked(self) -> None:
        prepared, table, trained = self._document.prepared, self._document.table, self._document.trained
        if self.form is None or prepared is None or table is None or trained is None:
            return
        open_rows = [prepared.parts.train, prepared.parts.validation]
        if trained.unsealed:
            open_rows.append(prepared.parts.test)
        rows = np.concatenate(open_rows)
        if len(rows):
            self.show_row(table, int(rows[random.randrange(len(rows))]))  # noqa: S311

    def show_row(self, table: Table, row: int) -> None:
        """Fetch a row of a table, and say what the table holds for it."""
        form, predictor = self.form, self._predictor
        if form is None or predictor is None:
            return
        cells: dict[str, object] = {}
        for fitted in predictor.preparation.columns:
            value = table.column(fitted.column)[row] if fitted.column in table.names else None
            cells[fitted.column] = shown(value) if fitted.labels and value is not None else value
        form.show_values(cells)
        self._ask()
        known = [table.cell(row, name) for name in predictor.preparation.target_names if name in table.names]
        right = ""
        if predictor.preparation.labels and known:
            right = ": right" if known[0] == self.answer.text() else ": wrong"
        self.truth.setText(
            f"Row {row + 1:,}; the table says {', '.join(known)}{right}." if known else f"Row {row + 1:,}."
        )

    def _on_appearance_changed(self, theme: Theme) -> None:
        self.random_button.setIcon(icon("dices", theme))
        self.usual_button.setIcon(icon("rotate-ccw", theme))
        self.answer.setFont(headline(self.font()))
