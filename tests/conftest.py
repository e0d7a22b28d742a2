"""What holds for every test: no warning, nothing left running, no setting of the person who runs them.

pyproject.toml makes Python's warnings errors and lets Qt's fail the test. Here are Qt's messages while a test
is torn down, threads and timers that outlive a test, and folders for settings. Engine tests start no Qt.
"""

from __future__ import annotations

import gc
import os
import re
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parent.parent

# A window only where one is asked for, as the Xvfb stage of `make test` does.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The machines are shared and slow: time says nothing about the code.
settings.register_profile(
    "neuroloom",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("neuroloom")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home of its own, before anything can read the real one."""
    home = tempfile.TemporaryDirectory(prefix="neuroloom-tests-")
    config.add_cleanup(home.cleanup)
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        folder = Path(home.name, variable.lower())
        folder.mkdir(mode=0o700)
        os.environ[variable] = str(folder)
    os.environ["NEUROLOOM_CONFIG_DIR"] = str(Path(home.name, "settings"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the benchmarks out unless they are asked for: others at work on the machine would spoil them."""
    wanted = any("benchmarks" in asked for asked in config.args)
    return True if collection_path.name == "benchmarks" and not wanted else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail on what Qt complains about while widgets close and fixtures end; pytest-qt has stopped by then."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return (yield)
    complaints: list[str] = []
    harmless = re.compile("|".join(item.config.getini("qt_log_ignore")))

    def note(kind: Any, context: Any, text: str) -> None:
        if kind not in (core.QtMsgType.QtDebugMsg, core.QtMsgType.QtInfoMsg) and not harmless.search(text):
            complaints.append(text)

    previous = core.qInstallMessageHandler(note)
    try:
        result = yield
    finally:
        core.qInstallMessageHandler(previous)
    if complaints:
        pytest.fail("Qt complained while the test was torn down:\n" + "\n".join(complaints), pytrace=False)
    return result


@pytest.fixture
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return CHECKOUT


@pytest.fixture(autouse=True)
def settings_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which this test's settings are kept, so that no test remembers another's."""
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("NEUROLOOM_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest, settings_folder: Path) -> Iterator[None]:
    """Fail a test that leaves a thread or an active timer behind."""
    qt = "qapp" in request.fixturenames
    threads = set(threading.enumerate())
    if qt:
        gc.freeze()  # What is there already is hidden from the search: it costs nothing and finds only what is new.
    yield
    left = [f"thread {each.name}" for each in _new_threads(threads)]
    if qt:
        left += [_stopped(each) for each in _left_in_qt()]
        gc.unfreeze()
    if left:
        pytest.fail(f"The test left running: {', '.join(left)}.", pytrace=False)


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """The threads that run although they did not before; those about to end are given a second."""
    # A dummy stands for a thread that Python did not start, and in 3.11 it outlives it.
    new = [
        each for each in set(threading.enumerate()) - before if not isinstance(each, threading._DummyThread)
    ]
    for each in new:
        each.join(timeout=1)
    return [each for each in new if each.is_alive()]


def _left_in_qt() -> list[Any]:
    """The QThreads and QTimers of this test that still run and are not mere garbage."""
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    if _running_in_qt():
        gc.collect()
    return _running_in_qt()


def _running_in_qt() -> list[Any]:
    """Every QThread that runs and every QTimer that is active, of those that the garbage collector looks at."""
    from PySide6.QtCore import QThread, QTimer
    from shiboken6 import isValid

    found = [each for each in gc.get_objects() if issubclass(type(each), (QThread, QTimer)) and isValid(each)]
    timers = [each for each in found if isinstance(each, QTimer) and each.isActive()]
    main = QThread.currentThread()
    threads = [each for each in found if isinstance(each, QThread) and each.isRunning() and each != main]
    return timers + threads


def _stopped(left: Any) -> str:
    """End a QThread or QTimer, so that the next test does not pay for it, and return what to call it."""
    parent = left.parent()
    owner = f" of {type(parent).__name__}" if parent else ""
    if hasattr(left, "isActive"):
        left.stop()
    else:
        left.requestInterruption()
        left.quit()
        left.wait(2000)
    return f"{type(left).__name__} {left.objectName()!r}{owner}"
