"""What the inspector shows while nothing is selected: the whole network in figures, and how to go on."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from designer.panels.figure_table import FigureRow, FigureTable
from designer.panels.figures import count_text, size_text
from designer.theme import Appearance
from engine.analysis import Analysis
from engine.layers.base import Target

TIPS = (
    "Drag a layer from the palette to the canvas, or onto a wire to put it in there. Double-click appends it.",
    "Drag from a port to another to wire them. Let go on empty canvas to choose what comes next.",
    "Press Space on the canvas to search for a layer by any name that you know it by.",
    "Drop an activation on a layer to set it.",
    "Select several layers to change what they have in common.",
)
TASKS = {
    "regression": "a number",
    "binary": "yes or no",
    "multiclass": "one of {size} classes",
    "multilabel": "several of {size} classes",
    "count": "a count",
}


class Overview(QWidget):
    """Figures of the network, its task, and tips."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("Network", self)
        title.setProperty("role", "heading")
        self.figures = FigureTable(appearance, self)
        self.figures.setAccessibleName("The network in figures")
        tips_title = QLabel("Good to know", self)
        tips_title.setProperty("role", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (title, self.figures, tips_title, *(_tip(tip) for tip in TIPS)):
            layout.addWidget(part)
        for label in self.findChildren(QLabel):
            label.setWordWrap(True)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show another network's figures."""
        predicted = "; ".join(_task(each) for each in analysis.signature.outputs.values())
        nothing = (
            "nothing yet" if analysis.signature.missing or analysis.signature.inputs else "no table is open"
        )
        rows = (
            ("Layers", count_text(len(analysis.graph))),
            ("Parameters", count_text(analysis.parameters)),
            ("Size", size_text(analysis.bytes)),
            ("Multiply-adds", f"{count_text(analysis.multiply_adds)} per row"),
            ("Predicts", predicted or nothing),
        )
        self.figures.show_rows([FigureRow(row) for row in rows])


def _task(target: Target) -> str:
    kind = TASKS.get(target.task, target.task).format(size=target.size)
    return f"{target.column}, {kind}" if target.column else kind


def _tip(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label
