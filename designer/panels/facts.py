"""What is known of the selected layers, below their form: help, formula, shapes, weights and cost. To read only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.forms.formula import SERIF, split_help, typeset
from designer.panels.figure_table import FigureRow, FigureTable
from designer.panels.figures import count_text, shape_text, size_text
from designer.panels.rich_label import RichLabel
from designer.theme import Appearance
from designer.widgets.section import Section
from engine.analysis import Fact
from engine.declare import Declared


class Facts(QWidget):
    """Two folds: what the kind does, and what this layer comes to with the shapes that it reads."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: type[Declared] | None = None
        self._facts: tuple[Fact, ...] = ()
        self._whose = ""
        self.help, self.formula, self.notes = (RichLabel(self) for _ in range(3))
        for plain in (self.help, self.notes):
            plain.setTextFormat(Qt.TextFormat.PlainText)
        self.numbers = FigureTable(appearance, self)
        self.numbers.setAccessibleName("Shapes and weights")
        self.formula.setProperty("role", "code")
        self.notes.setProperty("role", "small")
        self.about = Section(appearance, "About", _column(self.help, self.formula, self.notes))
        self.cost = Section(appearance, "Shapes and weights", _column(self.numbers))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.cost)
        layout.addWidget(self.about)

    def show_facts(self, kinds: Sequence[type[Declared]], facts: Sequence[Fact], whose: str = "") -> None:
        """Show one layer's facts, or those of several together. The help is that of a kind they share.

        `whose` is the title of the layer whose weights a single one uses, empty where it has its own.
        """
        self._show_kind(kinds[0] if len(set(kinds)) == 1 else None)
        if (tuple(facts), whose) != (self._facts, self._whose):
            self._facts, self._whose = tuple(facts), whose
            self._draw_numbers()

    def _show_kind(self, kind: type[Declared] | None) -> None:
        self.about.setVisible(kind is not None)
        if kind is None or kind is self._kind:
            return
        self._kind = kind
        first, rest = kind.help()
        formulas, notes = split_help(rest)
        self.help.setText(first)
        size = self.formula.font().pointSizeF() * 1.15
        lines = "<br>".join(typeset(line) for line in formulas)
        self.formula.setText(f'<span style="font-family:{SERIF}; font-size:{size:.1f}pt">{lines}</span>')
        self.formula.setAccessibleName("; ".join(formulas))
        self.formula.setVisible(bool(formulas))
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))

    def _draw_numbers(self) -> None:
        facts = self._facts
        rows = [FigureRow(("Shapes", _shapes(facts[0])))] if len(facts) == 1 else []
        parameters = sum(fact.parameters for fact in facts)
        trained = sum(fact.trainable for fact in facts)
        own = f" ({count_text(trained)} trained)" if trained != parameters else ""
        if self._whose:
            rows.append(FigureRow(("Weights", f"those of {self._whose}")))
        else:
            rows.append(FigureRow(("Parameters", count_text(parameters) + own)))
            rows.append(FigureRow(("Size", size_text(sum(fact.bytes for fact in facts)))))
        adds = sum(fact.multiply_adds for fact in facts)
        rows.append(FigureRow(("Multiply-adds", f"{count_text(adds)} per row")))
        self.numbers.show_rows([*rows, *(_weights(facts[0]) if len(facts) == 1 else ())])


def _column(*parts: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for part in parts:
        layout.addWidget(part)
    return column


def _shapes(fact: Fact) -> str:
    read = " + ".join(shape_text(shape) for shape in fact.inputs)
    return f"{read} → {shape_text(fact.shape)}" if read else shape_text(fact.shape)


def _weights(fact: Fact) -> Iterator[FigureRow]:
    """The arrays that the layer learns or keeps, each with its shape and count."""
    if not fact.weights:
        return
    yield FigureRow()
    yield FigureRow(("Weights", "Shape", "Numbers"), heading=True)
    for weight in fact.weights:
        name = weight.name.replace("_", " ") + ("" if weight.trainable else " *")
        yield FigureRow((name, shape_text(weight.shape), count_text(weight.size)))
    if not all(weight.trainable for weight in fact.weights):
        yield FigureRow(("* kept while training, not learned",))
