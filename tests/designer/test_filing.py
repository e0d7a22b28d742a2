"""Files of a window: nothing is lost without a question, and nothing that fails changes the document."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from designer import edits
from designer.dialogs.open_table import OpenTableDialog
from designer.settings import configuration_folder
from engine.design import Design
from engine.examples import examples
from engine.layers import LAYERS


def add_dense(window):
    design, _ = edits.add_layer(window.document.design, LAYERS["dense"](), (0.0, 0.0))
    window.document.edit("Add Dense", design)


def record(signal):
    heard = []
    signal.connect(lambda *values: heard.append(values if len(values) > 1 else values[0] if values else None))
    return heard


@pytest.fixture
def filing(window):
    return window.filing


@pytest.fixture
def chosen(monkeypatch):
    """The names that file dialogs give back, in turn; "" is Cancel."""
    names = []
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(names.pop(0)), ""))
    return names


@pytest.fixture
def agreeing(monkeypatch, qtbot):
    """The dialog that opens a table, agreed to as soon as it has read."""

    def agree(dialog):
        qtbot.waitUntil(lambda: dialog.recipe is not None)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(OpenTableDialog, "exec", agree)


@pytest.fixture
def table(tmp_path):
    """A copy of the penguins beside which models can be saved."""
    return Path(shutil.copy(examples()[0].path, tmp_path / "birds.csv"))


@pytest.fixture
def saved(window, table, tmp_path, agreeing):
    """A model on the disk that speaks of `table`; the window has it open."""
    window.filing.open_table(table)
    assert window.filing.save_to(tmp_path / "net.loom")
    return tmp_path / "net.loom"


def train_slowly(window, qtbot):
    window.session.set_pace(3.0)
    window.session.train()
    qtbot.waitUntil(lambda: len(window.session.history) > 0)


# --- new, and the question about what is not saved -----------------------------------------------------------


def test_new_asks_nothing_when_nothing_is_lost(filing, qtbot):
    with qtbot.waitSignal(filing.opened):
        filing.new()
    assert filing.document.design == Design()


def test_new_after_cancel_leaves_all_as_it_was(window, filing, answers):
    add_dense(window)
    design = window.document.design
    answers.will_be("Cancel")
    filing.new()
    assert window.document.design is design
    assert window.document.stack.canUndo()
    assert answers.asked == ["Save the changes to this network?"]


def test_new_after_discard_begins_anew(window, filing, answers):
    add_dense(window)
    answers.will_be("Discard")
    filing.new()
    assert window.document.design == Design()
    assert not window.document.modified


def test_new_after_save_saves_first(window, filing, answers, chosen, tmp_path):
    add_dense(window)
    answers.will_be("Save")
    chosen.append(tmp_path / "kept.loom")
    filing.new()
    assert (tmp_path / "kept.loom").exists()
    assert window.document.design == Design()
    assert window.document.path is None


def test_new_after_save_without_a_name_is_called_off(window, filing, answers, chosen):
    add_dense(window)
    answers.will_be("Save")
    chosen.append("")
    filing.new()
    assert len(window.document.design.graph) == 1


def test_new_after_a_save_that_fails_is_called_off(window, filing, answers, chosen, tmp_path):
    add_dense(window)
    answers.will_be("Save")
    chosen.append(tmp_path / "nowhere" / "kept.loom")
    failed = record(filing.failed)
    filing.new()
    assert len(window.document.design.graph) == 1
    assert window.document.modified
    assert len(failed) == 1


# --- saving --------------------------------------------------------------------------------------------------


def test_a_save_is_said_and_remembered(window, filing, tmp_path):
    add_dense(window)
    said = record(filing.said)
    assert filing.save_to(tmp_path / "net.loom")
    assert said == ["Saved as net.loom."]
    assert not window.document.modified
    assert window.document.path == tmp_path / "net.loom"
    assert window.preferences.recent_files == (tmp_path / "net.loom",)
    assert window.preferences.last_folder == tmp_path
    assert not window.isWindowModified()


def test_a_save_that_fails_says_why_and_leaves_it_modified(window, filing, tmp_path):
    add_dense(window)
    failed = record(filing.failed)
    (tmp_path / "folder.loom").mkdir()
    assert not filing.save_to(tmp_path / "folder.loom")
    assert window.document.modified
    assert window.document.path is None
    assert window.isWindowModified()
    assert len(failed) == 1
    assert "folder.loom" in failed[0]
    assert window.notices.bar.message == failed[0]
    assert window.preferences.recent_files == ()


def test_a_full_disk_leaves_the_old_file_and_the_document(window, filing, tmp_path, monkeypatch):
    add_dense(window)
    path = tmp_path / "net.loom"
    assert filing.save_to(path)
    before = path.read_bytes()
    add_dense(window)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    failed = record(filing.failed)
    assert not filing.save()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    assert window.document.modified
    assert len(failed) == 1


def test_save_asks_for_a_name_once(window, filing, chosen, tmp_path):
    add_dense(window)
    chosen.append(tmp_path / "net.loom")
    assert filing.save()
    add_dense(window)
    assert filing.save()
    assert chosen == []
    assert not window.document.modified


def test_a_name_without_an_ending_gets_one(filing, chosen, tmp_path):
    chosen.append(tmp_path / "net.v2")
    assert filing.save_as()
    assert (tmp_path / "net.v2.loom").exists()


def test_a_file_that_the_ending_leads_to_is_not_replaced_unasked(filing, chosen, answers, tmp_path):
    (tmp_path / "net.loom").write_text("precious")
    chosen += [tmp_path / "net", tmp_path / "net"]
    answers.will_be("Cancel", "Yes")
    assert not filing.save_as()
    assert (tmp_path / "net.loom").read_text() == "precious"
    assert filing.save_as()
    assert (tmp_path / "net.loom").read_bytes()[:2] == b"PK"


# --- opening -------------------------------------------------------------------------------------------------


def test_a_model_comes_back_with_its_table(window, filing, saved, qtbot):
    design = window.document.design
    filing.new()
    assert window.document.table is None
    filing.open(saved)
    qtbot.waitUntil(lambda: window.document.prepared is not None)
    assert window.document.design == design
    assert window.document.path == saved
    assert not window.document.modified
    assert window.pages.currentWidget() is window.canvas
    assert window.preferences.recent_files[0] == saved


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04 cut off"])
def test_a_wrong_model_leaves_the_document_as_it_was(window, filing, tmp_path, content):
    add_dense(window)
    window.document.select(("dense_1",))
    design = window.document.design
    path = tmp_path / "wrong.loom"
    path.write_bytes(content)
    window.preferences.remember_file(path)
    failed = record(filing.failed)
    filing.open(path)
    assert window.document.design is design
    assert window.document.selection == ("dense_1",)
    assert window.document.stack.canUndo()
    assert window.document.path is None
    assert len(failed) == 1
    assert "wrong.loom" in failed[0]
    assert window.preferences.recent_files == ()


def test_a_wrong_model_does_not_stop_a_run(penguins, tmp_path, qtbot):
    train_slowly(penguins, qtbot)
    (tmp_path / "wrong.loom").write_bytes(b"")
    penguins.filing.open(tmp_path / "wrong.loom")
    assert penguins.session.state == "running"


def test_a_model_that_is_gone_says_so(filing, tmp_path):
    failed = record(filing.failed)
    filing.open(tmp_path / "gone.loom")
    assert len(failed) == 1
    assert "gone.loom" in failed[0]


def test_choosing_nothing_opens_nothing(window, filing, chosen):
    chosen += ["", "", ""]
    filing.choose()
    filing.choose_table()
    filing.find_table()
    assert chosen == []
    assert window.document.design == Design()


def test_a_table_becomes_the_documents_data(window, filing, table, agreeing, chosen):
    chosen.append(table)
    filing.choose_table()
    assert window.document.table.rows == 344
    assert window.document.design.recipe.target.name == "species"
    assert window.document.prepared is not None
    assert window.document.stack.undoText() == "Open birds.csv"
    assert window.preferences.recent_files == (table,)


def test_a_table_that_cannot_be_read_changes_nothing(window, filing, tmp_path, monkeypatch, qtbot):
    path = tmp_path / "empty.csv"
    path.touch()
    sentences = []

    def look(dialog):
        qtbot.waitUntil(lambda: bool(dialog.failure.text()))
        sentences.append(dialog.failure.text())
        assert not dialog.open_button.isEnabled()
        dialog.reject()
        return dialog.result()

    monkeypatch.setattr(OpenTableDialog, "exec", look)
    filing.open(path)
    assert len(sentences) == 1
    assert window.document.design == Design()
    assert window.preferences.recent_files == ()


def test_an_example_begins_a_document_of_its_own(penguins):
    assert penguins.document.path is None
    assert not penguins.document.modified
    assert penguins.document.analysis.sound
    assert not penguins.session.why_not()


def test_an_example_asks_about_what_is_not_saved(window, filing, answers):
    add_dense(window)
    answers.will_be("Cancel")
    filing.open_example(examples()[0])
    assert len(window.document.design.graph) == 1
    assert not filing.loader.busy


def test_another_document_takes_the_place_of_a_table_that_is_still_read(window, filing, qtbot):
    filing.open_example(examples()[0])
    filing.new()
    assert not filing.loader.busy
    filing.open_example(examples()[3])
    qtbot.waitUntil(lambda: window.document.prepared is not None)
    assert window.document.table.rows == 150


# --- the table that moved, or changed ------------------------------------------------------------------------


def test_a_table_that_moved_can_be_found(window, filing, saved, table, chosen, tmp_path, qtbot):
    filing.new()
    moved = table.rename(tmp_path / "elsewhere.csv")
    filing.open(saved)
    assert window.document.table is None
    assert window.notices.bar.message.startswith("The table birds.csv is not where it was.")
    assert window.notices.bar.button.text() == "Find it…"
    assert window.session.why_not().startswith("The table ")
    assert window.actions_by_id["data.find"].isEnabled()
    chosen.append(moved)
    window.notices.bar.button.click()
    qtbot.waitUntil(lambda: window.document.prepared is not None)
    assert window.session.why_not() == ""
    assert window.document.design.recipe.source.path == str(moved)
    assert not window.actions_by_id["data.find"].isEnabled()


def test_a_table_that_changed_says_what_differs(window, filing, saved, table, qtbot):
    filing.new()
    lines = table.read_text().splitlines()
    place = lines[0].split(",").index("flipper_length_mm")
    table.write_text("\n".join(",".join(c for i, c in enumerate(x.split(",")) if i != place) for x in lines))
    said = record(filing.said)
    filing.open(saved)
    qtbot.waitUntil(lambda: window.document.table is not None)
    assert any("flipper_length_mm" in sentence for sentence in said)
    assert "flipper_length_mm" not in [each.name for each in window.document.design.recipe.columns]


def test_a_found_file_that_is_no_table_says_so(window, filing, saved, table, chosen, tmp_path, qtbot):
    filing.new()
    table.unlink()
    filing.open(saved)
    (tmp_path / "nothing.csv").touch()
    chosen.append(tmp_path / "nothing.csv")
    with qtbot.waitSignal(filing.failed):
        filing.find_table()
    assert window.document.table is None


# --- while it trains -----------------------------------------------------------------------------------------


def test_another_file_while_it_trains_is_asked_about(penguins, answers, tmp_path, qtbot):
    window = penguins
    assert window.filing.save_to(tmp_path / "net.loom")
    train_slowly(window, qtbot)
    answers.will_be("Go on training")
    window.filing.open(tmp_path / "net.loom")
    assert window.session.state == "running"
    answers.will_be("Stop training", "Cancel")
    window.filing.open(tmp_path / "net.loom")
    assert not window.session.active
    assert window.document.trained is not None
    answers.will_be("Discard")
    window.filing.open(tmp_path / "net.loom")
    assert window.document.trained is None
    assert window.session.state == "idle"
    assert answers.asked[0] == "A network is being trained. Stop it?"


def test_what_a_stopped_run_has_learned_can_be_saved_on_the_way_out(penguins, answers, tmp_path, qtbot):
    window = penguins
    assert window.filing.save_to(tmp_path / "net.loom")
    train_slowly(window, qtbot)
    answers.will_be("Stop training", "Save")
    window.filing.new()
    assert window.document.trained is None
    window.filing.open(tmp_path / "net.loom")
    assert len(window.document.trained.history) >= 1
    assert window.session.state == "finished"


# --- after a bug ---------------------------------------------------------------------------------------------


def test_the_work_is_kept_beside_the_file_or_among_the_settings(window, filing, tmp_path, settings_folder):
    add_dense(window)
    kept = filing.keep_safe()
    assert kept == settings_folder / "this network.rescued.loom"
    assert filing.save_to(tmp_path / "net.loom")
    add_dense(window)
    kept = filing.keep_safe()
    assert kept == tmp_path / "net.rescued.loom"
    assert window.document.modified
    assert window.document.path == tmp_path / "net.loom"
    design = window.document.design
    window.document.mark_saved(tmp_path / "net.loom")
    filing.open(kept)
    assert window.document.design == design


def test_work_that_cannot_be_kept_is_no_second_bug(window, filing, tmp_path):
    add_dense(window)
    window.document.mark_saved(tmp_path / "nowhere" / "net.loom")
    (tmp_path / "nowhere").write_text("a file where the folder was")
    assert filing.keep_safe() is None


def test_cells_that_were_copied_are_opened_as_a_table(filing, window, monkeypatch, qapp):
    opened, failed = [], record(filing.failed)
    monkeypatch.setattr(filing, "open_table", opened.append)
    qapp.clipboard().setText("size\tkind\n1\ta\n2\tb\n")
    filing.paste_table()
    QTest.keyClick(window.welcome, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(opened) == 2
    assert opened[0] == opened[1]
    assert opened[0].parent == configuration_folder() / "pasted"
    assert opened[0].read_text() == "size\tkind\n1\ta\n2\tb\n"
    assert not failed
    qapp.clipboard().setText("one")
    filing.paste_table()
    assert "no table" in failed[0]
