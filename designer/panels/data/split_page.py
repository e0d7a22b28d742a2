"""How the rows are divided: the bar, shuffling, and the seed."""

from __future__ import annotations

import random

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
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
from designer.widgets.calm import CalmComboBox, CalmSpinBox
from designer.widgets.split_bar import Parts, SplitBar
from engine.data.split import IN_FILE, Split

LARGEST_SEED = 2**31 - 1
MOST_FOLDS = 50
WAYS = {
    "At random": "",
    "In the order of": "order",
    "Keeping together equal": "group",
    "As told by": "assigned",
}
"""How rows can be divided, and the setting that names the column."""
LIKELY = {
    "order": ("date_time", "number"),
    "group": ("identifier", "category", "yes_no"),
    "assigned": ("category", "yes_no"),
}
"""The kinds of column that each way is likely to go by, the likeliest first."""
PART_NAMES = ("split", "part", "set", "fold", "subset", "partition")


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
        self.way, self.by = CalmComboBox(), CalmComboBox()
        for box in (self.way, self.by):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
        for title, setting in WAYS.items():
            self.way.addItem(title, setting)
        self.way.setAccessibleName("How the rows are divided")
        self.by.setAccessibleName("The column that divides the rows")
        self.past = QLabel()
        self.past.setProperty("role", "muted")
        self.past.setWordWrap(True)
        self.folds, self.fold = CalmSpinBox(), CalmSpinBox()
        self.folds.setRange(1, MOST_FOLDS)
        self.folds.setSpecialValueText("none")
        self.folds.setAccessibleName("Folds")
        self.folds.setToolTip("Cut the rows that do not test into folds, each of which validates once.")
        self.fold.setAccessibleName("The fold that validates")
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
        self.way.activated.connect(self._on_way_activated)
        self.by.activated.connect(self._on_column_activated)
        self.folds.valueChanged.connect(self._on_folds_changed)
        self.fold.valueChanged.connect(lambda fold: self._set(f"Let fold {fold} validate", fold=fold))
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
        column.addLayout(_line("Divide", self.way))
        column.addWidget(self.by, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.past)
        column.addWidget(self.shuffle)
        column.addWidget(self.stratify)
        column.addLayout(_line("Folds", self.folds))
        self._of = QLabel("Validating")
        line = QHBoxLayout()
        line.addWidget(self._of)
        line.addWidget(self.fold)
        line.addStretch(1)
        column.addLayout(line)
        column.addLayout(_line("Seed", self.seed, self.dice))
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
        how = design.recipe.division if design.recipe is not None else Split()
        self.bar.set_parts(Parts(*how.percent))
        prepared = self._document.prepared if table is not None else None
        self.bar.set_rows(
            None if table is None else table.rows, None if prepared is None else prepared.parts.sizes
        )
        setting = next((each for each in ("order", "group", "assigned") if getattr(how, each)), "")
        self.bar.setVisible(setting != "assigned")
        self._show_way(how, setting, () if design.recipe is None else design.recipe.names)
        self._show_past(how, back=design.recipe is not None and design.recipe.window.on)
        self.shuffle.setVisible(not setting)
        self.stratify.setVisible(not setting)
        self.shuffle.setChecked(how.shuffle)
        self.stratify.setChecked(how.stratify)
        target = design.recipe.target if design.recipe is not None else None
        self.stratify.setEnabled(target is None or not target.kind.numeric)
        self.seed.show_value(design.training.seed)

    def _show_way(self, how: Split, setting: str, names: tuple[str, ...]) -> None:
        """Show what divides the rows, and by which column."""
        self.way.setCurrentIndex(self.way.findData(setting))
        self.by.setVisible(bool(setting))
        if names != tuple(self.by.itemText(place) for place in range(self.by.count())):
            self.by.clear()
            self.by.addItems(names)
        if setting:
            self.by.setCurrentIndex(self.by.findText(getattr(how, setting)))
        self.folds.setEnabled(setting != "assigned")
        self.folds.show_value(max(how.folds, 1))
        for part in (self._of, self.fold):
            part.setVisible(how.folds > 1)
        self.fold.setMaximum(max(how.folds, 1))
        self.fold.show_value(how.fold)

    def _show_past(self, how: Split, *, back: bool) -> None:
        """Where rows are predicted from the past, their order decides; nothing else but a column's word can."""
        ordered = back and not how.assigned
        for title, setting in WAYS.items():
            item = self.way.model().item(self.way.findText(title))  # type: ignore[attr-defined]
            item.setEnabled(not back or setting in ("order", "assigned"))
        self.by.setEnabled(not ordered)
        if how.order == IN_FILE:
            self.by.hide()
        self.past.setVisible(ordered)
        self.past.setText(
            f"Rows are predicted from those before them, so {how.order} divides them: the earliest train, the latest "
            "test. The tab Past has the order."
        )

    def _set(self, text: str, **changes: object) -> None:
        design = self._document.design
        if design.recipe is None:
            return
        how = design.recipe.split.replace(**changes)
        if how != design.recipe.split:
            self._document.edit(text, design.replace(recipe=design.recipe.with_split(how)))

    def _on_way_activated(self, _place: int) -> None:
        setting, recipe = self.way.currentData(), self._document.design.recipe
        if recipe is None:
            return
        column = self._likely(setting)
        if setting and not column:
            self.refresh()
            return
        changes: dict[str, object] = {"order": "", "group": "", "assigned": ""}
        if setting:
            changes[setting] = column
        if setting == "assigned":
            changes |= {"folds": 0, "fold": 1}
        self._set(f"Divide the rows {self.way.currentText().lower()} {column}".strip(), **changes)

    def _likely(self, setting: str) -> str:
        """The column that most likely divides so: a date, an identifier or label, one that names parts."""
        recipe = self._document.design.recipe
        if recipe is None or not setting:
            return ""
        kinds = LIKELY[setting]
        ranked = sorted(
            recipe.columns,
            key=lambda column: (
                not (setting == "assigned" and column.name.casefold() in PART_NAMES),
                kinds.index(column.kind.kind()) if column.kind.kind() in kinds else len(kinds),
                column.role == "target",
            ),
        )
        return ranked[0].name if ranked else ""

    def _on_column_activated(self, _place: int) -> None:
        if setting := self.way.currentData():
            column = self.by.currentText()
            self._set(f"Divide the rows {self.way.currentText().lower()} {column}", **{setting: column})

    def _on_folds_changed(self, folds: int) -> None:
        how = 0 if folds == 1 else folds
        fold = min(self.fold.value(), max(folds, 1))
        self._set(
            f"Cut the rows into {folds} folds" if how else "Cut the rows into no folds", folds=how, fold=fold
        )

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


def _line(title: str, *parts: QWidget) -> QHBoxLayout:
    """Parts side by side behind a label."""
    line = QHBoxLayout()
    line.setSpacing(8)
    label = QLabel(title)
    label.setBuddy(parts[0])
    for part in (label, *parts):
        line.addWidget(part)
    line.addStretch(1)
    return line
