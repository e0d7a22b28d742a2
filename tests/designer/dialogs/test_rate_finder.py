"""Find a learning rate: the test runs aside, its curve appears, and a rate is used by one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from designer.dialogs.guide import GuideDialog
from designer.dialogs.rate_finder import RateFinderDialog, findings
from designer.window import MainWindow
from engine.examples import examples
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training.rate_finder import RateFound

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[], RateFinderDialog]


@pytest.fixture
def open_dialog(penguins: MainWindow) -> Open:
    """A function that opens the dialog by its action."""

    def opened() -> RateFinderDialog:
        action: QAction = penguins.actions_by_id["train.find_rate"]
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        return penguins.findChildren(RateFinderDialog)[-1]

    return opened


@pytest.fixture
def dialog(open_dialog: Open, qtbot: QtBot) -> RateFinderDialog:
    """The dialog, when its test has ended."""
    opened = open_dialog()
    qtbot.waitUntil(lambda: not opened.test.busy, timeout=20_000)
    return opened


def drawn(dialog: RateFinderDialog) -> int:
    return len(dialog.chart._line.getData()[0])


def set_training(window: MainWindow, **changes: object) -> None:
    design = window.document.design
    window.document.edit("x", design.replace(training=design.training.replace(**changes)))


def test_it_begins_at_once_and_draws_the_curve(dialog: RateFinderDialog) -> None:
    test = dialog.test
    assert test.failure == ""
    assert drawn(dialog) > 50
    assert dialog.run_button.text() == "Run again"
    lines = dialog.words.text().splitlines()
    assert [line.split()[0] for line in lines] == ["The", "At", "Suggested:"]
    assert f"{test.found.steepest:.2g}" in lines[0]
    assert "diverges" in lines[1]
    assert dialog.chart.chosen == dialog.rate.value() == float(f"{test.found.steepest:.2g}")
    assert dialog.use_button.isEnabled()


def test_the_weights_and_the_design_stay_as_they_are(
    penguins: MainWindow, open_dialog: Open, qtbot: QtBot
) -> None:
    penguins.session.train()
    qtbot.waitUntil(lambda: penguins.session.state == "finished", timeout=20_000)
    document = penguins.document
    trained, design, steps = document.trained, document.design, document.stack.count()
    assert trained is not None
    before = trained.parameters.tobytes(), trained.checkpoint.parameters.tobytes()
    dialog = open_dialog()
    qtbot.waitUntil(lambda: not dialog.test.busy, timeout=20_000)
    first = dialog.test.tried[0].loss
    dialog.begins.setCurrentIndex(1)
    assert dialog.begins.currentText() == "what was learned"
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.test.busy, timeout=20_000)
    assert dialog.test.tried[0].loss < first / 2
    assert (trained.parameters.tobytes(), trained.checkpoint.parameters.tobytes()) == before
    assert (document.trained, document.design, document.stack.count()) == (trained, design, steps)


def test_using_a_rate_is_one_step_that_can_be_undone(
    penguins: MainWindow, dialog: RateFinderDialog, qtbot: QtBot
) -> None:
    before, wanted = penguins.session.rate, dialog.rate.value()
    assert wanted != before
    qtbot.mouseClick(dialog.use_button, LEFT)
    assert penguins.session.rate == wanted
    assert penguins.document.stack.undoText() == f"Set learning rate to {wanted:g}"
    assert f"{wanted:g}" in penguins.notices.bar.message
    penguins.undo()
    assert penguins.session.rate == before


def test_a_click_on_the_curve_chooses_another_rate(dialog: RateFinderDialog, qtbot: QtBot) -> None:
    view = dialog.chart._plot.vb
    place = view.mapViewToScene(QPointF(-3.0, 1.0)).toPoint()
    qtbot.mouseClick(dialog.chart.area.viewport(), LEFT, pos=QPoint(place.x(), place.y()))
    assert dialog.rate.value() == pytest.approx(0.001, rel=0.1)
    assert dialog.chart.chosen == dialog.rate.value()
    dialog.chart.setFocus()
    qtbot.keyClick(dialog.chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.rate.value() == pytest.approx(0.001 * 10**0.5, rel=0.15)


def test_a_rate_can_be_typed(dialog: RateFinderDialog, qtbot: QtBot) -> None:
    box = dialog.rate.box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "0.02")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert dialog.chart.chosen == 0.02


def test_no_rate_can_be_chosen_that_would_be_refused(dialog: RateFinderDialog) -> None:
    for field in (dialog.rate, dialog.lowest, dialog.highest):
        assert (field.box.minimum(), field.box.maximum()) == (1e-8, 10.0)


def test_it_stops_when_asked_and_says_what_it_can(
    penguins: MainWindow, open_dialog: Open, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    dialog.steps.set_value(10_000)
    dialog.lowest.set_value(1e-8)
    dialog.highest.set_value(1e-6)
    dialog.start()
    qtbot.waitUntil(lambda: drawn(dialog) > 0)
    assert dialog.run_button.text() == "Stop"
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.test.busy, timeout=2_000)
    assert 0 < len(dialog.test.tried) < 10_000
    assert dialog.words.text()
    assert dialog.run_button.text() == "Run again"


def test_closing_ends_the_test_without_a_word(penguins: MainWindow, open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.steps.set_value(10_000)
    dialog.lowest.set_value(1e-8)
    dialog.highest.set_value(1e-6)
    dialog.start()
    test = dialog.test
    with qtbot.assertNotEmitted(test.ended, wait=200):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not test.busy
    assert penguins.document.stack.undoText() != "Set learning rate"


def test_a_range_that_is_none_is_told_beside_the_fields(dialog: RateFinderDialog, qtbot: QtBot) -> None:
    dialog.lowest.set_value(1.0)
    dialog.highest.set_value(0.1)
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: bool(dialog.test.failure))
    assert "must rise" in dialog.words.text()
    assert dialog.words.property("role") == "danger"
    assert not dialog.use_button.isEnabled()


def test_an_optimizer_without_a_rate_to_look_for_is_told(
    penguins: MainWindow, open_dialog: Open, qtbot: QtBot
) -> None:
    set_training(penguins, optimizer=OPTIMIZERS["lbfgs"]())
    dialog = open_dialog()
    qtbot.waitUntil(lambda: bool(dialog.test.failure))
    assert "L-BFGS" in dialog.words.text()


def test_a_start_that_diverges_is_told(penguins: MainWindow, open_dialog: Open, qtbot: QtBot) -> None:
    penguins.filing.open_example(examples()[1])
    qtbot.waitUntil(lambda: penguins.document.prepared is not None)
    set_training(penguins, optimizer=OPTIMIZERS["sgd"]())
    dialog = open_dialog()
    dialog.lowest.set_value(5.0)
    dialog.highest.set_value(10.0)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.test.found is not None)
    assert dialog.test.found.suggested is None
    assert "begin with a lower rate" in dialog.words.text()
    assert not dialog.use_button.isEnabled()
    assert dialog.use_button.toolTip() == "Click on the curve to choose a rate"


def test_the_schedule_is_named(penguins: MainWindow, open_dialog: Open, qtbot: QtBot) -> None:
    set_training(penguins, schedule=SCHEDULES["one_cycle"]())
    dialog = open_dialog()
    qtbot.waitUntil(lambda: not dialog.test.busy)
    assert dialog.words.text().endswith("The schedule, One cycle, takes it as its full rate.")


def test_it_cannot_be_opened_while_a_run_goes_on_and_says_why(penguins: MainWindow, qtbot: QtBot) -> None:
    action = penguins.actions_by_id["train.find_rate"]
    penguins.session.set_pace(0.1)
    with qtbot.waitSignal(penguins.session.state_changed):
        penguins.session.train()
    assert not action.isEnabled()
    assert action.toolTip().startswith("It is training. Stop the run")
    with qtbot.waitSignal(penguins.session.state_changed, check_params_cb=lambda state: state == "paused"):
        penguins.session.pause()
    assert action.toolTip().startswith("A run is paused. Stop it")
    with qtbot.waitSignal(penguins.session.state_changed, check_params_cb=lambda state: state == "finished"):
        penguins.session.stop()
    assert action.isEnabled()


def test_a_problem_of_the_network_keeps_it_closed(penguins: MainWindow) -> None:
    from designer import edits

    design = penguins.document.design
    penguins.document.edit("Delete", edits.remove(design, [], design.graph.edges[:1]))
    action = penguins.actions_by_id["train.find_rate"]
    assert not action.isEnabled()
    assert action.toolTip().startswith(penguins.session.why_not())


def test_the_words_lead_to_the_guide(penguins: MainWindow, dialog: RateFinderDialog) -> None:
    label = next(each for each in dialog.findChildren(QLabel) if "Read more" in each.text())
    label.linkActivated.emit("learning-rate-range-test")
    guide = penguins.findChild(GuideDialog)
    assert guide.list.currentItem().text() == "Learning rate range test"
    guide.close()


def test_the_curve_can_be_saved(dialog: RateFinderDialog) -> None:
    header, rows = dialog.chart.data()
    assert header == ("step", "learning rate", "loss", "smoothed loss")
    assert np.array(list(rows)).shape == (len(dialog.test.tried), 4)


def test_what_was_not_found_is_said_as_it_is() -> None:
    nothing = RateFound(None, None, diverged=False, sentence="The loss did not fall.")
    assert findings(nothing, 1.0) == "The loss did not fall."
    found = RateFound(0.01, 0.02, diverged=False, sentence="")
    assert findings(found, 10.0).splitlines() == [
        "The loss fell fastest at 0.01 and was lowest at 0.2.",
        "Suggested: 0.01, where it fell fastest. Anything from 0.01 to 0.02 is worth a try.",
    ]
