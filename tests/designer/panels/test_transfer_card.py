"""The card says which weights a network begins with, and what of them fits; a wrong file is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer import edits
from designer.document import Document
from designer.panels.training import TrainingPanel
from designer.session import TrainingSession
from designer.theme import Appearance
from engine.data.table import read
from engine.examples import examples
from engine.files.loom import Model, save
from engine.proposal import propose_design


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    document = Document()
    example = examples()[0]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    training = design.training.replace(epochs=1, early_stopping=False)
    document.reset(design.replace(training=training), table=table)
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


@pytest.fixture
def trained(session: TrainingSession, tmp_path: Path, qtbot: QtBot) -> Path:
    """A file with the network of the document after an epoch; the document is as it was before."""
    with qtbot.waitSignal(session.ended, timeout=20_000):
        session.train()
    save(Model(session.document.design, session.document.trained), tmp_path / "birds.loom")
    session.document.set_trained(None)
    return tmp_path / "birds.loom"


@pytest.fixture
def panel(
    session: TrainingSession, appearance: Appearance, show: Callable[[QWidget], QWidget]
) -> TrainingPanel:
    panel = TrainingPanel(session, appearance)
    panel.resize(1280, 420)
    return show(panel)


def choose(panel: TrainingPanel, path: Path) -> None:
    line = panel.form.editor("pretrained").line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, str(path))
    QTest.keyClick(line, Qt.Key.Key_Return)


def first_dense(session: TrainingSession) -> str:
    return next(node.id for node in session.document.design.graph.nodes if node.layer.kind() == "dense")


def test_it_is_hidden_while_weights_are_random(panel: TrainingPanel) -> None:
    assert panel.transfer.isHidden()


def test_a_file_that_fits_is_told_in_a_sentence(
    panel: TrainingPanel, session: TrainingSession, trained: Path, qtbot: QtBot
) -> None:
    choose(panel, trained)
    assert panel.transfer.summary.text() == "Reading birds.loom…"
    assert session.document.stack.undoText() == "Take weights from birds.loom"
    qtbot.waitUntil(lambda: "took their weights from birds.loom" in panel.transfer.summary.text())
    assert panel.transfer.missed.isHidden()
    QTest.mouseClick(panel.transfer.cross, Qt.MouseButton.LeftButton)
    assert session.document.design.training.pretrained == ""
    assert panel.transfer.isHidden()
    session.document.stack.undo()
    assert panel.transfer.isVisible()


def test_layers_that_do_not_fit_are_named_and_follow_the_network(
    panel: TrainingPanel, session: TrainingSession, trained: Path, qtbot: QtBot
) -> None:
    document, node_id = session.document, first_dense(session)
    choose(panel, trained)
    qtbot.waitUntil(lambda: "took" in panel.transfer.summary.text())
    document.edit("Wider", edits.change_settings(document.design, [node_id], units=77))
    qtbot.waitUntil(lambda: panel.transfer.missed.isVisible())
    assert f"{document.design.graph[node_id].title}: kernel has the shape" in panel.transfer.missed.text()
    document.stack.undo()
    qtbot.waitUntil(lambda: panel.transfer.missed.isHidden())


def test_a_wrong_file_is_a_sentence_and_nothing_is_lost(
    panel: TrainingPanel, session: TrainingSession, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = tmp_path / "holiday.loom"
    wrong.write_text("sun and sea")
    choose(panel, wrong)
    qtbot.waitUntil(lambda: "Reading" not in panel.transfer.summary.text())
    assert "holiday.loom" in panel.transfer.summary.text()
    with qtbot.waitSignal(session.ended, timeout=20_000) as ended:
        session.train()
    assert ended.args == [panel.transfer.summary.text()]
    session.document.stack.undo()
    assert panel.transfer.isHidden()


def test_the_first_weights_are_those_of_the_file_and_a_resumed_run_needs_it_no_more(
    session: TrainingSession, trained: Path, qtbot: QtBot
) -> None:
    document, node_id = session.document, first_dense(session)
    random = session.weights.weights[node_id]["kernel"].copy()
    session.watch(session)
    with qtbot.waitSignal(session.weights_moved, check_params_cb=lambda snapshot: snapshot is not None):
        training = document.design.training.replace(pretrained=str(trained), epochs=1)
        document.edit("Take", document.design.replace(training=training))
    assert not np.array_equal(session.weights.weights[node_id]["kernel"], random)
    with qtbot.waitSignal(session.ended, timeout=20_000):
        session.train()
    trained.unlink()
    training = document.design.training.replace(epochs=2)
    document.edit("Longer", document.design.replace(training=training))
    with qtbot.waitSignal(session.ended, timeout=20_000):
        session.train()
    assert len(document.trained.history) == 2
