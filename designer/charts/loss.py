"""How a run learns: loss and metrics against epochs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu, QToolButton, QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.curves import Curves
from designer.charts.series import Series, Tail
from designer.theme import Appearance, Theme
from designer.widgets.calm import CalmSlider
from designer.widgets.scale import plain
from engine.metrics import METRICS
from engine.training.messages import Record

MOST_SMOOTHING = 50
HOW_MEASURED = (
    "The training loss is a running mean during the epoch; the validation loss is measured after the epoch."
)
WIDE = 1.7
"""Plots stand side by side where the picture is so many times wider than high, else one above the other."""


class LossChart(Chart):
    """Training and validation loss, and a plot for each chosen metric, with a crosshair through all of them.

    `metrics_chosen(names)` tells that the person wants other metrics.
    """

    metrics_chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Learning curves", parent)
        self.loss = Curves(
            "loss",
            "training loss (during epoch)",
            "validation loss (after it)",
        )
        self.area.setToolTip(HOW_MEASURED)
        self.scores: dict[str, Curves] = {}
        self._offered: tuple[str, ...] = ()
        self._tail: Tail[Record] = Tail()
        self._epochs, self._rates = Series(), Series()
        self._series: dict[str, Series] = {}
        self._best = 0
        self._turn = 0
        self._cross: int | None = None
        self._baselines: Mapping[str, Mapping[str, float]] = {}
        self._rows_of_plots = 0
        self.add_control(self._smoothing())
        self._log = QCheckBox("Log scale")
        self._log.setToolTip("Show the loss on a logarithmic scale")
        self._log.toggled.connect(self._on_log_toggled)
        self.add_control(self._log)
        self.add_control(self._metrics_button())
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self._arrange()
        self.say(self._standing())
        self.finish()

    # --- what is shown ---------------------------------------------------------------------------------------

    def follow(self, records: Sequence[Record], best_epoch: int = 0, *, in_turn: bool = False) -> None:
        """Show these epochs: those that are new are added, another run takes the place of the last.

        `in_turn` draws only one of the plots where several epochs came at once, the next one the next time, so that
        no frame of a quick run takes long.
        """
        new, follows = self._tail.rest(records)
        if not follows:
            self._epochs, self._rates, self._series = Series(), Series(), {}
            self.show_cross(None)
        self._best = best_epoch
        self._append(new)
        self._draw(in_turn and follows and len(new) > 1)
        if not follows:
            self._each(Curves.show_all)

    def _append(self, new: Sequence[Record]) -> None:
        self._epochs.add(*(record.epoch for record in new))
        self._rates.add(*(record.rate for record in new))
        self._add("loss", [record.loss for record in new], [record.validation_loss for record in new])
        for name in new[0].scores if new else ():
            training = [record.scores.get(name, np.nan) for record in new]
            self._add(name, training, [record.validation_scores.get(name, np.nan) for record in new])
        if self._series and not set(self.scores) & set(self._series):
            self.offer_metrics(sorted(self.metrics, key=_rank))

    def settle(self) -> None:
        """No more epochs are coming: let the curves fill the plots, unless the person looks at a part of them."""
        self._each(Curves.settle)

    def show_baselines(self, baselines: Mapping[str, Mapping[str, float]]) -> None:
        """Thin lines in the plots of the metrics: scores by metric, for each baseline by its name."""
        self._baselines = baselines
        for metric, curves in self.scores.items():
            curves.show_baselines(self._lines_for(metric), self.theme)

    def choose_metrics(self, names: Sequence[str]) -> None:
        """Give each of these metrics a plot of its own."""
        for curves in self.scores.values():
            self.area.ci.removeItem(curves.plot)
        self.scores = {}
        for name in names:
            metric = METRICS.get(name.rpartition("/")[2])
            low = 0.0 if metric is not None and not metric.greater_is_better else 0.5
            curves = self.scores[name] = Curves(_label(name), "training", "validation", legend_at=low)
            curves.window = self.loss.window
            curves.paint_in(self.theme)
            curves.show_baselines(self._lines_for(name), self.theme)
        self._rows_of_plots = 0
        self._arrange()
        self._draw()

    def offer_metrics(self, names: Sequence[str]) -> None:
        """These are the metrics to choose from; the first is chosen where none of the chosen is among them."""
        self._offered = tuple(names)
        if not set(self.scores) & set(names):
            self.choose_metrics(names[:1])

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric there is to choose from."""
        drawn = [name for name in self._series if name != "loss" and not name.startswith("validation:")]
        return tuple(drawn) or self._offered

    def show_cross(self, epoch: int | None) -> None:
        """Read the values of an epoch out; None puts the crosshair away."""
        self._cross = epoch
        said = [text for curves in (self.loss, *self.scores.values()) if (text := curves.show_cross(epoch))]
        self.say(
            "   ·   ".join([f"epoch {epoch}", *self._rate_of(epoch), *said]) if said else self._standing()
        )

    def set_log(self, log: bool) -> None:
        """The loss on a logarithmic scale, or a linear one."""
        self._log.setChecked(log)

    def set_smoothing(self, epochs: int) -> None:
        """Draw the mean of so many epochs, and the raw line pale behind it; 1 for none."""
        self._slider.setValue(epochs)

    def data(self) -> tuple[Sequence[str], Rows]:
        """Every epoch with all its numbers, chosen or not."""
        header = ["epoch"]
        columns = [self._epochs.values.astype(int)]
        for name, series in self._series.items():
            header.append(
                f"training {name}" if not name.startswith("validation:") else name.replace(":", " ")
            )
            columns.append(series.values)
        header.append("learning rate")
        columns.append(self._rates.values)
        return header, ([column[row].item() for column in columns] for row in range(len(self._epochs)))

    # --- inside ----------------------------------------------------------------------------------------------

    def paint_in(self, theme: Theme) -> None:
        """All plots in the colours of a theme."""
        self._each(lambda curves: curves.paint_in(theme))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side or one above the other, as there is room."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk from epoch to epoch, with Shift by ten; Home, End; Escape puts the crosshair away."""
        count = len(self._epochs)
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        here = self._cross if self._cross is not None else count + 1
        moves = {
            Qt.Key.Key_Left: here - (10 if far else 1),
            Qt.Key.Key_Right: here + (10 if far else 1),
            Qt.Key.Key_Home: 1,
            Qt.Key.Key_End: count,
        }
        if event.key() == Qt.Key.Key_Escape and self._cross is not None:
            self.show_cross(None)
        elif event.key() in moves and count:
            self.show_cross(min(max(1, moves[Qt.Key(event.key())]), count))
        else:
            super().keyPressEvent(event)

    def _each(self, action: Callable[[Curves], None]) -> None:
        for curves in (self.loss, *self.scores.values()):
            action(curves)

    def _add(self, name: str, training: Sequence[float], validation: Sequence[float]) -> None:
        for key, values in ((name, training), (f"validation:{name}", validation)):
            if key not in self._series:
                self._series[key] = Series()
            self._series[key].add(*values)

    def _draw(self, in_turn: bool = False) -> None:
        nothing, plots = Series(), {"loss": self.loss, **self.scores}
        self._turn = (self._turn + 1) % len(plots)
        for place, (name, curves) in enumerate(plots.items()):
            if in_turn and place != self._turn:
                continue
            training = self._series.get(name, nothing)
            validation = self._series.get(f"validation:{name}", nothing)
            curves.show(self._epochs if len(training) else nothing, training, validation, self._best)
        if self._cross is None:
            self.say(self._standing())
        else:
            self.show_cross(self._cross)

    def _rate_of(self, epoch: int | None) -> list[str]:
        """The learning rate of an epoch in words, where it changed during the run."""
        rates = self._rates.values
        place = -1 if epoch is None else int(np.searchsorted(self._epochs.values, epoch))
        if not 0 <= place < len(rates) or np.ptp(rates) == 0:
            return []
        return [f"rate {plain(float(f'{rates[place]:.3g}'))}"]

    def _standing(self) -> str:
        """What the line says while nothing is pointed at."""
        if not len(self._epochs):
            return "Loss, epoch by epoch"
        return f"Best epoch: {self._best}" if self._best else ""

    def _lines_for(self, metric: str) -> dict[str, float]:
        found = {name: scores.get(metric, np.nan) for name, scores in self._baselines.items()}
        return {name: value for name, value in found.items() if np.isfinite(value)}

    def _arrange(self) -> None:
        plots = [self.loss.plot, *(curves.plot for curves in self.scores.values())]
        rows = 1 if self.area.width() >= WIDE * self.area.height() else len(plots)
        if rows == self._rows_of_plots:
            return
        self._rows_of_plots = rows
        for plot in plots:
            if plot in self.area.ci.items:
                self.area.ci.removeItem(plot)
        for place, plot in enumerate(plots):
            self.area.addItem(plot, row=place if rows > 1 else 0, col=0 if rows > 1 else place)

    def _smoothing(self) -> QWidget:
        label = QLabel("Smoothing")
        label.setProperty("role", "muted")
        self.add_control(label)
        self._slider = CalmSlider()
        self._slider.setRange(1, MOST_SMOOTHING)
        self._slider.setFixedWidth(90)
        self._slider.setAccessibleName("Smoothing, in epochs")
        self._slider.setToolTip("No smoothing")
        self._slider.valueChanged.connect(self._on_smoothing_changed)
        return self._slider

    def _metrics_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Metrics")
        button.setToolTip("Choose what is drawn beside the loss")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        button.setMenu(menu)
        return button

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        if not self.metrics:
            menu.addAction("Metrics are known after the first epoch").setEnabled(False)
        for name in self.metrics:
            action = menu.addAction(_label(name))
            action.setCheckable(True)
            action.setChecked(name in self.scores)
            action.toggled.connect(lambda chosen, name=name: self._on_metric_toggled(name, chosen))

    def _on_metric_toggled(self, name: str, chosen: bool) -> None:
        self.choose_metrics(
            [each for each in self.metrics if (chosen if each == name else each in self.scores)]
        )
        self.metrics_chosen.emit(tuple(self.scores))

    def _on_log_toggled(self, log: bool) -> None:
        self.loss.set_log(log)
        self._draw()

    def _on_smoothing_changed(self, window: int) -> None:
        self._slider.setToolTip("No smoothing" if window == 1 else f"Mean of {window} epochs")
        for curves in (self.loss, *self.scores.values()):
            curves.window = window
        self._draw()

    def _on_mouse_moved(self, place: QPointF) -> None:
        for curves in (self.loss, *self.scores.values()):
            view: pg.ViewBox = curves.plot.vb
            if view.sceneBoundingRect().contains(place) and len(self._epochs):
                epoch = round(view.mapSceneToView(place).x())
                self.show_cross(epoch if 1 <= epoch <= len(self._epochs) else None)
                return
        if self._cross is not None and not self.hasFocus():
            self.show_cross(None)


def _rank(name: str) -> int:
    metric = METRICS.get(name.rpartition("/")[2])
    return 1000 if metric is None else metric.rank


def _label(name: str) -> str:
    """The words for a metric's id; with several Outputs the Output stands before it."""
    output, _, kind = name.rpartition("/")
    metric = METRICS.get(kind)
    return " ".join(part for part in (output, metric.label() if metric is not None else kind) if part)
