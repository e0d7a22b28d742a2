import gc
import weakref
from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions

from designer import document as document_module
from designer import edits
from designer.background import Task
from designer.document import Document
from engine.data.dialect import Dialect
from engine.data.recipe import propose
from engine.data.source import Source
from engine.data.table import Table
from engine.design import Design
from engine.graph import Edge
from engine.layers import LAYERS
from engine.proposal import propose_design


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def table():
    made = Table.from_columns(
        {
            "length": [float(each % 7) for each in range(60)],
            "depth": [float(each % 5) for each in range(60)],
            "species": [("Adelie", "Gentoo", "Chinstrap")[each % 3] for each in range(60)],
        }
    )
    return Table(made.frame, Source("penguins.csv", 100, "0" * 64), Dialect())


def with_dense(design, x=0.0):
    return edits.add_layer(design, LAYERS["dense"](), (x, 0.0))[0]


def network():
    design = Design()
    for kind in ("input", "dense", "output"):
        design, _ = edits.append_layer(design, LAYERS[kind](), None)
    return edits.change_settings(design, ["dense_1"], units="auto")


def record(signal):
    heard = []
    signal.connect(lambda *values: heard.append(values))
    return heard


def test_a_new_document_is_empty_and_unmodified(document):
    assert document.design == Design()
    assert not document.modified
    assert document.path is None
    assert not document.analysis.sound


def test_every_edit_tells_what_was_and_what_is(document):
    changes, analyses = record(document.changed), record(document.analysed)
    before, after = document.design, with_dense(document.design)
    document.edit("Add Dense", after)
    assert changes == [(before, after)]
    assert analyses == [(document.analysis,)]
    document.stack.undo()
    assert changes[-1] == (after, before)
    document.stack.redo()
    assert document.design is after


def test_who_hears_of_a_change_can_read_its_analysis(document):
    seen = []
    document.changed.connect(lambda _before, after: seen.append(document.analysis.graph is after.graph))
    document.edit("Add Dense", with_dense(document.design))
    document.stack.undo()
    assert seen == [True, True]


def test_a_move_analyses_nothing_anew(document):
    document.edit("Add Dense", with_dense(document.design))
    analyses, before = record(document.analysed), document.analysis
    document.edit("Move Dense", edits.move(document.design, {"dense_1": (5.0, 5.0)}))
    assert analyses == []
    assert document.analysis is before


def test_an_edit_that_changes_nothing_is_no_step(document):
    changes = record(document.changed)
    document.edit("Nothing", Design())
    assert document.stack.count() == 0
    assert changes == []


def test_typing_is_one_step_until_it_is_sealed(document):
    document.edit("Add Dense", with_dense(document.design))
    for units in (1, 12, 128):
        document.edit(
            "Set units", edits.change_settings(document.design, ["dense_1"], units=units), merge="units"
        )
    assert document.stack.count() == 2
    document.seal()
    document.edit("Set units", edits.change_settings(document.design, ["dense_1"], units=7), merge="units")
    assert document.stack.count() == 3
    document.stack.undo()
    assert document.design.graph["dense_1"].layer.units == 128
    document.stack.undo()
    assert document.design.graph["dense_1"].layer.units == 16


def test_steps_of_different_kinds_do_not_merge(document):
    document.edit("Add Dense", with_dense(document.design))
    document.edit("Set units", edits.change_settings(document.design, ["dense_1"], units=3), merge="units")
    document.edit("Move Dense", edits.move(document.design, {"dense_1": (9.0, 9.0)}), merge="move")
    document.edit("Set units", edits.change_settings(document.design, ["dense_1"], units=4), merge="units")
    assert document.stack.count() == 4


