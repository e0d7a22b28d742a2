"""The picture of a schedule: the curve of a run, where the run is on it, and what stands above it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from designer.forms.schedule_view import Place, ScheduleView
from engine.schedules import SCHEDULES
from engine.schedules.base import Span

SPAN = Span(50, 8)


@pytest.fixture
def view(show, appearance):
    made = ScheduleView(appearance)
    made.resize(300, made.sizeHint().height())
    made.show_schedule(SCHEDULES["cosine"](), 0.01, SPAN)
    return show(made)


def test_it_draws_the_curve_of_the_run(view):
    epochs, rates = view.curve
    wanted = SCHEDULES["cosine"]().curve(0.01, SPAN, len(epochs))
    assert np.array_equal(rates, wanted[1])
    assert (rates[0], epochs[-1]) == (0.01, 49.875)
    assert view.accessibleDescription().startswith("It begins at 0.01, is 0.01 at its highest")


def test_a_rate_that_never_changes_is_not_drawn(view):
    view.show_schedule(SCHEDULES["constant"](), 0.01, SPAN)
    assert view.isHidden()
    view.show_schedule(SCHEDULES["exponential"](), 0.01, SPAN)
    assert view.isVisible()


def test_the_dot_says_the_present_rate(view):
    assert view.reading() == ""
    before = view.grab().toImage()
    view.show_place(Place(12.5, 0.00876543))
    assert view.reading() == "now 0.00877"
    assert view.grab().toImage() != before
    view.show_place(None)
    assert view.reading() == ""
    assert view.grab().toImage() == before


def test_under_the_mouse_it_is_read_off(view):
    view.show_place(Place(12.5, 0.00876543))
    area = view._area()
    QTest.mouseMove(view, QPoint(round(area.left()) + 1, round(area.center().y())))
    assert view.reading() == "epoch 1: 0.01"
    QTest.mouseMove(view, QPoint(round(area.right()) - 1, round(area.center().y())))
    assert view.reading().startswith("epoch 50: ")
    QTest.mouseMove(view, QPoint(1, 1))
    assert view.reading() == "now 0.00877"


def test_what_depends_on_the_loss_is_drawn_as_it_went(view):
    view.show_schedule(SCHEDULES["reduce_on_plateau"](), 0.01, SPAN)
    before = view.grab().toImage()
    view.show_place(Place(3.0, 0.001), [0.01, 0.01, 0.001])
    assert view.grab().toImage() != before


def test_another_theme_is_taken_over(view, appearance):
    before = view.grab().toImage()
    appearance.choose("dark")
    assert view.grab().toImage() != before


@pytest.mark.parametrize("kind", SCHEDULES.values(), ids=lambda kind: kind.kind())
@pytest.mark.parametrize("span", [Span(1, 1), Span(3, 2), Span(1_000, 100)], ids=str)
def test_every_schedule_can_be_painted(view, kind, span):
    for schedule in kind.samples():
        view.show_schedule(schedule, 0.01, span)
        view.grab()
