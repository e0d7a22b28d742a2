"""scikit-learn's MLPClassifier, which has Dense layers only."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from tests.benchmarks.workloads import Workload, data, refuse


def prepare(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that does so often what the workload says; it trains in whole epochs, at least one."""
    refuse(workload, "tables", "length", "filters")
    warnings.simplefilter("ignore", ConvergenceWarning)
    x, label = data(workload)
    if workload.doing == "predict":
        return _predicting(workload, x, label)

    def run(count: int) -> int:
        epochs = max(1, round(count / workload.steps))
        peer = MLPClassifier(
            workload.network.sizes[1:-1],
            activation=workload.network.activation,
            solver=workload.optimizer,
            batch_size=workload.batch,
            learning_rate_init=workload.rate,
            momentum=0.0,
            alpha=0.0,
            tol=0.0,
            max_iter=epochs,
            n_iter_no_change=epochs,
        )
        peer.fit(x, label)
        return peer.n_iter_ * workload.steps

    return run


def _predicting(
    workload: Workload, x: NDArray[np.float32], label: NDArray[np.int64]
) -> Callable[[int], object]:
    peer = MLPClassifier(workload.network.sizes[1:-1], activation=workload.network.activation, max_iter=1)
    peer.fit(x, label)
    rows = x[: workload.batch]

    def run(count: int) -> None:
        for _ in range(count):
            peer.predict_proba(rows)

    return run
