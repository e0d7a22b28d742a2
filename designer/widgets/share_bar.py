"""A bar that fills: how much of something is done."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

STEPS = 1000


class ShareBar(QProgressBar):
    """Shows a share from 0 to 1; a screen reader hears it in percent under the given name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setRange(0, STEPS)
        self.setValue(0)
        self.setTextVisible(False)
        self.setAccessibleName(name)

    @property
    def share(self) -> float:
        """What is shown, 0 to 1."""
        return self.value() / STEPS

    def set_share(self, share: float) -> None:
        """Show so much, some time soon.

        Qt's own setValue paints at once, and with it everything else in the window that waits to be painted.
        """
        value = round(STEPS * min(1.0, max(0.0, share)))
        if value != self.value():
            self.setUpdatesEnabled(False)
            self.setValue(value)
            self.setUpdatesEnabled(True)
