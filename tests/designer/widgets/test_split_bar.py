"""The split: three parts that always make a whole, moved by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from designer.theme import Appearance
from designer.widgets.split_bar import HANDLE_WIDTH, Parts, SplitBar

Show = Callable[[SplitBar], SplitBar]


@pytest.fixture
def bar(appearance: Appearance, show: Show) -> SplitBar:
    bar = SplitBar(appearance)
    bar.resize(424, bar.sizeHint().height())
    return show(bar)


@pytest.fixture
def heard(bar: SplitBar) -> list[tuple[str, Parts]]:
    told: list[tuple[str, Parts]] = []
    bar.edited.connect(lambda parts: told.append(("edited", parts)))
    bar.committed.connect(lambda parts: told.append(("committed", parts)))
    return told


def drag(bar: SplitBar, which: int, places: list[int]) -> None:
    """Take hold of a handle, and pull it to each of the places in percent."""
    handle = bar.handles[which]
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    for place in places:
        x = round((bar.width() - HANDLE_WIDTH) * (place - bar.parts.boundary(which)) / 100)
        QTest.mouseMove(handle, handle.rect().center() + QPoint(x, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())


@given(
    moves=st.lists(st.tuples(st.integers(0, 1), st.integers(-50, 150)), max_size=10),
    total=st.integers(0, 100_000),
)
def test_whatever_is_moved_the_parts_make_a_whole(moves: list[tuple[int, int]], total: int) -> None:
    parts = Parts()
    for which, place in moves:
        parts = parts.with_boundary(which, place)
        assert parts.training + parts.validation + parts.test == 100
        assert parts.training >= 1
        assert min(parts.validation, parts.test) >= 0
        assert sum(parts.rows(total)) == total


def test_a_boundary_stops_at_the_other() -> None:
    assert Parts(70, 15, 15).with_boundary(0, 95) == Parts(85, 0, 15)
    assert Parts(70, 15, 15).with_boundary(1, 10) == Parts(70, 0, 30)


def test_setting_values_says_nothing(bar: SplitBar, heard: list[tuple[str, Parts]]) -> None:
    bar.set_parts(Parts(80, 10, 10))
    bar.set_rows(344)
    assert bar.parts == Parts(80, 10, 10)
    assert heard == []


def test_a_drag_is_edits_and_one_commit(bar: SplitBar, heard: list[tuple[str, Parts]]) -> None:
    drag(bar, 0, [60, 50])
    assert heard == [
        ("edited", Parts(60, 25, 15)),
        ("edited", Parts(50, 35, 15)),
        ("committed", Parts(50, 35, 15)),
    ]


def test_a_click_that_moves_nothing_says_nothing(bar: SplitBar, heard: list[tuple[str, Parts]]) -> None:
    drag(bar, 1, [])
    assert heard == []


@pytest.mark.parametrize(
    ("which", "key", "expected"),
    [
        (0, Qt.Key.Key_Left, Parts(69, 16, 15)),
        (0, Qt.Key.Key_Right, Parts(71, 14, 15)),
        (0, Qt.Key.Key_PageDown, Parts(65, 20, 15)),
        (0, Qt.Key.Key_Home, Parts(1, 84, 15)),
        (1, Qt.Key.Key_Right, Parts(70, 16, 14)),
        (1, Qt.Key.Key_End, Parts(70, 30, 0)),
    ],
)
def test_keys_move_a_boundary(
    bar: SplitBar, heard: list[tuple[str, Parts]], which: int, key: Qt.Key, expected: Parts
) -> None:
    QTest.keyClick(bar.handles[which], key)
    assert heard == [("edited", expected), ("committed", expected)]


def test_shift_takes_larger_steps(bar: SplitBar) -> None:
    QTest.keyClick(bar.handles[0], Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert bar.parts == Parts(65, 20, 15)


def test_tab_goes_from_one_handle_to_the_next(bar: SplitBar) -> None:
    bar.setFocus()
    assert bar.handles[0].hasFocus()
    QTest.keyClick(bar.handles[0], Qt.Key.Key_Tab)
    assert bar.handles[1].hasFocus()


@pytest.mark.parametrize("parts", [Parts(90, 0, 10), Parts(100, 0, 0), Parts(1, 0, 99), Parts(50, 1, 49)])
def test_handles_never_cover_each_other_or_leave_the_bar(bar: SplitBar, parts: Parts) -> None:
    bar.set_parts(parts)
    first, second = (handle.geometry() for handle in bar.handles)
    assert not first.intersects(second)
    assert QRect(QPoint(), bar.size()).contains(first)
    assert QRect(QPoint(), bar.size()).contains(second)
    assert min(first.width(), first.height()) >= 24


def test_handles_that_stand_aside_can_be_pulled_apart_again(
    bar: SplitBar, heard: list[tuple[str, Parts]]
) -> None:
    bar.set_parts(Parts(100, 0, 0))
    drag(bar, 0, [80])
    assert heard[-1] == ("committed", Parts(80, 20, 0))


def test_percentages_and_rows_are_said(bar: SplitBar) -> None:
    assert bar.legend() == ("70 %", "15 %", "15 %")
    bar.set_rows(344)
    assert bar.legend() == ("70 % · 240 rows", "15 % · 52 rows", "15 % · 52 rows")
    bar.set_rows(344, (239, 53, 52))
    assert bar.legend()[0] == "70 % · 239 rows"
    assert "Training 70 % · 239 rows" in bar.handles[0].accessibleDescription()


def test_given_counts_hold_until_the_parts_change(bar: SplitBar) -> None:
    bar.set_rows(100, (71, 15, 14))
    bar.set_parts(Parts(60, 20, 20))
    assert bar.legend()[0] == "60 % · 60 rows"


def test_the_parts_have_the_colours_of_their_series(bar: SplitBar, appearance: Appearance) -> None:
    for choice in ("light", "dark"):
        appearance.choose(choice)  # type: ignore[arg-type]
        image = bar.grab().toImage()
        series = appearance.theme.series
        for place, colour in ((10, series.training), (76, series.validation), (98, series.test)):
            x = HANDLE_WIDTH / 2 + (bar.width() - HANDLE_WIDTH) * place / 100
            assert image.pixelColor(round(x * image.devicePixelRatio()), 3).name() == colour


def test_a_disabled_bar_is_grey(bar: SplitBar, appearance: Appearance) -> None:
    bar.setEnabled(False)
    assert bar.grab().toImage().pixelColor(60, 3).name() == appearance.theme.disabled


def test_a_narrow_legend_leaves_words_out_and_cuts_none(bar: SplitBar) -> None:
    room = bar.fontMetrics().horizontalAdvance
    said = "70 % · 486 rows"
    assert bar.fitting(said, room(said)) == said
    assert bar.fitting(said, room(said) - 1) == "70 % · 486"
    assert bar.fitting(said, room("70 % · 486") - 1) == "70 %"