def test_the_selection_is_told_once_and_loses_what_is_gone(document):
    document.edit("Add", network())
    heard = record(document.selection_changed)
    edge = Edge("input_1", "dense_1")
    document.select(("dense_1", "input_1"), (edge,))
    document.select(("dense_1", "input_1"), (edge,))
    assert len(heard) == 1
    document.edit("Delete", edits.remove(document.design, ["dense_1"]))
    assert document.selection == ("input_1",)
    assert document.selected_edges == ()
    assert len(heard) == 2


def test_saving_makes_it_unmodified_and_undoing_past_it_modified(document, tmp_path):
    heard = record(document.location_changed)
    document.edit("Add Dense", with_dense(document.design))
    assert document.modified
    document.mark_saved(tmp_path / "net.loom")
    assert not document.modified
    assert document.path == tmp_path / "net.loom"
    assert heard
    document.stack.undo()
    assert document.modified
    document.stack.redo()
    assert not document.modified


def test_reset_begins_anew(document, tmp_path):
    document.edit("Add Dense", with_dense(document.design))
    document.select(("dense_1",))
    heard = record(document.opened)
    document.reset(network(), Path("other.loom"))
    assert document.design == network()
    assert document.selection == ()
    assert not document.stack.canUndo()
    assert not document.modified
    assert document.path == Path("other.loom")
    assert len(heard) == 1


def test_a_table_settles_shapes_and_its_absence_unsettles_them(document, table):
    document.edit("Add", network())
    analyses, data = record(document.analysed), record(document.data_changed)
    document.keep_table(table)
    assert document.table is None
    document.edit("Open table", document.design.replace(recipe=propose(table)))
    assert document.table is table
    assert document.prepared.labels == ("Adelie", "Chinstrap", "Gentoo")
    assert document.analysis.sound
    assert document.analysis.shape("dense_1") == (3,)
    assert data
    assert analyses[-1] == (document.analysis,)
    document.stack.undo()
    assert document.prepared is None
    assert document.analysis.shape("dense_1") is None
    document.stack.redo()
    assert document.analysis.sound


def test_a_table_that_is_found_later_is_prepared_then(document, table):
    document.reset(network().replace(recipe=propose(table)))
    assert document.table is None
    document.keep_table(table)
    assert document.prepared is not None
    assert document.analysis.sound


def test_a_large_table_is_prepared_aside(document, table, qtbot, monkeypatch):
    monkeypatch.setattr(document_module, "CELLS_AT_ONCE", 10)
    document.keep_table(table)
    document.edit("Add", network())
    with qtbot.waitSignal(document.data_changed):
        document.edit("Open table", document.design.replace(recipe=propose(table)))
        assert document.prepared is None
    assert document.prepared.features.shape[0] == 60
    assert document.analysis.sound


def test_a_recipe_that_cannot_be_followed_says_so(document, qapp):
    gaps = Table.from_columns({"x": [1.0, 2.0, 3.0], "y": [None, None, None]})
    made = Table(gaps.frame, Source("gaps.csv", 1, "1" * 64), Dialect())
    document.keep_table(made)
    failed = record(document.data_failed)
    recipe = propose(made)
    document.edit("Open table", document.design.replace(recipe=recipe))
    assert document.prepared is None
    assert len(failed) == 1
    assert failed[0][0]


def test_why_a_table_cannot_be_used_stands_at_the_input(document, table):
    recipe = propose(table)
    document.reset(propose_design(table, recipe), table=table)
    assert not document.analysis.problems
    aimless = recipe.with_role("species", "ignore")
    document.edit("Ignore species", document.design.replace(recipe=aimless))
    assert "No column is the target" in document.analysis.problems[0].sentence
    document.stack.undo()
    assert not document.analysis.problems
    document.edit("Take the table away", document.design.replace(recipe=None))
    assert "No table is loaded" in document.analysis.problems[0].sentence


def test_what_was_learned_is_unsaved_until_it_is_saved(document, tmp_path):
    heard = record(document.trained_changed)
    document.set_trained(object())
    assert document.modified
    assert len(heard) == 1
    document.mark_saved(tmp_path / "net.loom")
    assert not document.modified
    document.set_trained(None)
    assert not document.modified


