"""The Weights panel: it follows the selection and the training, and costs nothing while it is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer import edits
from designer.document import Document
from designer.panels.weights import WeightsPanel, names_of_inputs, names_of_neurons, names_of_rows
from designer.session import TrainingSession
from designer.theme import Appearance
from engine.analysis import analyse
from engine.data.table import read
from engine.design import Design
from engine.examples import examples
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.proposal import propose_design


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    document = Document()
    example = examples()[0]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    document.reset(design.replace(training=design.training.replace(epochs=6)), table=table)
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


@pytest.fixture
def panel(
    session: TrainingSession, appearance: Appearance, show: Callable[[QWidget], QWidget]
) -> WeightsPanel:
    panel = WeightsPanel(session, appearance)
    panel.resize(1280, 320)
    return show(panel)


def layers(session: TrainingSession) -> list[str]:
    return list(session.weights.weights)


def shown(panel: WeightsPanel) -> np.ndarray:
    return panel.map._matrix


def train(session: TrainingSession, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.ended, timeout=20_000):
        session.train()


def test_the_first_weights_are_there_before_training(panel: WeightsPanel, session: TrainingSession) -> None:
    first = layers(session)[0]
    assert panel.node == first
    assert np.array_equal(shown(panel), session.weights.weights[first]["kernel"])
    assert "first weights" in panel.moment.text()


def test_it_follows_the_selection_and_the_selection_follows_it(
    panel: WeightsPanel, session: TrainingSession
) -> None:
    last = layers(session)[-1]
    session.document.select((last,))
    assert panel.node == last
    assert np.array_equal(shown(panel), session.weights.weights[last]["kernel"])
    panel.layer.setCurrentIndex(0)
    panel.layer.activated.emit(0)
    assert session.document.selection == (layers(session)[0],)
    session.document.select((session.document.design.graph.order[0],))  # An Input has no weights.
    assert panel.node == layers(session)[0]


def test_every_weight_of_a_layer_can_be_chosen(panel: WeightsPanel, session: TrainingSession) -> None:
    panel.weight.setCurrentText("bias")
    panel.weight.activated.emit(1)
    assert shown(panel).shape == (1, len(session.weights.weights[panel.node]["bias"]))


def test_training_moves_the_pictures_and_draws_the_gradients(
    panel: WeightsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    before = shown(panel).copy()
    train(session, qtbot)
    assert not np.array_equal(shown(panel), before)
    assert np.array_equal(shown(panel), session.document.trained.network().weights[panel.node]["kernel"])
    assert panel.moment.text().startswith("after epoch")
    assert len(list(panel.gradients.data()[1])) == len(session.history)
    session.rewind()
    assert np.array_equal(shown(panel), before)
    assert list(panel.gradients.data()[1]) == []


def test_while_it_is_hidden_nothing_is_copied_and_then_it_catches_up(
    panel: WeightsPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    panel.hide()
    copied: list[object] = []
    session.reported.connect(lambda report: copied.append(report.snapshot))
    train(session, qtbot)
    assert set(copied) == {None}
    panel.show()
    assert np.array_equal(shown(panel), session.document.trained.network().weights[panel.node]["kernel"])


def test_without_weights_it_says_what_to_do(panel: WeightsPanel, session: TrainingSession) -> None:
    session.document.reset(Design())
    assert panel.empty.isVisible()
    assert "Dense" in panel.empty.sentence


def test_with_a_problem_it_sends_to_the_problems(panel: WeightsPanel, session: TrainingSession) -> None:
    document = session.document
    node = next(each.id for each in document.design.graph.nodes if each.layer.kind() == "output")
    document.edit("Break", edits.remove(document.design, (), document.design.graph.edges_into[node]))
    assert panel.empty.isVisible()
    assert "Problems" in panel.empty.sentence


def test_rows_and_columns_have_the_names_of_features_and_classes(session: TrainingSession) -> None:
    analysis, prepared = session.document.analysis, session.document.prepared
    first, *_, last = layers(session)
    width = len(prepared.feature_names)
    assert names_of_inputs(analysis, first, width) == prepared.feature_names
    assert names_of_inputs(analysis, first, width + 1) == ()
    assert names_of_neurons(analysis, last, 3) == ("Adelie", "Chinstrap", "Gentoo")
    assert names_of_neurons(analysis, first, 3) == ()


def test_rows_of_a_kernel_are_places_and_those_of_a_table_things() -> None:
    nodes = [
        Node("input", LAYERS["input"](dimensions=(4, 4, 2))),
        Node("conv", LAYERS["conv2d"](filters=3, kernel_size=(2, 2))),
        Node("lstm", LAYERS["lstm"](units=2), "Memory"),
    ]
    analysis = analyse(Graph.of(nodes, [Edge("input", "conv")]))
    assert names_of_rows(analysis, "conv", "kernel", (2, 2, 2, 3))[:3] == (
        "1, 1 · channel 1",
        "1, 1 · channel 2",
        "1, 2 · channel 1",
    )
    assert names_of_rows(analysis, "conv", "kernel", (2, 2, 1, 3)) == ("1, 1", "1, 2", "2, 1", "2, 2")
    assert names_of_rows(analysis, "lstm", "recurrent_kernel", (2, 8)) == ("Memory 1", "Memory 2")
    assert names_of_rows(analysis, "lstm", "embeddings", (3, 2)) == ("0", "1", "2")
    assert names_of_rows(analysis, "conv", "kernel", (40, 40, 2, 3)) == ()
