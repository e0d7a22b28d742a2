"""The document: the design with its history, the table, what follows from both, and what was learned.

Views read it, call its methods, and listen to its signals; they never write to each other. QtCore and QtGui only.
"""

from __future__ import annotations

import dataclasses
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from designer.background import Task, own_task
from engine.analysis import Analysis, Signature, analyse, asked_task
from engine.design import Design
from engine.errors import ExplainedError
from engine.graph import Edge, Graph

if TYPE_CHECKING:
    from engine.data.prepare import Prepared
    from engine.data.table import Table
    from engine.training.trained import Trained

CELLS_AT_ONCE = 50_000
"""A table up to this many cells is prepared while the user waits (some milliseconds), a larger one aside."""
KEPT_ANALYSES = 8
"""So many analyses are kept for undo and redo."""
COLUMN_COST = 1_000
"""To prepare a column takes as long as so many cells, however few it has."""


class Document(QObject):
    """One network, its table, and its training.

    `changed(before, after)` follows every edit of the design, undo and redo included; `analysed(analysis)` follows
    it, and every change of the data, once shapes and problems are known anew. `opened` tells that another document
    has taken the place of the last one.
    """

    changed = Signal(object, object)
    analysed = Signal(object)
    data_changed = Signal()
    data_failed = Signal(str)
    prepare_progressed = Signal(float, str)
    trained_changed = Signal()
    selection_changed = Signal()
    location_changed = Signal()
    opened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        # WORKAROUND Shiboken 6.11: the garbage collector takes commands from their stack and frees them, and then
        # the stack frees them again. What a finalizer holds on to is no garbage as long as the document lives.
        self._commands: list[_Edit] = []
        weakref.finalize(self, self._commands.clear).atexit = False
        self._design = Design()
        self._tables: dict[object, Table] = {}
        self._prepared: Prepared | None = None
        self._prepared_for: object = None
        self._unprepared = ""
        self._preparing: Task | None = None
        self._trained: Trained | None = None
        self._trained_saved = True
        self._analysis = analyse(self._design.graph)
        self._analyses: deque[Analysis] = deque(maxlen=KEPT_ANALYSES)
        self._selection: tuple[str, ...] = ()
        self._selected_edges: tuple[Edge, ...] = ()
        self._path: Path | None = None
        self.stack.cleanChanged.connect(self._on_clean_changed)

    # --- the design ------------------------------------------------------------------------------------------

    @property
    def design(self) -> Design:
        """What the person edits."""
        return self._design

    @property
    def analysis(self) -> Analysis:
        """Shapes, costs and problems of the design with the present data."""
        return self._analysis

    def edit(self, text: str, design: Design, merge: str = "") -> None:
        """Replace the design as one undo step called `text`.

        Steps with the same non-empty `merge` that follow each other become one, until `seal` is called. An edit
        that changes nothing is no step.
        """
        if design == self._design:
            return
        command = _Edit(self._apply, text, self._design, design, merge)
        del self._commands[self.stack.index() :]
        self.stack.push(command)
        if self.stack.count() > len(self._commands):
            self._commands.append(command)

    def seal(self) -> None:
        """The end of a gesture: the next edit is a step of its own, whatever its `merge`."""
        if self.stack.count() and self.stack.index() == self.stack.count():
            command = self.stack.command(self.stack.index() - 1)
            if isinstance(command, _Edit):
                command.sealed = True

    def _apply(self, design: Design) -> None:
        before, self._design = self._design, design
        if not all(node_id in design.graph for node_id in self._selection) or not set(
            self._selected_edges
        ) <= set(design.graph.edges):
            self.select(
                (each for each in self._selection if each in design.graph),
                (edge for edge in self._selected_edges if edge in set(design.graph.edges)),
            )
        # Shapes first, so that a view that hears of the change can already read the analysis that goes with it.
        renewed = design.graph is not before.graph
        prepared = self._prepare()
        if renewed or prepared:
            self._analysis = self._analysed(design.graph)
        self.changed.emit(before, design)
        if renewed or prepared:
            self.analysed.emit(self._analysis)

    def _analysed(self, graph: Graph) -> Analysis:
        """Its analysis with the present data; undo and redo bring back graphs that were analysed a moment ago."""
        signature = self._signature()
        for known in self._analyses:
            if known.graph is graph and known.signature == signature:
                return known
        found = analyse(graph, signature)
        self._analyses.append(found)
        return found

    def _on_clean_changed(self, _clean: bool) -> None:
        self.location_changed.emit()

    # --- the selection ---------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[str, ...]:
        """The ids of the selected nodes; the last is the current one."""
        return self._selection

    @property
    def selected_edges(self) -> tuple[Edge, ...]:
        """The selected wires."""
        return self._selected_edges

    def select(self, node_ids: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        """Select these nodes and wires, and nothing else."""
        nodes, wires = tuple(node_ids), tuple(edges)
        if (nodes, wires) != (self._selection, self._selected_edges):
            self._selection, self._selected_edges = nodes, wires
            self.selection_changed.emit()

    # --- the data --------------------------------------------------------------------------------------------

    @property
    def table(self) -> Table | None:
        """The table that the recipe speaks of; None where none was opened, or its file was not found."""
        recipe = self._design.recipe
        return None if recipe is None else self._tables.get(_key(recipe))

    @property
    def prepared(self) -> Prepared | None:
        """The table as tensors; None while there is none, or while it is being prepared."""
        return None if self.preparing else self._prepared

    @property
    def preparing(self) -> bool:
        """Whether a table is being made into tensors, aside; `data_changed` follows, and `data_failed` if it fails."""
        return self._preparing is not None

    def wait(self) -> None:
        """Stop preparing without a word, and return when no thread of the document runs any more."""
        self._preparing = None
        for task in self.findChildren(Task):
            task.cancel()
            task.wait()

    def keep_table(self, table: Table) -> None:
        """Remember a table that was read, so that recipes that speak of it find it; prepares it where it is used."""
        self._tables[table.source, table.dialect] = table
        if self._prepare(anew=True):
            self._analysis = self._analysed(self._design.graph)
            self.analysed.emit(self._analysis)
        self.data_changed.emit()

    def find_table(self, table: Table) -> tuple[str, ...]:
        """Take the table that the recipe speaks of from where it was found; sentences for all that differs.

        The very same bytes change nothing but where the file is looked for. Another table is an edit of its own.
        """
        recipe = self._design.recipe
        if recipe is None:
            return ()
        from engine.data.recipe import adapt

        self._tables[table.source, table.dialect] = table
        old, new = recipe.source, table.source
        notes: tuple[str, ...] = ()
        if old is not None and new is not None and old.same_bytes(new) and recipe.dialect == table.dialect:
            found = dataclasses.replace(recipe, source=new)
        else:
            found, notes = adapt(recipe, table)
        design = self._design.replace(recipe=found)
        if notes or self.stack.count():
            self.edit("Find the table", design)
        else:
            self._apply(design)
        self.keep_table(table)
        return notes

    def _signature(self) -> Signature:
        if self._prepared is None:
            return Signature(missing=self._unprepared)
        from engine.feeding import signature

        return signature(self._design.graph, self._prepared.preparation)

    def _prepare(self, anew: bool = False) -> bool:
        """See to it that `prepared` fits the design; True where it has changed at once."""
        table, recipe, seed = self.table, self._design.recipe, self._design.training.seed
        task: Any = asked_task(self._design.graph)
        wanted = None if table is None else (recipe, seed, task)
        if wanted == self._prepared_for and not anew:
            return False
        self._prepared_for = wanted
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing = None
        if table is None or recipe is None:
            had = self._prepared is not None or bool(self._unprepared)
            self._take(None)
            return had
        from engine.data.prepare import prepare

        if (table.rows + COLUMN_COST) * len(table.names) <= CELLS_AT_ONCE:
            try:
                self._take(prepare(table, recipe, seed, task))
            except ExplainedError as error:
                self._take(None, str(error))
                self.data_failed.emit(str(error))
            return True
        self._preparing = own_task(lambda progress: prepare(table, recipe, seed, task, progress), self)
        self._preparing.progressed.connect(self._on_prepare_progressed)
        self._preparing.done.connect(self._on_prepared)
        self._preparing.failed.connect(self._on_prepare_failed)
        self._preparing.crashed.connect(self._on_prepare_crashed)
        self._preparing.start()
        return False

    def _take(self, prepared: Prepared | None, why_not: str = "") -> None:
        self._prepared, self._unprepared = prepared, why_not

    def _on_prepare_progressed(self, share: float, doing: str) -> None:
        if self.sender() is self._preparing:
            self.prepare_progressed.emit(share, doing)

    def _on_prepare_crashed(self, error: BaseException) -> None:
        """Nothing will come of it; raised where the program reports its bugs: on the window's thread."""
        self._on_prepare_failed("The table could not be prepared, because of a mistake in Neuroloom.")
        raise error

    def _on_prepared(self, prepared: Prepared) -> None:
        self._preparing = None
        self._take(prepared)
        self._analysis = self._analysed(self._design.graph)
        self.analysed.emit(self._analysis)
        self.data_changed.emit()

    def _on_prepare_failed(self, sentence: str) -> None:
        self._preparing = None
        self._take(None, sentence)
        self._analysis = self._analysed(self._design.graph)
        self.analysed.emit(self._analysis)
        self.data_changed.emit()
        self.data_failed.emit(sentence)

    # --- what was learned ------------------------------------------------------------------------------------

    @property
    def trained(self) -> Trained | None:
        """The network of the last run, with the design that it was trained with; None before the first."""
        return self._trained

    def set_trained(self, trained: Trained | None, *, saved: bool = False) -> None:
        """Keep what a run has learned. It is not part of the history: undo does not unlearn."""
        self._trained = trained
        self._trained_saved = saved or trained is None
        self.trained_changed.emit()
        self.location_changed.emit()

    # --- the file --------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The file that the document was read from or saved to."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether something would be lost by closing."""
        return not self.stack.isClean() or not self._trained_saved

    def reset(
        self,
        design: Design,
        path: Path | None = None,
        trained: Trained | None = None,
        table: Table | None = None,
    ) -> None:
        """Begin anew with another document: no history, nothing selected, nothing unsaved."""
        self.select()
        self.stack.clear()
        self._commands.clear()
        self._tables = {} if table is None else {(table.source, table.dialect): table}
        self._path = path
        self._prepared_for = object()
        self._trained, self._trained_saved = trained, True
        self._apply(design)
        self.data_changed.emit()
        self.trained_changed.emit()
        self.location_changed.emit()
        self.opened.emit()

    def mark_saved(self, path: Path) -> None:
        """The document as it is lies in this file."""
        self._path = path
        self._trained_saved = True
        self.stack.setClean()
        self.location_changed.emit()


class _Edit(QUndoCommand):
    """The only command: the design before and after. Does not keep its document alive."""

    def __init__(
        self, apply: Callable[[Design], None], text: str, before: Design, after: Design, merge: str
    ) -> None:
        super().__init__(text)
        self._apply = weakref.WeakMethod(apply)
        self.before = before
        self.after = after
        self.merge = merge
        self.sealed = False

    def redo(self) -> None:
        self._to(self.after)

    def undo(self) -> None:
        self._to(self.before)

    def _to(self, design: Design) -> None:
        apply = self._apply()
        if apply is not None:
            apply(design)

    def id(self) -> int:
        return hash(self.merge) & 0x7FFFFFFF if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if self.sealed or not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.after = other.after
        self.setText(other.text())
        return True


def _key(recipe: object) -> object:
    return recipe.source, recipe.dialect  # type: ignore[attr-defined]
