"""The parts that mostly show: sections, empty states, badges, labels, histograms, notices, titles of docks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from designer.theme import LIGHT, Appearance, Families
from designer.widgets.badge import Badge
from designer.widgets.code_label import CodeLabel
from designer.widgets.dock_title import DockTitle
from designer.widgets.elided_label import ElidedLabel
from designer.widgets.empty_state import EmptyState
from designer.widgets.flow_layout import FlowLayout
from designer.widgets.histogram import Histogram, paint_histogram
from designer.widgets.notice_bar import NoticeBar
from designer.widgets.section import Section

Show = Callable[[Any], Any]
TARGET = 24


def colours(widget: QWidget) -> set[str]:
    """The colours of all pixels of a widget."""
    return inks(widget.grab().toImage())


def inks(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


# ---- Section


def test_a_section_folds_its_body_away_by_mouse_and_by_key(appearance: Appearance, show: Show) -> None:
    section = show(Section(appearance, "Advanced", QLabel("body")))
    heard: list[bool] = []
    section.toggled.connect(heard.append)
    QTest.mouseClick(section.header, Qt.MouseButton.LeftButton)
    assert not section.body.isVisible()
    section.header.setFocus()
    QTest.keyClick(section.header, Qt.Key.Key_Space)
    assert section.body.isVisible()
    assert heard == [False, True]
    assert section.header.height() >= TARGET


def test_a_section_says_whether_it_is_open(appearance: Appearance, show: Show) -> None:
    section = show(Section(appearance, "Advanced", QLabel("body"), opened=False))
    heard: list[bool] = []
    section.toggled.connect(heard.append)
    assert (section.opened, section.header.accessibleName()) == (False, "Advanced, closed")
    section.set_open(True)
    section.set_title("Rates")
    assert (section.opened, section.header.accessibleName()) == (True, "Rates, open")
    assert heard == []


# ---- EmptyState


def test_an_empty_state_offers_what_to_do(appearance: Appearance, show: Show, qtbot: QtBot) -> None:
    state = show(EmptyState(appearance, "table", "There is no table yet.", "Open a table…"))
    with qtbot.waitSignal(state.pressed):
        QTest.mouseClick(state.button, Qt.MouseButton.LeftButton)
    assert state.accessibleName() == state.sentence == "There is no table yet."
    assert state.button.height() >= TARGET


def test_an_empty_state_without_a_button_has_none(appearance: Appearance, show: Show) -> None:
    state = show(EmptyState(appearance, "table", "There is no table yet."))
    assert state.button.isHidden()
    state.say("Nothing was trained.", "Train")
    assert (state.sentence, state.button.text(), state.button.isVisible()) == (
        "Nothing was trained.",
        "Train",
        True,
    )


def test_an_empty_state_stands_in_the_middle(appearance: Appearance, show: Show) -> None:
    state = EmptyState(
        appearance, "table", "There is no table yet. Open a CSV file or drop one here.", "Open"
    )
    state.resize(700, 400)
    show(state)
    middles = [each.geometry().center().x() for each in state.findChildren(QLabel)]
    assert middles == [pytest.approx(350, abs=2)] * 2
    assert state.button.geometry().center().x() == pytest.approx(350, abs=2)


# ---- Badge


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_badge_has_the_colour_of_its_tone(appearance: Appearance, show: Show, choice: Any) -> None:
    appearance.choose(choice)
    badge = show(Badge(appearance, "3 problems", "danger"))
    theme = appearance.theme
    assert theme.tint(theme.danger) in colours(badge)
    badge.say("ready", "success")
    assert theme.tint(theme.success) in colours(badge)
    assert (badge.text, badge.tone, badge.accessibleName()) == ("ready", "success", "ready")


def test_a_badge_may_have_the_colour_of_a_family(appearance: Appearance, show: Show) -> None:
    for name in Families.__dataclass_fields__:
        badge = show(Badge(appearance, name, family=name))
        assert LIGHT.tint(LIGHT.family(name)) in colours(badge)


def test_a_badge_has_room_for_its_word_and_icon(appearance: Appearance, show: Show) -> None:
    badge = show(Badge(appearance, "regularisation"))
    plain = badge.width()
    assert plain >= badge.fontMetrics().horizontalAdvance("regularisation") + 8
    badge.say("regularisation", icon_name="info")
    assert badge.sizeHint().width() > plain
    badge.say("", "danger", "circle-alert")
    assert badge.sizeHint().width() == badge.sizeHint().height()


# ---- labels


def test_a_label_that_fits_is_whole_and_has_no_tooltip(show: Show) -> None:
    label = show(ElidedLabel("island"))
    assert (label.shown_text(), label.toolTip()) == ("island", "")


def test_a_label_without_room_ends_in_an_ellipsis_and_tells_the_rest(show: Show) -> None:
    label = ElidedLabel("flipper_length_mm of the penguin")
    label.setFixedWidth(90)
    show(label)
    assert label.shown_text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.shown_text()) <= 90
    assert label.toolTip() == label.text() == "flipper_length_mm of the penguin"
    label.set_hint("A number in millimetres")
    assert label.toolTip() == "flipper_length_mm of the penguin\nA number in millimetres"
    label.setFixedWidth(600)
    assert label.toolTip() == "A number in millimetres"


def test_a_label_has_one_line_and_never_reads_markup(show: Show) -> None:
    label = show(ElidedLabel("<b>a</b>\n  b"))
    assert label.shown_text() == "<b>a</b> b"


def test_a_label_may_be_cut_in_the_middle(show: Show) -> None:
    label = ElidedLabel("/home/somebody/tables/penguins.csv", Qt.TextElideMode.ElideMiddle)
    label.setFixedWidth(120)
    show(label)
    assert label.shown_text().endswith(".csv")


def test_a_label_asks_for_its_text_and_does_with_less() -> None:
    label = ElidedLabel("a text that is not short at all")
    assert label.minimumSizeHint().width() < label.sizeHint().width() / 2


def test_a_code_label_can_be_copied_and_never_reads_markup(show: Show) -> None:
    label = show(CodeLabel("y = <b> x · W + b", formula=True))
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert CodeLabel("a").font() != label.font()


# ---- Histogram


def painted(counts: list[float], missing: float = 0.0) -> QImage:
    image = QImage(QSize(60, 24), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_histogram(painter, QRectF(0, 0, 60, 24), counts, missing, LIGHT, "#112233")
    painter.end()
    return image


def height_at(image: QImage, x: int) -> int:
    return sum(image.pixelColor(x, y).name() == "#112233" for y in range(image.height()))


def test_bars_are_as_high_as_their_counts() -> None:
    image = painted([1, 4, 0])
    assert [height_at(image, x) for x in (10, 30, 50)] == [6, 24, 0]


def test_a_single_value_among_thousands_is_still_to_be_seen() -> None:
    assert height_at(painted([10_000, 1]), 45) >= 1


def test_missing_values_are_a_line_as_long_as_their_share() -> None:
    image = painted([1, 1], missing=0.5)
    line = [image.pixelColor(x, 22).name() for x in range(60)]
    assert line.count(LIGHT.warning) == 30
    assert LIGHT.warning not in inks(painted([1, 1]))
    assert LIGHT.warning in inks(painted([1], missing=0.0001))


def test_no_counts_are_no_bars() -> None:
    assert inks(painted([])) == inks(painted([0, 0])) == {"#ffffff"}


def test_a_histogram_says_what_it_shows(appearance: Appearance, show: Show) -> None:
    histogram = show(Histogram(appearance))
    before = histogram.grab().toImage()
    histogram.show_counts([1, 2, 3], 0.1, "3 to 9, mean 5; 10 % missing")
    assert histogram.grab().toImage() != before
    assert histogram.accessibleName() == histogram.toolTip() == "3 to 9, mean 5; 10 % missing"


# ---- NoticeBar


def test_a_notice_is_hidden_until_something_is_said(appearance: Appearance, show: Show) -> None:
    window = show(QWidget())
    notice = NoticeBar(appearance)
    notice.setParent(window)
    assert notice.isHidden()
    notice.say("The table has no rows.", "danger")
    assert notice.isVisible()
    assert (notice.message, notice.accessibleName()) == ("The table has no rows.",) * 2
    assert notice.button.isHidden()


def test_a_notice_is_closed_by_its_cross_by_escape_and_once(appearance: Appearance, show: Show) -> None:
    notice = show(NoticeBar(appearance))
    heard: list[str] = []
    notice.closed.connect(lambda: heard.append("closed"))
    notice.say("One")
    QTest.mouseClick(notice.cross, Qt.MouseButton.LeftButton)
    assert notice.isHidden()
    notice.say("Two")
    QTest.keyClick(notice.cross, Qt.Key.Key_Escape)
    notice.dismiss()
    assert heard == ["closed", "closed"]
    assert min(notice.cross.width(), notice.cross.height()) >= TARGET


def test_acting_on_a_notice_closes_it(appearance: Appearance, show: Show, qtbot: QtBot) -> None:
    notice = show(NoticeBar(appearance))
    notice.say("The loss became infinite.", "danger", "Try 0.0003")
    with qtbot.waitSignals([notice.acted, notice.closed]):
        QTest.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert notice.isHidden()


def test_looking_at_what_a_notice_is_about_leaves_it_standing(
    appearance: Appearance, show: Show, qtbot: QtBot
) -> None:
    notice = show(NoticeBar(appearance))
    notice.say("The loss became infinite.", "danger", "Try 0.0003", look="Show the layer")
    with qtbot.waitSignal(notice.looked), qtbot.assertNotEmitted(notice.acted):
        QTest.mouseClick(notice.look, Qt.MouseButton.LeftButton)
    assert notice.isVisible()
    notice.say("All is well.")
    assert notice.look.isHidden()


def test_a_notice_with_a_timeout_goes_away(appearance: Appearance, show: Show, qtbot: QtBot) -> None:
    notice = show(NoticeBar(appearance))
    with qtbot.waitSignal(notice.closed):
        notice.say("Saved.", "success", timeout_ms=1)
    assert notice.isHidden()


def test_a_notice_that_replaces_a_passing_one_stays(appearance: Appearance, show: Show, qtbot: QtBot) -> None:
    notice = show(NoticeBar(appearance))
    notice.say("Saved.", timeout_ms=1)
    notice.say("The disk is full.", "danger")
    with qtbot.assertNotEmitted(notice.closed, wait=20):
        pass
    assert notice.message == "The disk is full."


@pytest.mark.parametrize("tone", ["neutral", "accent", "danger", "warning", "success"])
def test_every_tone_of_a_notice_has_its_ground(appearance: Appearance, show: Show, tone: Any) -> None:
    notice = show(NoticeBar(appearance))
    notice.say("Message", tone)
    colour = LIGHT.muted if tone == "neutral" else getattr(LIGHT, tone)
    assert LIGHT.tint(colour) in colours(notice)


# ---- FlowLayout


def test_a_flow_breaks_rows_where_the_room_ends(appearance: Appearance, show: Show) -> None:
    window = QWidget()
    flow = FlowLayout(10)
    parts = [QPushButton(str(number)) for number in range(4)]
    for part in parts:
        part.setFixedSize(100, 30)
        flow.addWidget(part)
    window.setLayout(flow)
    window.resize(210, 200)
    show(window)
    assert [(part.x(), part.y()) for part in parts] == [(0, 0), (110, 0), (0, 40), (110, 40)]
    assert (flow.heightForWidth(210), flow.heightForWidth(1000), flow.heightForWidth(50)) == (70, 30, 150)
    window.resize(500, 200)
    flow.activate()
    assert [part.y() for part in parts] == [0, 0, 0, 0]


def test_a_flow_gives_its_parts_back() -> None:
    flow = FlowLayout()
    window = QWidget()
    window.setLayout(flow)
    label = QLabel("a")
    flow.addWidget(label)
    item = flow.takeAt(0)
    assert item is not None
    assert item.widget() is label
    assert (flow.count(), flow.itemAt(0), flow.takeAt(0)) == (0, None, None)


# ---- DockTitle


@pytest.fixture
def window() -> QMainWindow:
    return QMainWindow()


@pytest.fixture
def dock(window: QMainWindow, appearance: Appearance, show: Show) -> QDockWidget:
    dock = QDockWidget("Palette", window)
    dock.setTitleBarWidget(DockTitle(appearance, dock))
    dock.setWidget(QLabel("inside"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    show(window)
    return dock


def title_of(dock: QDockWidget) -> DockTitle:
    title = dock.titleBarWidget()
    assert isinstance(title, DockTitle)
    return title


def test_a_dock_is_detached_put_back_and_closed(dock: QDockWidget) -> None:
    title = title_of(dock)
    assert title.float_button.accessibleName() == "Detach Palette"
    QTest.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    assert title.float_button.accessibleName() == "Put back Palette"
    QTest.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    QTest.mouseClick(title.close_button, Qt.MouseButton.LeftButton)
    assert dock.isHidden()


def test_buttons_of_a_dock_are_there_as_far_as_it_can_do_that(dock: QDockWidget) -> None:
    title = title_of(dock)
    assert min(title.close_button.width(), title.close_button.height()) >= TARGET
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
    assert title.close_button.isHidden()
    assert title.float_button.isHidden()


def test_a_docks_title_follows_its_name(dock: QDockWidget) -> None:
    dock.setWindowTitle("Layers")
    title = title_of(dock)
    assert title.close_button.toolTip() == "Close Layers"
    assert title.findChild(ElidedLabel).text() == "Layers"
