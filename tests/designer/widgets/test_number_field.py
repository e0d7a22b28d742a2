"""Number fields: what is typed, dragged or stepped arrives, and a drag is one change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from designer.theme import Appearance
from designer.widgets.calm import CalmComboBox
from designer.widgets.number_field import PLACES, FloatField, IntField, NumberField, RateBox
from designer.widgets.scale import LogScale

pytestmark = pytest.mark.usefixtures("appearance")
Show = Callable[[Any], Any]
TARGET = 24


class Heard:
    """What a field told."""

    def __init__(self, field: NumberField) -> None:
        self.edited: list[float] = []
        self.committed: list[float] = []
        field.edited.connect(self.edited.append)
        field.committed.connect(self.committed.append)


def retype(field: NumberField, text: str) -> None:
    """Type over what stands in the box."""
    field.box.setFocus()
    field.box.selectAll()
    QTest.keyClicks(field.box, text)


def test_setting_a_value_says_nothing() -> None:
    field = IntField(1, 4096, reach=512, log=True)
    heard = Heard(field)
    field.set_value(64)
    assert field.value() == 64
    assert (heard.edited, heard.committed) == ([], [])


def test_typing_is_edited_at_once_and_committed_on_enter(show: Show) -> None:
    field = show(IntField(1, 4096, log=True))
    heard = Heard(field)
    retype(field, "64")
    assert heard.edited == [6, 64]
    assert heard.committed == []
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert heard.committed == [64]
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert heard.committed == [64]


def test_leaving_the_box_commits(show: Show) -> None:
    field = show(IntField(1, 100, slider=False))
    heard = Heard(field)
    retype(field, "7")
    field.box.clearFocus()
    assert heard.committed == [7]


def test_the_slider_follows_the_box_and_the_box_the_slider() -> None:
    field = IntField(1, 1024, log=True)
    assert field.slider is not None
    field.set_value(32)
    assert field.slider.value() == pytest.approx(PLACES / 2, abs=1)
    field.slider.setValue(PLACES)
    assert field.value() == 1024


def test_the_box_goes_beyond_the_reach_of_the_slider() -> None:
    field = IntField(1, 100_000, reach=512)
    assert field.slider is not None
    field.set_value(5000)
    assert (field.value(), field.slider.value()) == (5000, PLACES)


def test_a_drag_is_many_edits_and_one_commit(show: Show) -> None:
    field = show(FloatField(0, 1))
    heard = Heard(field)
    assert field.slider is not None
    field.slider.setSliderDown(True)
    for place in (200, 300, 400):
        field.slider.setValue(place)
    assert heard.edited == [0.2, 0.3, 0.4]
    assert heard.committed == []
    field.slider.setSliderDown(False)
    assert heard.committed == [0.4]


def test_a_key_on_the_slider_is_an_edit_and_a_commit(show: Show) -> None:
    field = show(FloatField(0, 1))
    heard = Heard(field)
    assert field.slider is not None
    field.slider.setFocus()
    QTest.keyClick(field.slider, Qt.Key.Key_PageUp)
    assert (heard.edited, heard.committed) == ([0.1], [0.1])


@pytest.mark.parametrize(("key", "expected"), [(Qt.Key.Key_Right, 3), (Qt.Key.Key_Left, 1)])
def test_a_key_on_the_slider_moves_even_a_small_whole_number(show: Show, key: Qt.Key, expected: int) -> None:
    field = show(IntField(1, 4))
    field.set_value(2)
    assert field.slider is not None
    QTest.keyClick(field.slider, key)
    assert field.box.value() == expected


@pytest.mark.parametrize("low", [0, 1])
def test_a_slider_of_counts_reaches_both_ends_by_keys(show: Show, low: int) -> None:
    field = show(IntField(low, 64, log=True))
    field.set_value(2)
    assert field.slider is not None
    QTest.keyClick(field.slider, Qt.Key.Key_Home)
    assert field.box.value() == low
    QTest.keyClick(field.slider, Qt.Key.Key_End)
    assert field.box.value() == 64


@pytest.mark.parametrize(
    ("typed", "value"), [("1e-3", 0.001), ("0,05", 0.05), ("0.25", 0.25), (".5", 0.5), ("1E-2", 0.01)]
)
def test_rates_are_typed_in_every_usual_way(show: Show, typed: str, value: float) -> None:
    field = show(FloatField(1e-8, 10, log=True))
    heard = Heard(field)
    retype(field, typed)
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert heard.committed == [value]


def test_an_echo_of_what_is_typed_does_not_disturb_typing(show: Show) -> None:
    field = show(FloatField(0, 1))
    field.edited.connect(field.set_value)
    retype(field, "0.05")
    assert (field.box.text(), field.box.value()) == ("0.05", 0.05)


def test_a_rate_reads_as_it_should() -> None:
    field = FloatField(1e-8, 10, log=True)
    for value, text in ((0.001, "0.001"), (1e-7, "1e-7"), (0.3, "0.3")):
        field.set_value(value)
        assert field.box.text() == text
        assert field.value() == value


def test_arrow_keys_step_rates_by_digit_and_pages_by_decade(show: Show) -> None:
    field = show(FloatField(1e-8, 10, log=True))
    field.set_value(0.001)
    QTest.keyClick(field.box, Qt.Key.Key_Up)
    assert field.box.value() == 0.002
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    assert field.box.value() == 0.0009
    field.set_value(0.001)
    QTest.keyClick(field.box, Qt.Key.Key_PageUp)
    assert field.box.value() == 0.01
    QTest.keyClick(field.box, Qt.Key.Key_PageDown)
    assert field.box.value() == 0.001


def test_letters_are_refused_and_what_is_out_of_limits_does_not_arrive(show: Show) -> None:
    field = show(FloatField(0, 0.99))
    field.set_value(0.5)
    heard = Heard(field)
    retype(field, "x")
    assert heard.edited == []
    retype(field, "7")
    assert heard.edited == []
    field.box.clearFocus()
    assert 0 <= field.box.value() <= 0.99


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("0.5", QValidator.State.Acceptable),
        ("", QValidator.State.Intermediate),
        ("1e", QValidator.State.Intermediate),
        ("1e-", QValidator.State.Intermediate),
        ("5", QValidator.State.Intermediate),
        ("half", QValidator.State.Invalid),
        ("1.2.3", QValidator.State.Invalid),
        ("nan", QValidator.State.Invalid),
    ],
)
def test_half_a_number_may_become_one(text: str, state: QValidator.State) -> None:
    box = RateBox(LogScale(0.1, 1))
    box.setRange(0.1, 1)
    assert box.validate(text, 0)[0] is state


def test_without_limits_there_is_no_slider() -> None:
    assert FloatField().slider is None
    assert FloatField(low=0).slider is None
    assert FloatField(0, 1, slider=False).slider is None
    assert FloatField(0, log=True).slider is not None


def test_a_unit_is_shown_and_not_read_as_a_number(show: Show) -> None:
    field = show(FloatField(0, 100))
    field.set_unit("%")
    field.set_value(15)
    assert field.box.text() == "15 %"
    retype(field, "20")
    assert field.box.value() == 20


def test_both_parts_have_a_name() -> None:
    field = FloatField(0, 1)
    field.setAccessibleName("Rate")
    assert field.slider is not None
    assert (field.accessibleName(), field.box.accessibleName()) == ("Rate", "Rate")
    assert field.slider.accessibleName() == "Rate, slider"


def test_the_field_gives_its_focus_to_the_box(show: Show) -> None:
    field = show(IntField(1, 10))
    field.setFocus()
    assert field.box.hasFocus()


@pytest.mark.parametrize(
    "make", [lambda: IntField(1, 4096, log=True), lambda: FloatField(1e-8, 10, log=True)]
)
def test_everything_is_large_enough_to_hit_and_nothing_is_cut_off(
    show: Show, make: Callable[[], NumberField]
) -> None:
    field = show(make())
    assert field.slider is not None
    assert min(field.box.height(), field.slider.height()) >= TARGET
    field.set_value(field.box.maximum())
    edit = field.box.lineEdit()
    assert edit.fontMetrics().horizontalAdvance(field.box.text()) <= edit.width()


def wheel_on(widget: QWidget) -> bool:
    """Turn the wheel above a widget; return whether it took that."""
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        widget.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.setAccepted(False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.mark.parametrize("make", [lambda: IntField(1, 100), lambda: FloatField(0, 1)])
def test_the_wheel_passes_by_until_there_is_focus(show: Show, make: Callable[[], NumberField]) -> None:
    field = show(make())
    assert field.slider is not None
    field.set_value(field.box.minimum())
    field.box.clearFocus()
    before = field.box.value()
    assert not wheel_on(field.box)
    assert not wheel_on(field.slider)
    assert field.box.value() == before
    field.box.setFocus()
    assert wheel_on(field.box)
    assert field.box.value() > before


def test_the_wheel_passes_by_a_combo_box_until_there_is_focus(show: Show) -> None:
    combo = CalmComboBox()
    combo.addItems(["a", "b", "c"])
    combo.setCurrentIndex(1)
    show(combo)
    combo.clearFocus()
    wheel_on(combo)
    assert combo.currentIndex() == 1
    combo.setFocus()
    wheel_on(combo)
    assert combo.currentIndex() == 0


def test_light_and_dark_differ(show: Show, appearance: Appearance) -> None:
    field = show(FloatField(0, 1))
    light = field.grab().toImage()
    appearance.choose("dark")
    assert field.grab().toImage() != light


@pytest.mark.parametrize(("text", "value"), [("1e-3", 0.001), ("0.05", 0.05), ("10", 10.0)])
def test_a_rate_that_is_being_typed_is_told_at_its_end_only(show: Show, text: str, value: float) -> None:
    field = show(FloatField(0.0, 100.0, log=True, slider=False))
    field.set_value(0.2)
    heard = Heard(field)
    retype(field, text)
    field.set_value(0.2)
    assert heard.edited == []
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert (heard.edited, heard.committed) == ([value], [value])
