"""Whatever cannot be is refused before the first step, by a sentence that names the place and says what to do."""

from __future__ import annotations

import math
import typing
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Problem, Signature, analyse
from engine.constraints import CONSTRAINTS
from engine.declare import Catalog, Declared, Setting, SettingError, UnknownKindError, settings_of
from engine.errors import ExplainedError
from engine.feeding import Feeds, TrainingData
from engine.files import pretrained
from engine.graph import Edge, Graph, Node
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.layers.base import Layer, Target
from engine.losses import LOSSES
from engine.metrics import METRICS
from engine.network import Network, UnsoundError
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training.loop import train
from engine.training.messages import BatchEnded, Checkpoint, SetRate, TakeCheckpoint
from engine.training.settings import TrainingSettings

CATALOGS: tuple[Catalog[Any], ...] = (
    *(LAYERS, ACTIVATIONS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES, INITIALIZERS, CONSTRAINTS),
)


# --- settings ------------------------------------------------------------------------------------------------


def limited() -> Iterator[Any]:
    """Every setting that is a number or several, of every kind and of a run."""
    kinds: list[type[Declared]] = [TrainingSettings, *(kind for each in CATALOGS for kind in each.values())]
    for kind in kinds:
        for setting in settings_of(kind):
            if _plain(setting) in (int, float):
                yield pytest.param(kind, setting, id=f"{kind.label()}: {setting.title}")


def _plain(setting: Setting) -> Any:
    several = typing.get_origin(setting.type) is tuple
    return typing.get_args(setting.type)[0] if several else setting.type


def outside(setting: Setting) -> Iterator[Any]:
    """Values that a setting must not take: beyond its limits, infinite, no number at all, of another type."""
    numbers: list[Any] = ["many", None, True]
    if setting.low is not None:
        numbers.append(_plain(setting)(math.floor(setting.low) - 1))
    if setting.high is not None:
        numbers.append(_plain(setting)(math.ceil(setting.high) + 1))
    if _plain(setting) is float:
        numbers += [math.nan, math.inf, -math.inf]
    else:
        numbers.append(1.5)
    several = typing.get_origin(setting.type) is tuple
    yield from ([(number,) for number in numbers] if several else numbers)


@pytest.mark.parametrize(("kind", "setting"), list(limited()))
def test_a_setting_out_of_range(kind: type[Declared], setting: Setting) -> None:
    for value in outside(setting):
        with pytest.raises(SettingError) as caught:
            kind(**{setting.name: value})
        said = str(caught.value)
        assert said.startswith(f"{kind.label()}: "), said
        assert setting.title in said
        assert "must be" in said


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.noun)
def test_an_unknown_kind(catalog: Catalog[Any]) -> None:
    with pytest.raises(UnknownKindError, match=f"There is no 'warp' among the {catalog.noun}"):
        catalog.load({"kind": "warp"})


# --- networks ------------------------------------------------------------------------------------------------


def chain(
    *dimensions: int, target: Target | None = None, output: Layer | None = None, **layers: Layer
) -> Analysis:
    """These layers one after the other, between an Input and a Dense of one number."""
    every = {
        "Rows": LAYERS["input"](dimensions=dimensions),
        **layers,
        "Last": LAYERS["dense"](units="auto"),
        "Out": output or LAYERS["output"](),
    }
    graph = Graph.of(
        [Node(name, layer) for name, layer in every.items()], [Edge(a, b) for a, b in pairwise(every)]
    )
    return analyse(graph, Signature(outputs={"Out": target or Target("regression", 1)}))


def told(analysis: Analysis) -> Problem:
    """The first problem; it keeps the network from being built."""
    with pytest.raises(UnsoundError) as caught:
        Network(analysis)
    assert str(caught.value) == analysis.problems[0].sentence
    return analysis.problems[0]


@pytest.mark.parametrize(
    ("dimensions", "layer", "remedy"),
    [
        ((2, 2, 1), LAYERS["conv2d"](kernel_size=(3, 3)), "Set padding to same"),
        ((4,), LAYERS["conv2d"](), "Insert Reshape to (2, 2, 1)"),
        ((1, 3), LAYERS["max_pooling1d"](), "Set the padding to same"),
        ((6,), LAYERS["reshape"](target_shape=(4, 2)), "Set the shape to"),
        ((6,), LAYERS["lstm"](), "Insert Reshape to (6, 1)"),
        ((5,), LAYERS["group_normalization"](groups=2), "Set groups to 1"),
        ((2, 3), LAYERS["cropping1d"](cropping=(1, 1)), "Set cropping to 0"),
        ((5, 3), LAYERS["conv1d"](groups=2), "Set groups to"),
    ],
)
def test_a_shape_that_cannot_be(dimensions: tuple[int, ...], layer: Layer, remedy: str) -> None:
    problem = told(chain(*dimensions, Odd=layer))
    assert problem.node == "Odd"
    assert problem.sentence.startswith("Odd: ")
    assert problem.fix is not None
    assert problem.fix.title.startswith(remedy)


