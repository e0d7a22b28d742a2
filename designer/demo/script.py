"""The main job, act by act: a table, a network drawn by hand, its training, its score, its file, its predictions."""

from __future__ import annotations

from collections.abc import Generator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit

from designer.canvas.geometry import GRID
from designer.demo.play import Script, Wait, check, expect
from designer.demo.stage import Stage
from designer.dialogs.open_table import OpenTableDialog
from designer.edits import NODE_WIDTH
from designer.forms.form import Form
from designer.forms.kind_editor import KindEditor
from designer.panels.data.column_cells import segments
from designer.panels.data.columns_model import Fact
from designer.panels.data.panel import DataPanel
from designer.panels.inspector import InspectorPanel
from designer.panels.predict.panel import PredictPanel
from engine.declare import AUTO
from engine.layers.base import Array
from engine.layers.dense import Dense
from engine.training.trained import Trained

TARGET, IGNORED, UNITS, ACTIVATION = "species", "year", 16, "relu"
MODEL, PREDICTIONS = "penguins.loom", "predictions.csv"
STEP = 264.0
"""From one layer to the next on the canvas, in pixels at 100 %."""
SMALLEST = 0.5
"""The zoom below which nobody could follow."""


def penguins() -> Path:
    """The bundled table."""
    return Path(str(files("resources"))) / "data" / "penguins.csv"


def first_part(stage: Stage) -> Script:
    """From the Welcome page to the saved model."""
    yield from open_table(stage)
    yield from ignore_column(stage)
    yield from draw(stage)
    yield from train(stage)
    yield from look(stage)
    yield from unseal(stage)
    yield from save(stage)


def second_part(stage: Stage, numbers: Array) -> Script:
    """In another window: the saved model opened again, and put to use."""
    yield from reopen(stage, numbers)
    yield from predict(stage)


