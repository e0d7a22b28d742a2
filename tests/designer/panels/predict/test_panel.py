"""The Predict panel: rows typed by hand and whole tables, with networks that were trained for a moment."""

import dataclasses

import polars as pl
import pytest
from PySide6.QtCore import Qt

from designer import edits
from designer.document import Document
from designer.panels.predict import PredictPanel
from designer.panels.predict.answer import percent
from designer.panels.predict.row_form import MISSING, MOST_FIELDS
from engine.analysis import analyse
from engine.data.prepare import prepare
from engine.data.recipe import propose
from engine.data.table import Table, read
from engine.examples import examples
from engine.feeding import signature, training_data
from engine.network import Network
from engine.proposal import propose_design
from engine.training.loop import train
from engine.training.settings import TrainingSettings
from engine.training.trained import Trained

SPECIES, MASS, SEX = (examples()[place] for place in range(3))


def fit(table, recipe, epochs=25):
    design = propose_design(table, recipe).replace(training=TrainingSettings(epochs=epochs))
    prepared = prepare(table, recipe, design.training.seed)
    network = Network.build(analyse(design.graph, signature(design.graph, prepared.preparation)), seed=7)
    *_, ended = train(network, training_data(design.graph, prepared), design.training)
    return Trained(
        design,
        prepared.preparation,
        network.parameters.copy(),
        network.state.copy(),
        ended.checkpoint,
        ended.epoch,
    )


@pytest.fixture(scope="module")
def learned():
    """A trained network and its table for each kind of target."""
    return {
        example.id: (trained := read(example.path), fit(trained, example.recipe(trained)))
        for example in (SPECIES, MASS, SEX)
    }


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def panel(show, document, appearance):
    made = PredictPanel(document, appearance)
    made.resize(1200, 320)
    return show(made)


@pytest.fixture
def species(document, panel, learned):
    table, trained = learned[SPECIES.id]
    document.reset(trained.design, trained=trained, table=table)
    return panel.row_page


def field(page, name):
    return page.form.fields[name]


# --- one row -------------------------------------------------------------------------------------------------


def test_without_a_trained_network_the_panel_says_so(panel):
    assert panel.empty.isVisible()
    assert "Train a network" in panel.empty.sentence


def test_it_says_when_the_canvas_shows_another_network_than_what_predicts(document, panel, species):
    assert panel.before.text() == ""
    design = document.design
    document.edit("Rename", edits.rename(design, "dense_1", "First"))
    assert panel.before.text() == ""
    document.edit("Units", edits.change_settings(design, ["dense_1"], units=5))
    assert "it has been changed since" in panel.before.text()
    document.stack.undo()
    assert panel.before.text() == ""


def test_the_usual_row_stands_in_the_form(species):
    assert field(species, "bill_length_mm").text() == "44.45"
    assert field(species, "island").currentText() == "Biscoe"
    assert species.answer.text() in ("Adelie", "Chinstrap", "Gentoo")
    assert sum(share for _, share in species.bars.shares) == pytest.approx(1, abs=1e-5)


def test_the_prediction_follows_what_is_typed(qtbot, species):
    line = field(species, "flipper_length_mm")
    seen = set()
    for value in ("175", "229"):
        line.clear()
        qtbot.keyClicks(line, value)
        seen.add(species.bars.shares)
    assert len(seen) == 2
    assert f"probability of {percent(max(share for _, share in species.bars.shares))}" in species.sure.text()


def test_arrow_keys_move_a_number(qtbot, species):
    line = field(species, "body_mass_g")
    before = line.number
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.number == before + 36
    qtbot.keyClick(line, Qt.Key.Key_PageDown)
    assert line.number == before + 36 - 360


def test_what_is_no_number_is_said(species):
    field(species, "bill_length_mm").setText("long")
    assert species.sure.text() == "bill_length_mm is not a number."
    assert field(species, "bill_length_mm").property("wrong")
    assert not species.bars.isVisible()
    field(species, "bill_length_mm").setText("44,5")
    assert species.bars.isVisible()


