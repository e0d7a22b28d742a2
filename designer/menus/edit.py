"""The Edit menu. What acts on the canvas has its keys there alone: elsewhere they belong to fields and lists."""

from __future__ import annotations

from functools import partial

from designer.actions import Action
from designer.menus.host import Host


def actions(window: Host) -> tuple[Action, ...]:
    """Undo, the clipboard, the selection, and the command palette."""
    return (
        *_history(window),
        *_clipboard(window),
        Action(
            "edit.commands",
            "C&ommand palette…",
            "Edit",
            window.dialogs.show_command_palette,
            ("Ctrl+K",),
            "command",
            "Every action by name.",
            separated=True,
        ),
    )


def _history(window: Host) -> tuple[Action, ...]:
    stack = window.document.stack
    action = partial(Action, menu="Edit")
    return (
        action(
            "edit.undo",
            "&Undo",
            run=window.undo,
            shortcuts=("Ctrl+Z",),
            icon="undo-2",
            missing=lambda: "" if stack.canUndo() else "There is nothing to undo.",
            named=lambda: _titled("&Undo", stack.undoText()),
        ),
        action(
            "edit.redo",
            "&Redo",
            run=window.redo,
            shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"),
            icon="redo-2",
            missing=lambda: "" if stack.canRedo() else "There is nothing to redo.",
            named=lambda: _titled("&Redo", stack.redoText()),
        ),
    )


def _titled(verb: str, step: str) -> str:
    """A step may name a layer with an ampersand, which marks no key."""
    return f"{verb} {step.replace('&', '&&')}".rstrip()


def _clipboard(window: Host) -> tuple[Action, ...]:
    document, canvas = window.document, window.canvas

    def nothing_selected() -> str:
        return "" if document.selection or document.selected_edges else "Select a layer first."

    def no_layer_selected() -> str:
        return "" if document.selection else "Select a layer first."

    here = partial(Action, menu="Edit", within=canvas)
    on_layer = partial(here, missing=no_layer_selected)
    return (
        on_layer("edit.cut", "Cu&t", run=canvas.cut, shortcuts=("Ctrl+X",), icon="scissors", separated=True),
        on_layer("edit.copy", "&Copy", run=canvas.copy, shortcuts=("Ctrl+C",), icon="copy"),
        here("edit.paste", "&Paste", run=canvas.paste, shortcuts=("Ctrl+V",), icon="clipboard-paste"),
        on_layer(
            "edit.duplicate", "&Duplicate", run=canvas.duplicate, shortcuts=("Ctrl+D",), icon="copy-plus"
        ),
        here(
            "edit.delete",
            "De&lete",
            run=canvas.delete_selection,
            shortcuts=("Del",),
            icon="trash-2",
            tip="Delete the selection; a chain stays joined.",
            missing=nothing_selected,
            words="remove",
        ),
        here("edit.select_all", "Select &all", run=canvas.select_all, shortcuts=("Ctrl+A",), separated=True),
        on_layer("edit.rename", "Re&name", run=canvas.rename, shortcuts=("F2",)),
    )
