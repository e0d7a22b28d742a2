"""Garbage is collected on the window's thread, and Python's own habit comes back afterwards."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from pytestqt.qtbot import QtBot

from designer.collection import INTERVAL_MS, Collector


class Knot:
    """A cycle that only the collector can undo."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Collector:
    collector = Collector()
    yield collector
    collector.stop()
    collector.deleteLater()


def test_another_thread_never_collects(collector: Collector) -> None:
    threads = []
    gc.callbacks.append(note := lambda phase, info: threads.append(threading.current_thread()))
    try:
        worker = threading.Thread(target=lambda: [Knot() for _ in range(50_000)])
        worker.start()
        worker.join()
        assert threads == []
        collector.collect()
    finally:
        gc.callbacks.remove(note)
    assert set(threads) == {threading.main_thread()}


def test_the_timer_undoes_cycles(collector: Collector, qtbot: QtBot) -> None:
    gone = weakref.ref(Knot())
    assert gone() is not None
    qtbot.waitUntil(lambda: gone() is None, timeout=5 * INTERVAL_MS)


def test_afterwards_python_collects_by_itself_again(qtbot: QtBot) -> None:
    collector = Collector()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
