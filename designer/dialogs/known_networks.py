"""Known networks: those that a course names, with settings, what they come to, and one click that draws them."""

from __future__ import annotations

from math import prod

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer import edits
from designer.dialogs.known_figures import KnownFigures, boxes
from designer.dialogs.network_list import NetworkList
from designer.dialogs.network_sketch import NetworkSketch
from designer.document import Document
from designer.forms.form import Form
from designer.session.memory import bytes_text
from designer.theme import Appearance
from engine.layers.base import Shape
from engine.networks.base import KnownNetwork

LIST_WIDTH = 330
FIGURES = {
    "parameters": "Parameters",
    "multiply_adds": "Multiply-adds for a row",
    "training": "Memory to train it",
    "layers": "Layers",
}
WAITING = "…"


class KnownNetworksDialog(QDialog):
    """The networks on the left, on the right the form of the chosen one and what it comes to.

    Each keeps its settings while the dialog is open. They begin as the document's data suggests. `drawn` names the
    nodes that were put on the canvas by one step that can be undone; `word_asked` a page of the guide that somebody
    wants to read.
    """

    drawn = Signal(tuple)
    word_asked = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._appearance = document, appearance
        self._shape, self._classes = _data(document)
        self._chosen: dict[type[KnownNetwork], KnownNetwork] = {}
        self._forms: dict[type[KnownNetwork], Form] = {}
        self._wanted = False
        self.setWindowTitle("Known networks")
        prepared = document.prepared
        rows = 0 if prepared is None else len(prepared.parts.train)
        self.figures = KnownFigures(document.design.training, rows, self)
        self.list = NetworkList(appearance, self)
        self.title, self.paper, self.note = QLabel(), QLabel(), QLabel()
        self.values = {name: QLabel(WAITING) for name in FIGURES}
        self.sketch = NetworkSketch(appearance, self)
        self.replaces = QRadioButton("Replace the network on the canvas")
        self.adds = QRadioButton("Add it below")
        self.draw_button, self.cancel_button = QPushButton("Draw it"), QPushButton("Cancel")
        self._lay_out()
        self._connect()
        self.resize(QSize(1000, 760).boundedTo(self._room()))
        self._show_kind()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def network(self) -> KnownNetwork:
        """The chosen network with its settings."""
        return self._chosen[self.list.kind]

    @property
    def form(self) -> Form:
        """The form of the chosen network."""
        return self._forms[self.list.kind]

    def accept(self) -> None:
        """Draw it, as soon as it is built."""
        built = self.figures.built
        if built is None:
            self._wanted = True
            return
        design, text = self._document.design, f"Draw {type(built.network).label()}"
        if self.adds.isChecked():
            design, node_ids = edits.add_network(design, built.graph, built.places)
        else:
            design, node_ids = (
                design.replace(graph=built.graph, places=built.places),
                tuple(built.graph.by_id),
            )
        self._document.edit(text, design)
        super().accept()
        self.drawn.emit(node_ids)

    def done(self, result: int) -> None:
        """Close, and let no thread go on."""
        self.figures.cancel()
        super().done(result)

    # --- parts -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.list.setFixedWidth(LIST_WIDTH)
        self.title.setProperty("role", "title")
        for label, role in ((self.paper, "muted"), (self.note, "warning")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self._page = QVBoxLayout()
        self._page.setSpacing(14)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.paper)
        self._page.addLayout(head)
        self._page.addLayout(self._figures_grid())
        self._page.addWidget(self.sketch)
        self._page.addWidget(self.note)
        self._page.addStretch(1)
        page, area = QWidget(), QScrollArea()
        page.setLayout(self._page)
        self._page.setContentsMargins(20, 16, 20, 8)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        row.setContentsMargins(12, 12, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(area, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(row, 1)
        whole.addLayout(self._foot())

    def _figures_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, title) in enumerate(FIGURES.items()):
            label, value = QLabel(title), self.values[name]
            label.setProperty("role", "muted")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            value.setAccessibleName(title)
            value.setWordWrap(True)
            value.setMinimumHeight(QFontMetrics(value.font()).lineSpacing())
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 10, 20, 16)
        foot.setSpacing(10)
        ways = QButtonGroup(self)
        there = bool(len(self._document.design.graph))
        for button in (self.replaces, self.adds):
            ways.addButton(button)
            button.setVisible(there)
            foot.addWidget(button)
        self.replaces.setChecked(True)
        self.draw_button.setProperty("kind", "primary")
        self.draw_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.draw_button)
        return foot

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: self._show_kind())
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.figures.drawn.connect(self._on_drawn)
        self.figures.foretold.connect(self._on_foretold)
        self.draw_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)

    def _room(self) -> QSize:
        return self.screen().availableSize() * 0.92

    # --- what is shown ---------------------------------------------------------------------------------------

    def _show_kind(self) -> None:
        """Another network: its form, made when it is first chosen."""
        kind = self.list.kind
        if kind not in self._chosen:
            self._chosen[kind] = kind().fitted(self._shape, self._classes)
            form = self._forms[kind] = Form(self._chosen[kind], self._appearance)
            form.edited.connect(lambda *_: self._on_edited())
            form.word_asked.connect(self.word_asked)
            self._page.insertWidget(1, form)
        for each, form in self._forms.items():
            form.setVisible(each is kind)
        self.title.setText(kind.label())
        self.paper.setText(kind.source())
        self._ask(at_once=True)

    def _on_edited(self) -> None:
        self._chosen[self.list.kind] = self.form.instances[0]  # type: ignore[assignment]
        self._ask(at_once=False)

    def _ask(self, *, at_once: bool) -> None:
        self._wanted = False
        for value in self.values.values():
            value.setEnabled(
                False
            )  # What stands there is of the network before: told so until the new one is known.
        self._show_note()
        self.figures.ask(self.network, self._document.prepared is not None, at_once=at_once)

    def _on_drawn(self) -> None:
        built = self.figures.built
        if built is None:
            return
        analysis = built.analysis
        self._show_value("parameters", f"{analysis.parameters:,} ({bytes_text(analysis.bytes)})")
        self._show_value("multiply_adds", f"{analysis.multiply_adds:,}")
        count = f"{len(built.graph):,} boxes on the canvas"
        self._show_value("layers", f"{built.network.depth} with weights in a row, {count}")
        found = list(boxes(analysis))
        self.sketch.show_boxes(
            [box.text for box in found], [box.family for box in found], type(built.network).label()
        )
        self._show_note()
        if self._wanted:
            self.accept()

    def _on_foretold(self) -> None:
        outlook = self.figures.outlook
        if outlook is None:
            return
        batch = self._document.design.training.batch_size
        there = f" of {bytes_text(outlook.memory)} that this machine has" if outlook.memory else ""
        self._show_value("training", f"{bytes_text(outlook.need.total)}{there}, in batches of {batch:,}")
        self._show_note()

    def _show_value(self, name: str, text: str) -> None:
        self.values[name].setText(text)
        self.values[name].setEnabled(True)

    def _show_note(self) -> None:
        """What stands in the way of training it: too little memory, or a table of something else."""
        said: list[str] = []
        outlook = self.figures.outlook
        if outlook is not None and outlook.shortage is not None:
            said.append(outlook.shortage.sentence)
        built = self.figures.built
        if built is not None and self._shape:
            reads = built.analysis.shape(built.graph.order[0]) or ()
            if prod(reads) != prod(self._shape):
                said.append(
                    f"It reads pictures of {_by(reads)}, but a row of your table is {_by(self._shape)}. You can "
                    "draw it and look into it; to train it, open a table of pictures, or set side and channels here."
                )
        self.note.setText("\n".join(each for each in said if each))
        self.note.setVisible(bool(self.note.text()))


def _data(document: Document) -> tuple[Shape, int]:
    """The shape of a row of the document's data, and its number of classes; () and 0 where they are not known."""
    prepared = document.prepared
    if prepared is None:
        return (), 0
    preparation = prepared.preparation
    shape = preparation.shape_of(tuple(column.column for column in preparation.columns))
    return shape, len(preparation.labels)


def _by(shape: Shape) -> str:
    return " × ".join(f"{length:,}" for length in shape) + (" numbers" if len(shape) == 1 else "")
