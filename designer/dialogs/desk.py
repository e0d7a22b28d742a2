"""The desk: every dialog that the menus open over a window. Each is imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from designer.actions import Action
from designer.document import Document
from designer.session import TrainingSession
from designer.theme import Appearance

if TYPE_CHECKING:
    from designer.session.rates import RateTest


class DialogDesk(QObject):
    """Opens dialogs over one window; none of them holds up what called."""

    def __init__(
        self, appearance: Appearance, actions: Callable[[], Sequence[Action]], window: QWidget
    ) -> None:
        super().__init__(window)
        self._appearance, self._actions, self._window = appearance, actions, window
        self._rates: RateTest | None = None

    def show_command_palette(self) -> None:
        """Every action by name."""
        from designer.dialogs.command_palette import CommandPalette

        window = self._window
        dialog = CommandPalette(self._actions(), self._appearance.theme, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        middle = window.mapToGlobal(window.rect().center()).x()
        dialog.move(middle - dialog.width() // 2, window.geometry().top() + 80)
        dialog.show()

    def show_shortcuts(self) -> None:
        """Every key."""
        from designer.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._actions(), self._window).open()

    def show_guide(self, word: str = "") -> None:
        """The words of the field, explained; open at one of them where a page has this name."""
        from designer.dialogs.guide import GuideDialog

        GuideDialog(word, self._window).open()

    def find_rate(self, session: TrainingSession) -> None:
        """Try learning rates on a copy of the network."""
        from designer.dialogs.rate_finder import RateFinderDialog
        from designer.session.rates import RateTest

        if self._rates is None:
            # The window's own, not the dialog's: a step that takes long must not keep the dialog from closing.
            self._rates = RateTest(session.document, self._window)
            self._rates.crashed.connect(session.crashed)
        dialog = RateFinderDialog(session, self._rates, self._appearance, self._window)
        dialog.word_asked.connect(self.show_guide)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_known_networks(self, document: Document, drawn: Callable[[tuple[str, ...]], object]) -> None:
        """Networks that a course names, to be drawn; `drawn` is told the nodes."""
        from designer.dialogs.known_networks import KnownNetworksDialog

        dialog = KnownNetworksDialog(document, self._appearance, self._window)
        dialog.word_asked.connect(self.show_guide)
        dialog.drawn.connect(drawn)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def make_table(self, folder: Path, made: Callable[[Path], object], said: Callable[[str], object]) -> None:
        """A table by a rule, or painted by hand; `made` is told where it was saved."""
        from designer.dialogs.make_table import MakeTableDialog

        dialog = MakeTableDialog(self._appearance, folder, self._window)
        dialog.made.connect(made)
        dialog.said.connect(said)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_about(self) -> None:
        """What this is."""
        from designer.dialogs.about import AboutDialog

        AboutDialog(self._window).open()
