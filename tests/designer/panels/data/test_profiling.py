import pytest

from designer.panels.data.profiling import Profiling
from engine.data.kinds import KINDS
from engine.data.table import Table


@pytest.fixture
def profiling(qapp):
    made = Profiling()
    yield made
    made.look_at(None)
    for child in made.children():
        child.wait()


def table_of(columns, rows=30):
    return Table.from_columns(
        {f"c{each}": [float(row % 5) for row in range(rows)] for each in range(columns)}
    )


def test_a_small_table_is_known_at_once(profiling):
    profiling.look_at(table_of(3))
    assert profiling.of("c1", KINDS["number"]()).mean == 2


def test_a_wide_table_becomes_known_aside(qtbot, profiling):
    told = []
    profiling.profiled.connect(told.extend)
    profiling.look_at(table_of(300))
    qtbot.waitUntil(lambda: len(told) == 300)
    assert told == [f"c{each}" for each in range(300)]


def test_a_column_is_also_known_as_another_kind(profiling):
    profiling.look_at(table_of(2))
    found = profiling.of("c0", KINDS["category"]())
    assert not found.numeric
    assert found.distinct == 5
    assert profiling.of("c0", KINDS["category"]()) is found
    assert profiling.of("c0", KINDS["ignore"]()).numeric


def test_another_table_takes_the_place_of_the_first(qtbot, profiling):
    told = []
    profiling.profiled.connect(told.extend)
    profiling.look_at(table_of(300, rows=2000))
    profiling.look_at(table_of(2))
    assert profiling.of("c1", KINDS["number"]()).rows == 30
    assert profiling.of("c200", KINDS["number"]()) is None


def test_without_a_table_nothing_is_known(profiling):
    profiling.look_at(table_of(2))
    profiling.look_at(None)
    assert profiling.of("c0", KINDS["number"]()) is None
