"""What the tests of files share: a model that was trained a little, and a way to spoil its file."""

from __future__ import annotations

import itertools
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.data.prepare import Prepared, prepare
from engine.data.recipe import propose
from engine.data.table import read
from engine.design import Design
from engine.examples import examples
from engine.feeding import signature, training_data
from engine.files.loom import Model, save
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.network import Network
from engine.training.loop import train
from engine.training.messages import Checkpoint, TakeCheckpoint
from engine.training.settings import TrainingSettings
from engine.training.trained import Trained

PICTURE = b"\x89PNG\r\n\x1a\n and what follows"
STOPPED_AFTER = 13
"""Messages until the run was stopped: in the middle of its second epoch."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the penguins."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copy(examples()[0].path, folder / "penguins.csv")
    return folder


@pytest.fixture(scope="session")
def design(folder: Path) -> Design:
    """A design for the penguins, with dropout and running statistics."""
    kinds = [
        LAYERS["input"](),
        LAYERS["dense"](units=8, activation=ACTIVATIONS["relu"]()),
        LAYERS["batch_normalization"](),
        LAYERS["dropout"](),
        LAYERS["dense"](units="auto"),
        LAYERS["output"](),
    ]
    nodes = [Node(f"{kind.kind()}_{place}", kind, f"№ {place}") for place, kind in enumerate(kinds)]
    graph = Graph.of(nodes, [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)])
    places = {node.id: (place * 200.5, -3.25) for place, node in enumerate(nodes)}
    recipe = propose(read(folder / "penguins.csv"))
    return Design(graph, places, recipe, TrainingSettings(epochs=4))


@pytest.fixture(scope="session")
def prepared(folder: Path, design: Design) -> Prepared:
    """The penguins as tensors."""
    assert design.recipe is not None
    return prepare(read(folder / "penguins.csv"), design.recipe, design.training.seed)


@pytest.fixture(scope="session")
def model(design: Design, prepared: Prepared) -> Model:
    """The design with a run that was stopped in the middle of its second epoch."""
    network = Network.build(analyse(design.graph, signature(design.graph, prepared.preparation)), 7)
    run = train(network, training_data(design.graph, prepared), design.training)
    for _ in range(STOPPED_AFTER):
        next(run)
    checkpoint = run.send(TakeCheckpoint())
    run.close()
    assert isinstance(checkpoint, Checkpoint)
    trained = Trained(
        design,
        prepared.preparation,
        network.parameters.copy(),
        network.state.copy(),
        checkpoint,
        epoch=1,
        ending="Stopped by hand.",
        unsealed=True,
        test_scores={"accuracy": 0.5},
    )
    return Model(design, trained, PICTURE, {"zoom": 1.5, "folded": ["a"]})


@pytest.fixture
def loom(folder: Path, model: Model, tmp_path: Path) -> Path:
    """A file with the model, beside its table."""
    shutil.copy(folder / "penguins.csv", tmp_path)
    path = tmp_path / "model.loom"
    assert model.design.recipe is not None
    assert model.trained is not None
    source = model.design.recipe.source
    assert source is not None
    recipe = replace(model.design.recipe, source=replace(source, path=str(tmp_path / "penguins.csv")))
    design = model.design.replace(recipe=recipe)
    save(replace(model, design=design, trained=replace(model.trained, design=design)), path)
    return path


Change = Callable[[dict[str, bytes]], object]


@pytest.fixture
def spoil(loom: Path) -> Callable[[Change], Path]:
    """`spoil(change)` rewrites the file with its parts, as bytes by name, changed by `change`."""

    def rewrite(change: Change) -> Path:
        found = parts_of(loom)
        change(found)
        pack(loom, found)
        return loom

    return rewrite


@pytest.fixture
def spoil_json(spoil: Callable[[Change], Path]) -> Callable[[str, Callable[[Any], object]], Path]:
    """`spoil_json(part, change)` changes the plain values of one JSON part."""

    def rewrite(part: str, change: Callable[[Any], object]) -> Path:
        def change_part(found: dict[str, bytes]) -> None:
            plain = msgspec.json.decode(found[part])
            change(plain)
            found[part] = msgspec.json.encode(plain)

        return spoil(change_part)

    return rewrite


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a zip by name."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def pack(path: Path, parts: Mapping[str, bytes]) -> None:
    """A zip of these parts, as any zip program would make it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data)
