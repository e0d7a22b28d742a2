"""What the actions need of the window that they belong to."""

from __future__ import annotations

from typing import Protocol

from designer.canvas.view import CanvasView
from designer.dialogs.desk import DialogDesk
from designer.document import Document
from designer.filing import Filing
from designer.session import TrainingSession
from designer.settings import Preferences
from designer.theme import Appearance, Choice


class Host(Protocol):
    """A window with one document, as its actions see it."""

    document: Document
    session: TrainingSession
    canvas: CanvasView
    filing: Filing
    dialogs: DialogDesk
    appearance: Appearance
    preferences: Preferences

    def show_welcome(self) -> None:
        """The Welcome page in place of the canvas."""

    def close(self) -> bool:
        """Close the window, unless the person says no."""

    def undo(self) -> None:
        """One step back."""

    def redo(self) -> None:
        """One step forward again."""

    def train(self) -> None:
        """Train or resume, and show how it goes."""

    def take_weights(self) -> None:
        """Ask for a trained model whose weights the network begins with."""

    def propose_network(self) -> None:
        """Put the network on the canvas that suits the table."""

    def add_layer(self) -> None:
        """Search for a layer on the canvas."""

    def show_drawn(self, node_ids: tuple[str, ...]) -> None:
        """The canvas, with these nodes as large as they fit."""

    def next_problem(self) -> None:
        """Show the next layer that something is wrong with."""

    def panel_titles(self) -> list[tuple[str, str]]:
        """Every panel's name and title."""

    def panel_visible(self, name: str) -> bool:
        """Whether a panel is open."""

    def toggle_panel(self, name: str) -> None:
        """Open a panel, bring it to the front, or close it."""

    def reset_layout(self) -> None:
        """Every panel where it was on the first day."""

    def choose_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system."""

    def toggle_motion(self) -> None:
        """Animate, or do not."""

    def toggle_full_screen(self) -> None:
        """All of the screen, or back."""
