"""The rules of conftest.py can fail: tests that break them, run in a folder of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OFFENDERS = """
import threading
import warnings

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, qWarning


def test_fine(qtbot):
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    thread = QThread()
    thread.start()
    thread.quit()
    thread.wait()


def test_python_warning():
    warnings.warn("old", DeprecationWarning)


def test_qt_warning(qtbot):
    qWarning("odd")


@pytest.fixture
def complaining():
    yield
    qWarning("odd at the end")


def test_qt_warning_in_teardown(complaining):
    pass


def test_thread():
    threading.Thread(target=threading.Event().wait, daemon=True, name="forgotten").start()


kept = []


def test_qt_thread(qtbot):
    thread = QThread()
    thread.start()
    kept.append(thread)


def test_timer(qtbot):
    owner = QObject()
    timer = QTimer(owner)
    timer.start(1000)
    kept.append(owner)


def test_timer_in_garbage(qtbot):
    owner = QObject()
    owner.itself = owner
    owner.timer = QTimer(owner)
    owner.timer.start(1000)


def test_exception_in_slot(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(1)
"""

EXPECTED = {
    "test_python_warning": "FAILED",
    "test_qt_warning": "FAILED",
    "test_qt_warning_in_teardown": "ERROR",
    "test_thread": "ERROR",
    "test_qt_thread": "ERROR",
    "test_timer": "ERROR",
    "test_exception_in_slot": "FAILED",
}


def test_offenders_fail_and_others_do_not(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    shutil.copy(checkout / "pyproject.toml", tmp_path)
    shutil.copy(checkout / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "test_offenders.py").write_text(OFFENDERS)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=_plain_environment())
    outcomes = {
        name: word for word, name in re.findall(r"^(FAILED|ERROR) \S+::(\w+)", run.stdout, re.MULTILINE)
    }
    assert outcomes == EXPECTED, run.stdout + run.stderr


def test_settings_are_not_the_users(settings_folder: Path) -> None:
    assert os.environ["NEUROLOOM_CONFIG_DIR"] == str(settings_folder)
    assert not list(settings_folder.iterdir())


def test_benchmarks_run_only_when_named(pytestconfig: pytest.Config, checkout: Path) -> None:
    named = any("benchmarks" in asked for asked in pytestconfig.args)
    ignored = pytestconfig.hook.pytest_ignore_collect(
        collection_path=checkout / "tests" / "benchmarks", config=pytestconfig
    )
    assert bool(ignored) is not named


def _plain_environment() -> dict[str, str]:
    """The environment without what an outer pytest left in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
