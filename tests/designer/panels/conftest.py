"""Documents for panels to show."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtWidgets import QApplication

from designer.document import Document
from engine.activations import ACTIVATIONS
from engine.declare import AUTO
from engine.design import Design
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS


@pytest.fixture
def design() -> Design:
    """Input (4) -> Dense 16 relu -> BatchNormalization -> Dense auto -> Output of 3 classes, without a table."""
    nodes = [
        Node("input_1", LAYERS["input"](dimensions=(4,)), "Input"),
        Node("dense_1", LAYERS["dense"](units=16, activation=ACTIVATIONS["relu"]()), "Hidden"),
        Node("batch_normalization_1", LAYERS["batch_normalization"](), "Norm"),
        Node("dense_2", LAYERS["dense"](units=AUTO), "Last"),
        Node("output_1", LAYERS["output"](task="multiclass", size=3), "Output"),
    ]
    ids = [node.id for node in nodes]
    edges = [Edge(one, two) for one, two in itertools.pairwise(ids)]
    return Design(Graph.of(nodes, edges), {each: (264.0 * place, 0.0) for place, each in enumerate(ids)})


@pytest.fixture
def document(qapp: QApplication, design: Design) -> Document:
    """A document with that design, nothing selected and nothing done."""
    document = Document()
    document.reset(design)
    return document
