"""The inspector: the form of what is selected, its problem, and what is known of it; else the network at large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from designer import edits
from designer.document import Document
from designer.forms.form import Form, Offers
from designer.forms.row import spoken
from designer.panels.facts import Facts
from designer.panels.figures import count_text
from designer.panels.overview import Overview
from designer.panels.problem_card import ProblemCard
from designer.panels.tiles import family_of, tile_pixmap
from designer.theme import Appearance
from engine.analysis import Problem
from engine.declare import AUTO, Declared, Setting, settings_of
from engine.errors import ExplainedError
from engine.graph import Node
from engine.layers import LAYERS
from engine.layers.base import Layer

MOST_FORMS = 24
"""So many forms are kept for the next time that their kind is selected."""
TILE = 36


class InspectorPanel(QWidget):
    """Edits the selected nodes. Typing and dragging are one undo step each; `said` tells why something was refused,
    `word_asked` which page of the guide is wanted.

    A form is made once for each kind and shown again with other values.
    """

    said = Signal(str)
    word_asked = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._appearance = document, appearance
        self._forms: dict[tuple[type[Declared], ...], Form] = {}
        self._ids: tuple[str, ...] = ()
        self.form: Form | None = None
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Name of the layer")
        self.name.setToolTip("The layer's name")
        self._tile = QLabel(self)
        self.kind = QLabel(self)
        self.nothing = QLabel("These layers have no settings in common.", self)
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.problem = ProblemCard(appearance, with_show=False)
        self.facts = Facts(appearance)
        self.overview = Overview(appearance)
        self.page = QWidget()
        self._lay_out()
        self.name.textEdited.connect(self._on_name_edited)
        self.name.editingFinished.connect(document.seal)
        self.problem.fixed.connect(self._on_fixed)
        for section in (self.facts.cost, self.facts.about):
            section.toggled.connect(self._settle)
        document.selection_changed.connect(self._refresh)
        document.analysed.connect(lambda _analysis: self._refresh())
        appearance.changed.connect(lambda _theme: self._show_heading())
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to make the forms of all kinds, one whenever nothing else is to be done."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._prepare)

    def _prepare(self) -> None:
        """Make the form of one kind that has not been selected yet, so that selecting it shows it at once."""
        kind = next((each for each in LAYERS.values() if (each,) not in self._forms), None)
        if kind is None or len(self._forms) >= MOST_FORMS or not self.isVisible():
            return
        form = self._make_form((kind,), (kind(),), None, {})
        form.ensurePolished()
        form.hide()
        QTimer.singleShot(0, self, self._prepare)

    # --- what is shown ---------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.name)
        words.addWidget(self.kind)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._page = QVBoxLayout(self.page)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(12)
        self._page.addLayout(head)
        for part in (self.problem, self.nothing, self.facts):
            self._page.addWidget(part)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.page)
        column.addWidget(self.overview)
        column.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)

    def _nodes(self) -> tuple[Node, ...]:
        return tuple(self._document.design.graph[node_id] for node_id in self._ids)

    def _refresh(self) -> None:
        """Show what the document has come to; widgets whose value is the same are left alone."""
        chosen = self._document.selection
        if chosen != self._ids:
            self._end_typing()
            self._ids = chosen
            self.area.verticalScrollBar().setValue(0)
        self.page.setVisible(bool(self._ids))
        self.overview.setVisible(not self._ids)
        if self._ids:
            self._show_nodes()
        else:
            self.overview.show_analysis(self._document.analysis)
        self._settle()

    def _settle(self) -> None:
        settle(self._inside)
        # The scroll area fits the page's height, and shows or hides its bar, when it hears of a new layout.
        QCoreApplication.sendEvent(self.area, QEvent(QEvent.Type.LayoutRequest))

    def _end_typing(self) -> None:
        """Whatever is being typed belongs to the nodes that were selected until now."""
        typed_into = self.focusWidget()
        if typed_into is not None and self.form is not None and self.form.isAncestorOf(typed_into):
            typed_into.clearFocus()
        self._document.seal()

    def _show_nodes(self) -> None:
        facts = [self._document.analysis.facts[node_id] for node_id in self._ids]
        layers = [node.layer for node in self._nodes()]
        self._show_heading()
        self._show_problem()
        self._show_form(layers, [fact.layer for fact in facts])
        owner = self._document.design.graph.by_id.get(facts[0].shares) if len(facts) == 1 else None
        self.facts.show_facts([type(layer) for layer in layers], facts, "" if owner is None else owner.title)

    def _show_heading(self) -> None:
        nodes = self._nodes()
        if not nodes:
            return
        kinds = list(dict.fromkeys(type(node.layer) for node in nodes))
        theme = self._appearance.theme
        self._tile.setPixmap(tile_pixmap(kinds[0], theme, TILE, self.devicePixelRatioF()))
        self._tile.setVisible(len(kinds) == 1)
        colour = theme.family(family_of(kinds[0])) if len(kinds) == 1 else theme.muted
        labels = ", ".join(kind.label() for kind in kinds)
        text = labels if len(nodes) == 1 else f"{count_text(len(nodes), 'layer')}: {labels}"
        self.kind.setText(text)
        self.kind.setWordWrap(True)
        self.kind.setStyleSheet(f"color: {colour}; font-weight: 600;")
        self.name.setVisible(len(nodes) == 1)
        if self.name.text().strip() != nodes[0].name:
            self.name.setText(nodes[0].name)
        self.name.setPlaceholderText(nodes[0].id)

    def _show_problem(self) -> None:
        problem = self._problem_of(self._ids[0]) if len(self._ids) == 1 else None
        self.problem.setVisible(problem is not None)
        if problem is not None:
            self.problem.show_problem(problem, self._document.design.graph[problem.node].title)

    def _problem_of(self, node_id: str) -> Problem | None:
        return next((each for each in self._document.analysis.problems if each.node == node_id), None)

    def _show_form(self, layers: Sequence[Layer], resolved: Sequence[Layer]) -> None:
        key = tuple(dict.fromkeys(type(layer) for layer in layers))
        offers = {"columns": self._columns(layers), "weights_of": self._weight_owners(layers)}
        form = self._forms.get(key)
        if form is None:
            form = self._make_form(key, layers, resolved, offers)
        else:
            form.show_instances(layers, resolved, offers)
        if form is not self.form:
            if self.form is not None:
                self.form.hide()
            self.form = form
        form.setVisible(bool(form.names))
        self.nothing.setVisible(not form.names and len(key) > 1)

    def _make_form(
        self,
        key: tuple[type[Declared], ...],
        layers: Sequence[Layer],
        resolved: Sequence[Layer] | None,
        offers: Offers,
    ) -> Form:
        form = Form(layers, self._appearance, resolved=resolved, offers=offers, parent=self.page)
        form.edited.connect(self._on_form_edited)
        form.grown.connect(self._settle)
        form.word_asked.connect(self.word_asked)
        self._page.insertWidget(2, form)
        if len(self._forms) == MOST_FORMS:
            oldest = self._forms.pop(next(iter(self._forms)))
            oldest.hide()
            oldest.deleteLater()
            self.form = None if oldest is self.form else self.form
        self._forms[key] = form
        return form

    def _columns(self, layers: Sequence[Layer]) -> dict[str, str]:
        """The columns that these layers may name: features where the table enters, targets where it is compared."""
        recipe = self._document.design.recipe
        if recipe is None:
            return {}
        columns = recipe.features if not layers[0].inputs else recipe.targets
        return {column.name: column.name for column in columns}

    def _weight_owners(self, layers: Sequence[Layer]) -> dict[str, str]:
        """Whose weights these layers may use: none but their own, or those of another of their one kind."""
        found, kinds = {"": "its own weights"}, {type(layer) for layer in layers}
        for node in self._document.design.graph.nodes:
            layer, chosen = node.layer, node.id in self._ids
            if {type(layer)} == kinds and not chosen and not getattr(layer, "weights_of", "none"):
                found[node.id] = node.title
        return found

    # --- what a person does ----------------------------------------------------------------------------------

    def _on_form_edited(self, name: str, value: object, final: bool) -> None:
        here = all(node_id in self._document.design.graph for node_id in self._ids)
        if self.form is None or self.sender() is not self.form or not here:
            return
        layers = {
            node_id: layer
            for node_id, layer in zip(self._ids, self.form.instances, strict=True)
            if isinstance(layer, Layer)
        }
        design = edits.set_layer(self._document.design, layers)
        setting = next(each for each in settings_of(type(self.form.instances[0])) if each.name == name)
        merge = f"inspector/{'/'.join(self._ids)}/{name}"
        self._document.edit(self._step(setting, value), design, merge)
        if final:
            self._document.seal()

    def _step(self, setting: Setting, value: object) -> str:
        """What an edit of a setting is called in the history."""
        if setting.names == "layer":
            whose = self._document.design.graph.by_id.get(str(value))
            return (
                f"Share the weights of {whose.title}" if whose is not None else "Give it weights of its own"
            )
        return f"Set {setting.title} to {'automatic' if value == AUTO else spoken(value)}"

    def _on_name_edited(self, text: str) -> None:
        if len(self._ids) == 1:
            design = edits.rename(self._document.design, self._ids[0], text)
            self._document.edit(f"Rename to {text.strip()}", design, f"inspector/{self._ids[0]}/its name")

    def _on_fixed(self, problem: Problem) -> None:
        try:
            self._document.edit(
                problem.fix.title if problem.fix else "", edits.apply_fix(self._document.design, problem)
            )
        except ExplainedError as error:
            self.said.emit(str(error))


def settle(widget: QWidget) -> None:
    """Lay everything in a widget out now, from the inside outwards.

    Left to itself Qt goes one level further out with each turn of the event loop, and what has become higher is
    drawn squeezed until then.
    """
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isHidden() and child.layout() is not None:
            settle(child)
    layout = widget.layout()
    if layout is not None:
        layout.activate()