def test_a_gap_that_is_not_filled_has_no_prediction(species):
    field(species, "bill_length_mm").clear()
    field(species, "sex").setCurrentIndex(field(species, "sex").findText(MISSING))
    assert species.answer.text() == "–"
    assert species.sure.text() == "No prediction without bill_length_mm, sex."
    species.usual_button.click()
    assert species.answer.text() != "–"


def test_a_random_row_is_none_of_the_sealed_ones(species, document):
    sealed = set(document.prepared.parts.test.tolist())
    for _ in range(60):
        species.random_button.click()
        row = int(species.truth.text().split(";")[0].removeprefix("Row ").replace(",", "")) - 1
        assert row not in sealed
    assert "the table says" in species.truth.text()
    field(species, "bill_length_mm").setText("40")
    assert species.truth.text() == ""


def test_a_fetched_row_is_the_tables_own(species, document):
    species.show_row(document.table, 0)
    assert field(species, "bill_length_mm").text() == "39.1"
    assert field(species, "island").currentText() == "Torgersen"
    assert species.truth.text().startswith("Row 1; the table says Adelie: ")


def test_without_its_table_a_network_still_predicts(document, panel, learned):
    _, trained = learned[SPECIES.id]
    document.reset(trained.design, trained=trained)
    page = panel.row_page
    assert not page.random_button.isEnabled()
    assert page.answer.text() in ("Adelie", "Chinstrap", "Gentoo")


def test_numbers_are_said_in_the_columns_own_unit(document, panel, learned):
    table, trained = learned[MASS.id]
    document.reset(trained.design, trained=trained, table=table)
    page = panel.row_page
    assert 2000 < float(page.answer.text().replace(",", "")) < 7000
    assert page.scale.isVisible()
    assert not page.bars.isVisible()
    assert "from 2700 to 6300" in page.scale.accessibleName()
    assert page.caption.text() == "Prediction of body_mass_g"


def test_yes_and_no_have_a_bar_each(document, panel, learned):
    table, trained = learned[SEX.id]
    document.reset(trained.design, trained=trained, table=table)
    assert len(panel.row_page.bars.shares) == 2


def test_a_network_is_built_only_while_it_is_seen(document, panel, learned, monkeypatch):
    table, trained = learned[SPECIES.id]
    panel.hide()
    document.reset(trained.design, trained=trained, table=table)
    assert panel.row_page.form is None
    panel.show()
    assert panel.row_page.form is not None


def test_unsealing_keeps_what_was_typed(species, document):
    field(species, "bill_length_mm").setText("40.5")
    document.set_trained(dataclasses.replace(document.trained, unsealed=True))
    assert field(species, "bill_length_mm").text() == "40.5"


def test_of_very_many_columns_some_have_a_field(document, panel):
    columns = {
        f"gene_{each}": [(row + each) % 7 + 0.5 for row in range(60)] for each in range(MOST_FIELDS + 30)
    }
    table = Table.from_columns({**columns, "kind": ["a", "b"] * 30})
    trained = fit(table, propose(table), epochs=1)
    document.reset(trained.design, trained=trained, table=table)
    assert len(panel.row_page.form.fields) == MOST_FIELDS
    assert panel.row_page.answer.text() in ("a", "b")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0 %"), (0.00001, "< 0.1 %"), (0.5, "50.0 %"), (0.99999, "> 99.9 %"), (1.0, "100.0 %")],
)
def test_a_probability_is_never_rounded_to_certainty(share, text):
    assert percent(share) == text


# --- a table -------------------------------------------------------------------------------------------------


@pytest.fixture
def page(species, panel):
    panel.tabs.setCurrentWidget(panel.table_page)
    return panel.table_page


def predicted(qtbot, page, path):
    with qtbot.waitSignal(page.answered):
        page.predict(path)