def test_an_unsaved_document_is_deleted_quietly(qapp):
    document = Document()
    document.edit("Add Dense", with_dense(document.design))
    gone = weakref.ref(document)
    del document
    gc.collect()
    assert gone() is None


def test_documents_in_a_cycle_are_collected_with_their_history(qapp):
    gone = []
    for count in range(6):
        document = Document()
        document.cycle = document
        for number in range(count):
            document.edit("Add Dense", with_dense(document.design, float(number)))
        document.stack.undo()
        gone.append(weakref.ref(document))
        del document
        gc.collect()
    assert [each() for each in gone] == [None] * 6


# --- a table that is found again -----------------------------------------------------------------------------


def moved(table, path="elsewhere/penguins.csv"):
    return Table(table.frame, Source(path, table.source.size, table.source.sha256), table.dialect)


def other(table, columns):
    made = Table.from_columns(columns)
    return Table(made.frame, Source("penguins.csv", 50, "1" * 64), table.dialect)


def test_the_very_same_bytes_elsewhere_change_only_where_they_are_looked_for(document, table):
    recipe = propose(table)
    document.reset(network().replace(recipe=recipe))
    assert document.find_table(moved(table)) == ()
    assert document.design.recipe.source.path == "elsewhere/penguins.csv"
    assert document.design.recipe.columns == recipe.columns
    assert document.prepared is not None
    assert document.analysis.sound
    assert not document.stack.canUndo()


def test_another_table_is_an_edit_and_says_what_differs(document, table):
    document.reset(network().replace(recipe=propose(table)))
    columns = {"length": [1.0, 2.0, 3.0, 4.0] * 10, "species": ["a", "b"] * 20, "colour": ["x", "y"] * 20}
    notes = document.find_table(other(table, columns))
    assert notes
    assert "depth" in " ".join(notes)
    assert document.stack.undoText() == "Find the table"
    assert document.prepared is not None
    document.stack.undo()
    assert document.table is None


def test_a_table_that_nobody_asked_for_is_not_taken(document, table):
    assert document.find_table(table) == ()
    assert document.table is None


def test_keeping_a_table_twice_prepares_it_twice(document, table):
    document.keep_table(table)
    document.edit("Open table", network().replace(recipe=propose(table)))
    first = document.prepared
    heard = record(document.data_changed)
    document.keep_table(table)
    assert document.prepared is not first
    assert len(heard) == 1


# --- preparing aside -----------------------------------------------------------------------------------------


@pytest.fixture
def aside(document, table, monkeypatch):
    """The document with its table being prepared on another thread."""
    monkeypatch.setattr(document_module, "CELLS_AT_ONCE", 10)
    document.keep_table(table)
    document.edit("Open table", network().replace(recipe=propose(table)))
    assert document.preparing
    yield document
    document.wait()


def test_progress_is_told_and_ends_with_the_data(aside, qtbot):
    told = record(aside.prepare_progressed)
    with qtbot.waitSignal(aside.data_changed):
        pass
    assert told
    assert all(0.0 <= share <= 1.0 and doing for share, doing in told)
    assert not aside.preparing
    assert aside.prepared is not None


def test_what_was_prepared_for_another_recipe_is_not_handed_out(aside, qtbot):
    qtbot.waitUntil(lambda: aside.prepared is not None)
    recipe = aside.design.recipe.with_role("depth", "ignore")
    aside.edit("Ignore depth", aside.design.replace(recipe=recipe))
    assert aside.prepared is None
    qtbot.waitUntil(lambda: aside.prepared is not None)
    assert len(aside.prepared.features[0]) == 1


def test_only_the_last_recipe_is_prepared(aside, qtbot):
    heard = record(aside.data_changed)
    for name in ("depth", "length"):
        aside.edit("Ignore", aside.design.replace(recipe=aside.design.recipe.with_role(name, "ignore")))
        aside.stack.undo()
    qtbot.waitUntil(lambda: not aside.preparing)
    assert len(aside.prepared.features[0]) == 2
    assert len(heard) == 1