@pytest.mark.parametrize("length", [0, -3])
def test_an_empty_sequence(length: int) -> None:
    with pytest.raises(SettingError, match=rf"Input: dimensions is {length}, but must be at least 1\."):
        LAYERS["input"](dimensions=(length, 3))


# --- runs ----------------------------------------------------------------------------------------------------


def data(analysis: Analysis, count: int, truth: Any = None, rows: Any = None) -> TrainingData:
    """So many rows to learn from, and none to validate."""
    shape = analysis.shape("Rows") or ()
    size = (analysis.shape("Out") or (1,))[-1]
    given = np.arange(count * prod(shape)).reshape(count, prod(shape)) % 3 if rows is None else rows
    wanted = np.ones((count, size)) if truth is None else np.asarray(truth)
    feeds = Feeds(
        {"Rows": np.asarray(given, np.float32)}, {"Out": wanted.astype(np.float32)}, np.arange(count)
    )
    none = Feeds({"Rows": feeds.inputs["Rows"][:0]}, {"Out": feeds.targets["Out"][:0]}, np.arange(0))
    return TrainingData(feeds, none, None)  # type: ignore[arg-type] - no epoch ends


def refusal(
    analysis: Analysis, given: TrainingData, checkpoint: Checkpoint | None = None, **settings: Any
) -> str:
    """What a run says instead of taking its first step; not a weight has moved by then."""
    network = Network.build(analysis, seed=1)
    before = network.parameters.copy()
    with pytest.raises(ExplainedError) as caught:
        next(train(network, given, TrainingSettings(**settings), checkpoint))
    assert network.parameters.tobytes() == before.tobytes()
    return str(caught.value)


@pytest.mark.parametrize(("count", "batch"), [(9, 1), (9, 4), (1, 32)])
def test_a_batch_of_one_with_batch_normalization(count: int, batch: int) -> None:
    analysis = chain(4, Norm=LAYERS["batch_normalization"]())
    said = refusal(analysis, data(analysis, count), batch_size=batch)
    assert said.startswith("Norm compares the rows of a batch")
    assert said.endswith("Set the batch size to 3.") or batch != 4
    assert "Set the batch size to" in said or "Leave at least 2 rows" in said


@pytest.mark.parametrize(
    ("kind", "settings"),
    [("embedding", {"input_dim": 6}), ("one_hot", {"num_tokens": 6})],
)
@pytest.mark.parametrize("value", [6, -1, 0.5])
def test_an_index_outside_the_embedding(kind: str, settings: dict[str, Any], value: float) -> None:
    analysis = chain(3, Words=LAYERS[kind](**settings), Flat=LAYERS["flatten"]())
    rows = np.zeros((9, 3))
    rows[4, 1] = value
    said = refusal(analysis, data(analysis, 9, rows=rows))
    assert said.startswith("Words: ")
    assert f"the rows hold {value:g}" in said
    assert any(what in said for what in ("Set the", "Let their numbers", "Encode"))


@pytest.mark.parametrize("label", [3, -1, 0.5])
def test_labels_outside_the_classes(label: float) -> None:
    output = LAYERS["output"](loss=LOSSES["sparse_categorical_crossentropy"]())
    analysis = chain(4, target=Target("multiclass", 3, ("a", "b", "c")), output=output)
    said = refusal(analysis, data(analysis, 3, truth=[[0], [1], [label]]))
    assert said.startswith("Out: Row 3 of the truth has")
    assert "numbered from 0 to 2" in said


@pytest.mark.parametrize("kind", list(OPTIMIZERS))
@pytest.mark.parametrize("rate", [0.0, -0.1, math.inf, math.nan])
def test_a_learning_rate_that_teaches_nothing_in_settings(kind: str, rate: float) -> None:
    with pytest.raises(SettingError, match=r"learning rate is .* must be from 1e-08 to 10\."):
        OPTIMIZERS[kind](learning_rate=rate)


