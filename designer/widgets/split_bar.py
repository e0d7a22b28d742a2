"""How a table is divided into training, validation and test rows, as a bar whose two boundaries can be moved."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.theme import Appearance, Theme

NAMES = ("Training", "Validation", "Test")
LEAST_TRAINING = 1
BAR_HEIGHT = 30
HANDLE_WIDTH = 24
INSET = HANDLE_WIDTH // 2
LEGEND_GAP = 8
SWATCH = 9
KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5,
    Qt.Key.Key_PageUp: 5,
    Qt.Key.Key_Home: -100,
    Qt.Key.Key_End: 100,
}


@dataclasses.dataclass(frozen=True)
class Parts:
    """The three parts in whole percent; together 100, and never without training."""

    training: int = 70
    validation: int = 15
    test: int = 15

    def with_boundary(self, which: int, place: int) -> Parts:
        """Return the parts with boundary 0 (before validation) or 1 (before test) as near to `place` as it can be."""
        first, second = self.training, self.training + self.validation
        if which == 0:
            first = min(max(place, LEAST_TRAINING), second)
        else:
            second = min(max(place, first), 100)
        return Parts(first, second - first, 100 - second)

    def boundary(self, which: int) -> int:
        """Return where boundary 0 or 1 stands, in percent from the left."""
        return self.training if which == 0 else self.training + self.validation

    def rows(self, total: int) -> tuple[int, int, int]:
        """Return about how many of `total` rows each part has; together `total`."""
        validation, test = round(total * self.validation / 100), round(total * self.test / 100)
        return total - validation - test, validation, test


class SplitBar(QWidget):
    """Three coloured parts and two handles between them, moved by mouse or arrow keys; below, what each part has.

    `edited` tells the new Parts while a handle moves, `committed` once at the end. Setting values emits neither.
    """

    edited = Signal(object)
    committed = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._parts = Parts()
        self._total: int | None = None
        self._counts: tuple[int, int, int] | None = None
        self._uncommitted = False
        self._handles = tuple(Handle(self, appearance, which) for which in (0, 1))
        self.setFocusProxy(self._handles[0])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance_changed)
        self._refresh()

    @property
    def handles(self) -> tuple[Handle, ...]:
        """The boundary before validation and the one before test."""
        return self._handles

    @property
    def parts(self) -> Parts:
        """The parts shown."""
        return self._parts

    def set_parts(self, parts: Parts) -> None:
        """Show other parts, without a signal."""
        if parts != self._parts:
            self._parts = parts
            self._counts = None
            self._refresh()

    def set_rows(self, total: int | None, counts: tuple[int, int, int] | None = None) -> None:
        """Show row counts: those given, or about what the percentages come to; None shows percentages alone."""
        self._total, self._counts = total, counts
        self._refresh()

    def move_boundary(self, which: int, place: int) -> None:
        """Move boundary 0 or 1 to `place` percent for the user, as far as it can go."""
        parts = self._parts.with_boundary(which, place)
        if parts != self._parts:
            self.set_parts(parts)
            self._uncommitted = True
            self.edited.emit(parts)

    def end_move(self) -> None:
        """Tell that the user's move is over, if there was one."""
        if self._uncommitted:
            self._uncommitted = False
            self.committed.emit(self._parts)

    def place_at(self, x: float) -> int:
        """Return the percentage that stands at `x` in the bar's own coordinates."""
        return round(100 * (x - INSET) / max(1, self.width() - 2 * INSET))

    def legend(self) -> tuple[str, str, str]:
        """Return what is said of each part, such as "70 % · 241 rows"."""
        shares = (self._parts.training, self._parts.validation, self._parts.test)
        if self._total is None and self._counts is None:
            return f"{shares[0]} %", f"{shares[1]} %", f"{shares[2]} %"
        counts = self._counts or self._parts.rows(self._total or 0)
        first, second, third = (
            f"{share} % · {count:,} rows" for share, count in zip(shares, counts, strict=True)
        )
        return first, second, third

    def fitting(self, said: str, width: int) -> str:
        """Return as much of a part's legend as has room, down to its percentage."""
        short = said.removesuffix(" rows")
        room = self.fontMetrics().horizontalAdvance
        return next((text for text in (said, short) if room(text) <= width), said.partition(" · ")[0])

    def sizeHint(self) -> QSize:
        """Return room for the bar and two lines of legend."""
        return QSize(360, BAR_HEIGHT + LEGEND_GAP + 2 * self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the least room in which the legend can be read."""
        return QSize(3 * self.fontMetrics().horizontalAdvance("100 % · 99,999"), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the handles on their boundaries."""
        super().resizeEvent(event)
        self._place_handles()

    def changeEvent(self, event: QEvent) -> None:
        """Look usable or not."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the three parts and the legend."""
        theme = self._appearance.theme
        colours = (theme.series.training, theme.series.validation, theme.series.test)
        if not self.isEnabled():
            colours = (theme.disabled,) * 3
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bar(painter, theme, colours)
        for which, area in enumerate(self._legend_areas()):
            self._paint_legend(painter, theme, colours[which], which, area)

    def _x(self, place: float) -> float:
        return INSET + place / 100 * (self.width() - 2 * INSET)

    def _paint_bar(self, painter: QPainter, theme: Theme, colours: tuple[str, ...]) -> None:
        bar = QRectF(INSET, 0, self.width() - 2 * INSET, BAR_HEIGHT)
        path = QPainterPath()
        path.addRoundedRect(bar, 6, 6)
        painter.save()
        painter.setClipPath(path)
        ends = (0, self._parts.boundary(0), self._parts.boundary(1), 100)
        for which, colour in enumerate(colours):
            left, right = self._x(ends[which]), self._x(ends[which + 1])
            area = QRectF(left, 0, right - left, BAR_HEIGHT)
            painter.fillRect(area, QColor(colour))
            text = f"{ends[which + 1] - ends[which]} %"
            if painter.fontMetrics().horizontalAdvance(text) + HANDLE_WIDTH <= area.width():
                painter.setPen(QColor(theme.on_accent))
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()

    def _legend_areas(self) -> list[QRect]:
        top = BAR_HEIGHT + LEGEND_GAP
        width = (self.width() - 2 * INSET) // 3
        return [QRect(INSET + which * width, top, width, self.height() - top) for which in range(3)]

    def _paint_legend(self, painter: QPainter, theme: Theme, colour: str, which: int, area: QRect) -> None:
        line = painter.fontMetrics().lineSpacing()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(area.left(), area.top() + (line - SWATCH) / 2, SWATCH, SWATCH), 2, 2)
        words = area.adjusted(SWATCH + 6, 0, 0, 0)
        elide = painter.fontMetrics().elidedText
        said = self.fitting(self.legend()[which], words.width())
        for row, (text, ink) in enumerate(((NAMES[which], theme.text), (said, theme.muted))):
            painter.setPen(QColor(ink if self.isEnabled() else theme.disabled))
            place = QRect(words.left(), words.top() + row * line, words.width(), line)
            painter.drawText(
                place,
                int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                elide(text, Qt.TextElideMode.ElideRight, place.width()),
            )

    def _place_handles(self) -> None:
        """Centre each handle on its boundary; two that would cover one another stand side by side."""
        left, right = (self._x(self._parts.boundary(which)) for which in (0, 1))
        overlap = max(0.0, HANDLE_WIDTH - (right - left))
        left, right = left - overlap / 2, right + overlap / 2
        shift = max(0.0, INSET - left) - max(0.0, right - (self.width() - INSET))
        for handle, centre in zip(self._handles, (left + shift, right + shift), strict=True):
            handle.setGeometry(round(centre - HANDLE_WIDTH / 2), 0, HANDLE_WIDTH, BAR_HEIGHT)

    def _refresh(self) -> None:
        words = ", ".join(f"{name} {said}" for name, said in zip(NAMES, self.legend(), strict=True))
        self.setAccessibleName("Split of the rows")
        self.setAccessibleDescription(words)
        for handle in self._handles:
            handle.setAccessibleDescription(words)
        self._place_handles()
        self.update()

    def _on_appearance_changed(self, _theme: Theme) -> None:
        self.update()


