"""Every layer with any settings that its limits allow, on any shapes that fit: slopes are the numeric ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.declare import setting
from engine.layers import LAYERS
from engine.layers.base import Cell, Hints, Layer, Shape, ShapeError, Step, call
from tests.engine.drawn import fitted, kinds

KINDS = [kind for kind in LAYERS if LAYERS[kind].inputs and LAYERS[kind].outputs]
STEPS = (1e-6, 1e-8)
"""How far numbers are moved: a kink may lie within the first, hardly ever within both."""
LARGE = 1e4
"""Beyond this a number has no digits left for slopes."""

Draw = Any
Bench = Any


@st.composite
def benches(draw: Draw, kind: type[Layer], bench: Callable[..., Bench]) -> Bench:
    """A layer of this kind with arrays around it, and masks where its rows have steps."""
    found = fitted(draw(kinds(kind)), draw(st.integers(0, 2**16)))
    assume(found is not None)
    layer, shapes = found
    rows, rng = draw(st.integers(1, 4)), np.random.default_rng(draw(st.integers(0, 2**16)))
    masks: tuple[Any, ...] = ()
    if draw(st.booleans()):
        masks = tuple(rng.random((rows, shape[0])) < 0.7 if len(shape) > 1 else None for shape in shapes)
    frozen = not getattr(layer, "trainable", True)
    x = tuple(rng.normal(size=(rows, *shape)) for shape in shapes)
    return bench(layer, shapes, batch=rows, training=draw(st.booleans()), x=x, masks=masks, frozen=frozen)


def arrays(made: Bench) -> Iterator[tuple[str, Any, Any]]:
    """Everything that a layer has slopes along: what it is, its numbers, and the slope that the backward pass wrote."""
    yield from ((f"dx{place}", x, dx) for place, (x, dx) in enumerate(zip(made.x, made.dx, strict=True)))
    yield from ((name, made.weights[name], slope) for name, slope in made.gradients.items())


def check(kind: type[Layer], bench: Callable[..., Bench], examples: int) -> None:
    """Fail where a layer of this kind claims a slope that it does not have."""

    @settings(
        max_examples=examples, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
    )
    @given(made=benches(kind, bench), seed=st.integers(0, 2**16))
    def tried(made: Bench, seed: int) -> None:
        with np.errstate(all="ignore"):
            y = made.forward()
            assume(np.isfinite(y).all() and np.abs(y).max() < LARGE)
            assert y.shape == (len(made.x[0]), *made.layer.shape(*(x.shape[1:] for x in made.x)))
            scale = float(np.abs(y * made.direction).sum())
            made.backward()
            rng = np.random.default_rng(seed)
            for name, array, slope in arrays(made):
                way = rng.normal(size=array.shape)
                claimed, misses = float(np.vdot(slope, way)), []
                for step in STEPS:
                    found = _along(made, array, way, step)
                    allowed = 1e-5 * (1 + abs(found)) + 1e-14 * (1 + scale) / step
                    misses.append(abs(claimed - found) > allowed)
                assert not all(misses), f"{name} of {made.layer}: {claimed} is not {found}"

    tried()


def _along(made: Bench, array: Any, way: Any, step: float) -> float:
    """The slope of the loss along a direction, by a central difference."""
    kept, sides = array.copy(), []
    for side in (step, -step):
        np.add(kept, side * way, array)
        sides.append(made.loss())
    np.copyto(array, kept)
    return (sides[0] - sides[1]) / (2 * step)


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_with_any_settings(bench: Callable[..., Bench], kind: str) -> None:
    check(LAYERS[kind], bench, 12)


def refusal(layer: Layer, shapes: tuple[Shape, ...]) -> ShapeError | None:
    """Why a layer cannot read these shapes; None where it can."""
    try:
        layer.resolve(Hints()).shape(*shapes)
    except ShapeError as error:
        return error
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_any_shapes_are_read_or_refused_in_words(kind: str) -> None:
    shape = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(layer=kinds(LAYERS[kind]), shapes=st.lists(shape, min_size=1, max_size=3))
    def tried(layer: Layer, shapes: list[tuple[int, ...]]) -> None:
        least = sum(not port.optional for port in layer.inputs)
        most = 3 if layer.inputs[0].many else len(layer.inputs)
        given = tuple(shapes * 3)[: max(least, min(most, len(shapes)))]
        error = refusal(layer, given)
        if error is None:
            settled = layer.resolve(Hints())
            assert all(isinstance(length, int) for length in settled.shape(*given))
            assert all(weight.size > 0 for weight in settled.weights(*given))
            assert settled.multiply_adds(*given) >= 0
            return
        assert len(str(error).split(". ")) > 1, f"What to do about it? {error}"
        if error.fix is not None and error.fix.settings:
            again = refusal(layer.replace(**error.fix.settings), given)
            assert str(again) != str(error), f"The remedy mends nothing: {error}"

    tried()


@dataclass(frozen=True)
class Wrong(Layer):
    """y = x^2 with a slope that holds for the smallest power alone."""

    power: int = setting(1, "The power.", low=1, high=3)

    def bind(self, cell: Cell) -> Step:
        """dx = dy, which should be power x^(power - 1) dy."""
        forward = (call(np.power, cell.x[0], self.power, cell.y),)
        return Step(forward, (call(np.copyto, cell.dx[0], cell.dy),))


def test_a_slope_that_is_wrong_for_one_value_of_a_setting_is_found(bench: Callable[..., Bench]) -> None:
    with pytest.raises(AssertionError, match="dx0 of Wrong"):
        check(Wrong, bench, 30)
