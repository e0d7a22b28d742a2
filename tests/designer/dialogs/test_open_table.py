"""Opening tables, sound and broken: what the dialog shows, and what it makes of the document."""

import pytest
from PySide6.QtCore import Qt

from designer.dialogs.open_table import OpenTableDialog
from designer.document import Document
from engine.data.recipe import propose
from engine.data.table import read
from engine.examples import examples
from engine.proposal import propose_design
from tests.engine.data.workbooks import xlsx


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def csv(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def opened(qtbot, document, appearance):
    """Opens a file in a dialog and waits until it was read, or could not be."""
    dialogs = []

    def open_file(path):
        dialog = OpenTableDialog(path, document, appearance)
        dialogs.append(dialog)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.loader.busy)
        return dialog

    yield open_file
    for dialog in dialogs:
        dialog.reject()


PENGUINS = examples()[0].path
ROWS = "size,kind,height\n" + "".join(f"{each % 7}.5,{'ab'[each % 2]},{each % 11}.25\n" for each in range(40))


def choose(combo, text):
    combo.setCurrentIndex(combo.findText(text))
    combo.activated.emit(combo.currentIndex())


def preview(dialog, row, column):
    return dialog.model.index(row, column).data()


def test_what_was_found_is_shown(opened, csv):
    dialog = opened(csv("größe;art\n1,5;x\n2,5;y\n3,5;x\n".encode("cp1252")))
    assert dialog.form.delimiter.currentData() == ";"
    assert dialog.form.decimal.currentData() == ","
    assert dialog.form.encoding.currentData() == "cp1252"
    assert dialog.form.header.isChecked()
    assert dialog.model.names == ("größe", "art")
    assert preview(dialog, 0, 0) == "1,5"


def test_the_bundled_penguins_are_two_clicks_from_a_network(qtbot, opened, document):
    dialog = opened(PENGUINS)
    assert dialog.target.currentText() == "species"
    assert dialog.proposes.isChecked()
    assert dialog.sketch.boxes == ("Input 10", "Dense 16 ReLU", "Dense 3", "Output species")
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert dialog.result() == dialog.DialogCode.Accepted
    assert document.design.recipe.target.name == "species"
    assert document.table.rows == 344
    assert document.analysis.sound
    document.stack.undo()
    assert document.design.recipe is None
    assert not document.design.graph.nodes


def test_another_target_is_one_choice(opened, document):
    dialog = opened(PENGUINS)
    choose(dialog.target, "body_mass_g")
    assert "from 2700 to 6300" in dialog.task.text()
    assert dialog.sketch.boxes[-2:] == ("Dense 1", "Output body_mass_g")
    dialog.accept()
    recipe = document.design.recipe
    assert recipe.target.name == "body_mass_g"
    assert recipe.column("species").role == "feature"


def test_a_canvas_that_is_not_empty_is_kept_unless_asked(opened, document, csv):
    table = read(PENGUINS)
    document.reset(propose_design(table, propose(table)), table=table)
    mine = document.design.graph
    dialog = opened(csv(ROWS))
    assert not dialog.proposes.isChecked()
    assert "Replace the network" in dialog.proposes.text()
    dialog.accept()
    assert document.design.graph is mine
    assert document.design.recipe.names == ("size", "kind", "height")


def test_the_network_on_the_canvas_can_be_replaced(opened, document, csv):
    table = read(PENGUINS)
    document.reset(propose_design(table, propose(table)), table=table)
    mine = document.design.graph
    dialog = opened(csv(ROWS))
    dialog.proposes.click()
    dialog.accept()
    assert document.design.graph is not mine
    assert document.design.recipe.target.name == "kind"


def test_columns_that_are_still_there_keep_what_was_set(qtbot, opened, document, csv):
    first = opened(csv(ROWS))
    choose(first.target, "height")
    first.accept()
    second = opened(csv(ROWS.replace("kind", "sort"), "newer.csv"))
    assert second.target.currentText() == "height"
    assert "no column kind any more" in second.notes.text()
    with qtbot.waitSignal(second.said) as heard:
        second.accept()
    assert "new column sort" in heard.args[0]


def test_an_unrelated_table_is_proposed_anew(opened, document, csv):
    opened(csv(ROWS)).accept()
    dialog = opened(PENGUINS)
    assert dialog.target.currentText() == "species"
    assert "any more" not in dialog.notes.text()


def test_a_correction_reads_the_file_again(qtbot, opened, csv):
    dialog = opened(csv(ROWS))
    with qtbot.waitSignal(dialog.loader.loaded):
        dialog.form.header.click()
    assert dialog.model.names == ("column_1", "column_2", "column_3")
    assert dialog.table.rows == 41
    assert not dialog.form.header.isChecked()
    with qtbot.waitSignal(dialog.loader.loaded):
        choose(dialog.form.delimiter, "semicolon  ;")
    assert len(dialog.table.names) == 1
    assert "only column" in dialog.notes.text()
    assert dialog.form.delimiter.currentData() == ";"


