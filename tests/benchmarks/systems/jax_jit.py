"""JAX with the whole step compiled, its arrays kept on its side and overwritten in place where it can."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from math import prod

import jax
import jax.numpy as jnp
import numpy as np

from tests.benchmarks.workloads import Workload, data, refuse

ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}
AXES = ("NHWC", "HWIO", "NHWC")
POOLING = (1, 2, 2, 1), (1, 2, 2, 1)
"""The window, and its strides."""


def prepare(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that does so often what the workload says, and waits for the last."""
    refuse(workload, "tables", "length")
    rng = np.random.default_rng(1)
    x, label = (jnp.asarray(each) for each in data(workload))
    sizes = workload.network.sizes
    kernels = [(3, 3, *each) for each in itertools.pairwise((1, *workload.network.filters))]
    weights = [
        (jnp.asarray(rng.normal(0, prod(shape[:-1]) ** -0.5, shape), jnp.float32), jnp.zeros(shape[-1]))
        for shape in (*kernels, *itertools.pairwise(sizes))
    ]
    activation = ACTIVATIONS[workload.network.activation]

    def logits_of(weights, x):
        pictures = len(workload.network.filters)
        for kernel, bias in weights[:pictures]:
            x = jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=AXES)
            x = jax.lax.reduce_window(activation(x + bias), -jnp.inf, jax.lax.max, *POOLING, "VALID")
        x = x.reshape(len(x), -1)
        for kernel, bias in weights[pictures:-1]:
            x = activation(x @ kernel + bias)
        return x @ weights[-1][0] + weights[-1][1]

    if workload.doing == "predict":
        shares = jax.nn.sigmoid if sizes[-1] == 1 else jax.nn.softmax
        return _predicting(jax.jit(lambda x: shares(logits_of(weights, x))), x[: workload.batch])

    def loss_of(weights, x, label):
        z = logits_of(weights, x)
        if sizes[-1] == 1:
            return jnp.mean(jnp.logaddexp(0, z[:, 0]) - label * z[:, 0])
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), label[:, None], 1))

    @partial(jax.jit, donate_argnums=0)
    def step(state, chosen):
        weights, mean, square, count = state
        slope = jax.grad(loss_of)(weights, x[chosen], label[chosen])
        if workload.optimizer == "sgd":
            return jax.tree.map(lambda w, g: w - workload.rate * g, weights, slope), mean, square, count
        count = count + 1
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, slope)
        square = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, square, slope)
        rate = workload.rate * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        moved = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), weights, mean, square)
        return moved, mean, square, count

    def batches():
        while True:
            order = rng.permutation(workload.rows)
            for start in range(0, workload.rows, workload.batch):
                yield order[start : start + workload.batch]

    remaining = batches()
    zeros = partial(jax.tree.map, jnp.zeros_like)
    state = weights, zeros(weights), zeros(weights), jnp.zeros(())

    def run(count: int) -> None:
        nonlocal state
        for chosen in itertools.islice(remaining, count):
            state = step(state, chosen)
        jax.block_until_ready(state)

    return run


def _predicting(predict: Callable[[jax.Array], jax.Array], x: jax.Array) -> Callable[[int], object]:
    def run(count: int) -> None:
        for _ in range(count):
            np.asarray(predict(x))

    return run
