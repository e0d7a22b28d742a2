"""The session: what is missing, how runs begin, rest, end and go on, and what the document has of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer import edits
from designer.document import Document
from designer.session import TrainingSession
from designer.session.training import GOES_ON
from engine.data.kinds import KINDS
from engine.data.recipe import propose
from engine.data.table import read
from engine.design import Design
from engine.examples import examples
from engine.layers import LAYERS
from engine.optimizers import OPTIMIZERS
from engine.proposal import propose_design

LONG = 1_000_000


@pytest.fixture
def design() -> Design:
    example = examples()[0]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    return design.replace(training=design.training.replace(epochs=20, early_stopping=False))


@pytest.fixture
def session(qtbot: QtBot, design: Design) -> Iterator[TrainingSession]:
    document = Document()
    document.reset(design, table=read(examples()[0].path))
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


class Heard:
    """What a session has said."""

    def __init__(self, session: TrainingSession) -> None:
        self.said: list[str] = []
        self.states: list[str] = []
        self.ended: list[str] = []
        session.said.connect(self.said.append)
        session.state_changed.connect(self.states.append)
        session.ended.connect(self.ended.append)


@pytest.fixture
def heard(session: TrainingSession) -> Heard:
    return Heard(session)


Until = Callable[[str, Callable[[], object]], None]


@pytest.fixture
def until(session: TrainingSession, qtbot: QtBot) -> Until:
    """A function that does something, and waits until the session is in a state."""

    def wait(state: str, act: Callable[[], object]) -> None:
        with qtbot.waitSignal(
            session.state_changed, timeout=20_000, check_params_cb=lambda now: now == state
        ):
            act()

    return wait


def train(session: TrainingSession, **changes: Any) -> None:
    """Edit the training settings."""
    document = session.document
    design = document.design
    document.edit("Set", design.replace(training=design.training.replace(**changes)))


def weights(session: TrainingSession) -> bytes:
    trained = session.document.trained
    assert trained is not None
    return trained.parameters.tobytes()


# --- what is missing -----------------------------------------------------------------------------------------


def test_nothing_is_missing_from_a_whole_design(session: TrainingSession) -> None:
    assert session.why_not() == ""
    assert session.state == "idle"
    assert session.why_not_resume() == "Nothing has been learned yet."


def test_without_anything_it_asks_for_a_table_or_a_layer(session: TrainingSession) -> None:
    session.document.reset(Design())
    assert "canvas is empty" in session.why_not()


def test_without_a_table_it_asks_for_one(session: TrainingSession, design: Design) -> None:
    session.document.reset(design.replace(recipe=None))
    assert "Open a table" in session.why_not()


def test_a_table_that_is_not_there_is_named(session: TrainingSession, design: Design) -> None:
    session.document.reset(design)
    assert "penguins.csv" in session.why_not()
    assert "Find it" in session.why_not()


def test_without_a_target_it_asks_for_one(session: TrainingSession) -> None:
    design = session.document.design
    session.document.edit("x", design.replace(recipe=design.recipe.with_role("species", "ignore")))
    assert "target" in session.why_not()


def test_why_a_table_cannot_be_prepared_is_told(
    session: TrainingSession, design: Design, tmp_path: Path
) -> None:
    path = tmp_path / "constant.csv"
    path.write_text("a,b\n" + "".join(f"{number},1\n" for number in range(20)))
    table = read(path)
    recipe = propose(table)
    for name in ("a", "b"):
        recipe = recipe.with_kind(name, KINDS["number"]())
    recipe = recipe.with_role("a", "feature").with_role("b", "target")
    session.document.reset(design.replace(recipe=recipe), table=table)
    assert "nothing to learn" in session.why_not()


def test_a_problem_of_the_network_is_told_and_nothing_begins(session: TrainingSession, heard: Heard) -> None:
    document = session.document
    last = document.design.graph.edges[-1]
    document.edit("x", document.design.replace(graph=document.design.graph.disconnect([last])))
    assert session.why_not() == document.analysis.problems[0].sentence
    session.train()
    assert heard.said == [session.why_not()]
    assert heard.states == []


# --- a run ---------------------------------------------------------------------------------------------------


def test_a_run_hands_the_document_what_it_learned(
    session: TrainingSession, heard: Heard, until: Until
) -> None:
    until("finished", session.train)
    trained = session.document.trained
    assert trained is not None
    assert trained.design is session.document.design
    assert len(trained.history) == len(session.history) == 20
    assert heard.states == ["running", "finished"]
    assert heard.ended == [trained.ending]
    assert session.document.modified
    assert session.share == 1.0
    assert [run.number for run in session.runs] == [1]
    assert "epochs are done" in session.why_not_resume()


def test_more_epochs_go_on_from_there_as_if_it_had_never_stopped(
    session: TrainingSession, until: Until
) -> None:
    until("finished", session.train)
    train(session, epochs=30)
    assert session.why_not_resume() == ""
    until("finished", session.train)
    parts = weights(session)
    assert len(session.history) == 30
    session.rewind()
    until("finished", session.train)
    assert weights(session) == parts


def test_pause_and_resume_change_nothing(session: TrainingSession, until: Until) -> None:
    train(session, epochs=120)
    until("running", session.start)
    until("paused", session.pause)
    assert session.document.trained is not None  # What was learned so far can be used and saved meanwhile.
    until("finished", session.train)
    once = weights(session)
    session.rewind()
    until("finished", session.train)
    assert weights(session) == once


def test_stop_and_resume_give_the_identical_trajectory(session: TrainingSession, until: Until) -> None:
    train(session, epochs=LONG)
    until("paused", session.step_epoch)
    until("paused", session.step_batch)
    until("finished", session.stop)
    assert session.document.trained.checkpoint.batch == 1
    train(session, epochs=20)
    assert session.why_not_resume() == ""
    until("finished", session.train)
    parts, records = weights(session), list(session.history)
    session.rewind()
    until("finished", session.train)
    assert weights(session) == parts
    assert list(session.history) == records


def test_a_reopened_run_goes_on(session: TrainingSession, design: Design, until: Until) -> None:
    train(session, epochs=10)
    until("finished", session.train)
    trained = session.document.trained
    table = session.document.table
    now = session.document.design.replace(
        training=session.document.design.training.replace(epochs=20), places=dict(design.places)
    )
    session.document.reset(now, trained=trained, table=table)
    assert (session.state, len(session.history), len(session.runs)) == ("finished", 10, 0)
    until("finished", session.train)
    parts = weights(session)
    session.rewind()
    until("finished", session.train)
    assert weights(session) == parts


def test_steps_begin_a_run_and_rest(session: TrainingSession, until: Until) -> None:
    until("paused", session.step_batch)
    assert (session.progress.batch.epoch, session.progress.batch.batch) == (1, 1)
    until("paused", session.step_epoch)
    assert len(session.history) == 1
    until("finished", session.stop)
    until("paused", session.step_epoch)
    assert len(session.history) == 2


def test_a_loss_that_is_no_number_ends_the_run_with_a_remedy(
    session: TrainingSession, heard: Heard, until: Until
) -> None:
    example = next(each for each in examples() if each.task == "number")
    table = read(example.path)
    session.document.reset(propose_design(table, example.recipe(table)), table=table)
    train(session, optimizer=OPTIMIZERS["sgd"](learning_rate=10.0), early_stopping=False)
    until("finished", session.train)
    assert "diverged" in heard.ended[0]
    assert "Try a learning rate" in heard.ended[0]
    assert session.document.design.graph[session.culprit].title in heard.ended[0]
    assert np.isfinite(session.document.trained.parameters).all()
    assert next(iter(session.runs)).reason == "diverged"


def test_a_run_that_is_refused_names_the_layer(session: TrainingSession, heard: Heard, qtbot: QtBot) -> None:
    design = session.document.design
    edge = design.graph.edges[0]
    changed, node = edits.insert_layer(design, LAYERS["batch_normalization"](), edge)
    session.document.edit("x", changed.replace(training=changed.training.replace(batch_size=1)))
    with qtbot.waitSignal(session.ended, timeout=20_000):
        session.train()
    assert session.culprit == node
    assert "needs 2 of them" in heard.ended[0]


def test_a_bug_in_a_run_is_handed_on_and_loses_nothing(
    session: TrainingSession, heard: Heard, until: Until, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    until("finished", session.train)
    before = session.document.trained

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("designer.session.runs.training_data", broken)
    with qtbot.waitSignal(session.crashed) as waiting:
        session.start()
    assert isinstance(waiting.args[0], ZeroDivisionError)
    assert session.document.trained is before
    assert session.state == "finished"


# --- while it runs -------------------------------------------------------------------------------------------


def test_the_rate_is_changed_while_it_runs_and_can_be_undone(
    session: TrainingSession, heard: Heard, until: Until
) -> None:
    until("paused", session.step_batch)
    session.set_rate(0.02)
    until("paused", session.step_batch)
    assert session.progress.batch.rate == 0.02
    assert session.document.design.training.optimizer.learning_rate == 0.02
    session.document.stack.undo()
    until("paused", session.step_batch)
    assert session.progress.batch.rate == 0.001
    assert heard.said == []


def test_a_rate_beyond_its_limits_is_refused_in_words(session: TrainingSession, heard: Heard) -> None:
    session.set_rate(1e9)
    assert "learning rate" in heard.said[0]
    assert session.rate == 0.001


def test_unplugging_a_layer_while_it_trains_lets_the_run_go_on(
    session: TrainingSession, heard: Heard, until: Until
) -> None:
    document = session.document
    until("paused", session.step_epoch)
    began = document.design
    document.edit("Delete", edits.remove(began, [began.graph.order[1]]))
    document.edit("Move", document.design.replace(places={**document.design.places}))
    assert heard.said == [GOES_ON]  # Once is enough.
    until("finished", session.train)
    assert document.trained.design == began
    assert len(document.trained.history) == 20
    assert "network has changed" in session.why_not_resume()
    assert document.trained.network().parameters.size == document.trained.parameters.size


def test_removing_the_target_after_training_loses_nothing(session: TrainingSession, until: Until) -> None:
    until("finished", session.train)
    document, before = session.document, session.document.trained
    document.edit("x", document.design.replace(recipe=document.design.recipe.with_role("species", "ignore")))
    assert document.trained is before
    assert "target" in session.why_not()
    document.stack.undo()
    assert session.why_not() == ""


def test_closing_while_it_trains_keeps_what_was_learned(session: TrainingSession, until: Until) -> None:
    train(session, epochs=LONG)
    until("running", session.start)
    session.shut_down()
    assert session.state == "finished"
    assert not session.active
    assert session.document.trained is not None
    assert session.document.modified


def test_another_document_ends_a_run_of_the_last_one(
    session: TrainingSession, design: Design, until: Until
) -> None:
    train(session, epochs=LONG)
    until("running", session.start)
    session.document.reset(design, table=session.document.table)
    assert (session.state, session.active, len(session.runs)) == ("idle", False, 0)
    assert session.document.trained is None
    assert not session.document.modified


# --- rewinding, seeds, runs ----------------------------------------------------------------------------------


def test_rewind_forgets_and_begins_the_same_again(session: TrainingSession, until: Until) -> None:
    until("finished", session.train)
    first = weights(session)
    session.rewind()
    assert (session.state, list(session.history), session.document.trained) == ("idle", [], None)
    until("finished", session.train)
    assert weights(session) == first


def test_rewind_while_it_trains_stops_it_first_and_keeps_it_among_the_runs(
    session: TrainingSession, until: Until
) -> None:
    train(session, epochs=LONG)
    until("running", session.start)
    until("idle", session.rewind)
    assert session.document.trained is None
    assert [run.reason for run in session.runs] == ["stopped"]


def test_a_new_seed_is_an_edit_and_learns_otherwise(session: TrainingSession, until: Until) -> None:
    until("finished", session.train)
    first = weights(session)
    session.new_seed()
    assert session.document.stack.undoText().startswith("Set seed to")
    assert session.document.design.training.seed != 7
    until("finished", session.train)
    assert weights(session) != first
    assert [run.seed for run in session.runs] == [7, session.document.design.training.seed]


def test_the_weights_of_an_earlier_run_come_back(
    session: TrainingSession, heard: Heard, until: Until
) -> None:
    until("finished", session.train)
    first = session.document.trained
    session.new_seed()
    until("finished", session.train)
    session.take_back(1)
    assert session.document.trained is first
    assert "run 1" in heard.said[-1]
    assert list(session.history) == list(first.history)


def test_other_settings_begin_anew(session: TrainingSession, until: Until) -> None:
    until("finished", session.train)
    train(session, epochs=30, batch_size=16)
    assert "settings have changed" in session.why_not_resume()
    until("finished", session.train)
    assert len(session.history) == 30


# --- weights -------------------------------------------------------------------------------------------------


def test_the_first_weights_are_shown_before_training_and_the_learned_ones_after(
    session: TrainingSession, until: Until
) -> None:
    node_id = next(iter(session.weights.weights))
    first = session.weights.weights[node_id]["kernel"].copy()
    until("finished", session.train)
    kernel = session.weights.weights[node_id]["kernel"]
    assert not np.array_equal(kernel, first)
    assert np.array_equal(kernel, session.document.trained.network().weights[node_id]["kernel"])
    session.rewind()
    assert np.array_equal(session.weights.weights[node_id]["kernel"], first)


def test_whoever_watches_sees_weights_move_and_nobody_else_does(
    session: TrainingSession, until: Until
) -> None:
    seen: list[object] = []
    session.weights_moved.connect(seen.append)
    until("finished", session.train)
    assert seen == []
    session.watch(session)
    session.rewind()
    until("finished", session.train)
    assert len(seen) >= 3
    session.unwatch(session)
    count = len(seen)
    session.rewind()
    assert len(seen) == count


def test_the_baselines_are_worked_out_when_they_are_wanted(session: TrainingSession, qtbot: QtBot) -> None:
    assert session.baselines.found == ()
    with qtbot.waitSignal(
        session.baselines.changed, check_params_cb=lambda: bool(session.baselines.found), timeout=20_000
    ):
        session.baselines.want()
    scores = session.baselines.scores("validation")
    assert list(scores) == ["majority class", "linear model"]
    assert scores["linear model"]["accuracy"] > scores["majority class"]["accuracy"]


def test_the_scores_of_a_large_part_are_worked_out_aside(
    session: TrainingSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("designer.session.baselines.AT_ONCE", 0)
    watch = session.baselines
    with qtbot.waitSignal(watch.changed, check_params_cb=lambda: bool(watch.found), timeout=20_000):
        watch.want()
    with qtbot.waitSignal(watch.changed, timeout=20_000):
        assert watch.scores("validation") == {}
        assert watch.scores("train") == {}, "One part at a time."
    found = watch.scores("validation")
    assert list(found) == ["majority class", "linear model"]
    assert {"accuracy", "auc_roc"} <= set(found["linear model"])
    assert watch.scores("validation") is found
