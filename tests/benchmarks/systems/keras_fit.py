"""Keras' `fit`, on the backend that KERAS_BACKEND names (JAX in this benchmark)."""

from __future__ import annotations

from collections.abc import Callable

import keras

from tests.benchmarks.workloads import Workload, data, refuse


def prepare(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that does so often what the workload says; it trains in whole epochs, at least one."""
    refuse(workload, "tables", "length")
    x, label = data(workload)
    model = keras.Sequential(network(workload))
    loss = "binary_crossentropy" if workload.network.sizes[-1] == 1 else "sparse_categorical_crossentropy"
    rule = keras.optimizers.Adam if workload.optimizer == "adam" else keras.optimizers.SGD
    model.compile(optimizer=rule(workload.rate), loss=loss)

    def predict(count: int) -> None:
        for _ in range(count):
            model.predict_on_batch(x[: workload.batch])

    def run(count: int) -> int:
        epochs = max(1, round(count / workload.steps))
        model.fit(x, label, batch_size=workload.batch, epochs=epochs, verbose=0)
        return epochs * workload.steps

    return predict if workload.doing == "predict" else run


def network(workload: Workload) -> list[keras.layers.Layer]:
    """The workload's layers."""
    *hidden, last = workload.network.sizes[1:]
    activation = workload.network.activation
    layers: list[keras.layers.Layer] = []
    for filters in workload.network.filters:
        layers += [keras.layers.Conv2D(filters, 3, activation=activation), keras.layers.MaxPooling2D()]
    layers += [keras.layers.Flatten(), *(keras.layers.Dense(units, activation) for units in hidden)]
    return [*layers, keras.layers.Dense(last, "sigmoid" if last == 1 else "softmax")]
