"""One performance of the demonstration: the folder, the windows, the two parts, and what is said at the end."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QSize,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from designer.collection import Collector
from designer.demo.play import DemoError, Player
from designer.demo.script import MODEL, PREDICTIONS, first_part, second_part
from designer.demo.stage import Stage
from designer.panels.score_table import text
from designer.settings import Preferences
from designer.theme import Appearance, Choice
from designer.window import MainWindow
from engine.metrics import METRICS

SIZE = QSize(1600, 1000)
SCORES_TOLD = 2
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
UNSEEN = ("offscreen", "minimal", "vnc")
"""Qt's platforms on which nobody watches."""


def main(arguments: Sequence[str]) -> int:
    """Read the command line and perform. Returns the exit code."""
    parser = argparse.ArgumentParser(
        "neuroloom demo", description="Does the main job through the real window."
    )
    folder, themes = Path("neuroloom-demo"), ("light", "dark")
    parser.add_argument(
        "--out",
        type=Path,
        default=folder,
        metavar="DIR",
        help=f"where to leave what is made; {folder} by default",
    )
    parser.add_argument("--theme", choices=themes, default="light", help="the colours; light by default")
    try:
        asked = parser.parse_args(list(arguments))
    except SystemExit as left:
        return int(left.code or 0)
    out: Path = asked.out.absolute()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return _refuse(f"The folder {out} cannot be made: {error.strerror}.")
    try:
        Performance(_application(), out, asked.theme).play()
    except DemoError as error:
        return _refuse(f"The demonstration stopped: {error}")
    return 0


class Performance:
    """Plays both parts and closes what it opened, however it ends. The person's own settings are left alone."""

    def __init__(self, app: QApplication, out: Path, theme: Choice) -> None:
        self._app, self._out = app, out
        self._appearance = Appearance(app, theme)
        self._player = Player()
        self._stages: list[Stage] = []

    def play(self) -> None:
        """Do the main job. Raises DemoError with the sentence of the step that failed."""
        self._clear()
        previous, sys.excepthook = sys.excepthook, self._on_bug
        messages = qInstallMessageHandler(_on_message)
        collector = Collector()
        try:
            with tempfile.TemporaryDirectory(
                prefix="neuroloom-demo-", ignore_cleanup_errors=True
            ) as settings:
                self._play(Preferences(Path(settings)))
        except DemoError as error:
            raise DemoError(f"{error} {self._last_words()}".strip()) from error
        finally:
            collector.stop()
            qInstallMessageHandler(messages)
            sys.excepthook = previous

    def _clear(self) -> None:
        """Take away what an earlier demonstration left, so that no dialog asks about it."""
        for path in (self._out / MODEL, self._out / PREDICTIONS):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise DemoError(
                    f"{path} is left from before and cannot be removed: {error.strerror}."
                ) from error

    def _play(self, preferences: Preferences) -> None:
        try:
            self._play_parts(preferences)
        finally:
            for stage in self._stages:
                stage.close()
            preferences.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _play_parts(self, preferences: Preferences) -> None:
        first = self._open(preferences)
        self._player.play(first_part(first))
        trained = first.window.document.trained
        if trained is None:
            raise DemoError("There is no trained network to save.")
        second = self._open(preferences, len(first.pictures))
        self._player.play(second_part(second, trained.parameters))
        prepared = first.window.document.prepared
        rows = 0 if prepared is None else len(prepared.parts.test)
        told = list(trained.test_scores.items())[:SCORES_TOLD]
        scores = [f"{METRICS[name].label()} {text(name, value)}" for name, value in told]
        second.tell(f"Test score on {rows} rows that it has never seen: {', '.join(scores)}")
        sys.stdout.write(f"Model, predictions and pictures are in {self._out}\n")

    def _open(self, preferences: Preferences, pictures: int = 0) -> Stage:
        """A window of its own, large enough for everything."""
        watched = self._app.platformName() not in UNSEEN
        window = MainWindow(self._appearance, preferences)
        window.resize(SIZE.boundedTo(window.screen().availableSize()) if watched else SIZE)
        window.show()
        self._stages.append(Stage(window, self._out, watched, pictures))
        return self._stages[-1]

    def _last_words(self) -> str:
        """What the windows said last, as a sentence; closing them has said nothing."""
        lines = [line for stage in self._stages for line in stage.said]
        return f"The window said last: “{lines[-1]}”" if lines else ""

    def _on_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception in the program, in the middle of a step; or Ctrl+C."""
        if issubclass(kind, KeyboardInterrupt):
            self._player.fail(DemoError("it was interrupted."))
            return
        sys.stderr.write("".join(traceback.format_exception(kind, error, trace)))
        self._player.fail(DemoError(f"something went wrong inside Neuroloom ({kind.__name__}: {error})."))


def _application() -> QApplication:
    """The one QApplication, off the screen where there is no display, with Qt's own dialogs, to be typed into."""
    if sys.platform.startswith(("linux", "freebsd")) and not any(map(os.environ.get, DISPLAYS)):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    from designer.application import application

    return application(["neuroloom"])


def _on_message(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Qt's own messages, without what its offscreen platform says of itself again and again."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"{text}\n")


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1
