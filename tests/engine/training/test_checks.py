"""What is refused before a run's first step, with a sentence that names the node and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np
import pytest

from engine.analysis import Analysis, Signature, analyse
from engine.constraints import CONSTRAINTS
from engine.feeding import Feeds, TrainingData
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer, RowsError, Shape, Target
from engine.losses import LOSSES
from engine.losses.base import Loss
from engine.memory import Shortage
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.training import checks
from engine.training.checks import RefusedError, check
from engine.training.loop import train
from engine.training.settings import TrainingSettings


def chain(*dimensions: int, loss: Loss | None = None, **layers: Layer) -> Analysis:
    """These layers one after the other, and one number out."""
    every = {
        "Rows in": LAYERS["input"](dimensions=dimensions),
        **layers,
        "flat": LAYERS["flatten"](),
        "last": LAYERS["dense"](units=1),
        "out": LAYERS["output"](loss=loss or LOSSES["mean_squared_error"]()),
    }
    graph = Graph.of(
        [Node(name, layer) for name, layer in every.items()], [Edge(a, b) for a, b in pairwise(every)]
    )
    return analyse(graph, Signature(outputs={"out": Target("regression", 1)}))


def rows(analysis: Analysis, count: int) -> Feeds:
    shape = analysis.shape("Rows in") or ()
    values = np.arange(count * prod(shape)).reshape(count, prod(shape)) % 7
    return Feeds(
        {"Rows in": values.astype(np.float32)}, {"out": np.ones((count, 1), np.float32)}, np.arange(count)
    )


def refusal(analysis: Analysis, feeds: Feeds, **settings: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        check(analysis, feeds, rows(analysis, 0), TrainingSettings().replace(**settings))
    return caught.value


def test_sound_rows_are_taken() -> None:
    analysis = chain(4, Norm=LAYERS["batch_normalization"]())
    check(analysis, rows(analysis, 70), rows(analysis, 9), TrainingSettings())


def test_a_run_without_rows_is_refused() -> None:
    assert "no row to learn from" in str(refusal(chain(4), rows(chain(4), 0)))


def test_a_run_asks_first() -> None:
    analysis = chain(4)
    data = TrainingData(rows(analysis, 0), rows(analysis, 0), None)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="no row"):
        next(train(Network(analysis), data, TrainingSettings()))


def test_an_optimizer_that_compares_losses_adds_up_no_rows() -> None:
    analysis = chain(4, loss=LOSSES["huber"](reduction="sum"))
    error = refusal(analysis, rows(analysis, 8), optimizer=OPTIMIZERS["lbfgs"]())
    assert error.node == "out"
    assert "Set the reduction of its loss to mean" in str(error)


def test_an_optimizer_that_looks_along_a_line_bends_for_no_constraint() -> None:
    layer = LAYERS["dense"](kernel_constraint=CONSTRAINTS["non_neg"]())
    analysis = chain(4, Held=layer)
    error = refusal(analysis, rows(analysis, 8), optimizer=OPTIMIZERS["lbfgs"]())
    assert error.node == "Held"
    assert "Set the constraint to none" in str(error)


# --- batches -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "batch", "words"),
    [
        (64, 1, "Every batch has 1 row, though. Set the batch size to 2."),
        (65, 32, "The last batch of an epoch has 1 row, though. Set the batch size to 31."),
        (3, 2, "The last batch of an epoch has 1 row, though. Set the batch size to 3."),
        # 2, 3, 4, 6 and 12 leave one row over.
        (13, 1, "Every batch has 1 row, though. Set the batch size to 5."),
        (1, 32, "Every batch has 1 row, though. Leave at least 2 rows in the training part of the table."),
    ],
)
def test_a_batch_of_one_is_refused_by_what_normalises_it(count: int, batch: int, words: str) -> None:
    analysis = chain(4, Norm=LAYERS["batch_normalization"]())
    found = refusal(analysis, rows(analysis, count), batch_size=batch)
    assert found.node == "Norm"
    assert str(found).startswith("Norm compares the rows of a batch with each other and needs 2 of them.")
    assert str(found).endswith(words)


@pytest.mark.parametrize(
    "analysis",
    [
        chain(4),
        chain(4, Norm=LAYERS["batch_normalization"](trainable=False)),
        chain(3, 4, Norm=LAYERS["batch_normalization"]()),
    ],
)
def test_a_batch_of_one_is_enough_for_others(analysis: Analysis) -> None:
    check(analysis, rows(analysis, 3), rows(analysis, 0), TrainingSettings(batch_size=1))


# --- rows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    analysis = chain(4)
    feeds = rows(analysis, 9)
    feeds.inputs["Rows in"][5, 2] = value
    assert "Rows in: row 6 holds a number that is infinite or none" in str(refusal(analysis, feeds))


def test_rows_of_another_shape_are_refused() -> None:
    found = refusal(chain(2, 2), rows(chain(5), 9))
    assert (
        "Rows in takes 4 numbers in a row, of the shape (2, 2), but is given rows of the shape (5,)"
        in str(found)
    )


def test_an_input_without_rows_is_refused() -> None:
    feeds = rows(chain(4), 9)
    assert "Rows in is given no rows" in str(refusal(chain(4), Feeds({}, feeds.targets, feeds.rows)))


def test_what_an_embedding_does_not_know_is_refused() -> None:
    analysis = chain(4, Words=LAYERS["embedding"](input_dim=6))
    with pytest.raises(RowsError, match="Words: It knows 6 things") as caught:
        check(analysis, rows(analysis, 9), rows(analysis, 0), TrainingSettings())
    assert caught.value.node == "Words"


# --- memory, and shapes --------------------------------------------------------------------------------------


def test_memory_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "shortage", lambda *_, **__: Shortage("Too much for last.", "last", 0))
    found = refusal(chain(4), rows(chain(4), 9))
    assert (str(found), found.node) == ("Too much for last.", "last")


@dataclass(frozen=True)
class Nothing(Layer):
    """Hands on no steps at all."""

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, n) -> (0, n)."""
        return (0, *inputs[0][1:])


def test_a_layer_that_leaves_nothing_is_a_problem_of_the_network() -> None:
    (problem, *_) = chain(3, 4, Cut=Nothing()).problems
    assert problem.node == "Cut"
    assert "the shape (0, 4), in which there is no number" in problem.sentence
