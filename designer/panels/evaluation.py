"""The Evaluation panel: how good the network is on rows that it did not learn from, beside what it has to beat."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.background import Task
from designer.icons import icon
from designer.panels.score_table import ScoreTable
from designer.session import TrainingSession
from designer.theme import Appearance, Theme
from designer.widgets.badge import Badge
from designer.widgets.empty_state import EmptyState
from engine.feeding import metrics_for

if TYPE_CHECKING:
    from designer.charts.chart import Chart
    from engine.inference import Evaluation, Part
    from engine.training.trained import Trained

PARTS: dict[str, str] = {"train": "Training", "validation": "Validation", "test": "Test"}
SEALED = (
    "The test rows are sealed. Look once, at the end: whatever is changed after that is no longer judged by rows "
    "that nobody has seen. A run that has looked is stamped so."
)
NOT_YET = "Nothing has been learned yet. Train the network, and its scores appear here."


class EvaluationPanel(QWidget):
    """Scores and mistakes on one part of the rows. `evaluated` tells that they are up to date."""

    said = Signal(str)
    evaluated = Signal()

    def __init__(
        self, session: TrainingSession, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._document = session.document
        self._part: Part = "validation"
        self._task: Task | None = None
        self._of: tuple[Trained, str] | None = None
        self._unsealing = False
        self.evaluation: Evaluation | None = None
        self.chart: Chart | None = None
        self.scores = ScoreTable(appearance)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.empty = EmptyState(appearance, "target", NOT_YET)
        self.stamp = Badge(appearance, "Test rows opened", "warning", "lock-open")
        self.open = QPushButton("Open the test set")
        self.open.setToolTip(SEALED)
        self.open.setAccessibleDescription(SEALED)
        self.open.clicked.connect(self.open_test_set)
        self.seal = QLabel(SEALED)
        self.seal.setWordWrap(True)
        self.seal.setProperty("role", "muted")
        self.parts = QButtonGroup(self)
        self._lay_out()
        self._document.trained_changed.connect(self._renew)
        self._document.analysed.connect(lambda _: self._renew())
        session.baselines.changed.connect(self._show_scores)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    # --- what can be done ------------------------------------------------------------------------------------

    def show_part(self, part: Part) -> None:
        """Show another part's scores; the test rows only once they have been opened."""
        trained = self._document.trained
        if part == "test" and (trained is None or not trained.unsealed):
            self.said.emit("The test rows are sealed. “Open the test set” breaks the seal.")
            self._check_part()
            return
        self._part = part
        self._renew()

    def open_test_set(self) -> None:
        """Break the seal, and stamp what was trained with it."""
        trained = self._document.trained
        if self._session.active:
            self.said.emit("A network is being trained. Stop it before you open the test set.")
        elif trained is not None:
            self._unsealing = True
            self._part = "test"
            self._renew()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring everything up to date."""
        super().showEvent(event)
        self._session.baselines.want()
        self._renew()

    # --- evaluating ------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Evaluate anew where what is shown is not of this network and part."""
        trained = self._document.trained
        if not self.isVisible():
            return
        if trained is None or (self._part == "test" and not trained.unsealed and not self._unsealing):
            self._part = "validation"
        self._pages.setCurrentIndex(0 if trained is None else 1)
        self._show_seal()
        self._check_part()
        if trained is None:
            self._of, self.evaluation = None, None
            return
        if self._of is not None and self._of[0] is trained and self._of[1] == self._part:
            return
        self._of = (trained, self._part)
        self._evaluate(trained, self._part)

    def _evaluate(self, trained: Trained, part: Part) -> None:
        from engine.inference import evaluate, prepare_again

        self._drop_task()
        document = self._document
        prepared, table, design = document.prepared, document.table, document.design
        same = design.recipe == trained.design.recipe and design.training.seed == trained.design.training.seed
        if not same or prepared is None:
            if table is None or not _same_table(design.recipe, trained.design.recipe):
                self._on_failed("The table that this network was trained on is not open.")
                return
            prepared = None

        def work(_progress: object) -> Evaluation:
            rows = prepared if prepared is not None else prepare_again(trained, table)  # type: ignore[arg-type]
            return evaluate(trained, rows, part)

        self._task = Task(work, self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        self._task.start()

    def _drop_task(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_done(self, evaluation: Evaluation) -> None:
        self._task, self.evaluation = None, evaluation
        trained = self._document.trained
        if self._unsealing and evaluation.part == "test" and trained is not None:
            self._unsealing = False
            opened = replace(trained, unsealed=True, test_scores=dict(evaluation.scores))
            self._of = (opened, "test")
            self._document.set_trained(opened)
            self.said.emit("The test rows are open. This run is stamped so.")
        self._show_scores()
        self._show_mistakes()
        self._show_seal()
        self._check_part()
        self.evaluated.emit()

    def _on_failed(self, sentence: str) -> None:
        self._task, self.evaluation, self._unsealing = None, None, False
        self._of = None  # what failed may succeed as soon as the table has been read
        self.scores.show_scores({}, "")
        self.verdict.setText(sentence)
        if self.chart is not None:
            self.chart.hide()
        self.evaluated.emit()

    # --- showing ---------------------------------------------------------------------------------------------

    def _show_scores(self) -> None:
        found, trained = self.evaluation, self._document.trained
        if found is None or trained is None:
            return
        rows = {"this network": dict(found.scores)}
        prepared = self._document.prepared
        if prepared is not None and prepared.preparation == trained.preparation:
            rows |= self._session.baselines.scores(found.part)
        unit = trained.preparation.target_names[0] if trained.preparation.task == "regression" else ""
        self.scores.show_scores(rows, unit)
        loss = "" if math.isnan(found.loss) else f", loss {found.loss:.4g}"
        rows_said = f"{len(found):,} {PARTS[found.part].lower()} rows{loss}."
        self.verdict.setText(f"{rows_said} {verdict(rows, trained.preparation.task)}".strip())

    def _show_mistakes(self) -> None:
        from designer.charts.confusion import ConfusionMatrix
        from designer.charts.predicted import PredictedActual

        found, trained = self.evaluation, self._document.trained
        if found is None or trained is None:
            return
        wanted = ConfusionMatrix if found.labels else PredictedActual
        if type(self.chart) is not wanted:
            if self.chart is not None:
                self.chart.setParent(None)
                self.chart.deleteLater()
            self.chart = wanted(self._appearance)
            self.chart.said.connect(self.said)
            self.splitter.addWidget(self.chart)
            self.splitter.setStretchFactor(1, 1)
            self.splitter.setSizes([460, 740])
        self.chart.show()
        if isinstance(self.chart, ConfusionMatrix):
            self.chart.show_counts(found.confusion, found.labels)
        elif isinstance(self.chart, PredictedActual):
            first = (
                (found.actual, found.predicted)
                if found.actual.ndim == 1
                else (found.actual[:, 0], found.predicted[:, 0])
            )
            self.chart.show_pairs(*first, trained.preparation.target_names[0], test=found.part == "test")

    def _show_seal(self) -> None:
        trained = self._document.trained
        opened = trained is not None and trained.unsealed
        self.stamp.setVisible(opened)
        self.open.setVisible(not opened)
        self.seal.setVisible(not opened)

    def _check_part(self) -> None:
        trained = self._document.trained
        for button in self.parts.buttons():
            part = str(button.property("part"))
            button.setChecked(part == self._part)
            if part == "test":
                opened = trained is not None and trained.unsealed
                button.setToolTip("" if opened else SEALED)

    # --- its parts -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(10)
        column.addLayout(self._part_buttons())
        column.addWidget(self.scores)
        column.addWidget(self.verdict)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addWidget(self.stamp)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.seal)
        column.addStretch(1)
        left = QScrollArea()
        left.setWidgetResizable(True)
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setMinimumWidth(320)
        left.setWidget(page)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.splitter)

    def _part_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for part, title in PARTS.items():
            button = QToolButton()
            button.setText(f" {title}")
            button.setCheckable(True)
            button.setMinimumHeight(28)
            button.setIconSize(QSize(14, 14))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(f"Show the scores of the {title.lower()} rows")
            button.setProperty("part", part)
            button.clicked.connect(lambda _checked=False, part=part: self.show_part(part))
            self.parts.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _on_appearance_changed(self, theme: Theme) -> None:
        self.open.setIcon(icon("lock", theme))
        colours = {
            "train": theme.series.training,
            "validation": theme.series.validation,
            "test": theme.series.test,
        }
        for button in self.parts.buttons():
            button.setIcon(icon("circle-dot", theme, colours[str(button.property("part"))]))


def verdict(rows: dict[str, dict[str, float]], task: str) -> str:
    """Whether the network beats the best baseline, by the first metric of the task."""
    metrics = metrics_for(task)
    name = next(iter(metrics))
    ours = rows["this network"].get(name, math.nan)
    others = {row: scores[name] for row, scores in rows.items() if row != "this network" and name in scores}
    others = {row: value for row, value in others.items() if not math.isnan(value)}
    if math.isnan(ours) or not others:
        return ""
    sign = 1.0 if metrics[name].greater_is_better else -1.0
    best = max(others, key=lambda row: sign * others[row])
    ahead = sign * (ours - others[best])
    if abs(ahead) < 1e-9:
        return f"It is as good as the {best}."
    return (
        f"It beats the {best}." if ahead > 0 else f"The {best} is better: try other layers, or train longer."
    )


def _same_table(one: object, other: object) -> bool:
    keys = ("source", "dialect")
    return all(getattr(one, key, None) == getattr(other, key, None) for key in keys)
