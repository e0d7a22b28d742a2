"""How the rows are divided: the bar, shuffling, and the seed."""

from __future__ import annotations

import random

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.document import Document
from designer.icons import icon
from designer.theme import Appearance, Theme
from designer.widgets.calm import CalmSpinBox
from designer.widgets.split_bar import Parts, SplitBar
from engine.data.split import Split

LARGEST_SEED = 2**31 - 1


class SplitPage(QScrollArea):
    """Edits the recipe's split and the seed of the training settings."""

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.bar = SplitBar(appearance)
        self.shuffle, self.stratify = (
            QCheckBox("Shuffle the rows"),
            QCheckBox("Keep each class's share (stratify)"),
        )
        self.shuffle.setToolTip("Draw the rows at random instead of in the file's order.")
        self.stratify.setToolTip("Give every part its share of each class.")
        self.seed = CalmSpinBox()
        self.seed.setRange(0, LARGEST_SEED)
        self.seed.setKeyboardTracking(False)
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip(
            "One seed decides the split, the first weights, the order of batches and dropout."
        )
        self.dice = QToolButton()
        self.dice.setIconSize(QSize(16, 16))
        self.dice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.dice.setToolTip("Another seed")
        self.dice.setAccessibleName("Another seed")
        self._lay_out()
        self.bar.committed.connect(self._on_parts_committed)
        self.shuffle.clicked.connect(lambda on: self._set("Shuffle the rows", shuffle=on))
        self.stratify.clicked.connect(lambda on: self._set("Stratify the rows", stratify=on))
        self.seed.valueChanged.connect(self._on_seed_changed)
        self.dice.clicked.connect(self._on_dice_clicked)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(10)
        column.addWidget(self.bar)
        # Below each other: side by side they would be wider than the page is in a small window.
        column.addWidget(self.shuffle)
        column.addWidget(self.stratify)
        line = QHBoxLayout()
        line.setSpacing(8)
        label = QLabel("Seed")
        label.setBuddy(self.seed)
        for part in (label, self.seed, self.dice):
            line.addWidget(part)
        line.addStretch(1)
        column.addLayout(line)
        note = QLabel(
            "Training rows teach, validation rows tell when to stop, test rows stay sealed until the end. "
            "Preparation is learned from the training rows alone."
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        column.addWidget(note)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def refresh(self) -> None:
        """Show the document's split, its rows and its seed."""
        design, table = self._document.design, self._document.table
        how = design.recipe.split if design.recipe is not None else Split()
        self.bar.set_parts(Parts(*how.percent))
        prepared = self._document.prepared if table is not None else None
        self.bar.set_rows(
            None if table is None else table.rows, None if prepared is None else prepared.parts.sizes
        )
        self.shuffle.setChecked(how.shuffle)
        self.stratify.setChecked(how.stratify)
        target = design.recipe.target if design.recipe is not None else None
        self.stratify.setEnabled(target is None or not target.kind.numeric)
        if self.seed.value() != design.training.seed:
            blocked = self.seed.blockSignals(True)
            self.seed.setValue(design.training.seed)
            self.seed.blockSignals(blocked)

    def _set(self, text: str, **changes: object) -> None:
        design = self._document.design
        if design.recipe is not None:
            how = design.recipe.split.replace(**changes)
            self._document.edit(text, design.replace(recipe=design.recipe.with_split(how)))

    def _on_parts_committed(self, parts: Parts) -> None:
        text = f"Split {parts.training} / {parts.validation} / {parts.test} %"
        self._set(text, train=parts.training, validation=parts.validation, test=parts.test)

    def _on_seed_changed(self, seed: int) -> None:
        design = self._document.design
        training = design.training.replace(seed=seed)
        self._document.edit(f"Set seed to {seed}", design.replace(training=training), merge="seed")

    def _on_dice_clicked(self) -> None:
        # Drawn for a person who wants another one, not for a result that is to be repeated.
        self._document.seal()
        self.seed.setValue(random.randrange(10_000))  # noqa: S311

    def _on_appearance_changed(self, theme: Theme) -> None:
        self.dice.setIcon(icon("dices", theme))
