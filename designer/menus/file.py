"""The File menu."""

from __future__ import annotations

from functools import partial

from designer.actions import Action
from designer.menus.host import Host


def actions(window: Host) -> tuple[Action, ...]:
    """New, open, save, leave."""
    filing = window.filing
    action = partial(Action, menu="File")
    return (
        action(
            "file.new",
            "&New",
            run=filing.new,
            shortcuts=("Ctrl+N",),
            icon="file-plus",
            tip="An empty canvas.",
        ),
        action(
            "file.open",
            "&Open…",
            run=filing.choose,
            shortcuts=("Ctrl+O",),
            icon="folder-open",
            tip="Open a model (.loom).",
        ),
        *_tables(window),
        action("file.save", "&Save", run=filing.save, shortcuts=("Ctrl+S",), icon="save", separated=True),
        action("file.save_as", "Save &as…", run=filing.save_as, shortcuts=("Ctrl+Shift+S",), icon="save-all"),
        action(
            "file.welcome",
            "&Welcome page",
            run=window.show_welcome,
            shortcuts=("Alt+Home",),
            icon="house",
            words="start recent examples",
            separated=True,
        ),
        action("file.quit", "&Quit", run=window.close, shortcuts=("Ctrl+Q",), icon="log-out", separated=True),
    )


def _tables(window: Host) -> tuple[Action, ...]:
    """Where data comes from."""
    document, filing = window.document, window.filing
    action = partial(Action, menu="File")

    def not_lost() -> str:
        if document.design.recipe is None:
            return "No table was opened yet."
        return "The table is where it was." if document.table is not None else ""

    return (
        action(
            "data.open",
            "Open &data…",
            run=filing.choose_table,
            shortcuts=("Ctrl+Shift+O",),
            icon="table",
            tip="Open a table (.csv, .xlsx, .parquet …) to learn from.",
            words="csv excel sheet parquet import load dataset",
        ),
        action(
            "data.paste",
            "Paste &table…",
            run=filing.paste_table,
            shortcuts=("Ctrl+Shift+V",),
            icon="clipboard-paste",
            tip="Open the cells that were copied in a spreadsheet.",
            words="clipboard excel cells",
        ),
        action(
            "data.folder",
            "Open a folder of &pictures…",
            run=filing.choose_folder,
            shortcuts=("Ctrl+Alt+O",),
            icon="image",
            tip="Pictures in a sub-folder for each class.",
            words="image directory photos dataset flow_from_directory imageDatastore",
        ),
        action(
            "data.make",
            "&Make a table…",
            run=lambda: window.dialogs.make_table(
                filing.preferences.last_folder, filing.open_table, filing.said.emit
            ),
            shortcuts=("Ctrl+Alt+N",),
            icon="sparkles",
            tip="Circles, spirals, moons and others that a course shows, or points painted by hand.",
            words="generate toy dataset spiral circles xor moons gaussian paint draw points",
        ),
        action(
            "data.find",
            "&Find the table…",
            run=filing.find_table,
            shortcuts=("Ctrl+Shift+F",),
            tip="Say where the table of this network has gone.",
            missing=not_lost,
            words="csv missing moved locate",
        ),
    )
