"""The Data panel: what a person does to it, and what stands in the design afterwards."""

import pytest
from PySide6.QtCore import QPoint, Qt

from designer.document import Document
from designer.panels.data import DataPanel
from designer.panels.data.column_cells import segments
from designer.panels.data.columns_model import PROFILE, Fact
from designer.widgets.split_bar import Parts
from engine.data.recipe import propose
from engine.data.table import Table, read
from engine.design import Design
from engine.examples import examples
from engine.proposal import propose_design

PENGUINS = examples()[0].path


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def empty(show, document, appearance):
    panel = DataPanel(document, appearance)
    panel.resize(1200, 320)
    return show(panel)


@pytest.fixture
def panel(document, empty):
    table = read(PENGUINS)
    document.reset(propose_design(table, propose(table)), table=table)
    return empty


def column(document, name):
    return document.design.recipe.column(name)


def open_table(document, columns):
    table = Table.from_columns(columns)
    document.reset(propose_design(table, propose(table)), table=table)


def click(qtbot, panel, name, fact, role=None):
    view = panel.columns
    index = panel.model.index(panel.model.row_of(name), fact)
    area = view.visualRect(index)
    place = segments(area)[role].center() if role else area.center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))


# --- nothing yet ---------------------------------------------------------------------------------------------


def test_without_a_table_there_are_ways_to_one(qtbot, empty):
    assert empty.start.isVisible()
    with qtbot.waitSignal(empty.open_requested):
        empty.start.empty.button.click()
    with qtbot.waitSignal(empty.example_requested) as heard:
        empty.start.buttons[-1].click()
    assert heard.args[0] == examples()[-1]


def test_a_table_shows_its_columns_and_rows(panel):
    assert not panel.start.isVisible()
    assert panel.model.rowCount() == 8
    assert panel.rows.rows.rowCount() == 344
    assert panel.head.title.text() == "penguins.csv"
    assert panel.head.extent.text() == "344 rows × 8 columns"
    assert "rows are left out" in panel.head.notes.text()


# --- roles and kinds -----------------------------------------------------------------------------------------


def test_the_target_changes_by_one_click(qtbot, panel, document):
    click(qtbot, panel, "body_mass_g", Fact.ROLE, "target")
    assert document.design.recipe.target.name == "body_mass_g"
    assert column(document, "species").role == "feature"
    assert document.stack.undoText() == "Predict body_mass_g"
    document.stack.undo()
    assert document.design.recipe.target.name == "species"


def test_a_column_is_ignored_and_taken_back_by_one_click(qtbot, panel, document):
    click(qtbot, panel, "island", Fact.ROLE, "ignore")
    assert column(document, "island").role == "ignore"
    click(qtbot, panel, "island", Fact.ROLE, "feature")
    assert column(document, "island").role == "feature"
    assert document.stack.count() == 2


def test_a_click_on_the_role_that_it_has_is_no_step(qtbot, panel, document):
    click(qtbot, panel, "species", Fact.ROLE, "target")
    assert document.stack.count() == 0


@pytest.mark.parametrize(
    ("key", "role"),
    [
        (Qt.Key.Key_I, "ignore"),
        (Qt.Key.Key_Delete, "ignore"),
        (Qt.Key.Key_T, "target"),
        (Qt.Key.Key_F, "feature"),
    ],
)
def test_keys_set_the_role(qtbot, panel, document, key, role):
    panel.columns.select(("sex",))
    if role == "feature":
        panel.set_role(("sex",), "ignore")
    qtbot.keyClick(panel.columns, key)
    assert column(document, "sex").role == role


def test_rows_are_found_by_a_comparison(qtbot, panel):
    page = panel.rows_page
    page.search.setText("island = Dream")
    qtbot.waitUntil(lambda: not page.busy)
    assert page.told.text() == "124 rows"
    assert panel.rows.rows.rowCount() == 124
    page.search.clear()
    qtbot.waitUntil(lambda: not page.busy)
    assert panel.rows.rows.rowCount() == 344
    assert not page.told.text()


