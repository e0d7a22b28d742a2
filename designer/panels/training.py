"""The Training panel: the settings of a run, the buttons that run it, and how it learns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from designer.forms.form import Form
from designer.forms.kind_editor import KindEditor
from designer.forms.row import spoken
from designer.forms.schedule_view import Place, ScheduleView
from designer.panels.run_controls import RunControls
from designer.panels.transfer_card import TransferCard
from designer.reports import Report
from designer.session import TrainingSession
from designer.session.transfer import TransferWatch
from designer.theme import Appearance
from designer.widgets.notice_bar import NoticeBar
from engine.declare import settings_of
from engine.design import Design

if TYPE_CHECKING:
    from designer.charts.loss import LossChart

FORM_WIDTH, NARROWEST = 330, 270
USUAL_ROWS = 320
"""Training rows for which a schedule is drawn as long as there is no table."""
LESS = 0.1
"""What a learning rate is multiplied with after a run that has diverged."""


class TrainingPanel(QWidget):
    """Left the buttons and a form of the settings, right the learning curves.

    Nothing of it is made before it is shown first. `train_requested` asks the window to train, `rates_requested` for
    the test of learning rates; `said` tells what was saved or refused, `word_asked` names a page of the guide, `blamed`
    the node that a run has failed at and that is to be looked at.
    """

    said = Signal(str)
    train_requested = Signal()
    rates_requested = Signal()
    word_asked = Signal(str)
    blamed = Signal(str)

    def __init__(
        self, session: TrainingSession, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._culprit = ""
        self.form: Form | None = None
        self.transfer: TransferCard | None = None
        self.chart: LossChart | None = None
        self.schedule: ScheduleView | None = None
        self.controls = RunControls(session, appearance)
        self.controls.train_requested.connect(self.train_requested)
        self.controls.rates_requested.connect(self.rates_requested)
        self.notice = NoticeBar(appearance)
        self.notice.acted.connect(self._on_notice_acted)
        self.notice.looked.connect(lambda: self.blamed.emit(self._culprit))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.splitter, 1)
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self._on_opened)
        session.document.trained_changed.connect(self._catch_up)
        session.document.analysed.connect(self._on_analysed)
        session.baselines.changed.connect(self._show_baselines)
        session.state_changed.connect(self._on_state_changed)
        session.reported.connect(self._on_reported)
        session.ended.connect(self._on_ended)

    # --- made when it is shown -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Make what is to be seen, and catch up with what has happened meanwhile."""
        super().showEvent(event)
        if self.chart is None:
            self._make()
        self._catch_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other, or the curves above, as there is room."""
        super().resizeEvent(event)
        tall = self.height() > self.width() or self.width() < 2 * NARROWEST
        wanted = Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal
        if wanted != self.splitter.orientation():
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes(
                [FORM_WIDTH, max(1, (self.height() if tall else self.width()) - FORM_WIDTH)]
            )

    def _make(self) -> None:
        from designer.charts.loss import LossChart

        self.form = Form(self._session.document.design.training, self._appearance)
        self.form.edited.connect(self._on_edited)
        self.form.word_asked.connect(self.word_asked)
        self.schedule = ScheduleView(self._appearance)
        editor = self.form.editor("schedule")
        if isinstance(editor, KindEditor):
            editor.place_picture(self.schedule)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.controls)
        self.transfer = TransferCard(TransferWatch(self._session.document, self), self._appearance)
        self.transfer.cleared.connect(lambda: self._on_edited("pretrained", "", True))
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 8, 12, 12)
        inner.setSpacing(10)
        inner.addWidget(self.transfer)
        inner.addWidget(self.form)
        column.addLayout(inner)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(NARROWEST)
        scroll.setWidget(page)
        self.chart = LossChart(self._appearance)
        self.chart.said.connect(self.said)
        self.splitter.addWidget(scroll)
        self.splitter.addWidget(self.chart)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([FORM_WIDTH, 900])
        self._session.baselines.want()
        self._offer_metrics()
        self._show_baselines()
        self._show_schedule()

    # --- the settings ----------------------------------------------------------------------------------------

    def _on_edited(self, name: str, value: Any, final: bool) -> None:
        document = self._session.document
        training = document.design.training
        design = document.design.replace(training=training.replace(**{name: value}))
        setting = next(each for each in settings_of(type(training)) if each.name == name)
        text = f"Set {setting.title} to {spoken(value)}"
        if setting.names == "file":
            text = f"Take weights from {Path(value).name}" if value else "Begin with random weights"
        if setting.catalog is not None and value.kind() == getattr(training, name).kind():
            text = f"Set the settings of {value.label()}"
        document.edit(text, design, merge=f"training/{name}")
        if final:
            document.seal()

    def _on_changed(self, _before: Design, after: Design) -> None:
        if self.form is not None and self.form.instances != (after.training,):
            self.form.show_instances((after.training,))
        self._show_schedule()

    def _on_analysed(self, _analysis: object) -> None:
        self._offer_metrics()
        self._show_schedule()

    def _show_schedule(self) -> None:
        """The schedule's curve, for the rows that there are."""
        document = self._session.document
        training, prepared = document.design.training, document.prepared
        if self.schedule is not None:
            rows = USUAL_ROWS if prepared is None else len(prepared.parts.train)
            rate = training.optimizer.learning_rate
            self.schedule.show_schedule(training.schedule, rate, training.span(max(1, rows)))
            self._show_place()

    def _show_place(self) -> None:
        """Where the run under way, or the last one, is on the curve: as long as the curve is its own."""
        if self.schedule is None or not self.isVisible():
            return
        session, shown = self._session, self._session.document.design.training
        trained, progress = session.document.trained, session.progress
        ran = session.design if session.active or trained is None else trained.design
        own = (ran.training.schedule, ran.training.epochs) == (shown.schedule, shown.epochs)
        place = None
        if own and session.active and progress.rate is not None:
            place = Place(progress.epochs_done, progress.rate)
        past = [record.rate for record in progress.history] if own and shown.schedule.watches else ()
        self.schedule.show_place(place, past)

    # --- the curves ------------------------------------------------------------------------------------------

    def _on_reported(self, report: Report) -> None:
        if report.epochs:
            self._catch_up()
        else:
            self._show_place()

    def _on_state_changed(self, state: str) -> None:
        if state == "running":
            self.notice.dismiss()
        self._catch_up()

    def _on_opened(self) -> None:
        self.notice.dismiss()
        self._catch_up()

    def _catch_up(self) -> None:
        """Draw the epochs that are not drawn yet; while it is hidden, nothing."""
        session = self._session
        if self.chart is not None and self.isVisible():
            training = session.state == "running"
            self.chart.follow(session.history, session.progress.best_epoch, in_turn=training)
            if not session.active:
                self.chart.settle()
        self._show_place()

    def _offer_metrics(self) -> None:
        prepared = self._session.document.prepared
        if self.chart is not None and prepared is not None:
            from engine.feeding import metrics_for

            self.chart.offer_metrics(tuple(metrics_for(prepared.task, watched=True)))

    def _show_baselines(self) -> None:
        if self.chart is not None:
            self.chart.show_baselines(self._session.baselines.scores("validation"))

    # --- when it went wrong ----------------------------------------------------------------------------------

    def _on_ended(self, sentence: str) -> None:
        runs = list(self._session.runs)
        if runs and runs[-1].reason == "diverged":
            rate, self._culprit = self._session.rate * LESS, self._session.culprit
            show = "Show the layer" if self._culprit else ""
            self.notice.say(sentence, "danger", f"Set the rate to {rate:g}", look=show)

    def _on_notice_acted(self) -> None:
        self._session.set_rate(float(f"{self._session.rate * LESS:.3g}"))
