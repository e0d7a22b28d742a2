"""What the tests of the commands share: a folder with the penguins, and a way to run a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.cli.app import main
from engine.examples import examples


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The penguins."""
    return Path(shutil.copy(examples()[0].path, tmp_path / "penguins.csv"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """`run("train", path, ...)` runs a command as the program does, but in this process."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def command(*words: object) -> Done:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Done(code, *capsys.readouterr())

    return command


@pytest.fixture
def fresh(table: Path, run: Command) -> Path:
    """A model for the penguins that has not been trained."""
    path = table.with_name("fresh.loom")
    assert run("new", "--data", table, "--target", "species", "-o", path).code == 0
    return path


@pytest.fixture
def trained(fresh: Path, run: Command) -> Path:
    """A model for the penguins after a few epochs."""
    path = fresh.with_name("trained.loom")
    assert run("train", fresh, "--epochs", 20, "--out", path).code == 0
    return path
