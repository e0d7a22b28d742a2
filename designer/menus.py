"""The list of everything that can be done. Menus, keys, tool bar, command palette and shortcut page are made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.actions import Action

if TYPE_CHECKING:
    from designer.window import MainWindow


def actions(window: MainWindow) -> tuple[Action, ...]:
    """Every action of a window, in the order of its menus."""
    return (
        *_file(window),
        *_edit(window),
        *_view(window),
        *_network(window),
        *_train(window),
        *_paces(window),
        *_help(window),
    )


def _file(window: MainWindow) -> tuple[Action, ...]:
    filing = window.filing
    return (
        Action("file.new", "&New", "File", filing.new, ("Ctrl+N",), "file-plus", "An empty canvas."),
        Action(
            "file.open", "&Open…", "File", filing.choose, ("Ctrl+O",), "folder-open", "Open a model (.loom)."
        ),
        Action(
            "data.open",
            "Open &data…",
            "File",
            filing.choose_table,
            ("Ctrl+Shift+O",),
            "table",
            "Open a table (.csv) to learn from.",
            words="csv import load dataset",
        ),
        Action("file.save", "&Save", "File", filing.save, ("Ctrl+S",), "save", separated=True),
        Action("file.save_as", "Save &as…", "File", filing.save_as, ("Ctrl+Shift+S",), "save-all"),
        Action("file.welcome", "&Welcome page", "File", window.show_welcome, (), "house", separated=True),
        Action("file.quit", "&Quit", "File", window.close, ("Ctrl+Q",), "log-out", separated=True),
    )


def _edit(window: MainWindow) -> tuple[Action, ...]:
    document, canvas = window.document, window.canvas

    def nothing_selected() -> str:
        return "" if document.selection or document.selected_edges else "Select a layer first."

    def no_layer_selected() -> str:
        return "" if document.selection else "Select a layer first."

    def nothing_to_undo() -> str:
        return "" if document.stack.canUndo() else "There is nothing to undo."

    def nothing_to_redo() -> str:
        return "" if document.stack.canRedo() else "There is nothing to redo."

    return (
        Action("edit.undo", "&Undo", "Edit", window.undo, ("Ctrl+Z",), "undo-2", missing=nothing_to_undo),
        Action(
            "edit.redo",
            "&Redo",
            "Edit",
            window.redo,
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            "redo-2",
            missing=nothing_to_redo,
        ),
        Action(
            "edit.cut",
            "Cu&t",
            "Edit",
            canvas.cut,
            ("Ctrl+X",),
            "scissors",
            missing=no_layer_selected,
            separated=True,
        ),
        Action("edit.copy", "&Copy", "Edit", canvas.copy, ("Ctrl+C",), "copy", missing=no_layer_selected),
        Action("edit.paste", "&Paste", "Edit", canvas.paste, ("Ctrl+V",), "clipboard-paste"),
        Action(
            "edit.duplicate",
            "&Duplicate",
            "Edit",
            canvas.duplicate,
            ("Ctrl+D",),
            "copy-plus",
            missing=no_layer_selected,
        ),
        Action(
            "edit.delete",
            "De&lete",
            "Edit",
            canvas.delete_selection,
            ("Del",),
            "trash-2",
            "Delete the selection; a chain stays joined.",
            missing=nothing_selected,
        ),
        Action("edit.select_all", "Select &all", "Edit", canvas.select_all, ("Ctrl+A",), separated=True),
        Action("edit.rename", "Re&name", "Edit", canvas.rename, ("F2",), missing=no_layer_selected),
        Action(
            "edit.commands",
            "Command palette…",
            "Edit",
            window.show_command_palette,
            ("Ctrl+K",),
            "command",
            "Every action by name.",
            separated=True,
        ),
    )


def _view(window: MainWindow) -> tuple[Action, ...]:
    canvas, appearance = window.canvas, window.appearance
    themes = tuple(
        Action(
            f"view.theme.{choice}",
            title,
            "View",
            lambda choice=choice: window.choose_theme(choice),
            (),
            picture,
            checked=lambda choice=choice: appearance.choice == choice,
            group="theme",
            submenu="Theme",
        )
        for choice, title, picture in (
            ("system", "As the system", "sun-moon"),
            ("light", "Light", "sun"),
            ("dark", "Dark", "moon"),
        )
    )
    panels = tuple(
        Action(
            f"view.panel.{name}",
            title,
            "View",
            lambda name=name: window.toggle_panel(name),
            (f"Alt+{number}",) if number <= 9 else (),
            checked=lambda name=name: window.panel_visible(name),
            submenu="Panels",
        )
        for number, (name, title) in enumerate(window.panel_titles(), start=1)
    )
    return (
        Action("view.zoom_in", "Zoom &in", "View", canvas.zoom_in, ("Ctrl++", "Ctrl+="), "zoom-in"),
        Action("view.zoom_out", "Zoom &out", "View", canvas.zoom_out, ("Ctrl+-",), "zoom-out"),
        Action("view.zoom_reset", "&100 %", "View", canvas.zoom_reset, ("Ctrl+0",)),
        Action(
            "view.fit",
            "&Fit the network",
            "View",
            canvas.zoom_fit,
            ("Ctrl+1",),
            "maximize",
            "The whole network (F).",
        ),
        *panels,
        Action(
            "view.reset", "Reset the layout", "View", window.reset_layout, (), "refresh-cw", submenu="Panels"
        ),
        *themes,
        Action(
            "view.motion",
            "Reduce motion",
            "View",
            window.toggle_motion,
            checked=lambda: window.preferences.reduce_motion,
            words="animation accessibility",
        ),
        Action("view.fullscreen", "Full screen", "View", window.toggle_full_screen, ("F11",), separated=True),
    )


def _network(window: MainWindow) -> tuple[Action, ...]:
    canvas, document = window.canvas, window.document

    def empty() -> str:
        return "" if len(document.design.graph) else "The canvas is empty."

    def no_data() -> str:
        return "" if document.prepared is not None else "Open a table first."

    return (
        Action(
            "network.add",
            "&Add a layer…",
            "Network",
            canvas.open_search,
            ("Ctrl+Return",),
            "plus",
            "Search for a layer (Space on the canvas).",
        ),
        Action(
            "network.propose",
            "&Propose a network",
            "Network",
            window.propose_network,
            ("Ctrl+Shift+P",),
            "wand-sparkles",
            "Replace the canvas by a network that suits the table.",
            missing=no_data,
            words="wizard template",
        ),
        Action(
            "network.tidy",
            "&Tidy",
            "Network",
            canvas.tidy,
            ("Ctrl+L",),
            "align-horizontal-distribute-center",
            "Lay the network out from left to right.",
            missing=empty,
            words="layout arrange",
        ),
    )


def _train(window: MainWindow) -> tuple[Action, ...]:
    session = window.session

    def idle() -> str:
        return "" if session.state in ("running", "paused") else "Nothing is being trained."

    def not_running() -> str:
        return "" if session.state == "running" else "Nothing is being trained."

    def cannot_step() -> str:
        return "Pause first." if session.state == "running" else session.why_not()

    def cannot_train() -> str:
        return "It is training already." if session.state == "running" else session.why_not()

    return (
        Action(
            "train.start", "&Train", "Train", window.train, ("F5", "Ctrl+R"), "play", missing=cannot_train
        ),
        Action("train.pause", "&Pause", "Train", session.pause, ("F6",), "pause", missing=not_running),
        Action(
            "train.step_batch",
            "Step one &batch",
            "Train",
            session.step_batch,
            ("F10",),
            "step-forward",
            "Forward, backward and one update on the next batch.",
            missing=cannot_step,
            separated=True,
        ),
        Action(
            "train.step_epoch",
            "Step one &epoch",
            "Train",
            session.step_epoch,
            ("Shift+F10",),
            "skip-forward",
            "One pass through the training rows.",
            missing=cannot_step,
        ),
        Action("train.stop", "&Stop", "Train", session.stop, ("Shift+F5",), "square", missing=idle),
        Action(
            "train.rewind",
            "Re&wind",
            "Train",
            session.rewind,
            ("Ctrl+Shift+R",),
            "rewind",
            "Back to the first weights of the same seed.",
            separated=True,
        ),
        Action(
            "train.new_seed",
            "&New seed",
            "Train",
            session.new_seed,
            (),
            "dices",
            "Other first weights, another split, another order of batches.",
        ),
    )


PACES = (
    (0.0, "As fast as it can"),
    (30.0, "30 epochs a second"),
    (10.0, "10 epochs a second"),
    (3.0, "3 epochs a second"),
    (1.0, "1 epoch a second"),
)
"""Epochs a second, and what a person reads. The result is the same; slower is to be watched."""


def _paces(window: MainWindow) -> tuple[Action, ...]:
    session = window.session

    def entry(number: int, pace: float, title: str) -> Action:
        return Action(
            f"train.pace.{pace:g}",
            title,
            "Train",
            lambda: session.set_pace(pace),
            (f"Ctrl+Alt+{number}",),
            checked=lambda: session.pace == pace,
            group="pace",
            submenu="Speed",
            words="slow motion pace watch",
        )

    return tuple(entry(number, pace, title) for number, (pace, title) in enumerate(PACES))


def _help(window: MainWindow) -> tuple[Action, ...]:
    return (
        Action(
            "help.guide", "&Guide", "Help", window.show_guide, ("F1",), "book-open", "The words, explained."
        ),
        Action(
            "help.shortcuts", "&Keyboard shortcuts", "Help", window.show_shortcuts, ("Ctrl+/",), "keyboard"
        ),
        Action("help.about", "&About Neuroloom", "Help", window.show_about, (), "info"),
    )
