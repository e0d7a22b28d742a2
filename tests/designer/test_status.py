"""The status bar: its sentences, and who gives way."""

import pytest

from designer import edits
from designer.document import Document
from designer.session import TrainingSession
from designer.session.memory import Outlook
from designer.status import StatusBar, bytes_text, memory_text, time_text
from engine.layers import LAYERS
from engine.memory import Need


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def bar(show, document):
    made = show(StatusBar(document, TrainingSession(document, document)))
    made.resize(1000, 30)
    return made


def add_dense(document):
    design, _ = edits.add_layer(document.design, LAYERS["dense"](), (0.0, 0.0))
    document.edit("Add Dense", design)


def test_an_empty_canvas_costs_nothing_and_says_nothing(bar, document):
    assert bar.network.text() == ""
    add_dense(document)
    assert bar.network.text() == "0 parameters · 0 B · 0 multiply-adds per row · seed 7"
    document.stack.undo()
    assert bar.network.text() == ""


def test_the_seed_is_that_of_the_settings(bar, document):
    add_dense(document)
    training = document.design.training.replace(seed=12)
    document.edit("Set seed", document.design.replace(training=training))
    assert bar.network.text().endswith("seed 12")


def test_without_a_run_there_is_no_bar(bar):
    assert not bar.bar.isVisible()
    assert not bar.epoch.isVisible()
    assert not bar.left.isVisible()
    assert not bar.work.isVisible()


def test_a_narrow_window_shortens_the_size_of_the_network(bar, document):
    add_dense(document)
    bar.work.show_progress(0.5, "Reading a table")
    bar.resize(460, 30)
    assert bar.network.shown_text() != bar.network.text()
    assert bar.work.geometry().right() <= bar.width()


def test_work_aside_is_shown_with_cancel(bar, qtbot):
    cancelled = []
    bar.work.show_progress(0.25, "Reading", lambda: cancelled.append(True))
    assert bar.work.isVisible()
    assert bar.work.doing.text() == "Reading…"
    assert bar.work.bar.share == 0.25
    bar.work.cancel.click()
    assert cancelled == [True]
    bar.work.show_progress(0.5, "Preparing")
    assert not bar.work.cancel.isVisible()


def test_a_run_shows_its_epochs_and_its_rest(penguins, qtbot):
    bar, session = penguins.status, penguins.session
    assert bar.network.text() == "211 parameters · 844 B · 192 multiply-adds per row · seed 7"
    session.set_pace(30.0)
    with qtbot.waitSignal(session.state_changed):
        session.train()
    assert bar.bar.isVisible()
    # Batches are told too: before the first epoch has ended there would be no epoch to show.
    qtbot.waitUntil(lambda: len(session.history) > 0 and bar.left.text().endswith("left"))
    assert 0 < bar.bar.share < 1
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.pause()
    assert bar.left.text() == "paused"
    assert bar.epoch.text() == f"epoch {len(session.history)}/100"
    assert (bar.rate.isVisible(), bar.rate.text()) == (True, "rate 0.001")
    with qtbot.waitSignal(session.ended):
        session.stop()
    assert not bar.bar.isVisible()
    assert not bar.rate.isVisible()
    assert bar.epoch.isVisible()


def test_the_memory_that_training_needs_is_told_some_time_after_an_edit(penguins, qtbot):
    bar, document = penguins.status, penguins.document
    qtbot.waitUntil(lambda: bar.memory.isVisible())
    assert bar.memory.text().startswith("Training needs ")
    assert bar.memory.property("role") == "muted"
    assert "Gradient and optimizer: " in bar.memory.toolTip()
    before = bar.memory.text()
    node_id = next(node.id for node in document.design.graph.nodes if node.layer.kind() == "dense")
    document.edit("Widen", edits.change_settings(document.design, [node_id], units=5000))
    assert bar.memory.text() == before
    qtbot.waitUntil(lambda: bar.memory.text() != before)
    document.edit("Break", edits.disconnect(document.design, document.design.graph.edges_into[node_id]))
    qtbot.waitUntil(lambda: not bar.memory.isVisible())


def test_what_does_not_fit_is_a_warning_with_the_sentence(penguins, qtbot, monkeypatch):
    bar, document = penguins.status, penguins.document
    monkeypatch.setattr("designer.session.memory.machine_memory", lambda: 1_000)
    training = document.design.training.replace(batch_size=64)
    document.edit("Larger batches", document.design.replace(training=training))
    qtbot.waitUntil(lambda: "this machine has" in bar.memory.text())
    assert bar.memory.property("role") == "warning"
    monkeypatch.undo()
    document.stack.undo()
    qtbot.waitUntil(lambda: bar.memory.property("role") == "muted")


def test_where_the_machine_does_not_say_what_it_has_the_need_stands_alone():
    assert memory_text(Outlook(Need(weights=500, learning=1_500), 0)) == "Training needs 2 kB memory"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (844_000, "844 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (12_345_678, "12.3 MB"),
        (999_600_000, "1 GB"),
        (5_000_000_000, "5 GB"),
    ],
)
def test_bytes_are_written_in_the_unit_that_suits(size, text):
    assert bytes_text(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "1 s"), (59.4, "59 s"), (59.6, "1 min"), (3569.0, "59 min"), (3600.0, "1.0 h"), (9000.0, "2.5 h")],
)
def test_times_are_written_in_the_unit_that_suits(seconds, text):
    assert time_text(seconds) == text
