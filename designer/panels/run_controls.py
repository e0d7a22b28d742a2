"""The buttons that begin, hold and end a training, with the sentence that says what is missing or how far it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.icons import icon
from designer.session import TrainingSession
from designer.session.rates import why_not
from designer.theme import Appearance, Theme
from designer.widgets.flow_layout import FlowLayout
from designer.widgets.number_field import FloatField
from designer.widgets.readout import Readout
from designer.widgets.share_bar import ShareBar

BIG = QSize(120, 34)


class RunControls(QWidget):
    """One big button that trains, pauses and resumes; the smaller ones; the rate; and one line of words.

    Every button says in its tooltip why it cannot be pressed. `rates_requested` asks for the test of learning rates.
    """

    train_requested = Signal()
    rates_requested = Signal()

    def __init__(
        self, session: TrainingSession, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.main = QPushButton("Train")
        self.main.setProperty("kind", "primary")
        self.main.setMinimumSize(BIG)
        self.main.setIconSize(QSize(18, 18))
        self.main.clicked.connect(self._on_main_clicked)
        self.batch = self._button("Step batch", "step-forward", session.step_batch)
        self.epoch = self._button("Step epoch", "skip-forward", session.step_epoch)
        self.stop = self._button("Stop", "square", session.stop)
        self.rewind = self._button("Rewind", "rewind", session.rewind)
        self.seed = self._button("New seed", "dices", session.new_seed)
        self.rate = FloatField(0.0, None, log=True, slider=False)
        self.rate.setAccessibleName("Learning rate")
        self.rate.setToolTip("The learning rate; it can be changed while it trains")
        self.rate.setFixedWidth(116)
        self.rate.edited.connect(lambda value: session.set_rate(value, final=False))
        self.rate.committed.connect(lambda value: session.set_rate(value))
        self.finder = self._button("Find rate", "chart-spline", self.rates_requested.emit)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.moving = Readout()
        self.moving.setAccessibleName("How far the training is")
        self.bar = ShareBar("Progress of the training")
        self._lay_out()
        # Many things change at once; the buttons are brought up to date once, afterwards.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        document = session.document
        for signal in (session.state_changed, document.changed, document.analysed, document.data_changed):
            signal.connect(self._on_something_changed)
        for signal in (document.trained_changed, document.data_failed):
            signal.connect(self._on_something_changed)
        session.reported.connect(self._on_reported)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    def refresh(self) -> None:
        """Show what can be done now, and why not the rest."""
        session = self._session
        state, active = session.state, session.active
        missing = "" if active else session.why_not()
        self._show_main(missing)
        step = session.why_not_step()
        for button, does in (
            (self.batch, "Forward, backward and one update on the next batch"),
            (self.epoch, "One pass through the training rows"),
        ):
            _allow(button, step, does)
        _allow(
            self.stop, "" if active else "Nothing is being trained.", "End the run and keep what it learned"
        )
        learned = active or session.document.trained is not None
        again = "Back to the first weights, with the same seed"
        _allow(self.rewind, "" if learned else "It stands at the first weights already.", again)
        _allow(self.seed, "", "Another split, other first weights, another order of batches")
        _allow(self.finder, why_not(session), "Find a learning rate: try them all on a copy of the network")
        self.rate.set_value(session.rate)
        self.bar.set_share(session.share)
        self.bar.setEnabled(active)
        self._show_words(missing, state)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what holds now."""
        super().showEvent(event)
        self.refresh()

    def _show_main(self, missing: str) -> None:
        session = self._session
        if session.state == "running":
            text, picture, tip = "Pause", "pause", "Rest after this batch"
        elif not session.why_not_resume():
            text, picture, tip = "Resume", "play", "Go on where it was"
        elif session.state == "finished":
            text, picture, tip = "Train again", "play", "Begin anew, with the same seed"
        else:
            text, picture, tip = "Train", "play", "Begin to learn from the table"
        theme = self._appearance.theme
        self.main.setText(text)
        self.main.setIcon(icon(picture, theme, theme.disabled if missing else theme.on_accent))
        self.main.setEnabled(not missing)
        self.main.setToolTip(missing or tip)
        self.main.setAccessibleDescription(missing or tip)

    def _show_words(self, missing: str, state: str) -> None:
        """One line that moves while it trains, else a sentence that may take two."""
        session, trained = self._session, self._session.document.trained
        progress = session.progress.words
        self.moving.setVisible(state in ("running", "paused"))
        self.words.setVisible(state not in ("running", "paused"))
        if state in ("running", "paused"):
            self.moving.setText(
                " · ".join(filter(None, ("Paused" if state == "paused" else "", progress))) or "Starting…"
            )
            return
        if missing:
            text = missing
        elif trained is not None and any(
            run.reason == "diverged" for run in session.runs if run.trained is trained
        ):
            text = "The run has diverged."
        elif trained is not None:
            text = trained.ending or f"Trained for {len(trained.history):,} epochs."
        else:
            text = "Ready."
        if text != self.words.text():
            self.words.setText(text)

    def _button(self, text: str, picture: str, action: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        button.setMinimumHeight(30)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("picture", picture)
        button.clicked.connect(lambda _checked=False: action())  # type: ignore[operator]
        return button

    def _lay_out(self) -> None:
        first, second = FlowLayout(6), FlowLayout(2)
        rate = QWidget()
        inner = QHBoxLayout(rate)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        label = QLabel("Rate")
        label.setToolTip(self.rate.toolTip())
        label.setBuddy(self.rate)
        inner.addWidget(label)
        inner.addWidget(self.rate)
        for widget in (self.main, rate):
            first.addWidget(widget)
        for button in (self.batch, self.epoch, self.stop, self.rewind, self.seed, self.finder):
            second.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 4)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addWidget(self.moving)
        column.addLayout(second)

    def _on_main_clicked(self) -> None:
        if self._session.state == "running":
            self._session.pause()
        else:
            self.train_requested.emit()

    def _on_something_changed(self, *_what: object) -> None:
        if self.isVisible():
            self._later.start()

    def _on_reported(self, _report: object) -> None:
        if self.isVisible():
            self.bar.set_share(self._session.share)
            self._show_words("", self._session.state)

    def _on_appearance_changed(self, theme: Theme) -> None:
        for button in (self.batch, self.epoch, self.stop, self.rewind, self.seed, self.finder):
            button.setIcon(icon(str(button.property("picture")), theme))
        self.refresh()


def _allow(button: QToolButton, missing: str, does: str) -> None:
    button.setEnabled(not missing)
    button.setToolTip(missing or does)
    button.setAccessibleDescription(missing or does)
