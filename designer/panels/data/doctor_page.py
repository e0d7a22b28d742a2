"""What the data doctor has found: a card each, with its evidence and a remedy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.icons import icon, icon_pixmap
from designer.panels.data.examining import Examining
from designer.theme import Appearance, Theme
from designer.widgets.elided_button import ElidedButton
from designer.widgets.empty_state import EmptyState
from engine.doctor.data import CHECKS
from engine.doctor.data.base import Finding, Severity

HEALTHY = "Nothing stands in the way of learning, as far as the doctor sees."
ICON = 18
MOST = 40


class DoctorPage(QScrollArea):
    """Lists the findings that nobody has waved aside.

    `mended(finding)` asks for a remedy, `columns_wanted(names)` for columns to be shown, `counted(n)` tells how many
    there are.
    """

    mended = Signal(object)
    columns_wanted = Signal(object)
    counted = Signal(int)

    def __init__(self, examining: Examining, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._examining, self._appearance = examining, appearance
        self._aside: set[tuple[str, tuple[str, ...]]] = set()
        self.cards: list[FindingCard] = []
        self.empty = EmptyState(appearance, "circle-check", HEALTHY)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self._column.addWidget(self.empty, 1)
        self._column.addStretch(0)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        examining.found.connect(self.refresh)

    def refresh(self) -> None:
        """Show what there is now."""
        findings = [each for each in self._examining.findings if each.key not in self._aside][:MOST]
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [FindingCard(finding, self._appearance) for finding in findings]
        for place, card in enumerate(self.cards):
            self._column.insertWidget(place, card)
            card.mended.connect(self.mended)
            card.columns_wanted.connect(self.columns_wanted)
            card.waved.connect(self._on_waved)
        self.empty.setVisible(not findings)
        self.counted.emit(len(findings))

    def forget(self) -> None:
        """Wave nothing aside any longer: another table is open."""
        self._aside.clear()

    def _on_waved(self, finding: Finding) -> None:
        self._aside.add(finding.key)
        self.refresh()


class FindingCard(QFrame):
    """One finding. `mended` asks for its remedy, `columns_wanted` for its columns, `waved` to leave it be."""

    mended = Signal(object)
    columns_wanted = Signal(object)
    waved = Signal(object)

    def __init__(self, finding: Finding, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding, self._appearance = finding, appearance
        self.setObjectName("finding")
        check = CHECKS[finding.check]
        self._icon = QLabel()
        title = QLabel(check.label())
        title.setProperty("role", "heading")
        title.setToolTip(" ".join(" ".join(check.help()).split()))
        self.sentence, self.evidence = QLabel(finding.sentence), QLabel(finding.evidence)
        self.evidence.setProperty("role", "muted")
        title.setWordWrap(True)
        for label in (self.sentence, self.evidence):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.mend_button = ElidedButton()
        self.mend_button.set_text(finding.remedy)
        self.mend_button.setProperty("kind", "primary")
        self.mend_button.setVisible(finding.mend is not None)
        self.show_button, self.wave_button = QPushButton("Show"), QToolButton()
        self.show_button.setVisible(bool(finding.columns))
        self.wave_button.setAccessibleName("Leave it")
        self.wave_button.setToolTip("Leave it: do not mention this again while this table is open.")
        self.wave_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.wave_button.setIconSize(QSize(14, 14))
        self._lay_out(title)
        self.setAccessibleName(f"{check.label()}: {finding.sentence}")
        self.mend_button.clicked.connect(lambda: self.mended.emit(self.finding))
        self.show_button.clicked.connect(lambda: self.columns_wanted.emit(self.finding.columns))
        self.wave_button.clicked.connect(lambda: self.waved.emit(self.finding))
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    def _lay_out(self, title: QLabel) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.mend_button, self.show_button):
            buttons.addWidget(button)
        buttons.addStretch(0)
        words = QVBoxLayout()
        words.setSpacing(3)
        for part in (title, self.sentence, self.evidence):
            words.addWidget(part)
        words.addSpacing(3)
        words.addLayout(buttons)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(10, 9, 10, 9)
        outer.setSpacing(9)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(words, 1)
        outer.addWidget(self.wave_button, 0, Qt.AlignmentFlag.AlignTop)

    def _on_appearance_changed(self, theme: Theme) -> None:
        signs = {
            Severity.WRONG: ("circle-alert", theme.danger),
            Severity.HARMFUL: ("triangle-alert", theme.warning),
            Severity.NOTEWORTHY: ("info", theme.muted),
        }
        self.wave_button.setIcon(icon("x", theme))
        name, colour = signs[self.finding.severity]
        self._icon.setPixmap(icon_pixmap(name, colour, ICON, self.devicePixelRatioF()))
        self.setStyleSheet(
            f"#finding {{ background: {theme.tint(colour, 0.07)}; border: 1px solid {theme.tint(colour, 0.3)}; "
            "border-radius: 8px; }"
        )
