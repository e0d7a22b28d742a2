"""The Training panel: its buttons, its form, its curves, and what it says when a run goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer.document import Document
from designer.panels.training import TrainingPanel
from designer.session import TrainingSession
from designer.theme import Appearance
from engine.data.table import read
from engine.examples import examples
from engine.optimizers import OPTIMIZERS
from engine.proposal import propose_design
from engine.schedules import SCHEDULES

LEFT = Qt.MouseButton.LeftButton


def open_example(document: Document, number: int, **changes: object) -> None:
    example = examples()[number]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    document.reset(design.replace(training=design.training.replace(**changes)), table=table)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    document = Document()
    open_example(document, 0, epochs=6, early_stopping=False)
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


@pytest.fixture
def panel(
    session: TrainingSession, appearance: Appearance, show: Callable[[QWidget], QWidget]
) -> TrainingPanel:
    panel = TrainingPanel(session, appearance)
    panel.resize(1280, 320)
    panel.train_requested.connect(session.train)
    return show(panel)


@pytest.fixture
def until(session: TrainingSession, qtbot: QtBot) -> Callable[[str, Callable[[], object]], None]:
    def wait(state: str, act: Callable[[], object]) -> None:
        with qtbot.waitSignal(
            session.state_changed, timeout=20_000, check_params_cb=lambda now: now == state
        ):
            act()

    return wait


Until = Callable[[str, Callable[[], object]], None]


def drawn(panel: TrainingPanel) -> int:
    return len(panel.chart.loss._lines["training"].getData()[0])


def test_nothing_is_made_before_it_is_seen(
    session: TrainingSession, appearance: Appearance, qtbot: QtBot
) -> None:
    panel = TrainingPanel(session, appearance)
    qtbot.addWidget(panel)
    assert panel.chart is None
    assert panel.form is None


def test_the_big_button_trains_pauses_and_resumes(
    panel: TrainingPanel, session: TrainingSession, until: Until, qtbot: QtBot
) -> None:
    main = panel.controls.main
    session.set_pace(0.001)
    assert (main.text(), main.isEnabled()) == ("Train", True)
    until("running", lambda: qtbot.mouseClick(main, LEFT))
    qtbot.waitUntil(lambda: main.text() == "Pause")
    until("paused", lambda: qtbot.mouseClick(main, LEFT))
    qtbot.waitUntil(lambda: main.text() == "Resume")
    assert panel.controls.moving.text().startswith("Paused")
    session.set_pace(0.0)
    until("finished", lambda: qtbot.mouseClick(main, LEFT))
    qtbot.waitUntil(lambda: main.text() == "Train again")
    assert panel.controls.words.text() == session.document.trained.ending


def test_the_button_says_what_is_missing(
    panel: TrainingPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    document = session.document
    recipe = document.design.recipe.with_role("species", "ignore")
    document.edit("x", document.design.replace(recipe=recipe))
    qtbot.waitUntil(lambda: not panel.controls.main.isEnabled())
    assert "target" in panel.controls.words.text()
    assert panel.controls.main.toolTip() == session.why_not()
    assert not panel.controls.batch.isEnabled()


def test_steps_stop_rewind_and_seed(
    panel: TrainingPanel, session: TrainingSession, until: Until, qtbot: QtBot
) -> None:
    controls = panel.controls
    assert not controls.stop.isEnabled()
    assert not controls.rewind.isEnabled()
    until("paused", lambda: qtbot.mouseClick(controls.epoch, LEFT))
    assert drawn(panel) == 1
    qtbot.waitUntil(controls.batch.isEnabled)
    until("paused", lambda: qtbot.mouseClick(controls.batch, LEFT))
    qtbot.waitUntil(controls.stop.isEnabled)
    until("finished", lambda: qtbot.mouseClick(controls.stop, LEFT))
    qtbot.waitUntil(controls.rewind.isEnabled)
    until("idle", lambda: qtbot.mouseClick(controls.rewind, LEFT))
    assert drawn(panel) == 0
    seed = session.document.design.training.seed
    qtbot.mouseClick(controls.seed, LEFT)
    assert session.document.design.training.seed != seed


def test_every_epoch_is_drawn_and_a_second_run_begins_anew(
    panel: TrainingPanel, session: TrainingSession, until: Until
) -> None:
    until("finished", session.train)
    assert drawn(panel) == 6
    until("finished", session.start)
    assert drawn(panel) == 6


def test_what_happened_while_it_was_hidden_is_caught_up_with(
    panel: TrainingPanel, session: TrainingSession, until: Until
) -> None:
    panel.hide()
    until("finished", session.train)
    assert drawn(panel) == 0
    panel.show()
    assert drawn(panel) == 6


def test_the_form_edits_the_settings_and_follows_them(
    panel: TrainingPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    document = session.document
    field = panel.form.editor("epochs").focusProxy()
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert document.design.training.epochs == 12
    assert document.stack.undoText() == "Set epochs to 12"
    document.stack.undo()
    assert document.design.training.epochs == 6
    assert panel.form.instances == (document.design.training,)


def test_the_schedule_is_drawn_and_follows_its_settings(
    panel: TrainingPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    assert panel.schedule.isHidden()
    menu = panel.form.editor("schedule").menu
    menu.setCurrentIndex(menu.findData("exponential"))
    menu.activated.emit(menu.currentIndex())
    qtbot.waitUntil(panel.schedule.isVisible)
    rows = len(session.document.prepared.parts.train)
    epochs, rates = panel.schedule.curve
    assert (rates[0], epochs[-1]) == (session.rate, 6 - 1 / -(-rows // 32))
    session.set_rate(0.02)
    assert panel.schedule.curve[1][0] == 0.02
    training = session.document.design.training.replace(epochs=3)
    session.document.edit("x", session.document.design.replace(training=training))
    assert panel.schedule.curve[0][-1] < 3
    session.document.stack.undo()
    session.document.stack.undo()
    session.document.stack.undo()
    assert panel.schedule.isHidden()


def test_the_dot_follows_the_run_on_its_own_curve(
    panel: TrainingPanel, session: TrainingSession, until: Until
) -> None:
    training = session.document.design.training.replace(schedule=SCHEDULES["cosine"]())
    session.document.edit("x", session.document.design.replace(training=training))
    assert panel.schedule.place is None
    until("paused", session.step_epoch)
    until("paused", session.step_batch)
    epochs, rates = panel.schedule.curve
    place = panel.schedule.place
    assert place.epoch == 1.0
    assert place.rate == rates[list(epochs).index(1.0)] == session.progress.batch.rate
    other = session.document.design.training.replace(schedule=SCHEDULES["exponential"]())
    session.document.edit("x", session.document.design.replace(training=other))
    assert panel.schedule.place is None
    session.document.stack.undo()
    assert panel.schedule.place == place
    until("finished", session.stop)
    assert panel.schedule.place is None


def test_the_rate_is_a_field_of_its_own_that_works_while_it_trains(
    panel: TrainingPanel, session: TrainingSession, until: Until, qtbot: QtBot
) -> None:
    until("paused", session.step_batch)
    box = panel.controls.rate.box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "0.02")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    until("paused", session.step_batch)
    assert session.progress.batch.rate == 0.02
    assert session.document.design.training.optimizer.learning_rate == 0.02


def test_the_test_of_rates_is_asked_for_beside_the_rate(
    panel: TrainingPanel, session: TrainingSession, until: Until, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.rates_requested):
        qtbot.mouseClick(panel.controls.finder, LEFT)
    until("paused", session.step_batch)
    qtbot.waitUntil(lambda: panel.controls.finder.toolTip().startswith("A run is paused."))
    assert not panel.controls.finder.isEnabled()


def test_a_run_that_diverged_offers_a_smaller_rate(
    panel: TrainingPanel, session: TrainingSession, until: Until, qtbot: QtBot
) -> None:
    sgd = OPTIMIZERS["sgd"](learning_rate=10.0)
    open_example(session.document, 1, optimizer=sgd, early_stopping=False)
    until("finished", session.train)
    qtbot.waitUntil(panel.notice.isVisible)
    assert "diverged" in panel.notice.message
    with qtbot.waitSignal(panel.blamed) as blamed:
        qtbot.mouseClick(panel.notice.look, LEFT)
    assert blamed.args == [session.culprit]
    assert session.culprit in session.document.design.graph
    assert panel.notice.isVisible()
    qtbot.mouseClick(panel.notice.button, LEFT)
    assert session.rate == 1.0
    assert not panel.notice.isVisible()


def test_another_document_brings_its_own_metrics_and_curves(
    panel: TrainingPanel, session: TrainingSession, until: Until
) -> None:
    until("finished", session.train)
    assert list(panel.chart.scores) == ["accuracy"]
    open_example(session.document, 1)
    assert drawn(panel) == 0
    assert list(panel.chart.scores) == ["mean_absolute_error"]


def test_the_baselines_stand_in_the_score_plot(panel: TrainingPanel, qtbot: QtBot) -> None:
    curves = panel.chart.scores["accuracy"]
    qtbot.waitUntil(lambda: [name for name, _, _ in curves._baselines] == ["majority class", "linear model"])


def test_every_control_can_be_reached_and_has_a_name(panel: TrainingPanel) -> None:
    controls = panel.controls
    for button in (
        controls.main,
        controls.batch,
        controls.epoch,
        controls.stop,
        controls.rewind,
        controls.seed,
        controls.finder,
    ):
        assert button.text()
        assert button.accessibleDescription()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert controls.rate.accessibleName() == "Learning rate"
