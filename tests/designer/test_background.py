"""Work aside: every end that it can have, and that it never outlives its owner."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread
from shiboken6 import isValid

from designer.background import Task, own_task
from engine.errors import ExplainedError


def ends(task):
    """What the task tells, in order."""
    heard = []
    for name in ("done", "failed", "crashed"):
        getattr(task, name).connect(lambda what, name=name: heard.append((name, what)))
    return heard


@pytest.fixture
def run(qtbot):
    """A function that runs work to its end and returns what was told."""

    def start(work):
        task = Task(work)
        heard = ends(task)
        task.start()
        qtbot.waitUntil(lambda: not isValid(task))
        return heard

    return start


def test_the_result_is_told_on_the_thread_that_asked(qtbot):
    threads = []
    task = Task(lambda _progress: threads.append(QThread.currentThread()) or 42)
    heard = ends(task)
    task.start()
    qtbot.waitUntil(lambda: not isValid(task))
    assert heard == [("done", 42)]
    assert threads[0] is not QThread.currentThread()


def test_progress_is_told_in_order(qtbot):
    def work(progress):
        return [progress(0.5, "half"), progress(1.0, "all")]

    task, told = Task(work), []
    task.progressed.connect(lambda share, doing: told.append((share, doing)))
    heard = ends(task)
    task.start()
    qtbot.waitUntil(lambda: not isValid(task))
    assert told == [(0.5, "half"), (1.0, "all")]
    assert heard == [("done", [True, True])]


def test_an_error_with_an_explanation_is_a_sentence(run):
    def work(_progress):
        raise ExplainedError("The file is empty.")

    assert run(work) == [("failed", "The file is empty.")]


def test_any_other_error_is_a_bug(run):
    error = KeyError("x")

    def work(_progress):
        raise error

    assert run(work) == [("crashed", error)]


def test_what_was_cancelled_tells_nothing(qtbot):
    going, seen = threading.Event(), []

    def work(progress):
        going.set()
        while progress(0.0, "on and on"):
            pass
        seen.append("stopped")

    task = Task(work)
    heard = ends(task)
    task.start()
    assert going.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: not isValid(task))
    assert seen == ["stopped"]
    assert heard == []


def test_a_task_goes_with_its_owner(qtbot):
    going, ended = threading.Event(), threading.Event()

    def work(progress):
        going.set()
        while progress(0.0, "on and on"):
            pass
        ended.set()

    owner = QObject()
    task = own_task(work, owner)
    task.start()
    assert going.wait(5)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not isValid(owner))
    assert ended.is_set()
    assert not isValid(task)
