"""Fields for one number: a box to type in and a slider to play with, always showing the same value."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QWidget

from designer.widgets.calm import CalmDoubleSpinBox, CalmSlider, CalmSpinBox
from designer.widgets.scale import LinearScale, LogScale, Scale, plain

PLACES = 1000
"""The slider's resolution."""
BOX_WIDTH = 124
SLIDER_REACH = 1024
"""Where the slider of a whole number without an upper limit ends."""
LARGEST_INT = 2_147_483_647
LARGEST_FLOAT = 1e12
_BEGINNING_OF_A_NUMBER = re.compile(r"[+-]?\d*[.,]?\d*([eE][+-]?\d*)?")


class RateBox(CalmDoubleSpinBox):
    """A spin box that shows 0.001 as "0.001", takes "1e-3" and "0,001", and steps by the leading digit or evenly."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        # Qt rounds to this many decimals; what is shown is rounded by textFromValue.
        self.setDecimals(18)

    def textFromValue(self, value: float) -> str:
        """Return the number without needless zeros."""
        return plain(value)

    def valueFromText(self, text: str) -> float:
        """Return the number that was typed, or the present one where it is none yet."""
        try:
            return float(self._bare(text).replace(",", "."))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Tell Qt whether a number within the limits was typed, may be in the making, or cannot become one."""
        bare = self._bare(text)
        if not _BEGINNING_OF_A_NUMBER.fullmatch(bare):
            return QValidator.State.Invalid, text, position
        try:
            fits = self.minimum() <= float(bare.replace(",", ".")) <= self.maximum()
        except ValueError:
            fits = False
        return (QValidator.State.Acceptable if fits else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        """Go to the next round number; ten steps (page up, page down) are a decade on a logarithmic scale."""
        if isinstance(self._scale, LogScale) and abs(steps) == 10:
            steps = 9 if steps > 0 else -9
        self.setValue(self._scale.step(self.value(), steps))
        self.selectAll()

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()


class NumberField(QWidget):
    """What IntField and FloatField share: box and slider in step, and the two signals.

    `edited` is emitted at every change by the user, typing a rate being one; `committed` once after those at the
    end of a drag, on Enter, on leaving the box, and after a key or the wheel moved the slider. `set_value` emits
    neither.
    """

    edited = Signal(object)
    committed = Signal(object)

    def __init__(self, box: CalmSpinBox | RateBox, scale: Scale, slider: bool) -> None:
        super().__init__()
        self._box = box
        self._scale = scale
        self._slider = CalmSlider() if slider else None
        self._uncommitted = False
        self._told: float = box.value()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(box)
        box.valueChanged.connect(self._on_box_value_changed)
        box.editingFinished.connect(self._commit)
        self.setFocusProxy(box)
        if self._slider is not None:
            box.setFixedWidth(BOX_WIDTH)
            self._slider.setRange(0, PLACES)
            self._slider.setPageStep(PLACES // 10)
            self._slider.setSingleStep(PLACES // 100)
            self._slider.valueChanged.connect(self._on_slider_value_changed)
            self._slider.sliderReleased.connect(self._commit)
            row.addWidget(self._slider, 1)
        self._move_slider()

    @property
    def box(self) -> QAbstractSpinBox:
        """The box to type in."""
        return self._box

    @property
    def slider(self) -> CalmSlider | None:
        """The slider, where there is one."""
        return self._slider

    def set_unit(self, unit: str) -> None:
        """Show a unit after the number."""
        self._box.setSuffix(f" {unit}" if unit else "")

    def setAccessibleName(self, name: str) -> None:
        """Name the field for screen readers, box and slider alike."""
        super().setAccessibleName(name)
        self._box.setAccessibleName(name)
        if self._slider is not None:
            self._slider.setAccessibleName(f"{name}, slider")

    def _show(self, value: float) -> None:
        # The same value is not set again: that would rewrite "0.0" to "0" under the hand that types 0.05.
        if value != self._box.value():
            with QSignalBlocker(self._box):
                self._put(value)
        self._told = self._box.value()
        self._move_slider()

    def _put(self, value: float) -> None:
        if isinstance(self._box, CalmSpinBox):
            self._box.setValue(round(value))
        else:
            self._box.setValue(value)

    def _move_slider(self) -> None:
        if self._slider is not None:
            with QSignalBlocker(self._slider):
                self._slider.setValue(round(self._scale.place(self._box.value()) * PLACES))

    def _on_box_value_changed(self, _value: float) -> None:
        self._move_slider()
        self._tell_edited()

    def _on_slider_value_changed(self, place: int) -> None:
        before = self._box.value()
        with QSignalBlocker(self._box):
            self._put(self._scale.value(place / PLACES))
        if self._box.value() == before:
            self._nudge(place)
        self._tell_edited()
        if self._slider is not None and not self._slider.isSliderDown():
            self._commit()

    def _nudge(self, place: int) -> None:
        """A key moved the slider by less than the box can tell: go on by one step of the box's own."""
        if self._slider is None or self._slider.isSliderDown():
            return
        steps = 1 if place / PLACES > self._scale.place(self._box.value()) else -1
        with QSignalBlocker(self._box):
            self._box.stepBy(steps)
        self._move_slider()

    def _tell_edited(self) -> None:
        # On Enter, Qt tells a value once more that it told while it was typed.
        if self._box.value() != self._told:
            self._told = self._box.value()
            self._uncommitted = True
            self.edited.emit(self._told)

    def _commit(self) -> None:
        if self._uncommitted:
            self._uncommitted = False
            self.committed.emit(self._box.value())


class IntField(NumberField):
    """A whole number from `low` to `high`. The slider ends at `reach`, the box goes on to `high`."""

    def __init__(
        self,
        low: int = 0,
        high: int | None = None,
        *,
        reach: int | None = None,
        log: bool = False,
        slider: bool = True,
    ) -> None:
        box = CalmSpinBox()
        box.setRange(low, LARGEST_INT if high is None else min(high, LARGEST_INT))
        end = min(box.maximum(), max(low + 1, reach or (SLIDER_REACH if high is None else high)))
        scale: Scale = LogScale(low, end, least=1) if log and low >= 0 else LinearScale(low, end)
        super().__init__(box, scale, slider)

    def value(self) -> int:
        """Return the number shown."""
        return int(self._box.value())

    def set_value(self, value: int) -> None:
        """Show a number, without a signal."""
        self._show(value)


class FloatField(NumberField):
    """A fraction from `low` to `high`, None for no limit; `log` is for rates, whose decades matter.

    The slider ends at `reach`, the box goes on to `high`. Where the slider would have no end there is none.
    """

    def __init__(
        self,
        low: float | None = None,
        high: float | None = None,
        *,
        reach: float | None = None,
        log: bool = False,
        slider: bool = True,
    ) -> None:
        end = high if reach is None else reach
        if end is None and log:
            end = 1.0 if (low or 0.0) < 1 else (low or 0.0) * 1000
        scale: Scale
        if low is None or end is None:
            slider, scale = False, LinearScale(low or 0.0, (low or 0.0) + 5.0)
        else:
            scale = LogScale(low, end) if log and low >= 0 else LinearScale(low, end)
        box = RateBox(scale)
        box.setRange(-LARGEST_FLOAT if low is None else low, LARGEST_FLOAT if high is None else high)
        # A rate takes effect when it is typed to its end: on the way to 1e-3 stands 1, which would ruin a run.
        box.setKeyboardTracking(not log)
        super().__init__(box, scale, slider)

    def value(self) -> float:
        """Return the number shown."""
        return float(self._box.value())

    def set_value(self, value: float) -> None:
        """Show a number, without a signal."""
        self._show(value)
