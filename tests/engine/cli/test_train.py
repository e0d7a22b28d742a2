"""neuroloom train: the same run as everywhere, saved, interrupted, taken up again."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.cli import running
from engine.files.loom import Model, load, save
from engine.optimizers import OPTIMIZERS
from engine.training.trained import Trained

Command = Callable[..., Any]


def trained_in(path: Path) -> Trained:
    found = load(path).trained
    assert found is not None
    return found


def interrupt_after(monkeypatch: pytest.MonkeyPatch, messages: int) -> None:
    """Press Ctrl+C when the run has told so many messages."""
    begin = running.begin

    def pressed(*words: Any) -> Iterator[Any]:
        run, count = begin(*words), 0
        command = None
        while True:
            try:
                message = next(run) if command is None else run.send(command)
            except StopIteration:
                return
            count += 1
            if count == messages:
                signal.raise_signal(signal.SIGINT)
            command = yield message

    monkeypatch.setattr(running, "begin", pressed)


def test_a_model_is_trained_and_saved_in_place(run: Command, fresh: Path) -> None:
    done = run("train", fresh)
    assert done.code == 0
    assert "All 100 epochs are done" in done.out or "Stopped after epoch" in done.out
    assert f"Saved {fresh}" in done.out
    found = trained_in(fresh)
    assert len(found.history) > 5
    assert found.history[-1].validation_scores["accuracy"] > 0.9
    assert not found.unsealed


def test_epochs_seed_and_another_file(run: Command, fresh: Path, tmp_path: Path) -> None:
    before = fresh.read_bytes()
    out = tmp_path / "other" / "b.loom"
    out.parent.mkdir()
    assert run("train", fresh, "--epochs", 3, "--seed", 11, "--out", out).code == 0
    assert fresh.read_bytes() == before
    found = load(out)
    assert found.design.training.epochs == 3
    assert found.design.training.seed == 11
    assert found.design.recipe == load(fresh).design.recipe
    assert found.trained is not None
    assert len(found.trained.history) == 3


def test_the_same_seed_gives_the_same_file_and_another_does_not(
    run: Command, fresh: Path, tmp_path: Path
) -> None:
    outs = [tmp_path / f"{name}.loom" for name in "abc"]
    for out, seed in zip(outs, (1, 1, 2), strict=True):
        run("train", fresh, "--epochs", 3, "--seed", seed, "--out", out)
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert outs[0].read_bytes() != outs[2].read_bytes()


def test_json(run: Command, fresh: Path) -> None:
    done = run("train", fresh, "--epochs", 4, "--json")
    said = json.loads(done.out)
    found = trained_in(fresh)
    assert said["reason"] == "epochs"
    assert said["epochs"] == 4
    assert said["epoch"] == found.epoch
    assert said["validation_scores"] == found.history[found.epoch - 1].validation_scores
    assert said["parameters"] == len(found.parameters)


def test_a_bar_is_drawn_on_a_terminal(run: Command, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(running, "TICK_SECONDS", 0.0)
    done = run("train", fresh, "--epochs", 5)
    assert done.code == 0
    assert "Epoch 5/5" in done.err
    assert "Epoch 5/5" not in done.out


def test_no_bar_goes_into_a_pipe(run: Command, fresh: Path) -> None:
    done = run("train", fresh, "--epochs", 5)
    assert "\x1b" not in done.err + done.out
    assert "Epoch 5/5" not in done.err


def test_ctrl_c_saves_what_was_learned_and_the_run_can_go_on(
    run: Command, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole.loom"
    assert run("train", fresh, "--epochs", 6, "--out", whole).code == 0

    handler = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        interrupt_after(patch, 21)
        done = run("train", fresh, "--epochs", 6)
    assert done.code == 1
    assert signal.getsignal(signal.SIGINT) is handler
    assert "Interrupted in epoch 3 after batch" in done.out
    assert f"Saved {fresh}" in done.out
    halfway = trained_in(fresh)
    assert len(halfway.history) == 2
    assert "Interrupted" in halfway.ending

    assert run("train", fresh, "--resume").code == 0
    ours, theirs = trained_in(fresh), trained_in(whole)
    assert ours.history == theirs.history
    assert ours.parameters.tobytes() == theirs.parameters.tobytes()
    assert ours.checkpoint.parameters.tobytes() == theirs.checkpoint.parameters.tobytes()


def test_ctrl_c_in_the_first_epoch_leaves_the_file(
    run: Command, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trained.read_bytes()
    interrupt_after(monkeypatch, 2)
    done = run("train", trained)
    assert done.code == 1
    assert "Not one epoch was finished, so trained.loom was left as it was" in done.err
    assert trained.read_bytes() == before


def test_more_epochs_later_are_the_same_as_at_once(run: Command, fresh: Path, tmp_path: Path) -> None:
    at_once, parts = tmp_path / "once.loom", tmp_path / "parts.loom"
    run("train", fresh, "--epochs", 7, "--out", at_once)
    run("train", fresh, "--epochs", 3, "--out", parts)
    assert run("train", parts, "--epochs", 7, "--resume").code == 0
    assert trained_in(parts).parameters.tobytes() == trained_in(at_once).parameters.tobytes()


def test_nothing_to_go_on_with(run: Command, fresh: Path) -> None:
    done = run("train", fresh, "--resume")
    assert done.code == 1
    assert "no run to go on with" in done.err


def test_a_run_that_is_done_says_how_to_go_on(run: Command, trained: Path) -> None:
    done = run("train", trained, "--resume")
    assert done.code == 1
    assert "All 20 epochs are done. Raise the number of epochs to go on." in done.err


def test_a_run_goes_on_with_another_learning_rate_and_without_the_weights_that_it_began_with(
    run: Command, fresh: Path, trained: Path
) -> None:
    assert run("train", fresh, "--epochs", 2, "--weights-from", trained).code == 0
    trained.unlink()
    model = load(fresh)
    faster = model.design.training.optimizer.replace(learning_rate=0.01)
    training = model.design.training.replace(optimizer=faster)
    save(replace(model, design=model.design.replace(training=training)), fresh)
    assert run("train", fresh, "--epochs", 4, "--resume").code == 0
    assert [record.rate for record in trained_in(fresh).history] == [0.001, 0.001, 0.01, 0.01]


@pytest.mark.parametrize("what", ["graph", "optimizer", "average", "table"])
def test_a_run_does_not_go_on_with_something_else(
    run: Command, trained: Path, table: Path, what: str
) -> None:
    model = load(trained)
    design = model.design
    if what == "graph":
        dense = design.graph["dense_1"].layer.replace(units=5)
        design = design.replace(graph=design.graph.with_layer("dense_1", dense))
    elif what == "optimizer":
        design = design.replace(training=design.training.replace(optimizer=OPTIMIZERS["sgd"]()))
    elif what == "average":
        # It would begin at weights that no run ever had.
        design = design.replace(training=design.training.replace(average=0.9))
    else:
        lines = table.read_text().splitlines(keepends=True)
        table.write_text("".join(lines[:200]))
    save(replace(model, design=design), trained)
    before = trained.read_bytes()
    done = run("train", trained, "--resume")
    assert done.code == 1
    assert "Leave --resume out to begin anew" in done.err
    assert trained.read_bytes() == before


def test_another_table_with_the_same_columns(run: Command, fresh: Path, table: Path, tmp_path: Path) -> None:
    lines = table.read_text().splitlines(keepends=True)
    other = tmp_path / "half.csv"
    other.write_text("".join(line for place, line in enumerate(lines) if place % 2 == 0))
    assert run("train", fresh, "--epochs", 2, "--data", other).code == 0
    recipe = load(fresh).design.recipe
    assert recipe is not None
    assert recipe.source is not None
    assert recipe.source.path == str(other)


def test_a_table_without_the_columns(run: Command, fresh: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n3,4\n")
    done = run("train", fresh, "--data", other)
    assert done.code == 1
    assert "The table has no column species" in done.err


def test_a_table_that_is_gone(run: Command, fresh: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("x,y\n" + "".join(f"{row % 7 + 0.25},{row % 5 + 0.5}\n" for row in range(60)))
    model = tmp_path / "own.loom"
    run("new", "--data", own, "--target", "y", "-o", model)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    own.rename(moved / "renamed.csv")
    done = run("train", model)
    assert done.code == 1
    assert "is not where it was" in done.err
    assert "--data" in done.err
    assert run("train", model, "--data", moved / "renamed.csv", "--epochs", 2).code == 0


def test_a_table_that_has_changed_is_told(run: Command, fresh: Path, table: Path) -> None:
    lines = table.read_text().splitlines(keepends=True)
    table.write_text("".join(lines[:300]))
    done = run("train", fresh, "--epochs", 2)
    assert done.code == 0
    assert "penguins.csv has changed since this model was saved" in done.err
    assert "has changed" not in run("train", fresh, "--epochs", 2).err


def test_a_model_without_a_table(run: Command, fresh: Path, table: Path) -> None:
    model = load(fresh)
    save(Model(model.design.replace(recipe=None)), fresh)
    done = run("train", fresh)
    assert done.code == 1
    assert "has no table yet" in done.err
    assert run("train", fresh, "--data", table, "--epochs", 2).code == 0


def test_a_network_with_a_problem(run: Command, fresh: Path) -> None:
    model = load(fresh)
    save(Model(model.design.replace(graph=model.design.graph.remove(["dense_2"]))), fresh)
    done = run("train", fresh)
    assert done.code == 1
    assert "has no input" in done.err


def test_a_run_that_diverges_at_once_says_so_and_leaves_the_file(
    run: Command, table: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mass.loom"
    run("new", "--data", table, "--target", "body_mass_g", "-o", path)
    run("train", path, "--epochs", 2)
    model = load(path)
    wild = model.design.training.replace(optimizer=OPTIMIZERS["sgd"](learning_rate=10.0, momentum=0.9))
    save(replace(model, design=model.design.replace(training=wild)), path)
    before = path.read_bytes()
    done = run("train", path)
    assert done.code == 1
    assert "the run has diverged" in done.err
    assert "mass.loom was left as it was" in done.err
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written(run: Command, fresh: Path, tmp_path: Path) -> None:
    shutil.copy(fresh, tmp_path / "b.loom")
    done = run("train", fresh, "--epochs", 2, "--out", tmp_path / "gone" / "b.loom")
    assert done.code == 1
    assert "could not be saved" in done.err


def test_a_run_begins_with_the_weights_of_another_model(run: Command, fresh: Path, trained: Path) -> None:
    done = run("train", fresh, "--epochs", 1, "--weights-from", trained)
    assert done.code == 0
    assert "took their weights from trained.loom" in done.err
    # One epoch from where twenty have led is far better than one epoch from scratch.
    assert trained_in(fresh).history[0].loss < trained_in(trained).history[9].loss
    # The file remembers where they came from, as seen from its own folder.
    assert load(fresh).design.training.pretrained == str(trained)
    assert run("train", fresh, "--epochs", 1).code == 0


def test_weights_that_are_not_there_are_asked_for_in_a_sentence(
    run: Command, fresh: Path, tmp_path: Path
) -> None:
    done = run("train", fresh, "--weights-from", tmp_path / "nowhere.loom")
    assert done.code == 1
    assert "nowhere.loom" in done.err
    assert load(fresh).trained is None
    untrained = shutil.copy(fresh, tmp_path / "untrained.loom")
    done = run("train", fresh, "--weights-from", untrained)
    assert done.code == 1
    assert "before it was trained" in done.err
    assert run("train", fresh, "--weights-from", untrained, "--resume").code == 2
