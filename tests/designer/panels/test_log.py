"""The log: what is said is written down with its time, and can be copied and cleared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication, QWidget

from designer.panels.log import MOST_LINES, LogPanel
from designer.theme import Appearance


@pytest.fixture
def panel(appearance: Appearance, show: Callable[[QWidget], QWidget]) -> LogPanel:
    return show(LogPanel(appearance))


def test_it_is_empty_until_something_is_said(panel: LogPanel) -> None:
    assert panel.empty.isVisible()
    panel.add("The table was opened.", QTime(9, 5, 7))
    assert not panel.empty.isVisible()
    assert panel.text.toPlainText() == "09:05:07  The table was opened."


def test_lines_stand_in_the_order_in_which_they_were_said(panel: LogPanel) -> None:
    for second, word in enumerate(("one", "two", "three")):
        panel.add(word, QTime(12, 0, second))
    assert [line.split("  ")[1] for line in panel.text.toPlainText().splitlines()] == ["one", "two", "three"]


def test_all_can_be_copied_and_cleared(panel: LogPanel) -> None:
    panel.add("one", QTime(1, 2, 3))
    panel.add("two", QTime(1, 2, 4))
    panel.copy_all()
    assert QApplication.clipboard().text() == "01:02:03  one\n01:02:04  two"
    panel.clear()
    assert panel.empty.isVisible()


def test_it_does_not_grow_for_ever(panel: LogPanel) -> None:
    for number in range(MOST_LINES + 10):
        panel.add(str(number), QTime(0, 0))
    assert panel.text.document().blockCount() == MOST_LINES
    assert panel.text.toPlainText().endswith(str(MOST_LINES + 9))
