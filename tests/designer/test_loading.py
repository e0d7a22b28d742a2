"""Loading a table aside: every end that a load can have, and what it leaves behind."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions

from designer import loading
from designer.loading import TableLoader, own_task
from engine.data.dialect import Dialect


@pytest.fixture
def loader(qapp):
    made = TableLoader()
    yield made
    made.wait()


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text("size,kind\n1,a\n2,b\n3,a\n")
    return path


@pytest.fixture
def large(tmp_path):
    """Several chunks, so that a load is still under way when it is cancelled."""
    path = tmp_path / "large.csv"
    path.write_text("size,kind\n" + "1.25,a\n2.5,b\n" * 300_000)
    return path


def record(signal):
    heard = []
    signal.connect(lambda *values: heard.append(values))
    return heard


def test_a_table_is_read_with_a_proposal_and_profiles(qtbot, loader, small):
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(small)
    table, recipe = heard.args
    assert table.rows == 3
    assert recipe.target.name == "kind"
    assert loader.result.profiles["size"].maximum == 3
    assert not loader.busy


def test_the_first_rows_are_told_before_the_table(qtbot, loader, small):
    order = []
    loader.previewed.connect(lambda dialect, rows: order.append(rows[0]))
    loader.loaded.connect(lambda table, recipe: order.append("loaded"))
    with qtbot.waitSignal(loader.loaded):
        loader.load(small)
    assert order == [["size", "kind"], "loaded"]


def test_a_dialect_can_be_given(qtbot, loader, small):
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(small, Dialect(header=False))
    assert heard.args[0].names == ("column_1", "column_2")


def test_progress_is_told(qtbot, loader, small):
    shares = record(loader.progressed)
    with qtbot.waitSignal(loader.loaded):
        loader.load(small)
    assert shares
    assert all(0 <= share <= 1 and doing for share, doing in shares)


def test_a_file_that_cannot_be_read_ends_in_a_sentence(qtbot, loader, tmp_path):
    with qtbot.waitSignal(loader.failed) as heard:
        loader.load(tmp_path / "nowhere.csv")
    assert "There is no file nowhere.csv" in heard.args[0]
    assert loader.result is None
    assert not loader.busy


def test_cancelling_tells_nothing_else(qtbot, loader, large):
    loaded, failed = record(loader.loaded), record(loader.failed)
    loader.load(large)
    with qtbot.waitSignal(loader.progressed):
        pass
    with qtbot.waitSignal(loader.cancelled):
        loader.cancel()
    loader.wait()
    qtbot.wait(1)  # What was queued by then has arrived.
    assert not loader.busy
    assert (loaded, failed, loader.result) == ([], [], None)


def test_cancelling_nothing_is_nothing(loader):
    heard = record(loader.cancelled)
    loader.cancel()
    assert heard == []


def test_a_second_load_takes_the_place_of_the_first(qtbot, loader, large, small):
    loaded, cancelled = record(loader.loaded), record(loader.cancelled)
    with qtbot.waitSignal(loader.loaded):
        loader.load(large)
        loader.load(small)
    loader.wait()
    assert [table.rows for table, _ in loaded] == [3]
    assert cancelled == []


def test_a_bug_is_raised_where_bugs_are_reported(qtbot, loader, small, monkeypatch):
    def broken(*_arguments):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(loading, "read_table", broken)
    with capture_exceptions() as caught, qtbot.waitSignal(loader.crashed):
        loader.load(small)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert not loader.busy


def test_a_task_ends_with_its_owner(qapp):
    owner = QObject()
    told = []

    def endless(progress):
        while progress(0.5, "waiting"):
            told.append(True)

    task = own_task(endless, owner)
    task.start()
    while not told:
        task.wait(1)
    owner.deleteLater()
    qapp.sendPostedEvents(owner, 52)  # QEvent.DeferredDelete
    from shiboken6 import isValid

    assert not isValid(task)