def open_table(stage: Stage) -> Script:
    """Open the penguins and say what is to be predicted."""
    window = stage.window
    yield stage.hand.rest(1.0)
    yield from stage.keep("welcome")
    stage.tell(f"Open {penguins().name}")
    yield from stage.press(window.welcome, "Open a table…")
    yield from stage.answer_with(penguins())
    dialog = yield from stage.dialog(OpenTableDialog)
    yield Wait(dialog.open_button.isEnabled, f"{penguins().name} was not read. {dialog.failure.text()}")
    stage.tell(f"Predict {TARGET}, with a network drawn by hand")
    yield from stage.hand.choose(dialog.target, TARGET)
    yield from stage.keep("open-table", dialog)
    yield from stage.hand.click(dialog.proposes, QPoint(12, dialog.proposes.height() // 2))
    check(not dialog.proposes.isChecked(), "The proposed network could not be declined.")
    yield from stage.press(dialog, "Open")
    yield Wait(lambda: window.document.table is not None, "The table did not reach the document.")
    table, recipe = window.document.table, window.document.design.recipe
    check(recipe and recipe.target and recipe.target.name == TARGET, f"{TARGET} is not the target.")
    stage.tell(f"  {table.rows:,} rows and {len(table.names)} columns" if table else "")


def ignore_column(stage: Stage) -> Script:
    """The year of the study says nothing of a bird."""
    stage.tell(f"Ignore the column {IGNORED}")
    panel = expect(DataPanel, (yield from stage.turn_to("data")), "The Data panel is another.")
    view, model = panel.columns, panel.columns.model()
    index = model.index(panel.model.row_of(IGNORED), Fact.ROLE)
    view.scrollTo(index)
    yield stage.hand.rest(0.5)
    yield from stage.hand.click(view.viewport(), segments(view.visualRect(index))["ignore"].center())
    recipe = stage.window.document.design.recipe
    check(recipe is not None and recipe.column(IGNORED).role == "ignore", f"{IGNORED} is not ignored.")
    yield from stage.keep("data")


def draw(stage: Stage) -> Script:
    """Four layers, three wires, and the settings that are not as they should be."""
    document, canvas = stage.window.document, stage.window.canvas
    stage.tell("Drag the layers from the palette to the canvas")
    while canvas.shown().width() < 3 * STEP + NODE_WIDTH + GRID:
        check(canvas.zoom > SMALLEST, "The window is too small to draw in.")
        stage.window.actions_by_id["view.zoom_out"].trigger()
        yield stage.hand.rest(0.3)
    centre = canvas.mapToScene(canvas.viewport().rect().center())
    ids = []
    for place, kind in enumerate(("input", "dense", "dense", "output")):
        at = QPointF(centre.x() + (place - 1.5) * STEP, centre.y())
        ids.append((yield from stage.add(f"layers/{kind}", at)))
    stage.tell("Wire them, port to port")
    for source, target in pairwise(ids):
        yield from stage.wire(source, target)
    stage.tell(f"Set {UNITS} neurons and ReLU; the last layer follows the target")
    yield from set_hidden(stage, ids[1])
    yield from set_last(stage, ids[2])
    problems = document.analysis.problems
    check(not problems, problems[0].sentence if problems else "")
    yield from stage.select(ids[1])
    yield from stage.keep("network")


def set_hidden(stage: Stage, node_id: str) -> Script:
    """Neurons and activation of the hidden layer, in the inspector."""
    form = yield from _form_of(stage, node_id)
    field = expect(QLineEdit, form.editor("units").findChild(QLineEdit), "The neurons have no field.")
    activation = expect(KindEditor, form.editor("activation"), "The activation has no menu.")
    yield from stage.hand.click(field)
    yield from stage.hand.write(field, str(UNITS))
    yield from stage.hand.press(field, Qt.Key.Key_Return)
    label = activation.catalog[ACTIVATION].label()
    yield from stage.hand.choose(activation.menu, label)
    layer = stage.window.document.design.graph[node_id].layer
    wanted = isinstance(layer, Dense) and layer.units == UNITS and layer.activation.kind() == ACTIVATION
    check(wanted, f"The hidden layer is {layer} and not {UNITS} neurons with {label}.")


def set_last(stage: Stage, node_id: str) -> Script:
    """As many neurons as there are species."""
    form = yield from _form_of(stage, node_id)
    auto = expect(QCheckBox, form.row("units").auto, "The number of neurons cannot be automatic.")
    yield from stage.hand.click(auto)
    layer = stage.window.document.design.graph[node_id].layer
    check(isinstance(layer, Dense) and layer.units == AUTO, "The last layer does not follow the target.")


def _form_of(stage: Stage, node_id: str) -> Generator[Wait, None, Form]:
    yield from stage.select(node_id)
    inspector = expect(InspectorPanel, stage.window.docks["inspector"].panel, "The Inspector is another.")
    return expect(Form, inspector.form, "The Inspector shows no form.")


def train(stage: Stage) -> Script:
    """Press Train and wait for the end."""
    window = stage.window
    stage.tell("Train")
    yield from stage.press(window.toolbar, "Train")
    yield Wait(
        lambda: window.session.state == "finished",
        "The training did not end.",
        300.0,
    )
    trained = expect(Trained, window.document.trained, "Nothing was learned.")
    stage.tell(f"  {trained.ending}")
    yield from stage.hand.click(window.notices.bar.cross)
    yield from stage.keep("training")


def look(stage: Stage) -> Script:
    """The weights, and where the network is wrong."""
    stage.tell("Look at the weights and at the mistakes")
    yield from stage.turn_to("weights")
    yield from stage.keep("weights")
    yield from stage.turn_to("evaluation")
    yield from stage.keep("evaluation")


def unseal(stage: Stage) -> Script:
    """The rows that nothing was learned from."""
    stage.tell("Open the test set")
    document = stage.window.document
    panel = yield from stage.turn_to("evaluation")
    yield from stage.press(panel, "Open the test set")
    yield Wait(lambda: document.trained and document.trained.unsealed, "The test rows stayed sealed.")
    yield from stage.keep("test")


def save(stage: Stage) -> Script:
    """Save the model as a file."""
    path = stage.out / MODEL
    stage.tell(f"Save as {path.name}")
    yield from stage.press(stage.window.toolbar, "Save")
    yield from stage.answer_with(path)
    yield Wait(path.is_file, f"{path} was not written.")
    check(not stage.window.document.modified, "The model was saved, and still counts as changed.")


def reopen(stage: Stage, numbers: Array) -> Script:
    """Open the file: the very same weights."""
    window, path = stage.window, stage.out / MODEL
    stage.tell(f"Open {path.name} in another window")
    yield from stage.press(window.welcome, "Open a model…")
    yield from stage.answer_with(path)
    yield Wait(lambda: window.document.trained, f"{path.name} was not opened.")
    trained = window.document.trained
    same = trained is not None and np.array_equal(trained.parameters, numbers)
    check(same, f"The weights in {path.name} are not those that were saved.")
    yield Wait(lambda: window.document.prepared, "The table of the model was not found again.")
    yield from stage.keep("reopened")


def predict(stage: Stage) -> Script:
    """A CSV goes in, a CSV with predictions comes out."""
    path = stage.out / PREDICTIONS
    stage.tell(f"Predict {penguins().name} and save {path.name}")
    panel = expect(PredictPanel, (yield from stage.turn_to("predict")), "The Predict panel is another.")
    yield from stage.keep("predict-a-row")
    tabs = panel.tabs.tabBar()
    yield from stage.hand.click(tabs, tabs.tabRect(1).center())
    yield from stage.press(panel, "Predict a table…")
    yield from stage.answer_with(penguins())
    yield Wait(lambda: panel.table_page.result, f"Nothing was predicted. {panel.table_page.failure.text()}")
    yield from stage.keep("predictions")
    yield from stage.press(panel, "Save as…")
    yield from stage.answer_with(path)
    yield Wait(path.is_file, f"{path} was not written. {panel.table_page.failure.text()}")
