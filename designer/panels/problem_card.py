"""One problem of the network: where it is, the sentence, and the buttons that show and mend it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.icons import icon_pixmap
from designer.theme import Appearance
from designer.widgets.elided_button import ElidedButton
from designer.widgets.elided_label import ElidedLabel
from engine.analysis import Problem

NARROW = 460
"""Below this width the buttons stand under the sentence."""
ICON = 18


class ProblemCard(QFrame):
    """Shows a problem. `shown` asks for its node to be shown, `fixed` for its remedy to be applied."""

    shown = Signal(str)
    fixed = Signal(object)

    def __init__(
        self, appearance: Appearance, *, with_show: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._problem: Problem | None = None
        self._name = ""
        self.setObjectName("problem")
        self._icon = QLabel(self)
        self.title = ElidedLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.show_button = QPushButton("Show", self)
        self.show_button.setVisible(with_show)
        self.fix_button = ElidedButton(self)
        self.fix_button.setProperty("kind", "primary")
        self._with_show = with_show
        self._lay_out()
        self.show_button.clicked.connect(self._on_show_clicked)
        self.fix_button.clicked.connect(self._on_fix_clicked)
        appearance.changed.connect(self._draw)

    @property
    def problem(self) -> Problem | None:
        """The problem that is shown."""
        return self._problem

    def show_problem(self, problem: Problem, name: str) -> None:
        """Show a problem of the node with this name; "" for one of the whole network."""
        if (problem, name) == (self._problem, self._name):
            return
        self._problem, self._name = problem, name
        self.title.setText(name or "The network")
        prefix = f"{name}: "
        self.sentence.setText(problem.sentence.removeprefix(prefix) if name else problem.sentence)
        self.setAccessibleName(problem.sentence)
        self.show_button.setVisible(self._with_show and bool(problem.node))
        self.show_button.setAccessibleName(f"Show {name}")
        self.fix_button.setVisible(problem.fix is not None)
        if problem.fix is not None:
            self.fix_button.set_text(problem.fix.title)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside or under the sentence."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._body.direction() != wanted:
            self._body.setDirection(wanted)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addStretch(1)
        buttons.addWidget(self.show_button)
        buttons.addWidget(self.fix_button)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(8)
        self._body.addLayout(words, 1)
        self._body.addLayout(buttons)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(10, 8, 10, 8)
        outer.setSpacing(8)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(self._body, 1)

    def _draw(self, _theme: object = None) -> None:
        theme = self._appearance.theme
        follows = self._problem is not None and self._problem.follows
        colour = theme.muted if follows else theme.danger
        name = "clock" if follows else "circle-alert"
        self._icon.setPixmap(icon_pixmap(name, colour, ICON, self.devicePixelRatioF()))
        ground = theme.tint(colour, 0.07)
        self.setStyleSheet(
            f"#problem {{ background: {ground}; border: 1px solid {theme.tint(colour, 0.3)}; border-radius: 8px; }}"
        )

    def _on_show_clicked(self) -> None:
        if self._problem is not None:
            self.shown.emit(self._problem.node)

    def _on_fix_clicked(self) -> None:
        if self._problem is not None:
            self.fixed.emit(self._problem)