def test_several_columns_are_ignored_in_one_step(qtbot, panel, document):
    panel.columns.select(("bill_length_mm", "bill_depth_mm", "sex"))
    qtbot.keyClick(panel.columns, Qt.Key.Key_I)
    assert {column(document, name).role for name in ("bill_length_mm", "bill_depth_mm", "sex")} == {"ignore"}
    assert document.stack.undoText() == "Ignore 3 columns"
    assert document.stack.count() == 1


def test_the_kind_is_chosen_from_a_menu(qtbot, panel, document):
    menu = panel.columns.kind_menu(("year",))
    titles = {action.text(): action for action in menu.actions()}
    assert list(titles)[:3] == ["Number", "Category", "Yes/no"]
    assert {"Date/time", "Text", "Picture", "Identifier", "Ignore"} == set(list(titles)[3:])
    assert titles["Number"].isChecked()
    titles["Category"].trigger()
    assert column(document, "year").kind.kind() == "category"
    assert document.stack.undoText() == "Read year as category"
    assert panel.profiling.of("year", column(document, "year").kind).distinct == 3


def test_a_click_on_the_kind_opens_the_menu(qtbot, panel):
    click(qtbot, panel, "sex", Fact.KIND)
    menu = panel.window().findChild(
        type(panel.columns.kind_menu(("sex",))), options=Qt.FindChildOption.FindChildrenRecursively
    )
    assert menu is not None


def test_an_identifier_says_why_it_is_ignored_and_can_be_used(qtbot, document, empty):
    open_table(
        document,
        {"id": list(range(40)), "size": [each % 7 + 0.5 for each in range(40)], "kind": ["a", "b"] * 20},
    )
    summary = empty.model.index(empty.model.row_of("id"), Fact.SUMMARY).data()
    assert summary == "Identifier: every row differs"
    click(qtbot, empty, "id", Fact.ROLE, "feature")
    assert column(document, "id").role == "feature"
    assert column(document, "id").kind.kind() == "number"


def test_an_ignored_column_can_be_used_from_its_page(panel, document):
    panel.set_role(("sex",), "ignore")
    panel.columns.select(("sex",))
    panel.tabs.setCurrentWidget(panel.column_page)
    panel.column_page.use_button.click()
    assert column(document, "sex").role == "feature"


# --- preparation ---------------------------------------------------------------------------------------------


def test_a_columns_preparation_is_a_form(qtbot, panel, document):
    panel.columns.select(("bill_length_mm",))
    menu = panel.column_page.form.editor("scaling").menu
    menu.setCurrentIndex(menu.findData("min-max"))
    menu.activated.emit(menu.currentIndex())
    assert column(document, "bill_length_mm").kind.scaling == "min-max"
    assert document.stack.undoText() == "Set scaling of bill_length_mm to min-max"
    document.stack.undo()
    assert panel.column_page.form.instances[0].scaling == "standardise"


def test_several_columns_of_a_kind_are_prepared_together(panel, document):
    panel.columns.select(("bill_length_mm", "bill_depth_mm"))
    menu = panel.column_page.form.editor("missing").menu
    menu.setCurrentIndex(menu.findData("median"))
    menu.activated.emit(menu.currentIndex())
    assert {column(document, name).kind.missing for name in ("bill_length_mm", "bill_depth_mm")} == {"median"}
    assert column(document, "flipper_length_mm").kind.missing == "drop row"
    assert document.stack.count() == 1


def test_columns_of_different_kinds_have_no_form(panel):
    panel.columns.select(("bill_length_mm", "island"))
    assert panel.column_page.form is None
    assert "different kinds" in panel.column_page.role.text()


def test_the_arithmetic_is_shown_on_some_cells(panel):
    panel.columns.select(("bill_length_mm",))
    first = panel.column_page.examples.text().splitlines()[0]
    assert first.startswith("39.1 → (39.1 − ")
    panel.columns.select(("island",))
    assert "Torgersen → 0 0 1" in panel.column_page.examples.text()
    panel.columns.select(("species",))
    assert "Adelie is class 0" in panel.column_page.examples.text()


