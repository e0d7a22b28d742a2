"""A small table of figures to read: titles on the left, values on the right, painted at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.theme import Appearance

GAP = 12
"""Between a title and its value."""
MIDDLE = 0.42
"""Where the second of three columns begins, if nothing else is asked for."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class FigureRow:
    """A title with a value, or three cells; no cells at all are a gap. A heading is written like titles are."""

    cells: tuple[str, ...] = ()
    heading: bool = False


class FigureTable(QWidget):
    """Rows of text. A value that does not fit beside its title stands below it, in as many lines as it needs."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._rows: tuple[FigureRow, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self.update)

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[FigureRow]) -> None:
        """Show other rows."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.setAccessibleDescription(self.text())
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """All of it in words, a row a line."""
        return "\n".join(" ".join(row.cells) for row in self._rows if row.cells)

    def hasHeightForWidth(self) -> bool:
        """Yes: values wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows."""
        return sum(height for _, _, height in self._placed(width))

    def sizeHint(self) -> QSize:
        """The height that the present width asks for."""
        return QSize(220, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        """As high as in all the width there is."""
        return QSize(120, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write every cell."""
        theme, painter = self._appearance.theme, QPainter(self)
        text, muted = QColor(theme.text), QColor(theme.muted)
        for row, top, height in self._placed(self.width()):
            line = QRect(0, top, self.width(), self._line())
            if len(row.cells) == 3:
                self._paint_three(painter, row, line, muted if row.heading else text)
            elif len(row.cells) == 2:
                painter.setPen(muted)
                painter.drawText(line, _LEFT, row.cells[0])
                painter.setPen(text)
                below = height > self._line()
                room = QRect(0, top + self._line(), self.width(), height - self._line()) if below else line
                painter.drawText(room, _WRAPPED if below else _RIGHT, row.cells[1])
            elif row.cells:
                painter.setPen(muted)
                painter.drawText(
                    QRect(0, top, self.width(), height), int(Qt.TextFlag.TextWordWrap), row.cells[0]
                )

    def _paint_three(self, painter: QPainter, row: FigureRow, line: QRect, colour: QColor) -> None:
        painter.setPen(colour)
        middle = self._middle(line.width())
        metrics = painter.fontMetrics()
        end = line.width() - metrics.horizontalAdvance(row.cells[2]) - GAP
        for cell, left, right in ((row.cells[0], 0, middle - 6), (row.cells[1], middle, end)):
            room = QRect(left, line.top(), right - left, line.height())
            shown = metrics.elidedText(cell, Qt.TextElideMode.ElideMiddle, room.width())
            painter.drawText(room, _LEFT, shown)
        painter.drawText(line, _RIGHT, row.cells[2])

    def _middle(self, width: int) -> int:
        """Where the second of three columns begins: further right where the first needs it and there is room."""
        widest = [0, 0, 0]
        for row in self._rows:
            if len(row.cells) == 3:
                widest = [
                    max(pair)
                    for pair in zip(widest, map(self.fontMetrics().horizontalAdvance, row.cells), strict=True)
                ]
        wanted = max(round(MIDDLE * width), widest[0] + GAP)
        return max(round(MIDDLE * width / 2), min(wanted, width - widest[1] - widest[2] - GAP))

    def _line(self) -> int:
        return self.fontMetrics().height() + 5

    def _placed(self, width: int) -> Iterator[tuple[FigureRow, int, int]]:
        """Every row with its top and its height at a width."""
        metrics, line, top = self.fontMetrics(), self._line(), 0
        for row in self._rows:
            height = line if row.cells else line // 2
            if len(row.cells) == 2 and sum(map(metrics.horizontalAdvance, row.cells)) + GAP > width:
                height = line + self._wrapped(row.cells[1], width)
            elif len(row.cells) == 1:
                height = self._wrapped(row.cells[0], width) + 5
            yield row, top, height
            top += height

    def _wrapped(self, text: str, width: int) -> int:
        return self.fontMetrics().boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, text).height()
