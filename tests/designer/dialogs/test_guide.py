"""The guide: every word has its page, found by letters and opened by name."""

import pytest
from PySide6.QtCore import Qt, QUrl

from designer.dialogs.guide import GuideDialog


@pytest.fixture
def guide(show):
    return show(GuideDialog())


def words(guide):
    return [guide.list.item(row).text() for row in range(guide.list.count())]


def test_it_explains_the_words_of_the_field(guide):
    assert {
        "Neuron", "Weight", "Bias", "Activation function", "Layer", "Forward pass", "Loss", "Gradient",
        "Backpropagation", "Optimizer", "Learning rate", "Batch", "Epoch", "Training, validation and test set",
        "Initial weights", "Feature", "Regression", "Classification", "Deep network", "Overfitting", "Schedule",
        "Warm-up", "Learning rate range test",
        "Gradient clipping", "Gradient accumulation", "Weight decay", "Moving average of weights", "Checkpoint",
        "Early stopping", "Mini-batch", "Transfer learning", "Frozen layer", "Shared weights", "Mask and padding",
        "Embedding", "Convolution", "Pooling", "Recurrent layer", "Attention", "Normalisation", "Dropout",
        "Residual connection",
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


def test_a_search_shortens_the_list_and_turns_to_what_is_called_so(guide, qtbot):
    qtbot.keyClicks(guide.field, "learning rate")
    kept = [item.text() for row in range(guide.list.count()) if not (item := guide.list.item(row)).isHidden()]
    assert guide.list.currentItem().text() == "Learning rate"
    assert {"Learning rate", "Learning rate range test", "Schedule"} <= set(kept)
    assert "Neuron" not in kept
    qtbot.keyClick(guide.field, Qt.Key.Key_Return)
    assert guide.list.hasFocus()
    guide.field.setText("no such word")
    assert all(guide.list.item(row).isHidden() for row in range(guide.list.count()))
    assert guide.page.toPlainText().startswith("No page has “no such word”. Try another word")
    guide.field.clear()
    assert guide.list.currentRow() == 0
    assert guide.page.toPlainText().startswith("Activation function")
    guide.field.setText("learning")
    guide.show_word("neuron")
    assert (guide.field.text(), guide.list.currentItem().text()) == ("", "Neuron")


def test_links_lead_from_page_to_page(show):
    guide = show(GuideDialog("weight-decay"))
    guide.page.anchorClicked.emit(QUrl("overfitting"))
    assert guide.list.currentItem().text() == "Overfitting"
    assert "by heart" in guide.page.toPlainText()


def test_the_training_form_leads_to_a_page(penguins, qtbot):
    form = penguins.show_panel("training").form
    for name, word in (("early_stopping", "Early stopping"), ("batch_size", "Batch")):
        form.row(name)._help.click()
        guide = penguins.findChildren(GuideDialog)[-1]
        assert guide.list.currentItem().text() == word
        guide.close()
