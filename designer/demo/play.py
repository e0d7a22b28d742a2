"""Playing a script: a generator that acts, yields what it waits for, and goes on once that has come about.

The script acts from a timer while the event loop runs, never from inside a gesture, so it also goes on where a dialog
runs a loop of its own and waits for an answer.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from engine.errors import ExplainedError

TICK_MS = 4
PATIENCE = 20.0
"""Seconds that a script waits for anything before it has failed."""


class DemoError(ExplainedError):
    """A step did not do what it was to do."""


@dataclass(frozen=True)
class Wait:
    """What a script waits for; `failure` is the sentence where it does not come about in time."""

    ready: Callable[[], object]
    failure: str = ""
    seconds: float = PATIENCE


Expected = TypeVar("Expected")
Script = Generator[Wait, None, None]


def pause(seconds: float = 0.0) -> Wait:
    """At least one turn of the event loop, and so many seconds."""
    end = monotonic() + seconds
    return Wait(lambda: monotonic() >= end, seconds=math.inf)


def check(fact: object, failure: str) -> None:
    """Raise DemoError with this sentence unless the fact holds."""
    if not fact:
        raise DemoError(failure)


def expect(kind: type[Expected], found: object, failure: str) -> Expected:
    """What was found, where it is of the kind that is expected; else DemoError with this sentence."""
    if not isinstance(found, kind):
        raise DemoError(failure)
    return found


class Player(QObject):
    """Plays one script at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._script: Script | None = None
        self._wait = pause()
        self._until = math.inf
        self._error: BaseException | None = None
        self._loop = QEventLoop(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_timeout)

    def play(self, script: Script) -> None:
        """Run the event loop until the script is at its end. Raises what the script raises, or DemoError."""
        self._script, self._error = script, None
        self._wait, self._until = pause(), math.inf
        self._timer.start()
        self._loop.exec()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def fail(self, error: BaseException) -> None:
        """Stop playing: `play` raises this. Dialogs that wait for an answer are closed without one."""
        self._end(error)

    def _on_timeout(self) -> None:
        script = self._script
        if script is None or inspect.getgeneratorstate(script) == inspect.GEN_RUNNING:
            return
        try:
            if not self._wait.ready():
                if monotonic() > self._until:
                    raise DemoError(self._wait.failure)
                return
            self._wait = next(script)
            self._until = monotonic() + self._wait.seconds
        except StopIteration:
            self._end(None)
        except Exception as error:
            self._end(error)

    def _end(self, error: BaseException | None) -> None:
        self._timer.stop()
        script, self._script = self._script, None
        if script is not None and inspect.getgeneratorstate(script) != inspect.GEN_RUNNING:
            script.close()
        self._error = error
        if error is not None:
            _close_dialogs()
        self._loop.quit()


def _close_dialogs() -> None:
    """A loop that waits for a dialog would keep ours from ending."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for _ in range(16):
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            break
        dialog.close()