def test_the_page_follows_a_change_of_kind(panel):
    panel.columns.select(("year",))
    panel.set_kind(("year",), "category")
    assert panel.column_page.form.instances[0].kind() == "category"


# --- rows ----------------------------------------------------------------------------------------------------


def test_rows_are_read_cell_by_cell(panel):
    rows = panel.rows.rows
    assert rows.index(0, 0).data() == "Adelie"
    assert rows.index(343, 2).data() == "50.2"
    assert rows.index(3, 2).data() == ""
    assert rows.index(3, 2).data(Qt.ItemDataRole.ToolTipRole) == "missing"
    assert rows.index(3, 2).data(Qt.ItemDataRole.BackgroundRole) is not None


def test_a_selected_column_is_brought_into_sight(panel):
    panel.columns.select(("year",))
    view = panel.rows
    assert view.columnAt(view.viewport().width() - 2) == view.rows.names.index("year")


# --- the split -----------------------------------------------------------------------------------------------


def test_the_split_is_seen_whole_in_a_small_window(panel):
    panel.resize(1060, 280)
    panel.tabs.setCurrentWidget(panel.split_page)
    assert panel.split_page.horizontalScrollBar().maximum() == 0


def test_the_split_is_dragged_in_one_step(qtbot, panel, document):
    panel.tabs.setCurrentWidget(panel.split_page)
    bar = panel.split_page.bar
    handle = bar.handles[0]
    start = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(handle, start - QPoint(bar.width() // 5, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    how = document.design.recipe.split
    assert how.train < 70
    assert how.test == 15
    assert document.stack.count() == 1
    assert document.stack.undoText() == f"Split {how.train} / {how.validation} / 15 %"


def test_the_bar_shows_the_rows_of_each_part(panel, document):
    counts = tuple(int(text.split("·")[1].split()[0]) for text in panel.split_page.bar.legend())
    assert counts == document.prepared.parts.sizes
    document.stack.undo()
    assert panel.split_page.bar.parts == Parts(70, 15, 15)


def test_shuffling_and_stratifying_are_ticks(panel, document):
    panel.tabs.setCurrentWidget(panel.split_page)
    panel.split_page.shuffle.click()
    assert not document.design.recipe.split.shuffle
    panel.split_page.stratify.click()
    assert not document.design.recipe.split.stratify
    document.stack.undo()
    assert panel.split_page.stratify.isChecked()


def test_a_number_cannot_be_stratified(panel):
    panel.set_role(("body_mass_g",), "target")
    assert not panel.split_page.stratify.isEnabled()


def test_the_seed_is_typed_or_thrown(panel, document):
    panel.split_page.seed.setValue(11)
    assert document.design.training.seed == 11
    before = document.prepared.parts.test.tolist()
    panel.split_page.dice.click()
    assert document.design.training.seed != 11
    assert document.prepared.parts.test.tolist() != before
    document.stack.undo()
    assert panel.split_page.seed.value() == 11


# --- what can be wrong ---------------------------------------------------------------------------------------


def test_a_kind_that_does_not_suit_is_said_and_undone(panel, document):
    panel.set_kind(("species",), "yes_no")
    assert "make it a category" in panel.head.failure.text()
    assert panel.head.failure.isVisible()
    assert document.prepared is None
    document.stack.undo()
    assert not panel.head.failure.isVisible()
    assert document.prepared is not None


def test_a_constant_target_is_said(document, empty):
    open_table(document, {"size": [each % 7 + 0.5 for each in range(40)], "kind": ["same"] * 40})
    empty.set_role(("kind",), "target")
    assert "nothing to learn" in empty.head.failure.text()


def test_text_where_a_number_was_is_counted(document, empty):
    sizes = [*(f"{each % 9}.5" for each in range(49)), "about ten"]
    open_table(document, {"size": sizes, "kind": ["a", "b"] * 25})
    empty.set_kind(("size",), "number")
    assert "1 cell holds text where a number was expected" in empty.head.notes.text()
    assert "1 with text" in empty.model.index(0, Fact.SUMMARY).data()


def test_ignoring_everything_is_said(panel, document):
    panel.columns.selectAll()
    panel.set_role(panel.columns.selected, "ignore")
    assert "No column is the target" in panel.head.failure.text()


def test_removing_the_target_after_training_is_said_and_loses_nothing(panel, document):
    trained = object()
    document._trained = trained
    panel.set_role(("species",), "ignore")
    assert "No column is the target" in panel.head.failure.text()
    assert document.trained is trained
    document.stack.undo()
    assert document.prepared is not None


def test_a_table_that_moved_can_be_found(qtbot, panel, document):
    document.reset(Design(recipe=document.design.recipe))
    assert panel.head.find_button.isVisible()
    assert "not at" in panel.head.notes.text()
    assert panel.model.rowCount() == 8
    with qtbot.waitSignal(panel.find_requested):
        panel.head.find_button.click()
    document.find_table(read(PENGUINS))
    assert not panel.head.find_button.isVisible()
    assert panel.rows.rows.rowCount() == 344


def test_another_table_is_asked_for(qtbot, panel):
    with qtbot.waitSignal(panel.open_requested):
        panel.head.replace_button.click()


# --- many columns --------------------------------------------------------------------------------------------


@pytest.fixture
def wide(document, empty, qtbot):
    columns = {f"gene_{each}": [(row + each) % 7 + 0.5 for row in range(30)] for each in range(1, 1001)}
    open_table(document, {**columns, "kind": ["a", "b"] * 15})
    qtbot.waitUntil(lambda: empty.model.index(1000, 0).data(PROFILE) is not None)
    qtbot.waitUntil(lambda: document.prepared is not None)
    return empty


def test_a_thousand_columns_are_counted_aside(wide):
    assert wide.model.rowCount() == 1001
    assert wide.model.index(999, Fact.SUMMARY).data().startswith("0.5 to")


def test_columns_can_be_searched(wide):
    wide.head.search.setText("gene_99")
    assert wide.head.search.isVisible()
    assert wide.model.rowCount() == 11
    wide.head.search.setText("")
    assert wide.model.rowCount() == 1001


def test_a_thousand_columns_are_changed_in_one_step(wide, document, qtbot):
    wide.set_role(tuple(f"gene_{each}" for each in range(11, 1001)), "ignore")
    assert len(document.design.recipe.features) == 10
    assert document.stack.count() == 1
    qtbot.waitUntil(lambda: document.prepared is not None and document.prepared.preparation.width == 10)


def test_a_panel_that_goes_while_it_counts_takes_its_thread_along(qtbot, document, appearance, qapp):
    import shiboken6

    panel = DataPanel(document, appearance)
    open_table(document, {f"c{each}": [float(row % 7) for row in range(2000)] for each in range(200)})
    assert panel.profiling._task is not None
    shiboken6.delete(panel)
    qtbot.waitUntil(lambda: document.prepared is not None)


# --- looks ---------------------------------------------------------------------------------------------------


def test_what_is_drawn_is_also_said(panel):
    model = panel.model
    row = model.row_of("bill_length_mm")
    words = [model.index(row, fact).data(Qt.ItemDataRole.AccessibleTextRole) for fact in Fact]
    assert words == [
        "bill_length_mm",
        "Number: A measured or counted quantity.",
        "Feature: the network learns from it.",
        "164 different values in 344 rows",
        "2 of 344 missing",
        "32.1 to 59.6,  mean 43.92",
    ]
    for part in (panel.columns, panel.rows, panel.split_page.seed, panel.split_page.dice):
        assert part.accessibleName()


def test_it_is_painted_in_both_themes_and_turns_upright_when_narrow(panel, appearance):
    panel.columns.select(("sex",))
    light = panel.grab().toImage()
    appearance.choose("dark")
    assert panel.grab().toImage() != light
    panel.resize(420, 700)
    assert panel.splitter.orientation() is Qt.Orientation.Vertical
    panel.resize(1200, 320)
    assert panel.splitter.orientation() is Qt.Orientation.Horizontal
