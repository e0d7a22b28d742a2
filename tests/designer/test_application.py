"""The start, and what becomes of a bug."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from designer import application, edits
from designer.application import BugReport, run, seconds_since_start
from engine.files.loom import load
from engine.layers import LAYERS


@pytest.fixture
def report(window):
    return BugReport(window)


@pytest.fixture
def broken(window):
    """A design that is not saved, and an error as a slot would raise it."""
    design, _ = edits.add_layer(window.document.design, LAYERS["dense"](), (0.0, 0.0))
    window.document.edit("Add Dense", design)
    try:
        raise KeyError("missing part")
    except KeyError as error:
        return error


@pytest.fixture
def at_start(qapp, appearance):
    """A function that calls another with the window, once, when the event loop of `run` has begun."""

    def call(function):
        def act():
            window = next(
                each
                for each in QApplication.topLevelWidgets()
                if hasattr(each, "filing") and each.isVisible()
            )
            try:
                function(window)
            finally:
                window.filing.may_leave = lambda: True
                window.close()

        QTimer.singleShot(100, act)

    yield call
    # A second word to quit, still under way, would end the event loops of the tests that come after.
    QCoreApplication.removePostedEvents(qapp, QEvent.Type.Quit.value)


def test_a_bug_saves_the_work_and_tells(window, report, broken, capsys, settings_folder):
    report(KeyError, broken, broken.__traceback__)
    assert isinstance(report.box, QMessageBox)
    assert report.box.isVisible()
    kept = settings_folder / "this network.rescued.loom"
    assert str(kept) in report.box.informativeText()
    assert "missing part" in report.box.detailedText()
    assert "missing part" in capsys.readouterr().err
    assert load(kept).design == window.document.design
    assert window.document.modified
    report.box.close()


def test_a_bug_is_told_beside_its_file(window, report, broken, tmp_path, capsys):
    assert window.filing.save_to(tmp_path / "net.loom")
    report(KeyError, broken, broken.__traceback__)
    assert str(tmp_path / "net.rescued.loom") in report.box.informativeText()
    report.box.close()


def test_bugs_in_a_row_are_one_message(report, broken, capsys):
    report(KeyError, broken, broken.__traceback__)
    box = report.box
    report(ValueError, ValueError("another part"), None)
    assert report.box is box
    assert "missing part" in box.detailedText()
    assert "another part" in box.detailedText()
    box.close()
    assert report.box is None
    report(KeyError, broken, broken.__traceback__)
    assert report.box is not None
    report.box.close()


def test_work_that_cannot_be_kept_is_said_so(window, report, broken, monkeypatch, capsys):
    monkeypatch.setattr(window.filing, "keep_safe", lambda: None)
    report(KeyError, broken, broken.__traceback__)
    assert "save it now" in report.box.informativeText()
    report.box.close()


def test_an_error_in_a_slot_reaches_the_report(window, broken, monkeypatch, capsys, settings_folder):
    report = BugReport(window)
    monkeypatch.setattr(sys, "excepthook", report)

    def slot():
        raise KeyError("in a slot")

    window.document.selection_changed.connect(slot)
    window.document.select(("dense_1",))
    assert "in a slot" in report.box.detailedText()
    assert window.document.selection == ("dense_1",)
    assert (settings_folder / "this network.rescued.loom").exists()
    report.box.close()


def test_ctrl_c_in_the_terminal_closes_the_window(window, report):
    report(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert report.box is None
    assert not window.isVisible()


def test_the_start_shows_a_window_and_gives_the_hook_back(at_start, qapp):
    hook, seen = sys.excepthook, []
    at_start(lambda window: seen.append((window.isVisible(), window.pages.currentWidget() is window.welcome)))
    assert run() == 0
    assert seen == [(True, True)]
    assert sys.excepthook is hook
    assert qapp.applicationDisplayName() == "Neuroloom"


def test_the_start_opens_a_file(at_start, tmp_path, qtbot):
    (tmp_path / "wrong.loom").write_bytes(b"")
    said = []
    at_start(lambda window: said.extend(text for _time, text in window.notices.lines))
    assert run(tmp_path / "wrong.loom") == 0
    assert len(said) == 1
    assert "wrong.loom" in said[0]


def test_the_time_of_the_start_is_printed(capsys, appearance):
    assert run(startup_time=True) == 0
    assert float(capsys.readouterr().out) > 0


def test_seconds_count_from_the_start_of_the_process():
    first = seconds_since_start()
    assert 0 < first < 24 * 3600
    assert seconds_since_start() >= first


def test_where_the_system_does_not_say_the_time_of_python_counts(monkeypatch):
    def unknown(_name):
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(application.os, "sysconf", unknown)
    monkeypatch.setattr(application.time, "process_time", lambda: 1.25)
    assert seconds_since_start() == 1.25