class Handle(QWidget):
    """One of the two boundaries: drag it, or focus it and press the arrow keys."""

    def __init__(self, bar: SplitBar, appearance: Appearance, which: int) -> None:
        super().__init__(bar)
        self._bar = bar
        self._appearance = appearance
        self._which = which
        self._grip = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        between = f"Boundary between {NAMES[which].lower()} and {NAMES[which + 1].lower()}"
        self.setAccessibleName(between)
        self.setToolTip(f"{between}: drag it, or use the arrow keys")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold, keeping the distance between pointer and boundary."""
        if event.button() == Qt.MouseButton.LeftButton:
            boundary = self._bar.parts.boundary(self._which)
            self._grip = self._bar.place_at(self.mapToParent(event.position()).x()) - boundary

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the boundary along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self._bar.place_at(self.mapToParent(event.position()).x()) - self._grip
            self._bar.move_boundary(self._which, round(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._bar.end_move()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the boundary by one percent, with Shift or a page key by five."""
        step = KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step *= 5
        self._bar.move_boundary(self._which, self._bar.parts.boundary(self._which) + step)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End the move with the key."""
        if not event.isAutoRepeat():
            self._bar.end_move()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a move that was not ended yet."""
        super().focusOutEvent(event)
        self._bar.end_move()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a grip, with a ring around it while it has the focus."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grip = QRectF(self.width() / 2 - 5, 4, 10, self.height() - 8)
        focused = self.hasFocus()
        painter.setPen(QColor(theme.accent if focused else theme.outline))
        painter.setBrush(QColor(theme.panel))
        if focused:
            pen = painter.pen()
            pen.setWidth(2)
            painter.setPen(pen)
        painter.drawRoundedRect(grip, 4, 4)
        painter.setPen(QColor(theme.icon if self.isEnabled() else theme.disabled))
        for x in (-1.5, 1.5):
            centre = self.width() / 2 + x
            painter.drawLine(
                round(centre), round(grip.center().y() - 4), round(centre), round(grip.center().y() + 4)
            )
