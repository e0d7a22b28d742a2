"""Every problem is listed while it lasts, leads to its node, and can be mended where it is listed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from designer import edits
from designer.panels.problem_card import NARROW, ProblemCard
from designer.panels.problems import MOST, ProblemsPanel
from engine.analysis import Problem
from engine.layers import LAYERS
from engine.layers.base import Fix


@pytest.fixture
def panel(document, appearance, show):
    panel = ProblemsPanel(document, appearance)
    panel.resize(280, 600)
    return show(panel)


def break_it(document) -> None:
    document.edit("Break", edits.change_settings(document.design, ["dense_2"], units=7))


def press(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_sound_network_has_none_and_says_so(panel):
    assert panel.cards == []
    assert panel.empty.isVisible()
    assert panel.empty.sentence == "No problems. Ready to train."


def test_problems_come_and_go_as_the_design_changes(panel, document):
    counts = []
    panel.counted.connect(counts.append)
    break_it(document)
    (card,) = panel.cards
    assert card.title.text() == "Output"
    assert card.sentence.text().startswith("The target needs 3 numbers")
    assert not panel.empty.isVisible()
    document.stack.undo()
    assert panel.cards == []
    assert panel.empty.isVisible()
    assert counts == [1, 0]


def test_show_selects_the_node_and_asks_for_it(panel, document, qtbot):
    break_it(document)
    with qtbot.waitSignal(panel.shown) as shown:
        press(panel.cards[0].show_button)
    assert shown.args == ["output_1"]
    assert document.selection == ("output_1",)


def test_the_remedy_is_one_step(panel, document):
    break_it(document)
    press(panel.cards[0].fix_button)
    assert document.analysis.sound
    assert document.stack.undoText() == "Set the last Dense to automatic"
    document.stack.undo()
    assert len(panel.cards) == 1


def test_a_layer_is_inserted_as_a_remedy(panel, document):
    document.edit("Square", edits.change_settings(document.design, ["input_1"], dimensions=(2, 2)))
    card = panel.cards[-1]
    assert card.fix_button.whole_text() == "Insert Flatten"
    press(card.fix_button)
    assert "flatten_1" in document.design.graph


def test_a_remedy_that_is_late_is_refused_in_words(panel, document, qtbot):
    break_it(document)
    problem = panel.cards[0].problem
    document.edit("Cut", edits.disconnect(document.design, document.design.graph.edges_into["output_1"]))
    before = document.design
    with qtbot.waitSignal(panel.said):
        panel.cards[0].fixed.emit(problem)
    assert document.design == before


def test_a_problem_of_the_whole_network_has_no_node_to_show(panel, document):
    document.edit("Remove", edits.remove(document.design, document.design.graph.order))
    (card,) = panel.cards
    assert card.title.text() == "The network"
    assert not card.show_button.isVisible()
    assert not card.fix_button.isVisible()


def test_what_waits_for_a_problem_is_counted_and_not_listed(panel, document):
    counts = []
    panel.counted.connect(counts.append)
    design, _ = edits.insert_layer(document.design, LAYERS["conv2d"](), document.design.graph.edges[0])
    document.edit("Break", design)
    assert [card.problem.node for card in panel.cards] == ["conv2d_1"]
    assert counts == [1]
    assert panel._rest.text() == f"{len(document.analysis.problems) - 1} layers wait for this."


def test_very_many_are_counted(panel, document):
    design = document.design
    for place in range(MOST + 5):
        design, _ = edits.add_layer(design, LAYERS["dense"](), (0.0, 100.0 * place))
    document.edit("Add many", design)
    assert len(panel.cards) == MOST
    rest = [label.text() for label in panel.findChildren(QLabel) if label.text().startswith("And ")]
    assert rest == [f"And {len(document.analysis.problems) - MOST} more problems."]
    document.stack.undo()
    assert panel.cards == []


def test_a_renamed_node_is_named_anew(panel, document):
    break_it(document)
    document.edit("Rename", edits.rename(document.design, "output_1", "Answer"))
    assert panel.cards[0].title.text() == "Answer"


@pytest.fixture
def card(appearance, show):
    card = ProblemCard(appearance)
    card.resize(260, 140)
    card.show_problem(
        Problem(
            "a", "Name: Something is wrong. " * 3, Fix("Set the Dense before wire 2 to 16 units, all of them")
        ),
        "Name",
    )
    return show(card)


def test_a_narrow_card_puts_its_buttons_below_and_cuts_nothing(card):
    assert card.minimumSizeHint().width() <= 256
    assert card.fix_button.y() > card.sentence.geometry().bottom()
    assert card.fix_button.text().endswith("…")
    assert card.fix_button.toolTip() == card.fix_button.whole_text()
    assert card.sentence.height() >= card.sentence.heightForWidth(card.sentence.width())


def test_a_wide_card_puts_them_beside(card):
    card.resize(NARROW * 2, 80)
    card.layout().activate()
    assert card.fix_button.x() > card.sentence.geometry().right()
    assert card.fix_button.text() == card.fix_button.whole_text()


def test_a_card_is_told_in_words(card):
    assert card.accessibleName().startswith("Name: Something is wrong.")
    assert card.show_button.accessibleName() == "Show Name"
    assert card.fix_button.accessibleName() == card.fix_button.whole_text()


def test_a_problem_that_follows_from_another_is_calm(card, appearance):
    loud = card.styleSheet()
    card.show_problem(Problem("b", "B waits for A.", follows=True), "B")
    assert card.styleSheet() != loud
    calm = card.styleSheet()
    appearance.choose("dark")
    assert card.styleSheet() != calm
