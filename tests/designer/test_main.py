"""Where the program starts: what each command line opens, and how little the window needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from designer.__main__ import TABLES, _share_cores, main
from engine.data.source import SUFFIXES

Opened = list[tuple[Path | None, bool]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What windows were asked for, instead of any being opened."""
    asked: Opened = []

    def run(path: Path | None, startup_time: bool) -> int:
        asked.append((path, startup_time))
        return 0

    stand_in = ModuleType("designer.application")
    stand_in.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "designer.application", stand_in)
    return asked


def test_without_a_file_the_window_opens(opened: Opened) -> None:
    assert main([]) == 0
    assert opened == [(None, False)]


@pytest.mark.parametrize("name", ["a.loom", "a.csv", "A.CSV", "a table.tsv", "numbers.txt", "odd.ending"])
def test_a_file_opens_in_the_window(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).touch()
    Path("noending").touch()
    assert main([name]) == 0
    assert main([f".{os.sep}noending"]) == 0
    assert opened == [(Path(name), False), (Path("noending"), False)]


def test_the_time_of_the_start(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.touch()
    assert main(["--startup-time"]) == 0
    assert main(["--startup-time", str(file)]) == 0
    assert opened == [(None, True), (file, True)]


@pytest.mark.parametrize("name", ["gone.loom", "gone.csv"])
def test_a_file_that_is_not_there(
    opened: Opened, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main([str(tmp_path / name)]) == 1
    assert f"{name} is not there" in capsys.readouterr().err
    assert opened == []


def test_a_folder(opened: Opened, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "is a folder" in capsys.readouterr().err
    assert opened == []


@pytest.mark.parametrize(
    "words", [["paint"], ["a.loom", "b.loom"], ["--startup-time", "train", "a.loom"], ["--fast"]]
)
def test_everything_else_is_a_command(
    opened: Opened, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(words) == 2
    assert "Usage: neuroloom" in capsys.readouterr().err
    assert opened == []


def test_a_command_is_not_a_file_of_that_name(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("summary").touch()
    assert main(["summary"]) == 2
    assert "Usage: neuroloom summary" in capsys.readouterr().err
    assert opened == []


def test_the_demonstration_gets_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = ModuleType("designer.demo")
    asked = []
    stand_in.main = lambda words: asked.append(words) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "designer.demo", stand_in)
    assert main(["demo", "--out", "there"]) == 0
    assert asked == [["--out", "there"]]


@pytest.fixture
def start(checkout: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`start(code, VARIABLE=value, ...)` runs Python with an environment that has these and no display."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        return subprocess.run(
            [sys.executable, *words],
            cwd=checkout,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_without_a_display_there_is_a_sentence(
    start: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = start(
        "-c", "import sys; sys.platform = 'linux'; from designer.__main__ import main; sys.exit(main())"
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("There is no display to open a window on.")
    assert done.stderr.count("\n") == 1


LIGHT = """
import sys
from designer.__main__ import TABLES, _share_cores, main
from engine.data.source import SUFFIXES

code = main(["--startup-time"])
heavy = {"typer", "rich", "polars", "pyqtgraph", "scipy", "pandas", "matplotlib", "engine.cli"} & set(sys.modules)
assert not heavy, heavy
sys.exit(code)
"""


def test_the_window_starts_without_what_only_commands_tables_or_plots_need(
    start: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = start("-c", LIGHT, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert 0.05 < float(done.stdout) < 120


@pytest.mark.parametrize(("cores", "threads"), [(1, "1"), (2, "1"), (4, "2"), (8, "4"), (64, "4")])
def test_matrix_products_leave_half_of_the_cores_to_others(
    cores: int, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setenv("MKL_NUM_THREADS", "16")
    _share_cores(cores)
    assert os.environ["OPENBLAS_NUM_THREADS"] == threads
    assert os.environ["MKL_NUM_THREADS"] == "16"


def test_the_endings_of_tables_are_those_that_the_window_opens():
    assert TABLES == SUFFIXES
