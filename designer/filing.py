"""New, open, save: what moves a document between the screen and the disk, and asks before anything is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from designer.document import Document
from designer.loading import TABLES, TableLoader
from designer.session import TrainingSession
from designer.settings import Preferences, configuration_folder
from designer.theme import Appearance
from engine.data.source import SUFFIXES
from engine.design import Design
from engine.errors import ExplainedError

if TYPE_CHECKING:
    from engine.data.recipe import Recipe
    from engine.data.table import Table
    from engine.examples import Example

OPENED_BY_DROP = (".loom", *SUFFIXES)
"""The endings that the command line opens too."""
LOOM = "Neuroloom model (*.loom)"


class Filing(QObject):
    """The files of one window.

    `opened` tells that the canvas has something to show. Every method leaves the document as it was when the person
    says no, or when a file cannot be read or written; `failed` then says why. `offered` is a sentence, the text of
    a button, and what the button does.
    """

    opened = Signal()
    said = Signal(str)
    failed = Signal(str)
    offered = Signal(str, str, object)

    def __init__(
        self,
        document: Document,
        session: TrainingSession,
        preferences: Preferences,
        appearance: Appearance,
        thumbnail: Callable[[], bytes | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.document = document
        self.session = session
        self.preferences = preferences
        self._appearance = appearance
        self.loader = TableLoader(self)
        self._window = window
        self._thumbnail = thumbnail
        self._canvas: Mapping[str, Any] = {}
        self._carried: Mapping[str, bytes] = {}
        self._example: Example | None = None
        self._looking = False
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_load_failed)

    # --- opening ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        """An empty document."""
        if self.may_leave():
            self._begin(Design())

    def choose(self) -> None:
        """Ask for a model and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a model", str(self.preferences.last_folder), f"{LOOM};;{TABLES}"
        )
        if name:
            self.open(Path(name))

    def choose_table(self) -> None:
        """Ask for a table and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a table", str(self.preferences.last_folder), TABLES
        )
        if name:
            self.open_table(Path(name))

    def choose_folder(self) -> None:
        """Ask for a folder of pictures and open it as a table."""
        name = QFileDialog.getExistingDirectory(
            self._window, "Open a folder of pictures", str(self.preferences.last_folder)
        )
        if name:
            self.open_table(Path(name))

    def open(self, path: Path) -> None:
        """Open a file by its ending: a model takes the document's place, a table becomes its data."""
        self.preferences.last_folder = path.absolute().parent
        if path.suffix.lower() == ".loom":
            self._open_model(path)
        else:
            self.open_table(path)

    def open_table(self, path: Path) -> None:
        """Show what is in a table, and take it as the document's data where the person agrees."""
        from designer.dialogs.open_table import OpenTableDialog

        self.preferences.last_folder = path.absolute().parent
        dialog = OpenTableDialog(path, self.document, self._appearance, self._window)
        dialog.said.connect(self.said)
        if dialog.exec():
            self.preferences.remember_file(path)
            self.opened.emit()

    def paste_table(self) -> None:
        """Open the table that was copied in another program."""
        from engine.data.pasting import keep_text

        try:
            path = keep_text(QGuiApplication.clipboard().text(), configuration_folder() / "pasted")
        except ExplainedError as error:
            self.failed.emit(str(error))
            return
        folder = self.preferences.last_folder
        self.open_table(path)
        self.preferences.last_folder = folder

    def open_example(self, example: Example) -> None:
        """Begin a new document with a bundled table and the network that suits it."""
        if not self.may_leave():
            return
        self._begin(Design())
        self._example = example
        self.loader.load(example.path)

    def _open_model(self, path: Path) -> None:
        from engine.files.loom import load
        from engine.files.reference import locate

        try:
            model = load(path)
        except ExplainedError as error:
            self.failed.emit(str(error))
            self.preferences.forget_file(path)
            return
        if not self.may_leave():
            return
        self._begin(model.design, path, model.trained)
        self._canvas, self._carried = model.canvas, model.carried
        self.preferences.remember_file(path)
        if model.notes:
            self.said.emit(" ".join(model.notes))
        recipe = model.design.recipe
        if recipe is not None and recipe.source is not None:
            table = locate(recipe, path)
            if table is not None:
                self.look_for(table, recipe)
            else:
                self._offer_to_find(recipe.source.name)

    def _offer_to_find(self, name: str) -> None:
        sentence = (
            f"The table {name} is not where it was. It is needed to train and to evaluate; "
            "predictions work without it."
        )
        self.offered.emit(sentence, "Find it…", self.find_table)

    def find_table(self) -> None:
        """Ask where the table of the recipe has gone, and take it from there."""
        recipe = self.document.design.recipe
        if recipe is None:
            self.choose_table()
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Find the table", str(self.preferences.last_folder), TABLES
        )
        if name:
            self.look_for(Path(name), recipe)

    def look_for(self, path: Path, recipe: Recipe) -> None:
        """Read the table that a recipe speaks of from this path."""
        self._looking = True
        self.loader.load(path, recipe.dialect)

    def _begin(self, design: Design, path: Path | None = None, trained: Any = None) -> None:
        self.loader.cancel()
        self._canvas, self._carried, self._example, self._looking = {}, {}, None, False
        self.document.reset(design, path, trained)
        self.opened.emit()

    def _on_loaded(self, table: Table, _proposed: Recipe) -> None:
        example, self._example = self._example, None
        looking, self._looking = self._looking, False
        if example is not None:
            self._show_example(table, example)
        elif looking:
            notes = self.document.find_table(table)
            if notes:
                self.said.emit(" ".join(notes))

    def _show_example(self, table: Table, example: Example) -> None:
        from engine.proposal import propose_design

        recipe = example.recipe(table)
        self.document.reset(propose_design(table, recipe), table=table)
        self.opened.emit()

    def _on_load_failed(self, sentence: str) -> None:
        self._example, self._looking = None, False
        self.failed.emit(sentence)

    def choose_weights(self) -> bool:
        """Ask for a trained model whose weights the network is to begin with. True where one was chosen."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Take weights from", str(self.preferences.last_folder), LOOM
        )
        if name:
            design, path = self.document.design, Path(name)
            self.preferences.last_folder = path.absolute().parent
            training = design.training.replace(pretrained=str(path.absolute()))
            self.document.edit(f"Take weights from {path.name}", design.replace(training=training))
        return bool(name)

    # --- saving ----------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save to the document's file; ask for one where it has none. True when it is on the disk."""
        path = self.document.path
        return self.save_as() if path is None else self.save_to(path)

    def save_as(self) -> bool:
        """Ask for a file and save to it. True when it is on the disk."""
        name = self.document.path or self.preferences.last_folder / "network.loom"
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save the model", str(name), LOOM)
        if not chosen:
            return False
        path = Path(chosen)
        if path.suffix.lower() != ".loom":
            # The dialog has asked about the name as it was typed, not about the one that it gets here.
            path = path.with_name(f"{path.name}.loom")
            if path.exists() and not self._may_replace(path):
                return False
        return self.save_to(path)

    def _may_replace(self, path: Path) -> bool:
        buttons = QMessageBox.StandardButton
        told = f"The folder {path.parent} has a file of that name."
        answer = self._ask(f"Replace {path.name}?", told, buttons.Yes | buttons.Cancel, buttons.Cancel)
        return answer == buttons.Yes

    def save_to(self, path: Path) -> bool:
        """Save to this file. True when it is on the disk; else `failed` has said why, and the old file is as it was."""
        from engine.files.loom import Model, save

        document = self.document
        model = Model(document.design, document.trained, self._thumbnail(), self._canvas, self._carried)
        try:
            save(model, path)
        except ExplainedError as error:
            self.failed.emit(str(error))
            return False
        document.mark_saved(path)
        self.preferences.remember_file(path)
        self.preferences.last_folder = path.absolute().parent
        self.said.emit(f"Saved as {path.name}.")
        return True

    def keep_safe(self) -> Path | None:
        """After a bug: write the document beside its file, or among the settings, under a name of its own."""
        from engine.files.loom import Model, save

        folder = configuration_folder() if self.document.path is None else self.document.path.parent
        path = folder / f"{self.name}.rescued.loom"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            save(Model(self.document.design, self.document.trained), path)
        except (OSError, ExplainedError):
            return None
        return path

    # --- leaving ---------------------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask about a run under way and about what is not saved. True when the document may be let go."""
        if self.session.active and not self._may_stop():
            return False
        if not self.document.modified:
            return True
        buttons = QMessageBox.StandardButton
        offered = buttons.Save | buttons.Discard | buttons.Cancel
        text = f"Save the changes to {self.name}?"
        answer = self._ask(text, "Without saving, they are lost.", offered, buttons.Save)
        return self.save() if answer == buttons.Save else answer == buttons.Discard

    def _ask(
        self,
        text: str,
        more: str,
        buttons: QMessageBox.StandardButton,
        default: QMessageBox.StandardButton,
    ) -> QMessageBox.StandardButton:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(text)
        box.setInformativeText(more)
        box.setStandardButtons(buttons)
        box.setDefaultButton(default)
        box.exec()
        return box.standardButton(box.clickedButton())

    def _may_stop(self) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText("A network is being trained. Stop it?")
        box.setInformativeText("What it has learned so far is kept with the document.")
        stop = box.addButton("Stop training", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Go on training", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is not stop:
            return False
        self.session.shut_down()
        return True

    @property
    def name(self) -> str:
        """What the document is called."""
        return self.document.path.stem if self.document.path is not None else "this network"
