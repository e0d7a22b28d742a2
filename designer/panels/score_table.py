"""Scores side by side: a column for the network and for each baseline, a row for each metric."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from designer.theme import Appearance
from engine.metrics import METRICS


class ScoreTable(QWidget):
    """Numbers to read and to copy; the best of each row is bold. `texts` has a line for each model."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        self.setAccessibleName("Scores")
        self.texts: list[list[str]] = []

    def show_scores(self, rows: Mapping[str, Mapping[str, float]], unit: str) -> None:
        """Show scores by metric id for each model by its name; `unit` is what errors are measured in."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        names = list(dict.fromkeys(name for scores in rows.values() for name in scores))
        self.texts = []
        for line, name in enumerate(names, start=1):
            self._put(line, 0, _title(name, unit), "muted", left=True)
        for place, (row, scores) in enumerate(rows.items(), start=1):
            self._put(0, place, row[:1].upper() + row[1:], "" if place == 1 else "muted")
            self.texts.append([row, *(text(name, scores.get(name, math.nan)) for name in names)])
            for line, name in enumerate(names, start=1):
                value = scores.get(name, math.nan)
                label = self._put(line, place, text(name, value), "")
                if value == _best(name, rows):
                    font = label.font()
                    font.setBold(True)
                    label.setFont(font)
        self._grid.setColumnStretch(len(rows) + 1, 1)
        self.setAccessibleDescription("; ".join(" ".join(line) for line in self.texts))

    def _put(self, row: int, column: int, words: str, role: str, *, left: bool = False) -> QLabel:
        label = QLabel(words)
        if role:
            label.setProperty("role", role)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(label, row, column, side | Qt.AlignmentFlag.AlignVCenter)
        return label


def text(name: str, value: float) -> str:
    """A score as a person reads it: shares in percent, all else to four digits."""
    if math.isnan(value):
        return "–"
    metric = METRICS.get(name.rpartition("/")[2])
    if metric is not None and metric.share:
        return f"{100 * value:.1f} %" if value < 100 else f"{100 * value:.3g} %"
    return f"{value:.4g}"


def _title(name: str, unit: str) -> str:
    output, _, kind = name.rpartition("/")
    metric = METRICS.get(kind)
    label = kind if metric is None else metric.label()
    if unit and metric is not None and metric.in_units:
        label = f"{label} ({unit})"
    return f"{output} {label}".strip()


def _best(name: str, rows: Mapping[str, Mapping[str, float]]) -> float:
    values = [scores[name] for scores in rows.values() if not math.isnan(scores.get(name, math.nan))]
    metric = METRICS.get(name.rpartition("/")[2])
    if not values:
        return math.nan
    return max(values) if metric is None or metric.greater_is_better else min(values)