def test_a_correction_that_contradicts_itself_is_refused_in_words(qtbot, opened, csv):
    dialog = opened(csv("a'b\n1'2\n3'4\n"))
    dialog.form.delimiter.addItem("'", "'")
    dialog.form.quote.setCurrentIndex(dialog.form.quote.findData("'"))
    choose(dialog.form.delimiter, "'")
    assert "cannot be both" in dialog.failure.text()
    assert not dialog.open_button.isEnabled()


def test_repairs_are_told(opened, csv):
    dialog = opened(csv("a,a,\n1,x,5\n2,y\n3,x,4\n4,y,3\n"))
    assert "called a_2" in dialog.notes.text()
    assert "had no name" in dialog.notes.text()
    assert dialog.repairs.model.index(0, 2).data().startswith("row was too short")
    assert dialog.open_button.isEnabled()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"a,b\n", "no rows below it"),
        (b"a,b\n,\nNA,\n", "every cell is missing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "is a picture"),
        (bytes(range(1, 9)) * 500, "binary data"),
    ],
    ids=["empty", "only a header", "all rows missing", "a picture", "binary"],
)
def test_a_file_without_a_table_is_refused_in_words(opened, csv, document, content, sentence):
    dialog = opened(csv(content))
    assert sentence in dialog.failure.text()
    assert dialog.failure.isVisible()
    assert not dialog.open_button.isEnabled()
    dialog.accept()
    assert document.design.recipe is None
    assert not document.stack.count()


def test_a_file_that_is_gone_is_refused_in_words(opened, tmp_path):
    assert "There is no file" in opened(tmp_path / "gone.csv").failure.text()


def test_a_single_column_can_be_opened_with_a_warning(opened, csv, document):
    dialog = opened(csv("size\n1.5\n2.5\n2.5\n"))
    assert "only column" in dialog.notes.text()
    failures = []
    document.data_failed.connect(failures.append)
    dialog.accept()
    assert document.prepared is None
    assert "No column is a feature" in failures[-1]


def test_a_thousand_classes_are_mentioned(opened, csv):
    body = "".join(f"{each % 7}.5,code{each % 1000}\n" for each in range(4000))
    dialog = opened(csv("size,code\n" + body))
    assert "1,000 classes" in dialog.notes.text()
    assert dialog.sketch.boxes[1:3] == ("Dense 128 ReLU", "Dense 1,000")


def test_a_constant_column_is_not_offered_as_target(opened, csv):
    dialog = opened(csv("size,species\n" + "".join(f"{each % 7}.5,same\n" for each in range(40))))
    assert [dialog.target.itemText(place) for place in range(dialog.target.count())] == ["size"]
    assert dialog.model.headerData(1, Qt.Orientation.Horizontal).endswith("ignored")


def test_no_column_that_could_be_predicted_is_said(opened, csv):
    dialog = opened(csv("one,two\n" + "x,y\n" * 30))
    assert "No column can be predicted" in dialog.notes.text()
    assert not dialog.target.isEnabled()


def test_closing_while_it_reads_leaves_the_document_alone(qtbot, document, appearance, csv):
    dialog = OpenTableDialog(csv("a,b\n" + "1.25,x\n" * 400_000), document, appearance)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.loader.busy
    assert document.design.recipe is None


def test_columns_of_the_preview_say_what_they_are(opened):
    dialog = opened(PENGUINS)
    header = [dialog.model.headerData(place, Qt.Orientation.Horizontal) for place in range(3)]
    assert header == ["species\ntarget", "island\ncategory", "bill_length_mm\nnumber"]
    ground = dialog.model.index(0, 0).data(Qt.ItemDataRole.BackgroundRole)
    assert ground is not None
    assert ground != dialog.model.index(3, 2).data(Qt.ItemDataRole.BackgroundRole)  # A gap.
    assert dialog.model.index(0, 1).data(Qt.ItemDataRole.BackgroundRole) is None


def test_rows_of_any_length_are_previewed(opened, csv):
    dialog = opened(csv("a,b,c\n1,2\n1,2,3,4\n1,2,3\n1,2,3\n"))
    assert preview(dialog, 0, 2) == ""
    assert preview(dialog, 1, 2) == "3"