def test_undoing_the_table_ends_the_preparing(aside, qtbot):
    aside.stack.undo()
    assert not aside.preparing
    assert aside.prepared is None


def test_waiting_leaves_nothing_running(aside, qapp):
    # A small table may be prepared before anybody waits; what is stopped is not told afterwards.
    aside.wait()
    assert not aside.preparing
    assert not any(task.isRunning() for task in aside.findChildren(Task))
    heard = record(aside.data_changed)
    qapp.processEvents()
    assert not heard


def test_a_recipe_that_cannot_be_followed_says_so_from_aside_too(document, table, monkeypatch, qtbot):
    monkeypatch.setattr(document_module, "CELLS_AT_ONCE", 10)
    gaps = Table.from_columns({"x": [1.0, 2.0, 3.0] * 10, "y": [None, None, None] * 10})
    made = Table(gaps.frame, Source("gaps.csv", 1, "1" * 64), Dialect())
    document.keep_table(made)
    with qtbot.waitSignal(document.data_failed) as heard:
        document.edit("Open table", document.design.replace(recipe=propose(made)))
    assert heard.args[0]
    assert document.prepared is None
    assert not document.preparing


def test_a_bug_while_preparing_is_raised_where_bugs_are_reported(document, table, monkeypatch, qtbot):
    monkeypatch.setattr(document_module, "CELLS_AT_ONCE", 10)
    document.keep_table(table)

    def broken(*_):
        raise KeyError("missing part")

    monkeypatch.setattr("engine.data.prepare.prepare", broken)
    failed = record(document.data_failed)
    with capture_exceptions() as raised:
        document.edit("Open table", network().replace(recipe=propose(table)))
        qtbot.waitUntil(lambda: bool(raised))
    assert isinstance(raised[0][1], KeyError)
    assert len(failed) == 1
    assert document.prepared is None


# --- one step or several -------------------------------------------------------------------------------------


def test_sealing_an_empty_history_is_nothing(document):
    document.seal()
    assert document.stack.count() == 0


def test_a_gesture_after_an_undo_is_a_step_of_its_own(document):
    document.edit("Add Dense", with_dense(document.design))
    for units in (2, 3):
        document.edit(
            "Set units", edits.change_settings(document.design, ["dense_1"], units=units), merge="units"
        )
    document.stack.undo()
    document.edit("Set units", edits.change_settings(document.design, ["dense_1"], units=9), merge="units")
    assert document.stack.count() == 2
    document.stack.undo()
    assert document.design.graph["dense_1"].layer.units == 16


def test_the_last_text_of_a_gesture_names_its_step(document):
    document.edit("Add Dense", with_dense(document.design))
    for units in (2, 3):
        design = edits.change_settings(document.design, ["dense_1"], units=units)
        document.edit(f"Set units to {units}", design, merge="units")
    assert document.stack.undoText() == "Set units to 3"


def test_saving_in_the_middle_of_a_gesture_is_noticed(document, tmp_path):
    document.edit("Add Dense", with_dense(document.design))
    document.edit("Set units", edits.change_settings(document.design, ["dense_1"], units=2), merge="units")
    document.mark_saved(tmp_path / "net.loom")
    document.edit("Set units", edits.change_settings(document.design, ["dense_1"], units=3), merge="units")
    assert document.modified
    document.stack.undo()
    assert document.design.graph["dense_1"].layer.units == 2
    assert not document.modified


def test_undo_and_redo_bring_back_what_was_known(document):
    first = document.analysis
    document.edit("Add", edits.add_layer(document.design, LAYERS["dense"](), (0.0, 0.0))[0])
    second = document.analysis
    assert second is not first
    document.stack.undo()
    document.stack.redo()
    assert document.analysis is second
