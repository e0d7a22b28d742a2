"""The runs of a sitting: each listed with its seed and scores, and its weights taken back by a button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer.document import Document
from designer.panels.runs import COLUMNS, RunsPanel
from designer.session import TrainingSession
from designer.theme import Appearance
from engine.data.table import read
from engine.examples import examples
from engine.proposal import propose_design


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    document = Document()
    example = examples()[0]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    document.reset(design.replace(training=design.training.replace(epochs=3)), table=table)
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


@pytest.fixture
def panel(session: TrainingSession, appearance: Appearance, show: Callable[[QWidget], QWidget]) -> RunsPanel:
    return show(RunsPanel(session, appearance))


def run(session: TrainingSession, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.ended, timeout=10_000):
        session.start()


def cells(panel: RunsPanel, row: int) -> dict[str, str]:
    return {title: panel.model.index(row, column).data() for column, (title, _text) in enumerate(COLUMNS)}


def test_before_the_first_run_it_says_what_will_stand_here(panel: RunsPanel) -> None:
    assert panel.empty.isVisible()
    assert not panel.table.isVisible()


def test_each_run_is_listed_with_what_it_reached(
    panel: RunsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    run(session, qtbot)
    session.new_seed()
    run(session, qtbot)
    assert panel.model.rowCount() == 2
    latest, first = cells(panel, 0), cells(panel, 1)
    assert (latest["Run"], first["Run"]) == ("2", "1")
    assert first["Seed"] == "7"
    assert latest["Seed"] == str(session.document.design.training.seed)
    assert first["Epochs"] == "3"
    assert first["Validation"].startswith("Accuracy ")
    assert first["Test"] == "sealed"
    assert first["Ended"] == "all epochs done"


def test_the_weights_of_an_earlier_run_can_be_taken_back(
    panel: RunsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    run(session, qtbot)
    wanted = session.document.trained
    session.new_seed()
    run(session, qtbot)
    panel.table.selectRow(1)
    assert "epoch" in panel.sentence.text()
    qtbot.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    assert session.document.trained is wanted


def test_nothing_is_taken_back_while_it_trains(
    panel: RunsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    run(session, qtbot)
    assert not panel.back.isEnabled()  # These weights are in use.
    session.set_pace(0.001)
    session.new_seed()
    assert panel.back.isEnabled()
    with qtbot.waitSignal(session.reported, timeout=5_000):
        session.start()
    assert not panel.back.isEnabled()
    with qtbot.waitSignal(session.ended, timeout=5_000):
        session.stop()
    panel.table.selectRow(1)
    assert panel.back.isEnabled()


def test_the_network_of_a_run_can_be_brought_back_and_that_can_be_undone(
    panel: RunsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    run(session, qtbot)
    then, document = session.document.design, session.document
    assert not panel.network.isEnabled()
    session.set_rate(0.5)
    now = document.design
    qtbot.mouseClick(panel.network, Qt.MouseButton.LeftButton)
    assert document.design == then
    document.stack.undo()
    assert document.design == now


def test_an_opened_test_set_stands_in_its_row(
    panel: RunsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    run(session, qtbot)
    trained = session.document.trained
    session.document.set_trained(replace(trained, unsealed=True, test_scores={"accuracy": 0.5}))
    assert cells(panel, 0)["Test"] == "Accuracy 50.0 %"
