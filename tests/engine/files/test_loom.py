"""A model goes into a file and comes out bit for bit."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import load as load_arrays

from engine.analysis import analyse
from engine.data.prepare import Prepared
from engine.design import Design
from engine.feeding import signature, training_data
from engine.files.loom import Model, SaveError, load, save
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.training.loop import train
from engine.training.messages import Checkpoint, Record, RunEnded, TakeCheckpoint
from engine.training.trained import Trained

Spoil = Callable[[Callable[[dict[str, bytes]], object]], Path]
SpoilJson = Callable[[str, Callable[[Any], object]], Path]


def same_arrays(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.tobytes() == theirs.tobytes()


def assert_same_checkpoint(ours: Checkpoint, theirs: Checkpoint) -> None:
    for name in ("parameters", "state", "best_parameters", "best_state"):
        assert same_arrays(getattr(ours, name), getattr(theirs, name)), name
    for name in ("slots", "predictions"):
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert list(mine) == list(other)
        assert all(same_arrays(mine[key], other[key]) for key in mine)
    for name in ("steps", "epoch", "batch", "rate", "loss_sum", "best_epoch", "best_loss", "noise"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert dict(ours.gradient_norms) == dict(theirs.gradient_norms)
    assert ours.history == theirs.history


def assert_same(ours: Model, theirs: Model) -> None:
    assert ours.design == theirs.design
    assert ours.thumbnail == theirs.thumbnail
    assert dict(ours.canvas) == dict(theirs.canvas)
    assert (ours.trained is None) == (theirs.trained is None)
    if ours.trained is None or theirs.trained is None:
        return
    assert ours.trained.design == theirs.trained.design
    assert ours.trained.preparation == theirs.trained.preparation
    assert same_arrays(ours.trained.parameters, theirs.trained.parameters)
    assert same_arrays(ours.trained.state, theirs.trained.state)
    for name in ("epoch", "ending", "unsealed"):
        assert getattr(ours.trained, name) == getattr(theirs.trained, name)
    assert dict(ours.trained.test_scores) == dict(theirs.trained.test_scores)
    assert_same_checkpoint(ours.trained.checkpoint, theirs.trained.checkpoint)


# --- what goes in comes out ----------------------------------------------------------------------------------


def test_a_trained_model_comes_back_bit_for_bit(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "a.loom")
    found = load(tmp_path / "a.loom")
    assert_same(found, model)
    assert found.notes == ()


def test_an_empty_design_comes_back(tmp_path: Path) -> None:
    save(Model(Design()), tmp_path / "a.loom")
    assert_same(load(tmp_path / "a.loom"), Model(Design()))


def test_a_network_without_weights_comes_back(model: Model, prepared: Prepared, tmp_path: Path) -> None:
    assert model.trained is not None
    graph = Graph.of(
        [
            Node("in", LAYERS["input"](columns=("bill_length_mm",))),
            Node("out", LAYERS["output"](task="regression")),
        ],
        [Edge("in", "out")],
    )
    target = next(each for each in prepared.preparation.columns if each.column == "body_mass_g")
    preparation = replace(prepared.preparation, targets=(target,), task="regression")
    nothing = np.zeros(0, np.float32)
    checkpoint = replace(
        model.trained.checkpoint,
        **dict.fromkeys(("parameters", "state", "best_parameters", "best_state"), nothing),
        slots=dict.fromkeys(model.trained.checkpoint.slots, nothing),
        predictions={},
        batch=0,
    )
    design = Design(graph, {"in": (0.0, 0.0), "out": (1.0, 0.0)})
    trained = Trained(design, preparation, nothing, nothing, checkpoint, 1)
    save(Model(design, trained), tmp_path / "a.loom")
    assert_same(load(tmp_path / "a.loom"), Model(design, trained))


def test_the_same_model_gives_the_same_bytes(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "a.loom")
    save(model, tmp_path / "b.loom")
    assert (tmp_path / "a.loom").read_bytes() == (tmp_path / "b.loom").read_bytes()


def test_the_design_of_the_run_is_kept_beside_the_one_drawn(model: Model, tmp_path: Path) -> None:
    drawn = model.design.replace(
        graph=model.design.graph.remove(["dropout_3"]),
        places={node: place for node, place in model.design.places.items() if node != "dropout_3"},
        recipe=None,
    )
    save(replace(model, design=drawn), tmp_path / "a.loom")
    found = load(tmp_path / "a.loom")
    assert_same(found, replace(model, design=drawn))
    assert found.trained is not None
    assert found.trained.network().predict


def test_numbers_that_are_not_finite_come_back(model: Model, tmp_path: Path) -> None:
    assert model.trained is not None
    record = Record(1, float("inf"), float("nan"), {"r2": float("-inf")}, {}, 0.1, {"dense_1": 1e-300})
    checkpoint = replace(model.trained.checkpoint, history=(record,), best_loss=float("inf"))
    save(replace(model, trained=replace(model.trained, checkpoint=checkpoint)), tmp_path / "a.loom")
    found = load(tmp_path / "a.loom")
    assert found.trained is not None
    (back,) = found.trained.history
    assert np.isnan(back.validation_loss)
    assert replace(back, validation_loss=0.0) == replace(record, validation_loss=0.0)
    assert found.trained.checkpoint.best_loss == float("inf")


@pytest.mark.parametrize("value", [np.float32(1e-45), np.float32(-0.0), np.finfo(np.float32).max])
def test_every_finite_float32_comes_back(model: Model, tmp_path: Path, value: np.float32) -> None:
    assert model.trained is not None
    parameters = np.full_like(model.trained.parameters, value)
    save(replace(model, trained=replace(model.trained, parameters=parameters)), tmp_path / "a.loom")
    found = load(tmp_path / "a.loom")
    assert found.trained is not None
    assert same_arrays(found.trained.parameters, parameters)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_run_taken_up_from_a_file_is_the_same_run_bit_for_bit(
    design: Design, prepared: Prepared, tmp_path: Path, optimizer: str
) -> None:
    design = design.replace(training=design.training.replace(optimizer=OPTIMIZERS[optimizer]()))
    data = training_data(design.graph, prepared)

    def fresh() -> Network:
        return Network.build(analyse(design.graph, signature(design.graph, prepared.preparation)), 7)

    whole = fresh()
    expected = list(train(whole, data, design.training))
    stop = min(13, len(expected) - 1)

    first = fresh()
    run = train(first, data, design.training)
    for _ in range(stop):
        next(run)
    checkpoint = run.send(TakeCheckpoint())
    run.close()
    assert isinstance(checkpoint, Checkpoint)
    trained = Trained(design, prepared.preparation, first.parameters, first.state, checkpoint, 1)
    save(Model(design, trained), tmp_path / "a.loom")

    found = load(tmp_path / "a.loom").trained
    assert found is not None
    network = found.network()
    rest = list(train(network, data, found.design.training, found.checkpoint))
    assert rest[:-1] == expected[stop:-1]
    assert same_arrays(network.parameters, whole.parameters)
    assert same_arrays(network.state, whole.state)
    assert isinstance(rest[-1], RunEnded)
    assert_same_checkpoint(rest[-1].checkpoint, expected[-1].checkpoint)


def test_others_can_read_the_weights_by_layer_and_name(loom: Path, model: Model) -> None:
    with zipfile.ZipFile(loom) as zipped:
        weights = load_arrays(zipped.read("weights.safetensors"))
        network = msgspec.json.decode(zipped.read("network.json"))
    assert model.trained is not None
    for node_id, own in model.trained.network().weights.items():
        for name, array in own.items():
            assert same_arrays(weights[f"{node_id}/{name}"], array)
    assert [node["layer"]["kind"] for node in network["nodes"]][:2] == ["input", "dense"]


def test_shared_weights_are_written_once(design: Design, prepared: Prepared, tmp_path: Path) -> None:
    layers = {
        "in": LAYERS["input"](),
        "a": LAYERS["dense"](units=8),
        "b": LAYERS["dense"](units=8),
        "c": LAYERS["dense"](units=8, weights_of="b"),
        "last": LAYERS["dense"](units="auto"),
        "out": LAYERS["output"](),
    }
    nodes = [Node(name, layer) for name, layer in layers.items()]
    graph = Graph.of(nodes, [Edge(a, b) for a, b in itertools.pairwise(layers)])
    design = design.replace(graph=graph, places=dict.fromkeys(layers, (0.0, 0.0)))
    network = Network.build(analyse(graph, signature(graph, prepared.preparation)), 7)
    ending = list(train(network, training_data(graph, prepared), design.training.replace(epochs=1)))[-1]
    trained = Trained(design, prepared.preparation, network.parameters, network.state, ending.checkpoint, 1)
    save(Model(design, trained), tmp_path / "a.loom")
    found = load(tmp_path / "a.loom").trained
    assert found is not None
    assert same_arrays(found.parameters, network.parameters)
    with zipfile.ZipFile(tmp_path / "a.loom") as zipped:
        names = load_arrays(zipped.read("weights.safetensors"))
    assert {name.partition("/")[0] for name in names} == {"a", "b", "last"}


def test_the_table_is_stored_relative_to_the_file(loom: Path) -> None:
    with zipfile.ZipFile(loom) as zipped:
        source = msgspec.json.decode(zipped.read("recipe.json"))["source"]
    assert source["path"] == "penguins.csv"
    recipe = load(loom).design.recipe
    assert recipe is not None
    assert recipe.source is not None
    assert recipe.source.path == str(loom.parent / "penguins.csv")


def test_names_with_letters_that_unicode_does_not_allow_are_saved(tmp_path: Path) -> None:
    graph = Graph.of([Node("in", LAYERS["input"](), "broken \ud800 Größe")])
    save(Model(Design(graph, {"in": (0.0, 0.0)})), tmp_path / "a.loom")
    assert load(tmp_path / "a.loom").design.graph["in"].name == "broken ? Größe"


def test_a_node_beyond_the_canvas_is_saved_at_its_edge(tmp_path: Path) -> None:
    graph = Graph.of([Node("in", LAYERS["input"]())])
    save(Model(Design(graph, {"in": (1e300, float("-inf"))})), tmp_path / "a.loom")
    assert load(tmp_path / "a.loom").design.places["in"] == (1e7, -1e7)


def test_a_long_history_stays_readable(model: Model, tmp_path: Path) -> None:
    """So long that it is not packed, as otherwise it might look like a trap."""
    assert model.trained is not None
    record = model.trained.history[0]
    history = (record,) * 40_000
    checkpoint = replace(model.trained.checkpoint, history=history)
    save(replace(model, trained=replace(model.trained, checkpoint=checkpoint)), tmp_path / "a.loom")
    found = load(tmp_path / "a.loom")
    assert found.trained is not None
    assert found.trained.history == history


# --- layers of another version -------------------------------------------------------------------------------

FOREIGN = {"kind": "hyper_conv", "width": 3, "how": {"kind": "warp", "by": 0.5}, "taps": [1, 2]}


def foreign(network: Any) -> None:
    network["nodes"][3]["layer"] = FOREIGN


def test_an_unknown_layer_opens_as_a_placeholder_that_keeps_its_settings(
    spoil_json: SpoilJson, tmp_path: Path
) -> None:
    found = load(spoil_json("network.json", foreign))
    layer = found.design.graph["dropout_3"].layer
    assert layer.label() == "Unknown layer"
    assert "hyper_conv" in found.notes[0]
    problems = analyse(found.design.graph).problems
    assert any("does not know the layer hyper_conv" in problem.sentence for problem in problems)

    save(found, tmp_path / "again.loom")
    with zipfile.ZipFile(tmp_path / "again.loom") as zipped:
        network = msgspec.json.decode(zipped.read("network.json"))
    assert network["nodes"][3]["layer"] == FOREIGN
    assert load(tmp_path / "again.loom").design == found.design


def test_what_an_unknown_layer_has_learned_is_kept_for_another_version(
    spoil_json: SpoilJson, tmp_path: Path
) -> None:
    path = spoil_json("network.json", foreign)
    found = load(path)
    assert found.trained is None
    assert set(found.carried) == {
        "run.json",
        "preparation.json",
        "weights.safetensors",
        "optimizer.safetensors",
    }
    edited = found.design.replace(graph=found.design.graph.remove(["dropout_3"]))
    save(replace(found, design=edited), tmp_path / "again.loom")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "again.loom") as after:
        assert before.read("weights.safetensors") == after.read("weights.safetensors")
        run = msgspec.json.decode(after.read("run.json"))
    assert run["design"]["network"]["nodes"][3]["layer"] == FOREIGN


# --- saving that fails ---------------------------------------------------------------------------------------


def test_a_failed_save_leaves_the_old_file(loom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, beside = loom.read_bytes(), sorted(loom.parent.iterdir())
    model = load(loom)

    def full(*words: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(SaveError, match=r"model\.loom could not be saved: the disk is full"):
        save(model, loom)
    assert loom.read_bytes() == before
    assert sorted(loom.parent.iterdir()) == beside


def test_a_chain_of_two_thousand_layers_is_no_trouble(tmp_path: Path) -> None:
    nodes = [Node(f"n{place}", LAYERS["activation"]()) for place in range(2000)]
    graph = Graph.of(nodes, [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)])
    model = Model(Design(graph, {node.id: (0.0, 0.0) for node in nodes}))
    save(model, tmp_path / "a.loom")
    assert load(tmp_path / "a.loom").design == model.design
