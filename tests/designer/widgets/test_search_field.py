"""Searching: what is typed is told, arrows move the list below, Escape empties."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.theme import Appearance
from designer.widgets.search_field import SearchField


@pytest.fixture
def field(appearance: Appearance, show: Callable[[SearchField], SearchField]) -> SearchField:
    return show(SearchField(appearance, "Search layers"))


def test_what_is_typed_is_told_without_blanks_around_it(field: SearchField) -> None:
    heard: list[str] = []
    field.searched.connect(heard.append)
    QTest.keyClicks(field, "de ")
    assert heard == ["d", "de", "de"]


def test_escape_empties_and_then_leaves_the_key_to_others(field: SearchField) -> None:
    field.setText("dense")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


@pytest.mark.parametrize(
    ("key", "step"),
    [(Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, -1), (Qt.Key.Key_PageDown, 10), (Qt.Key.Key_PageUp, -10)],
)
def test_arrows_are_for_the_list_below(field: SearchField, key: Qt.Key, step: int) -> None:
    heard: list[int] = []
    field.stepped.connect(heard.append)
    QTest.keyClick(field, key)
    assert heard == [step]


def test_it_has_a_name_a_prompt_and_size(field: SearchField) -> None:
    assert field.accessibleName() == field.placeholderText() == "Search layers"
    assert field.height() >= 24


def test_its_icon_follows_the_theme(field: SearchField, appearance: Appearance) -> None:
    before = field.actions()[0].icon().cacheKey()
    appearance.choose("dark")
    assert field.actions()[0].icon().cacheKey() != before
