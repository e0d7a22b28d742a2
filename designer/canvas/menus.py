"""The right-click menus: what applies there, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from designer.icons import icon
from engine.graph import Edge

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


def node_menu(canvas: CanvasView, node_id: str) -> QMenu:
    """For a box; it acts on all that is selected where that makes sense."""
    menu = _Menu(canvas)
    graph, chosen = canvas.document.design.graph, canvas.document.selection
    problem = canvas.scene_of_items.problem(node_id)
    if problem is not None and problem.fix is not None:
        menu.add(problem.fix.title, "wand-sparkles", partial(canvas.apply_fix, problem))
        menu.addSeparator()
    menu.add("Edit settings", "sliders-horizontal", partial(canvas.edit_requested.emit, node_id))
    menu.add("Rename", "", partial(canvas.rename, node_id))
    menu.addSeparator()
    menu.add("Cut", "scissors", canvas.cut)
    menu.add("Copy", "copy", canvas.copy)
    menu.add("Duplicate", "copy-plus", canvas.duplicate)
    menu.addSeparator()
    weighted = [each for each in chosen if canvas.document.analysis.facts[each].weights]
    if weighted:
        frozen = not any(getattr(graph[each].layer, "trainable", True) for each in weighted)
        sign, title = ("lock-open", "Let it learn") if frozen else ("lock", "Freeze")
        menu.add(title, sign, partial(canvas.freeze, weighted, not frozen))
    if any(graph.edges_into[each] or graph.edges_from[each] for each in chosen):
        menu.add("Disconnect", "", partial(canvas.disconnect_nodes, chosen))
    menu.add("Delete", "trash-2", canvas.delete_selection)
    return menu


def wire_menu(canvas: CanvasView, edge: Edge, at: QPoint) -> QMenu:
    """For a wire."""
    menu = _Menu(canvas)
    menu.add("Insert layer…", "plus", partial(canvas.open_search, at, edge=edge))
    menu.add("Delete wire", "trash-2", canvas.delete_selection)
    return menu


def canvas_menu(canvas: CanvasView, at: QPoint) -> QMenu:
    """For empty canvas."""
    menu = _Menu(canvas)
    menu.add("Add layer…", "plus", partial(canvas.open_search, at))
    if canvas.can_paste():
        menu.add("Paste here", "clipboard-paste", partial(canvas.paste, canvas.mapToScene(at)))
    if canvas.document.design.graph.nodes:
        menu.addSeparator()
        menu.add("Select all", "", canvas.select_all)
        menu.add("Tidy layout", "align-horizontal-distribute-center", canvas.tidy)
        menu.add("Fit to window", "maximize", canvas.fit_all)
    return menu


class _Menu(QMenu):
    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._theme = canvas.scene_of_items.style_of_items.theme

    def add(self, title: str, sign: str, callback: Callable[[], object]) -> None:
        action = self.addAction(title)
        if sign:
            action.setIcon(icon(sign, self._theme))
        action.triggered.connect(lambda _checked=False: callback())
