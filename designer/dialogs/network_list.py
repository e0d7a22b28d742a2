"""The list of known networks: a card for each, with its size, its age and what is special about it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.theme import Appearance
from engine.networks import NETWORKS
from engine.networks.base import KnownNetwork

KIND = Qt.ItemDataRole.UserRole
PADDING, GAP, RADIUS = 12, 3, 8
Index = QModelIndex | QPersistentModelIndex


class NetworkList(QListWidget):
    """Every known network, the shallowest first. One is always chosen."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Known networks")
        self.setItemDelegate(_Cards(appearance, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        for kind in sorted(NETWORKS.values(), key=lambda kind: (kind.depth, kind.label())):
            item = QListWidgetItem(kind.label(), self)
            item.setData(KIND, kind.kind())
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, f"{facts(kind)}. {kind.help()[0]}")
        self.setCurrentRow(0)
        appearance.changed.connect(lambda _theme: self.viewport().update())

    @property
    def kind(self) -> type[KnownNetwork]:
        """The chosen one."""
        return NETWORKS[str(self.currentItem().data(KIND))]

    def choose(self, kind: str) -> None:
        """Choose the network with this id."""
        self.setCurrentRow(next(row for row in range(self.count()) if self.item(row).data(KIND) == kind))


def facts(kind: type[KnownNetwork]) -> str:
    """How large a network is as it was published, how deep, and from when."""
    return f"{kind.parameters / 1e6:,.1f} M parameters · {kind.depth} layers · {kind.year}"


class _Cards(QStyledItemDelegate):
    """Paints a card: the name, its facts, and a friendly line that may take several."""

    def __init__(self, appearance: Appearance, view: NetworkList) -> None:
        super().__init__(view)
        self._appearance, self._view = appearance, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its text at the list's width."""
        width = self._view.viewport().width()
        return QSize(width, sum(self._heights(option, index, width - 2 * PADDING)) + 2 * (PADDING + GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the card on its ground."""
        theme, kind = self._appearance.theme, NETWORKS[str(index.data(KIND))]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        card = rect.adjusted(4, 3, -4, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(theme.accent), 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if chosen else theme.hover))
            painter.drawRoundedRect(card, RADIUS, RADIUS)
        texts = (kind.label(), facts(kind), kind.help()[0])
        fonts = _fonts(self._font(option))
        colours = (theme.text, theme.text if chosen else theme.muted, theme.text if chosen else theme.muted)
        room = rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        for text, font, colour, height in zip(
            texts, fonts, colours, self._heights(option, index, room.width()), strict=True
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRect(room.topLeft(), QSize(room.width(), height)), WRAPPED, text)
            room.setTop(room.top() + height + GAP)
        painter.restore()

    def _heights(self, option: QStyleOptionViewItem, index: Index, width: int) -> tuple[int, ...]:
        kind = NETWORKS[str(index.data(KIND))]
        tall = QRect(0, 0, max(width, 40), 10_000)
        return tuple(
            QFontMetrics(font).boundingRect(tall, WRAPPED, text).height()
            for font, text in zip(
                _fonts(self._font(option)), (kind.label(), facts(kind), kind.help()[0]), strict=True
            )
        )

    def _font(self, option: QStyleOptionViewItem) -> QFont:
        return QFont(option.font)  # type: ignore[attr-defined]


WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def _fonts(font: QFont) -> tuple[QFont, QFont, QFont]:
    """Of the name, the facts and the line."""
    bold, small = QFont(font), QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    bold.setPointSizeF(font.pointSizeF() * 1.1)
    small.setPointSizeF(font.pointSizeF() * 0.92)
    return bold, small, small