@pytest.mark.parametrize("width", [560, 940, 1200])
def test_every_control_can_be_reached_however_small_the_window(opened, qtbot, width):
    dialog = opened(PENGUINS)
    dialog.resize(width, 400)
    page = dialog.form.parentWidget()
    fields = (*dialog.form.children(),)
    for field in (each for each in fields if each.isWidgetType() and each.isVisible()):
        assert field.geometry().bottom() <= dialog.form.height()
        assert field.geometry().right() <= dialog.form.width()
    assert dialog.target.geometry().top() >= dialog.preview.geometry().bottom()
    qtbot.waitUntil(lambda: page.height() >= dialog.sketch.geometry().bottom())


def test_every_control_has_a_name_for_those_who_hear_it(opened):
    dialog = opened(PENGUINS)
    form = dialog.form
    for control in (form.delimiter, form.quote, form.decimal, form.encoding, form.skip, form.header):
        assert control.accessibleName()
    for control in (dialog.target, dialog.preview, dialog.progress, dialog.sketch):
        assert control.accessibleName()


def test_the_sketch_wraps_and_is_painted_in_both_themes(opened, appearance):
    dialog = opened(PENGUINS)
    sketch = dialog.sketch
    assert sketch.heightForWidth(200) > sketch.heightForWidth(2000)
    sketch.resize(200, 30)
    assert sketch.minimumHeight() == sketch.heightForWidth(200)
    looks = []
    for theme in ("light", "dark"):
        appearance.choose(theme)
        looks.append(sketch.grab().toImage())
    assert looks[0] != looks[1]


def test_a_table_with_dates_offers_the_past(opened, csv, document):
    rows = "".join(f"2024-01-{day:02},{day % 7},{100 + day}.5\n" for day in range(1, 29))
    dialog = opened(csv("day,volume,price\n" + rows))
    assert dialog.ahead.isVisible()
    assert "in the order of day" in dialog.ahead.order.text()
    dialog.ahead.on.click()
    dialog.ahead.rows.setValue(5)
    assert dialog.sketch.boxes[1] == "LSTM"
    dialog.accept()
    assert document.design.recipe.window.past == 5
    assert "lstm_1" in document.design.graph


def test_a_table_without_dates_offers_none(opened):
    assert not opened(PENGUINS).ahead.isVisible()


def test_the_sheets_of_a_workbook_are_chosen_from(qtbot, opened, document, tmp_path):
    rows = [["size", "kind"], *([row * 7 % 20, "ab"[row % 2]] for row in range(40))]
    sheets = {"notes": [["ours"]], "animals": rows, "plants": [["height", "name"], *rows[1:]]}
    dialog = opened(xlsx(tmp_path / "book.xlsx", sheets))
    form = dialog.form
    assert [form.part.itemText(each) for each in range(form.part.count())] == list(sheets)
    assert form.part.currentText() == "animals"
    assert form.part.isVisible()
    assert not form.delimiter.isVisible()
    assert dialog.model.names == ("size", "kind")
    with qtbot.waitSignal(dialog.loader.loaded):
        choose(form.part, "plants")
    assert dialog.model.names == ("height", "name")
    dialog.accept()
    assert document.design.recipe.dialect.part == "plants"


def test_a_csv_has_no_sheets_and_a_parquet_no_spelling(opened, csv, tmp_path):
    dialog = opened(csv(ROWS))
    assert not dialog.form.part.isVisible()
    assert dialog.form.delimiter.isVisible()
    read(csv(ROWS)).frame.write_parquet(tmp_path / "table.parquet")
    dialog = opened(tmp_path / "table.parquet")
    assert not any(each.isVisible() for each in (dialog.form.delimiter, dialog.form.skip, dialog.form.more))
    assert dialog.model.names == ("size", "kind", "height")


def test_what_is_not_as_usual_is_shown_and_the_rest_when_asked_for(qtbot, opened, csv):
    form = opened(csv(ROWS)).form
    assert not form.footer.isVisible()
    form.more.click()
    assert all(each.isVisible() for each in (form.footer, form.header_rows, form.combos["comment"]))
    dialog = opened(csv(ROWS + "\nSource: ours\n", "foot.csv"))
    assert dialog.form.footer.isVisible()
    assert dialog.form.footer.value() == 2
    with qtbot.waitSignal(dialog.loader.loaded):
        dialog.form.footer.setValue(0)
    assert dialog.table.rows == 41


def test_the_rows_that_were_mended_can_be_unfolded(opened, csv):
    dialog = opened(csv(ROWS + "1,a\n\n1.5,b,2.25,more\n"))
    view = dialog.repairs
    assert view.section.header.text() == "Lines that were mended: 1 padded, 1 cut, 1 skipped"
    assert not view.table.isVisible()
    view.section.header.click()
    assert view.table.isVisible()
    cells = [[view.model.index(row, column).data() for column in (0, 1)] for row in range(3)]
    assert cells == [["42", "padded"], ["43", "skipped"], ["44", "cut"]]
    assert not opened(csv(ROWS, "sound.csv")).repairs.isVisible()
