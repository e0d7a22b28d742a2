"""The list of panels: what each is called, where it stands at first, and how it is made. Each is imported when made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from designer.document import Document
from designer.session import TrainingSession
from designer.theme import Appearance

Make = Callable[[Document, TrainingSession, Appearance], QWidget]
LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True)
class PanelEntry:
    """A panel of the window; sizes in pixels at 100 %."""

    name: str
    title: str
    area: Qt.DockWidgetArea
    make: Make
    width: int = 640
    height: int = 340


def _palette(document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.palette import PalettePanel

    return PalettePanel(document, appearance)


def _inspector(document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.inspector import InspectorPanel

    return InspectorPanel(document, appearance)


def _data(document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.data.panel import DataPanel

    return DataPanel(document, appearance)


def _training(_document: Document, session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.training import TrainingPanel

    return TrainingPanel(session, appearance)


def _weights(_document: Document, session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.weights import WeightsPanel

    return WeightsPanel(session, appearance)


def _evaluation(_document: Document, session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.evaluation import EvaluationPanel

    return EvaluationPanel(session, appearance)


def _predict(document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.predict import PredictPanel

    return PredictPanel(document, appearance)


def _runs(_document: Document, session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.runs import RunsPanel

    return RunsPanel(session, appearance)


def _problems(document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.problems import ProblemsPanel

    return ProblemsPanel(document, appearance)


def _summary(document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.summary import SummaryPanel

    return SummaryPanel(document, appearance)


def _log(_document: Document, _session: TrainingSession, appearance: Appearance) -> QWidget:
    from designer.panels.log import LogPanel

    return LogPanel(appearance)


PANELS = (
    PanelEntry("palette", "Palette", LEFT, _palette, 248, 500),
    PanelEntry("inspector", "Inspector", RIGHT, _inspector, 320, 500),
    PanelEntry("data", "Data", BOTTOM, _data),
    PanelEntry("training", "Training", BOTTOM, _training),
    PanelEntry("weights", "Weights", BOTTOM, _weights),
    PanelEntry("evaluation", "Evaluation", BOTTOM, _evaluation),
    PanelEntry("predict", "Predict", BOTTOM, _predict),
    PanelEntry("runs", "Runs", BOTTOM, _runs),
    PanelEntry("problems", "Problems", BOTTOM, _problems),
    PanelEntry("summary", "Summary", BOTTOM, _summary),
    PanelEntry("log", "Log", BOTTOM, _log),
)
"""Every panel, in the order of its key (Alt+1 …)."""