def test_a_csv_becomes_a_csv_with_predictions(qtbot, page, panel, tmp_path):
    predicted(qtbot, page, SPECIES.path)
    assert page.rows.rows.names[:2] == ("prediction", "probability of Adelie")
    assert "11 rows get no prediction" in page.notes.text()
    out = tmp_path / "out.csv"
    with qtbot.waitSignal(panel.said) as heard:
        page.save(out)
    assert "Saved 344 rows with prediction" in heard.args[0]
    written = pl.read_csv(out, null_values=["", "NA"])
    assert written.columns[:8] == pl.read_csv(SPECIES.path).columns
    assert written["prediction"].null_count() == 11
    right = written.filter(pl.col("prediction").is_not_null())
    assert (right["prediction"] == right["species"]).mean() > 0.7
    assert written.select(pl.sum_horizontal("^probability.*$"))[
        "probability of Adelie"
    ].max() == pytest.approx(1, abs=1e-5)


def test_columns_that_are_not_there_are_named(qtbot, page, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("island,sex\nBiscoe,male\n")
    with qtbot.waitSignal(page.refused):
        page.predict(other)
    assert "lacks the columns bill_length_mm, bill_depth_mm" in page.failure.text()
    assert page.failure.isVisible()
    assert page.result is None


@pytest.mark.parametrize(
    ("content", "sentence"), [("", "is empty"), ("island,sex\n", "no rows below it")], ids=["empty", "header"]
)
def test_a_file_without_a_table_is_refused_in_words(qtbot, page, tmp_path, content, sentence):
    other = tmp_path / "other.csv"
    other.write_text(content)
    with qtbot.waitSignal(page.refused):
        page.predict(other)
    assert sentence in page.failure.text()


def test_a_refusal_keeps_what_was_predicted_before(qtbot, page, tmp_path):
    predicted(qtbot, page, SPECIES.path)
    with qtbot.waitSignal(page.refused):
        page.predict(tmp_path / "gone.csv")
    assert page.result is not None
    assert page.save_button.isEnabled()


def test_the_table_itself_is_never_overwritten(qtbot, page, tmp_path):
    copy = tmp_path / "penguins.csv"
    copy.write_bytes(SPECIES.path.read_bytes())
    predicted(qtbot, page, copy)
    page.save(copy)
    assert "would be lost" in page.failure.text()
    assert copy.read_bytes() == SPECIES.path.read_bytes()


def test_a_folder_that_cannot_be_written_is_said(qtbot, page, tmp_path):
    predicted(qtbot, page, SPECIES.path)
    with qtbot.waitSignal(page.refused):
        page.save(tmp_path / "nowhere" / "out.csv")
    assert "its folder is not there any more" in page.failure.text()


def test_cancelling_leaves_nothing(qtbot, page, tmp_path):
    large = tmp_path / "large.csv"
    header, _, body = SPECIES.path.read_text().partition("\n")
    large.write_text(header + "\n" + body * 400)
    page.predict(large)
    assert page.cancel_button.isVisible()
    qtbot.mouseClick(page.cancel_button, Qt.MouseButton.LeftButton)
    assert not page.cancel_button.isVisible()
    for child in page.children():
        if hasattr(child, "requestInterruption"):
            child.wait()
    qtbot.wait(1)  # What was queued by then has arrived.
    assert page.result is None


def test_another_network_takes_the_old_answers_away(qtbot, page, document, learned):
    predicted(qtbot, page, SPECIES.path)
    document.set_trained(learned[MASS.id][1])
    assert page.result is None
    assert page.empty.isVisible()


def test_it_is_painted_in_both_themes(qtbot, page, panel, appearance):
    predicted(qtbot, page, SPECIES.path)
    for tab in (panel.row_page, panel.table_page):
        appearance.choose("light")
        panel.tabs.setCurrentWidget(tab)
        light = panel.grab().toImage()
        appearance.choose("dark")
        assert panel.grab().toImage() != light


def test_every_field_has_a_name_for_those_who_hear_it(species):
    assert all(each.accessibleName() == name for name, each in species.form.fields.items())
    assert "Adelie" in species.bars.accessibleName()
