import gc
import weakref
from pathlib import Path

import pytest

from designer import document as document_module
from designer import edits
from designer.document import Document
from engine.data.dialect import Dialect
from engine.data.recipe import propose
from engine.data.source import Source
from engine.data.table import Table
from engine.design import Design
from engine.graph import Edge
from engine.layers import LAYERS


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
