"""The command line as a whole: help, version, wrong usage, and that no command ever loads Qt."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli.app import COMMANDS
from engine.version import program_version

Command = Callable[..., Any]


def test_help_names_every_command(run: Command) -> None:
    done = run("--help")
    assert done.code == 0
    for command in COMMANDS:
        assert command.__name__ in done.out
    assert "neuroloom demo" in done.out


@pytest.mark.parametrize("command", [command.__name__ for command in COMMANDS])
def test_every_command_explains_itself(run: Command, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"neuroloom {command}" in done.out


def test_version(run: Command) -> None:
    assert run("--version") == (0, f"neuroloom {program_version()}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["paint"],
        ["--fast"],
        ["train"],
        ["train", "a.loom", "b.loom"],
        ["train", "a.loom", "--epochs", "0"],
        ["train", "a.loom", "--epochs", "many"],
        ["train", "a.loom", "--seed", "-1"],
        ["train", "a.loom", "--seed", "3", "--resume"],
        ["predict", "a.loom"],
        ["predict", "a.loom", "--data", "a.csv"],
        ["new", "--data", "a.csv"],
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(run: Command, words: list[str]) -> None:
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    assert "Usage" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["train", "gone.loom"],
        ["evaluate", "gone.loom"],
        ["predict", "gone.loom", "--data", "gone.csv", "-o", "out.csv"],
        ["summary", "gone.loom"],
        ["new", "--data", "gone.csv", "--target", "y", "-o", "new.loom"],
    ],
)
def test_a_file_that_is_not_there_is_1_and_a_sentence(
    run: Command, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.code == 1
    assert done.out == ""
    assert "no such file" in done.err or "no file" in done.err
    assert "Traceback" not in done.err
    assert done.err.count("\n") == 1


WITHOUT_QT = textwrap.dedent(
    """
    import sys

    class NoQt:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "designer.window"):
                raise AssertionError(f"{name} was imported")

    sys.meta_path.insert(0, NoQt())
    from designer.__main__ import main

    data, model, out = sys.argv[1:]
    for words in (
        ["--version"],
        ["--help"],
        ["new", "--data", data, "--target", "species", "-o", model],
        ["summary", model],
        ["train", model, "--epochs", "3"],
        ["evaluate", model, "--test"],
        ["predict", model, "--data", data, "-o", out],
    ):
        code = main(words)
        assert code == 0, (words, code)
    assert "PySide6" not in sys.modules
    print("all done")
    """
)


def test_no_command_imports_qt(table: Path, tmp_path: Path, checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_QT, table, tmp_path / "a.loom", tmp_path / "out.csv"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("all done\n")
