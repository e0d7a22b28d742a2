"""Files that cannot be opened: a sentence each, and the document stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from designer.demo.play import Script, Wait
from designer.demo.stage import Stage
from designer.dialogs.open_table import OpenTableDialog
from engine.data.recipe import propose
from engine.data.table import read
from engine.files.loom import Model, save
from engine.proposal import propose_design
from tests.journeys.conftest import Play


@pytest.fixture
def drawn(stage: Stage, play: Play, table: Path, tmp_path: Path) -> Stage:
    """A window with a saved network, on which something was changed since."""
    opened = read(table)
    save(
        Model(propose_design(opened, propose(opened).with_role("species", "target"))), tmp_path / "good.loom"
    )
    window = stage.window
    window.filing.open(tmp_path / "good.loom")

    def arrive() -> Script:
        yield Wait(lambda: window.document.prepared, "The table of the model was not found.")

    play(arrive())
    return stage


TABLES = {
    "empty.csv": b"",
    "header.csv": b"a,b,c\n",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "one.csv": b"only\n1\n2\n3\n",
}


@pytest.mark.parametrize("name", ["empty.csv", "header.csv", "picture.csv"])
def test_a_table_that_cannot_be_read(drawn: Stage, play: Play, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TABLES[name])
    said = _try_table(drawn, play, tmp_path / name)
    assert said.endswith(".")
    assert len(said.split()) > 4


def test_a_table_that_is_gone(drawn: Stage, play: Play, tmp_path: Path) -> None:
    said = _try_table(drawn, play, tmp_path / "gone.csv")
    assert "gone.csv" in said


def test_a_table_of_one_column(drawn: Stage, play: Play, tmp_path: Path) -> None:
    """It can be opened; what is missing is said beside Train, which cannot be pressed."""
    window = drawn.window
    (tmp_path / "one.csv").write_bytes(TABLES["one.csv"])

    def script() -> Script:
        QTimer.singleShot(0, window, lambda: window.filing.open(tmp_path / "one.csv"))
        dialog = yield from drawn.dialog(OpenTableDialog)
        yield Wait(dialog.open_button.isEnabled, "The table was not read.")
        yield from drawn.press(dialog, "Open")
        yield Wait(
            lambda: window.document.table and len(window.document.table.names) == 1, "It was not opened."
        )

    play(script())
    assert window.session.why_not()
    assert not window.toolbar.train.isEnabled()


MODELS = {
    "truncated": lambda whole: whole[: len(whole) // 2],
    "a text": lambda _whole: b"This is no model.",
    "empty": lambda _whole: b"",
}


@pytest.mark.parametrize("wrong", list(MODELS))
def test_a_model_that_cannot_be_read(drawn: Stage, tmp_path: Path, wrong: str) -> None:
    document = drawn.window.document
    before, path = document.design, document.path
    (tmp_path / "wrong.loom").write_bytes(MODELS[wrong]((tmp_path / "good.loom").read_bytes()))
    drawn.window.filing.open(tmp_path / "wrong.loom")
    assert "wrong.loom" in drawn.said[-1]
    assert document.design is before
    assert document.path == path
    assert document.prepared is not None
    assert QApplication.activeModalWidget() is None


def _try_table(stage: Stage, play: Play, path: Path) -> str:
    """Open a table that cannot be opened; the sentence that is shown."""
    window = stage.window
    before = window.document.design
    said = []

    def script() -> Script:
        QTimer.singleShot(0, window, lambda: window.filing.open(path))
        dialog = yield from stage.dialog(OpenTableDialog)
        yield Wait(dialog.failure.isVisible, "Nothing was said.")
        said.append(dialog.failure.text())
        assert not dialog.open_button.isEnabled()
        yield from stage.press(dialog, "Cancel")
        yield Wait(lambda: QApplication.activeModalWidget() is None, "The dialog stayed.")

    play(script())
    assert window.document.design is before
    assert not window.document.stack.canUndo()
    return str(said[0])
