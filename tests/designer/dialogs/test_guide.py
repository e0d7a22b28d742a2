"""The guide: every word has its page, found by letters and opened by name."""

import pytest
from PySide6.QtCore import Qt

from designer.dialogs.guide import GuideDialog, title


@pytest.fixture
def guide(show):
    return show(GuideDialog())


def words(guide):
    return [guide.list.item(row).text() for row in range(guide.list.count())]


def test_it_explains_the_words_of_the_field(guide):
    assert {
        "Neuron", "Weight", "Bias", "Activation", "Layer", "Forward pass", "Loss", "Gradient", "Backpropagation",
        "Optimizer", "Learning rate", "Batch", "Epoch", "Training validation test", "Initial weights", "Feature",
        "Regression", "Classification", "Deep", "Overfitting",
    } <= set(words(guide))  # fmt: skip
    assert guide.list.currentRow() == 0
    assert guide.page.toPlainText()


def test_every_page_can_be_shown(guide):
    pages = []
    for row in range(guide.list.count()):
        guide.list.setCurrentRow(row)
        pages.append(guide.page.toPlainText())
    assert all(len(page) > 80 for page in pages)
    assert len(set(pages)) == len(pages)


def test_it_opens_at_a_word(show):
    guide = show(GuideDialog("learning-rate"))
    assert guide.list.currentItem().text() == "Learning rate"
    assert "learning rate" in guide.page.toPlainText().lower()


def test_an_unknown_word_opens_the_first_page(show):
    assert show(GuideDialog("no such word")).list.currentRow() == 0


def test_keys_walk_the_words(guide, qtbot):
    guide.activateWindow()
    guide.list.setFocus()
    before = guide.page.toPlainText()
    qtbot.keyClick(guide.list, Qt.Key.Key_Down)
    assert guide.list.currentRow() == 1
    assert guide.page.toPlainText() != before


def test_it_opens_from_the_menu(window):
    window.actions_by_id["help.guide"].trigger()
    guide = window.findChild(GuideDialog)
    assert guide.isVisible()
    guide.close()


def test_a_name_becomes_a_title():
    assert title("forward-pass") == "Forward pass"
