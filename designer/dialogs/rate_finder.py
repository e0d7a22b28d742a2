"""Find a learning rate: the range test as a picture that draws itself, and the one click that uses what it found."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.charts.rates import RateChart, rounded
from designer.session import TrainingSession
from designer.session.rates import RateRange, RateTest
from designer.theme import Appearance
from designer.widgets.calm import CalmComboBox
from designer.widgets.flow_layout import FlowLayout
from designer.widgets.number_field import FloatField, IntField
from designer.widgets.scale import plain
from designer.widgets.section import Section
from designer.widgets.share_bar import ShareBar
from engine.declare import settings_of
from engine.optimizers.base import Optimizer
from engine.training.rate_finder import FEWEST, RateFound

WHAT_IT_DOES = (
    "A copy of your network is trained for a moment, with a learning rate that grows at every step. Where the curve "
    "falls, the rate teaches; where it shoots up, the steps are too long. Your own network stays as it is. "
    '<a href="learning-rate-range-test">Read more</a>'
)
MOST_STEPS = 10_000
FINDINGS_LINES = 4


class RateFinderDialog(QDialog):
    """Runs the test as soon as it is seen; `word_asked` names a page of the guide that somebody wants to read.

    The test ends with the dialog. What it finds is used by one edit, which can be undone.
    """

    word_asked = Signal(str)

    def __init__(
        self, session: TrainingSession, test: RateTest, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self.test, self._appearance = session, test, appearance
        self.setWindowTitle("Find a learning rate")
        self.chart = RateChart(appearance)
        self.bar = ShareBar("How far the test is")
        self.words = QLabel()
        least, most = _limits(session.document.design.training.optimizer)
        self.lowest = FloatField(least, most, log=True, slider=False)
        self.highest = FloatField(least, most, log=True, slider=False)
        self.steps = IntField(FEWEST, MOST_STEPS, slider=False)
        self.begins = CalmComboBox()
        self.run_button = QPushButton("Run again")
        self.rate = FloatField(least, most, log=True, slider=False)
        self.use_button = QPushButton("Use this rate")
        self.close_button = QPushButton("Close")
        self._fill()
        self._lay_out()
        self._connect()
        self.resize(880, 660)

    @property
    def wanted(self) -> RateRange:
        """What the fields say that is to be tried."""
        learned = bool(self.begins.currentData())
        return RateRange(self.lowest.value(), self.highest.value(), self.steps.value(), learned)

    def start(self) -> None:
        """Run the test from its beginning."""
        self.chart.choose(None)
        self.rate.set_value(self._session.rate)
        self.test.start(self.wanted)
        self._show()

    def accept(self) -> None:
        """Use the rate that is chosen: one step that can be undone."""
        self._session.document.seal()
        self._session.set_rate(self.rate.value())
        self._session.said.emit(f"The learning rate is {plain(self.rate.value())} from now on.")
        super().accept()

    def done(self, result: int) -> None:
        """Close, and let no test go on."""
        self.test.cancel()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at once."""
        super().showEvent(event)
        if not event.spontaneous():
            self.start()

    # --- parts -----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        usual = RateRange()
        self.lowest.set_value(usual.lowest)
        self.highest.set_value(usual.highest)
        self.steps.set_value(usual.steps)
        self.begins.addItem("the first weights", userData=False)
        if self.test.learned_fits:
            self.begins.addItem("what was learned", userData=True)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setMinimumHeight(FINDINGS_LINES * self.words.fontMetrics().lineSpacing())
        self.rate.setAccessibleName("Chosen learning rate")
        self.rate.setFixedWidth(130)
        if self._session.rate > 0:
            self.chart.show_present(self._session.rate)
        self.use_button.setProperty("kind", "primary")
        self.use_button.setDefault(True)

    def _lay_out(self) -> None:
        what = QLabel(WHAT_IT_DOES)
        what.setWordWrap(True)
        what.setProperty("role", "muted")
        what.linkActivated.connect(self.word_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addWidget(what)
        column.addWidget(self.chart, 1)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self.settings = Section(self._appearance, "Settings of the test", self._fields(), opened=False)
        column.addWidget(self.settings)
        column.addLayout(self._foot())

    def _fields(self) -> QWidget:
        fields = QWidget()
        flow = FlowLayout(spacing=14)
        for title, control in (
            ("Lowest rate", self.lowest),
            ("Highest rate", self.highest),
            ("Steps", self.steps),
            ("Begin with", self.begins),
        ):
            control.setFixedWidth(150)
            flow.addWidget(_field(title, control))
        fields.setLayout(flow)
        return fields

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        label = QLabel("Learning rate")
        label.setBuddy(self.rate)
        foot.addWidget(self.run_button)
        foot.addStretch(1)
        for widget in (label, self.rate, self.use_button, self.close_button):
            foot.addWidget(widget)
        for button in (self.run_button, self.close_button):
            button.setAutoDefault(False)
        return foot

    def _connect(self) -> None:
        self.test.moved.connect(self._on_moved)
        self.test.ended.connect(self._on_ended)
        self.chart.picked.connect(self._choose)
        self.rate.edited.connect(self._choose)
        self.run_button.clicked.connect(self._on_run_clicked)
        self.use_button.clicked.connect(self.accept)
        self.close_button.clicked.connect(self.reject)

    # --- what is shown ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        """The curve, the words below it, and what can be pressed."""
        test, wanted = self.test, self.wanted
        if wanted.lowest < wanted.highest:
            self.chart.follow(test.tried, wanted.lowest, wanted.highest, test.found)
        self.bar.set_share(len(test.tried) / wanted.steps)
        self.bar.setVisible(test.busy)
        self.run_button.setText("Stopping…" if test.stopping else "Stop" if test.busy else "Run again")
        self._say(self._sentence(), "danger" if test.failure else "")
        self._allow()

    def _sentence(self) -> str:
        test = self.test
        if test.failure:
            return test.failure
        if test.found is not None:
            return findings(test.found, test.tried[-1].rate if test.tried else 0.0, self._schedule())
        if not test.tried:
            return "Getting ready…"
        last = test.tried[-1]
        if test.stopping:
            return "Stopping after this step…"
        return f"Step {last.step:,} of {last.steps:,}: learning rate {_said(last.rate)}, loss {last.smoothed:.4g}"

    def _schedule(self) -> str:
        """The name of the schedule that takes its share of the rate; "" where none does."""
        schedule = self._session.document.design.training.schedule
        return "" if schedule.kind() == "constant" else schedule.label()

    def _say(self, sentence: str, role: str) -> None:
        self.words.setText(sentence)
        if self.words.property("role") != role:
            self.words.setProperty("role", role)
            self.words.style().unpolish(self.words)
            self.words.style().polish(self.words)

    def _allow(self) -> None:
        chosen = self.chart.chosen is not None
        self.use_button.setEnabled(chosen)
        self.rate.setEnabled(chosen or bool(self.test.tried))
        self.use_button.setToolTip(
            "Make it the learning rate of the training settings"
            if chosen
            else "Click on the curve to choose a rate"
        )

    def _choose(self, rate: float) -> None:
        if rate > 0:
            self.chart.choose(rate)
            self.rate.set_value(rate)
        self._allow()

    def _on_moved(self) -> None:
        if self.isVisible():
            self._show()

    def _on_ended(self) -> None:
        found = self.test.found
        if found is not None and found.suggested is not None and self.chart.chosen is None:
            self._choose(rounded(found.suggested))
            self.use_button.setFocus()

    def _on_run_clicked(self) -> None:
        if self.test.busy:
            self.test.stop()
            self._show()
        else:
            self.start()


def findings(found: RateFound, last: float, schedule: str = "") -> str:
    """What a test has found, a line each; `last` is the rate of its last step."""
    if found.steepest is None or found.careful is None or found.lowest is None:
        return found.sentence
    lines = [f"The loss fell fastest at {_said(found.steepest)} and was lowest at {_said(found.lowest)}."]
    if found.diverged:
        lines.append(f"At {_said(last)} it had risen far above its lowest: there the training diverges.")
    low, high = (_said(rate) for rate in sorted((found.steepest, found.careful)))
    band = "" if low == high else f" Anything from {low} to {high} is worth a try."
    lines.append(f"Suggested: {_said(found.steepest)}, where it fell fastest.{band}")
    if schedule:
        lines.append(f"The schedule, {schedule}, takes it as its full rate.")
    return "\n".join(lines)


def _limits(optimizer: Optimizer) -> tuple[float, float]:
    """The learning rates that an optimizer may be given."""
    setting = next(each for each in settings_of(type(optimizer)) if each.name == "learning_rate")
    return setting.low or 0.0, math.inf if setting.high is None else setting.high


def _said(rate: float) -> str:
    """A rate as a person writes it, with the two digits that a test can tell."""
    return plain(rounded(rate))


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
