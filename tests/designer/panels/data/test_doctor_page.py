"""What the data doctor says in the window, and what its buttons do."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer import edits
from designer.document import Document
from designer.panels.data import DataPanel
from engine.data.recipe import propose
from engine.data.table import Table
from engine.proposal import propose_design

RNG = np.random.default_rng(2)
KIND = np.array(["a", "b"])[RNG.integers(0, 2, 200)]
TABLE = Table.from_columns(
    {
        "size": RNG.normal(size=200),
        "word": np.where(KIND == "a", "first", "second"),
        "kind": KIND,
    }
)


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def panel(show, document, appearance, qtbot):
    panel = DataPanel(document, appearance)
    panel.resize(1200, 320)
    document.reset(propose_design(TABLE, propose(TABLE).with_role("kind", "target")), table=TABLE)
    show(panel)
    panel.tabs.setCurrentWidget(panel.doctor_page)
    settle(qtbot, panel)
    return panel


def settle(qtbot, panel):
    qtbot.waitUntil(lambda: not panel.examining.busy)


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_leak_is_told_with_its_evidence(panel):
    (card,) = panel.doctor_page.cards
    assert "word alone tells kind" in card.sentence.text()
    assert "training rows are told right" in card.evidence.text()
    assert panel.tabs.tabText(panel.tabs.indexOf(panel.doctor_page)) == "Doctor 1"


def test_the_remedy_is_one_step_that_can_be_undone(qtbot, panel, document):
    press(panel.doctor_page.cards[0].mend_button)
    assert document.design.recipe.column("word").role == "ignore"
    assert document.stack.undoText() == "Ignore word"
    settle(qtbot, panel)
    assert not panel.doctor_page.cards
    assert panel.doctor_page.empty.isVisible()
    document.stack.undo()
    settle(qtbot, panel)
    assert len(panel.doctor_page.cards) == 1


def test_what_is_waved_aside_stays_aside_while_the_table_is_open(qtbot, panel, document):
    press(panel.doctor_page.cards[0].wave_button)
    assert not panel.doctor_page.cards
    document.edit("Seed", document.design.replace(training=document.design.training.replace(seed=3)))
    settle(qtbot, panel)
    assert not panel.doctor_page.cards
    other = Table(TABLE.frame)
    document.reset(propose_design(other, propose(other).with_role("kind", "target")), table=other)
    settle(qtbot, panel)
    assert len(panel.doctor_page.cards) == 1


def test_show_selects_the_columns(panel):
    press(panel.doctor_page.cards[0].show_button)
    assert panel.columns.selected == ("word",)


def test_cards_follow_the_theme_and_fit_into_a_small_panel(panel, appearance):
    card = panel.doctor_page.cards[0]
    light = card.grab().toImage()
    appearance.choose("dark")
    assert card.grab().toImage() != light
    panel.doctor_page.resize(300, 320)
    page = panel.doctor_page
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()


def test_what_is_drawn_does_not_call_the_doctor_again(panel, document):
    design = document.design
    node = design.graph.nodes[0].id
    document.edit("Move", edits.move(design, {node: (5.0, 5.0)}))
    assert not panel.examining.busy
    document.edit("Ignore", design.replace(recipe=design.recipe.with_role("size", "ignore")))
    assert panel.examining.busy
