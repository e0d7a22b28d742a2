"""Places on a slider and values belong together, at every end of every scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.widgets.scale import LinearScale, LogScale, plain, significant

SCALES = [
    LinearScale(0, 0.99),
    LinearScale(-5, 5),
    LinearScale(1, 512),
    LogScale(1, 1024),
    LogScale(1e-8, 10),
    LogScale(0, 1),
]


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_the_ends_are_the_limits(scale: LinearScale | LogScale) -> None:
    assert (scale.value(0), scale.value(1)) == (scale.low, scale.high)
    assert (scale.place(scale.low), scale.place(scale.high)) == (0, 1)
    assert (scale.place(scale.low - 1), scale.place(scale.high + 1)) == (0, 1)


@pytest.mark.parametrize("scale", SCALES, ids=str)
@given(place=st.floats(0.01, 1))
def test_a_value_stands_where_it_came_from(scale: LinearScale | LogScale, place: float) -> None:
    assert scale.place(scale.value(place)) == pytest.approx(place, abs=0.01)


def test_values_on_a_slider_are_round() -> None:
    assert LinearScale(0, 1).value(0.33333) == 0.333
    assert LogScale(0.0001, 1).value(0.5) == 0.01
    assert LogScale(0.0001, 1).value(0.51) == 0.011


def test_a_logarithmic_scale_from_zero_has_zero_and_its_decades() -> None:
    scale = LogScale(0, 1)
    assert scale.value(0) == 0
    assert scale.place(0.001) == pytest.approx(0.5)
    assert LogScale(0, 1024, least=1).value(0.001) == 1


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [
        (0.001, 1, 0.002),
        (0.009, 1, 0.01),
        (0.01, -1, 0.009),
        (0.0015, 1, 0.002),
        (0.0015, -1, 0.001),
        (0.001, 9, 0.01),
        (0.01, -9, 0.001),
        (1e-8, -1, 1e-8),
        (9, 2, 20),
    ],
)
def test_logarithmic_steps_follow_the_leading_digit(value: float, steps: int, expected: float) -> None:
    assert LogScale(1e-8, 10).step(value, steps) == expected


def test_a_step_down_from_the_smallest_leads_to_zero_and_back() -> None:
    scale = LogScale(0, 1)
    assert scale.step(1e-6, -1) == 0
    assert scale.step(0, 1) == 1e-6


def test_linear_steps_are_round() -> None:
    assert LinearScale(0, 0.99).step(0.5, 1) == 0.51
    assert LinearScale(0, 0.99).step(0.1, 2) == 0.12
    assert LinearScale(-5, 5).step(0, -3) == -0.3


def test_a_scale_without_extent_has_one_value() -> None:
    assert LinearScale(2, 2).value(0.7) == 2
    assert LinearScale(2, 2).place(2) == 0
    assert LinearScale(2, 2).step(2, 1) == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.001, "0.001"),
        (0, "0"),
        (-0.0, "0"),
        (16, "16"),
        (1000, "1000"),
        (0.1 + 0.2, "0.3"),
        (0.00001, "0.00001"),
        (1e-7, "1e-7"),
        (1.5e-9, "1.5e-9"),
        (1e9, "1e9"),
        (-2.5, "-2.5"),
        (123456.7, "123457"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float, expected: str) -> None:
    assert plain(value) == expected


@given(st.floats(-1e12, 1e12))
def test_what_is_written_is_the_number_to_six_digits(value: float) -> None:
    assert float(plain(value)) == pytest.approx(value, rel=1e-5, abs=1e-300)


def test_significant_digits() -> None:
    assert (significant(0.0012345, 2), significant(98765, 1), significant(0, 3)) == (0.0012, 100000, 0)