def test_a_schedule_that_lets_nothing_move() -> None:
    analysis = chain(4)
    schedule = SCHEDULES["piecewise"](boundaries=(5.0,), factors=(0.0, 1.0))
    said = refusal(analysis, data(analysis, 9), schedule=schedule, epochs=5)
    assert said.startswith("Piecewise constant gives every step of this run a learning rate of 0")
    assert "set the schedule to constant" in said
    next(train(Network.build(analysis, 1), data(analysis, 9), TrainingSettings(schedule=schedule, epochs=6)))


@pytest.mark.parametrize("rate", [0.0, -1.0, math.inf, math.nan])
def test_a_learning_rate_that_teaches_nothing_while_it_runs(rate: float) -> None:
    with pytest.raises(SettingError, match=r"must be a finite number above 0\. Pause"):
        SetRate(rate)


def test_memory_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = chain(4, Wide=LAYERS["dense"](units=300), Wider=LAYERS["dense"](units=300))
    monkeypatch.setattr("engine.memory.machine_memory", lambda: 1_000_000)
    said = refusal(analysis, data(analysis, 9))
    assert said.startswith("Training in batches of 9 needs ")
    assert said.endswith(" of memory, but this machine has 1 MB. Make Wider smaller, which takes most.")


def test_a_network_that_no_memory_holds_is_refused_before_it_is_made() -> None:
    most = 1_000_000
    analysis = chain(4, Wide=LAYERS["dense"](units=most), Wider=LAYERS["dense"](units=most))
    with pytest.raises(ExplainedError, match=r"GB of memory, but this machine has .* Make Wider smaller"):
        pretrained.begin(analysis, TrainingSettings())


# --- weights of the wrong shape ------------------------------------------------------------------------------


def stopped(analysis: Analysis, **settings: Any) -> Checkpoint:
    """What a run of this network kept after its first step."""
    run = train(Network.build(analysis, 1), data(analysis, 40), TrainingSettings(**settings))
    assert isinstance(next(run), BatchEnded)
    checkpoint = run.send(TakeCheckpoint())
    assert isinstance(checkpoint, Checkpoint)
    return checkpoint


def test_a_run_goes_on_from_what_it_kept() -> None:
    analysis = chain(4, Norm=LAYERS["batch_normalization"]())
    checkpoint = stopped(analysis, average=0.9, accumulate=2)
    settings = TrainingSettings(average=0.9, accumulate=2)
    run = train(Network.build(analysis, 1), data(analysis, 40), settings, checkpoint)
    assert isinstance(next(run), BatchEnded)


def test_weights_of_the_wrong_shape() -> None:
    small, large = chain(4), chain(4, More=LAYERS["dense"](units=3))
    said = refusal(large, data(large, 9), stopped(small))
    assert "weights has the shape (5,), but should have (19,). Begin the run anew." in said


def test_what_another_optimizer_kept() -> None:
    analysis = chain(4)
    said = refusal(analysis, data(analysis, 9), stopped(analysis, optimizer=OPTIMIZERS["sgd"]()))
    assert "gradient_sum is not there, but should have (5,)" in said


def test_best_weights_of_the_wrong_shape() -> None:
    analysis = chain(4)
    checkpoint = replace(stopped(analysis), best_state=np.zeros(3))
    assert "best running statistics has the shape (3,)" in refusal(analysis, data(analysis, 9), checkpoint)


# --- weights that are no numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_weights_that_are_no_numbers(value: float) -> None:
    analysis = chain(4)
    network = Network.build(analysis, seed=1)
    network.weights["Last"]["kernel"][2, 0] = value
    with pytest.raises(
        ExplainedError, match=r"Last has weights that are infinite or no numbers at all\. Let it"
    ):
        next(train(network, data(analysis, 9), TrainingSettings()))


@pytest.mark.parametrize("kept", ["parameters", "best_parameters", "slots"])
def test_what_a_run_kept_that_is_no_number(kept: str) -> None:
    analysis = chain(4)
    checkpoint = stopped(analysis)
    spoilt = np.full(5, math.nan, np.float32)
    changed: Any = {**checkpoint.slots, "square_sum": spoilt} if kept == "slots" else spoilt
    said = refusal(analysis, data(analysis, 9), replace(checkpoint, **{kept: changed}))
    assert said.startswith("The run cannot go on: among what it kept, ")
    assert said.endswith("holds numbers that are infinite or none at all. Begin the run anew.")
