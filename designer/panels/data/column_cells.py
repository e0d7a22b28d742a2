"""How the cells of the column list are drawn and clicked: the kind as a menu, the role as three segments, bars."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from designer.icons import paint_icon
from designer.panels.data.columns_model import COLUMN, PROFILE
from designer.theme import Appearance, Theme
from designer.widgets.histogram import paint_histogram
from engine.data.profile import Profile
from engine.data.recipe import ROLES, Column, Role

Index = QModelIndex | QPersistentModelIndex
SEGMENT_HEIGHT = 24
ROLE_TITLES: dict[Role, str] = {"feature": "Feature", "target": "Target", "ignore": "Ignore"}


def role_colour(theme: Theme, role: Role) -> str:
    """The colour in which a role is said: that of the Input, of the Output, or that of quiet text."""
    return {"feature": theme.families.data, "target": theme.families.output, "ignore": theme.muted}[role]


class KindCells(QStyledItemDelegate):
    """A word with a chevron; `pressed(index)` asks for the menu of kinds."""

    pressed = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the word and the chevron."""
        super().paint(painter, option, index)
        side = 13
        centre = option.rect.center()
        place = QRectF(option.rect.right() - side - 8, centre.y() - side / 2 + 0.5, side, side)
        theme = self._appearance.theme
        paint_icon(painter, place, "chevron-down", theme.icon if _hovered(option) else theme.outline)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Ask for the menu on a click."""
        if _clicked(event):
            self.pressed.emit(QPersistentModelIndex(index))
            return True
        return super().editorEvent(event, model, option, index)


class RoleCells(QStyledItemDelegate):
    """Three segments, of which the column's role is lit; `chosen(index, role)` tells a click on another."""

    chosen = Signal(object, str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the segments."""
        super().paint(painter, option, index)
        column: Column = index.data(COLUMN)
        theme = self._appearance.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for role, area in segments(option.rect).items():
            lit = role == column.role
            colour = role_colour(theme, role)
            painter.setPen(QPen(QColor(colour if lit else theme.border), 1.0))
            painter.setBrush(QColor(theme.tint(colour, 0.18)) if lit else Qt.BrushStyle.NoBrush)
            if lit or _hovered(option):
                painter.drawRoundedRect(QRectF(area).adjusted(1.5, 0.5, -1.5, -0.5), 6, 6)
            painter.setPen(QColor(colour if lit else theme.muted))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), ROLE_TITLES[role])
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Choose the segment that was clicked."""
        if _clicked(event) and isinstance(event, QMouseEvent):
            for role, area in segments(option.rect).items():
                if area.contains(event.position().toPoint()):
                    self.chosen.emit(QPersistentModelIndex(index), role)
                    return True
        return super().editorEvent(event, model, option, index)


class HistogramCells(QStyledItemDelegate):
    """Tiny bars, and a line for what is missing."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the bars."""
        super().paint(painter, option, index)
        known: Profile | None = index.data(PROFILE)
        if known is None:
            return
        column: Column = index.data(COLUMN)
        theme = self._appearance.theme
        area = QRectF(option.rect).adjusted(8, 5, -8, -5)
        colour = theme.border if column.role == "ignore" else role_colour(theme, column.role)
        paint_histogram(painter, area, known.histogram, known.missing / max(1, known.rows), theme, colour)


def segments(rect: QRect) -> dict[Role, QRect]:
    """Where each role stands in a cell."""
    width = (rect.width() - 6) // len(ROLES)
    top = rect.center().y() - SEGMENT_HEIGHT // 2 + 1
    return {
        role: QRect(rect.left() + 3 + place * width, top, width, SEGMENT_HEIGHT)
        for place, role in enumerate(ROLES)
    }


def _clicked(event: QEvent) -> bool:
    return (
        isinstance(event, QMouseEvent)
        and event.type() == QEvent.Type.MouseButtonRelease
        and event.button() == Qt.MouseButton.LeftButton
        and event.modifiers() == Qt.KeyboardModifier.NoModifier
    )


def _hovered(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_MouseOver)
