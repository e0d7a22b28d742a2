"""The pace: a training slowed down to be watched ends with the same bits, and answers at once."""

from __future__ import annotations

from time import perf_counter

import pytest
from pytestqt.qtbot import QtBot

from designer.document import Document
from designer.session import TrainingSession
from engine.data.table import read
from engine.examples import examples
from engine.proposal import propose_design


@pytest.fixture
def session(qtbot: QtBot) -> TrainingSession:
    document = Document()
    example = examples()[0]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    document.reset(design.replace(training=design.training.replace(epochs=6)), table=table)
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


def finished(session: TrainingSession, qtbot: QtBot, pace: float) -> bytes:
    session.rewind()
    session.set_pace(pace)
    with qtbot.waitSignal(session.ended, timeout=10_000):
        session.start()
    return session.document.trained.parameters.tobytes()


def test_a_slow_run_learns_the_same(session: TrainingSession, qtbot: QtBot) -> None:
    fast = finished(session, qtbot, 0.0)
    began = perf_counter()
    slow = finished(session, qtbot, 20.0)
    assert perf_counter() - began > 5 / 20.0
    assert slow == fast


def test_a_slow_run_reports_every_epoch_by_itself(session: TrainingSession, qtbot: QtBot) -> None:
    told = []
    session.reported.connect(lambda report: told.extend([len(report.epochs)] if report.epochs else []))
    finished(session, qtbot, 10.0)
    assert told == [1] * 6


def test_a_waiting_run_stops_at_once(session: TrainingSession, qtbot: QtBot) -> None:
    session.set_pace(0.001)
    with qtbot.waitSignal(session.reported, timeout=5_000):
        session.start()
    with qtbot.waitSignal(session.ended, timeout=5_000):
        session.stop()


def test_the_pace_can_be_raised_while_it_waits(session: TrainingSession, qtbot: QtBot) -> None:
    session.set_pace(0.001)
    with qtbot.waitSignal(session.reported, timeout=5_000):
        session.start()
    with qtbot.waitSignal(session.ended, timeout=5_000):
        session.set_pace(0.0)
