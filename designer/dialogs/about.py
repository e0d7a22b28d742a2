"""What the program is, its version, and whose work it stands on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from designer.icons import application_icon
from engine.version import program_version

WORDS = (
    "Draw a neural network, give it your own table, and see how it learns.",
    (
        "The engine is numpy; the window Qt (PySide6, LGPL); plots are pyqtgraph's; tables are read by polars. The "
        "typeface is Inter (OFL), the icons are Lucide's (ISC). The penguins were measured by Kristen Gorman and the "
        "Palmer Station LTER; the irises by Edgar Anderson, published by Ronald Fisher in 1936."
    ),
)


class AboutDialog(QDialog):
    """One page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Neuroloom")
        sign = QLabel()
        sign.setPixmap(application_icon().pixmap(QSize(72, 72), self.devicePixelRatioF()))
        title = QLabel(f"Neuroloom {program_version()}")
        title.setProperty("role", "title")
        words = QLabel("\n\n".join(WORDS))
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 28, 28, 20)
        column.setSpacing(12)
        for widget in (sign, title, words):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setFixedWidth(460)
