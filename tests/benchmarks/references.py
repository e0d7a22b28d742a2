"""Public tables that anybody can check us by: `python -m tests.benchmarks.references`.

Wine, breast cancer, digits and diabetes come with scikit-learn. Both sides get the same five folds, the same layers,
epochs, batches and Adam, and kernels drawn by the same rule; what is printed is the mean score of the folds, of three
seeds each, and its standard deviation. Digits are told once more as pictures of 8 x 8, through a small network of
convolutions.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets, metrics, model_selection, neural_network, preprocessing

from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.data.kinds.category import Category
from engine.data.kinds.number import Number
from engine.data.prepare import prepare
from engine.data.recipe import Column, Recipe
from engine.data.split import Split
from engine.data.table import Table
from engine.feeding import feeds, signature, training_data
from engine.graph import Graph
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.layers.dense import Dense
from engine.network import Network
from engine.optimizers.adam import Adam
from engine.proposal import chain, drawn
from engine.training.loop import train
from engine.training.settings import TrainingSettings

FOLDS, SEEDS, HIDDEN, EPOCHS, BATCH = 5, 3, 100, 200, 32
WHITE = 16
"""The largest number of a pixel of the digits."""
TABLES = {
    "wine": datasets.load_wine,
    "breast cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
    "diabetes": datasets.load_diabetes,
}


class Fold(NamedTuple):
    """Features (rows, n) and the truth (rows,) to learn from, and those to be told."""

    x: NDArray[Any]
    y: NDArray[Any]
    new_x: NDArray[Any]
    new_y: NDArray[Any]


@dataclass(frozen=True)
class Line:
    """The scores of both sides, fold by fold."""

    name: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def kept(self) -> bool:
        """Whether our mean is within one standard deviation of theirs, or above."""
        return float(np.mean(self.ours)) >= float(np.mean(self.theirs) - np.std(self.theirs))

    def __str__(self) -> str:
        ours, theirs = (f"{np.mean(each):.3f} ± {np.std(each):.3f}" for each in (self.ours, self.theirs))
        return f"{self.name:14} {ours:>15} {theirs:>18}   {'kept' if self.kept else 'MISSED'}"


def main() -> None:
    """Print a line for each table, and one for the pictures."""
    print(f"{'':14} {'Neuroloom':>15} {'scikit-learn':>18}   within a standard deviation")
    for name, load in TABLES.items():
        print(measured(name, load()), flush=True)
    print(f"digits as pictures of 8 x 8: {pictures():.1%} of the test rows (asked: 98 %)")


def measured(name: str, bunch: Any) -> Line:
    """Both sides on every fold of a table."""
    numeric = name == "diabetes"
    found = [
        (
            float(np.mean([ours(fold, numeric, seed) for seed in range(SEEDS)])),
            float(np.mean([theirs(fold, numeric, seed) for seed in range(SEEDS)])),
        )
        for fold in folds(bunch.data, bunch.target, numeric)
    ]
    return Line(name, *zip(*found, strict=True))


def folds(x: NDArray[Any], y: NDArray[Any], numeric: bool) -> Iterator[Fold]:
    """The same five folds for both."""
    kind = model_selection.KFold if numeric else model_selection.StratifiedKFold
    for learned, told in kind(FOLDS, shuffle=True, random_state=0).split(x, y):
        yield Fold(x[learned], y[learned], x[told], y[told])


def ours(fold: Fold, numeric: bool, seed: int) -> float:
    """Accuracy or R2 of a network of ours on the rows to be told, prepared by what the others show."""
    return scored(fold, numeric, _one_layer, Number(), seed=seed)


def _one_layer() -> Graph:
    """Input, Dense, Dense, Output, with kernels drawn by the rule that scikit-learn follows (Glorot's)."""
    graph, _ = chain((HIDDEN,))
    glorot = INITIALIZERS["glorot_uniform"]()
    return Graph.of(
        [
            replace(node, layer=node.layer.replace(kernel_initializer=glorot))
            if isinstance(node.layer, Dense)
            else node
            for node in graph.nodes
        ],
        graph.edges,
    )


def theirs(fold: Fold, numeric: bool, seed: int) -> float:
    """That of scikit-learn's network, with its features (and numbers to be told) standardised likewise."""
    kind = neural_network.MLPRegressor if numeric else neural_network.MLPClassifier
    model = kind(
        hidden_layer_sizes=(HIDDEN,),
        alpha=0,
        batch_size=BATCH,
        max_iter=EPOCHS,
        n_iter_no_change=EPOCHS,
        random_state=seed,
    )
    scaler = preprocessing.StandardScaler().fit(fold.x)
    mean, spread = (float(fold.y.mean()), float(fold.y.std())) if numeric else (0, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(scaler.transform(fold.x), (fold.y - mean) / spread if numeric else fold.y)
    said = model.predict(scaler.transform(fold.new_x))
    return float(
        metrics.r2_score(fold.new_y, said * spread + mean) if numeric else (said == fold.new_y).mean()
    )


def scored(
    fold: Fold, numeric: bool, draw: Callable[[], Graph], kind: Number, epochs: int = EPOCHS, seed: int = 0
) -> float:
    """Train on the rows of a fold, and score on those that it is to tell: accuracy, or R2."""
    table, recipe = _table(fold, numeric, kind)
    prepared, graph = prepare(table, recipe, seed=0), draw()
    network = Network.build(analyse(graph, signature(graph, prepared.preparation)), seed)
    settings = TrainingSettings(Adam(), batch_size=BATCH, epochs=epochs, early_stopping=False, seed=seed)
    for _ in train(network, training_data(graph, prepared), settings):
        pass
    rows = prepared.parts.test
    (said,) = network.predict(feeds(graph, prepared, rows).inputs).values()
    told = prepared.preparation.decode(said)
    if numeric:
        return float(metrics.r2_score(fold.new_y, told))
    return float((told == np.array([f"{each}" for each in fold.new_y], object)).mean())


def _table(fold: Fold, numeric: bool, kind: Number) -> tuple[Table, Recipe]:
    """The fold as a table that says which rows train and which test."""
    x, y = np.concatenate([fold.x, fold.new_x]), np.concatenate([fold.y, fold.new_y])
    names = [f"x{place}" for place in range(x.shape[1])]
    columns: dict[str, Any] = {name: x[:, place].astype(float) for place, name in enumerate(names)}
    columns["y"] = y.astype(float) if numeric else [f"{each}" for each in y]
    columns["part"] = ["train"] * len(fold.y) + ["test"] * len(fold.new_y)
    told = Column("y", Number() if numeric else Category(), "target")
    recipe = Recipe(
        columns=(*(Column(name, kind) for name in names), told, Column("part", Category(), "ignore")),
        split=Split(assigned="part"),
    )
    return Table.from_columns(columns), recipe


def pictures() -> float:
    """The share of a fifth of the digits that is told right by two convolutions, learned from the others."""
    bunch = datasets.load_digits()
    x, new_x, y, new_y = model_selection.train_test_split(
        bunch.data, bunch.target, test_size=0.2, stratify=bunch.target, random_state=0
    )
    relu = ACTIVATIONS["relu"]()
    branch = [
        LAYERS["input"](dimensions=(8, 8, 1)),
        LAYERS["rescaling"](scale=(1 / WHITE,)),
        LAYERS["conv2d"](filters=32, kernel_size=(3, 3), padding="same", activation=relu),
        LAYERS["conv2d"](filters=64, kernel_size=(3, 3), padding="same", activation=relu),
        LAYERS["max_pooling2d"](),
        LAYERS["dropout"](rate=0.25),
        LAYERS["flatten"](),
    ]
    plain = Number(scaling="none", missing="zero")
    return scored(Fold(x, y, new_x, new_y), False, lambda: drawn([branch], (128,))[0], plain, epochs=30)


if __name__ == "__main__":
    main()
