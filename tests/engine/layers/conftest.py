"""A bench for one layer: buffers around it as a plan would lay them out, in float64."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.layers.base import Cell, Hints, Layer, Shape, Step


class Bench:
    """A layer with random input and weights. `forward` and `backward` run its operations.

    `x` and `masks` are given where random rows would not do. Every forward pass draws the same
    random numbers, so that dropout keeps its mask. `direction` is dL/dy, `made_mask` the mask that the layer makes. A
    frozen layer is given no gradients to write; one without `backward` is bound as predictions bind it.
    """

    def __init__(
        self,
        layer: Layer,
        shapes: tuple[Shape, ...],
        *,
        batch: int = 3,
        training: bool = True,
        dtype: Any = np.float64,
        x: tuple[np.ndarray, ...] | None = None,
        masks: tuple[np.ndarray | None, ...] = (),
        frozen: bool = False,
        in_place: bool = False,
        backward: bool = True,
    ) -> None:
        self.layer = layer.resolve(Hints())
        if frozen:
            self.layer = self.layer.replace(trainable=False)
        rng = np.random.default_rng(7)
        self.x = x or tuple(rng.normal(size=(batch, *shape)).astype(dtype) for shape in shapes)
        self.masks = masks
        self.declared = self.layer.weights(*shapes)
        self.weights = {
            weight.name: (
                rng.normal(size=weight.shape)
                if weight.trainable
                else weight.initializer.draw(weight.shape, rng)
            ).astype(dtype)
            for weight in self.declared
        }
        self.gradients = {
            weight.name: np.full(weight.shape, np.nan, dtype)
            for weight in self.declared
            if weight.trainable and not frozen
        }
        shape = (batch, *self.layer.shape(*shapes))
        self.direction = rng.normal(size=shape).astype(dtype)
        self.dy = np.zeros(shape, dtype)
        self.rng = np.random.default_rng(3)
        self._random_state = self.rng.bit_generator.state
        told = any(mask is not None for mask in masks)
        makes = self.layer.makes_mask or (self.layer.joins_masks and told)
        self.made_mask = np.ones(shape[:2], np.bool_) if makes else None
        if self.layer.view:
            self.y = self.x[0].reshape(shape)
            self.dx = (self.dy.reshape(self.x[0].shape),)
            self.step = Step()
        else:
            in_place = in_place and self.x[0].shape == shape
            over = in_place and self.layer.writes_over_x and not self.layer.backward_reads_x
            self.y = self.x[0] if over else np.full(shape, np.nan, dtype)
            self.dx = tuple(np.full_like(x, np.nan) for x in self.x)
            if in_place and self.layer.writes_over_dy:
                self.dx = (self.dy, *self.dx[1:])
            self.step = self.layer.bind(self._cell(training, backward))

    def _cell(self, training: bool, backward: bool = True) -> Cell:
        dy = self.dy if self.layer.outputs and backward else None
        return Cell(
            x=self.x,
            y=self.y,
            dy=dy,
            dx=self.dx if backward else (None,) * len(self.x),
            weights=self.weights,
            gradients=self.gradients if backward else {},
            training=training,
            rng=self.rng,
            masks=self.masks,
            made_mask=self.made_mask,
        )

    def forward(self) -> np.ndarray:
        """y, after the forward pass."""
        self.rng.bit_generator.state = self._random_state
        for operation in self.step.forward:
            operation()
        return self.y

    def backward(self) -> tuple[np.ndarray, ...]:
        """dx, after the backward pass from `direction`."""
        self.dy[...] = self.direction
        for operation in self.step.backward:
            operation()
        return self.dx

    @property
    def draws(self) -> bool:
        """Whether the forward pass draws random numbers."""
        self.forward()
        return bool(self.rng.bit_generator.state != self._random_state)

    def loss(self) -> float:
        """A number whose gradient with regard to y is `direction`."""
        return float(np.sum(self.forward() * self.direction))


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """`bench(layer, shapes)`: a layer with everything around it that it needs to run."""
    return Bench
