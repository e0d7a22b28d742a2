"""Everything that keeps the network from being trained, each with a way to it and, where there is one, a remedy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from designer import edits
from designer.document import Document
from designer.panels.figures import count_text
from designer.panels.problem_card import ProblemCard
from designer.theme import Appearance
from designer.widgets.empty_state import EmptyState
from engine.analysis import Analysis, Problem
from engine.errors import ExplainedError

MOST = 100
"""So many problems are listed; the rest is counted."""


class ProblemsPanel(QWidget):
    """A card for each problem, live. `shown(node_id)` asks the window to bring a node into view.

    `said` tells why a remedy could not be applied; `counted` how many problems there are, at every change.
    """

    shown = Signal(str)
    said = Signal(str)
    counted = Signal(int)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._appearance = document, appearance
        self._cards: list[ProblemCard] = []
        self.empty = EmptyState(appearance, "circle-check", "No problems. Ready to train.")
        self._rest = QLabel(self)
        self._rest.setProperty("role", "muted")
        self._list = QWidget()
        self._layout = QVBoxLayout(self._list)
        self._layout.setContentsMargins(10, 10, 10, 10)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._rest)
        self._layout.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._list)
        self._scroll.setAccessibleName("Problems")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        layout.addWidget(self.empty)
        document.analysed.connect(self._on_analysed)
        self._on_analysed(document.analysis)

    @property
    def cards(self) -> list[ProblemCard]:
        """The cards that are shown, in order."""
        return [card for card in self._cards if not card.isHidden()]

    def _on_analysed(self, analysis: Analysis) -> None:
        roots = [problem for problem in analysis.problems if not problem.follows]
        waiting = len(analysis.problems) - len(roots)
        problems = roots or list(analysis.problems)
        for place, problem in enumerate(problems[:MOST]):
            if place == len(self._cards):
                self._cards.append(self._card())
                self._layout.insertWidget(place, self._cards[-1])
            name = analysis.graph[problem.node].title if problem.node else ""
            self._cards[place].show_problem(problem, name)
            self._cards[place].show()
        for card in self._cards[len(problems) :]:
            card.hide()
        rest = len(problems) - MOST
        said = [f"And {count_text(rest, 'more problem')}."] if rest > 0 else []
        if roots and waiting:
            said.append("1 layer waits for this." if waiting == 1 else f"{waiting:,} layers wait for this.")
        self._rest.setText(" ".join(said))
        self._rest.setVisible(bool(said))
        self._scroll.setVisible(bool(problems))
        self.empty.setVisible(not problems)
        self.counted.emit(len(problems))

    def _card(self) -> ProblemCard:
        card = ProblemCard(self._appearance, parent=self._list)
        card.shown.connect(self._on_shown)
        card.fixed.connect(self._on_fixed)
        return card

    def _on_shown(self, node_id: str) -> None:
        self._document.select((node_id,))
        self.shown.emit(node_id)

    def _on_fixed(self, problem: Problem) -> None:
        if problem.fix is None:
            return
        try:
            self._document.edit(problem.fix.title, edits.apply_fix(self._document.design, problem))
        except ExplainedError as error:
            self.said.emit(str(error))
