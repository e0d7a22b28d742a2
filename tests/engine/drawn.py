"""Kinds with any settings that they declare, and shapes that fit: drawn by hypothesis, none listed by hand."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from engine.declare import AUTO, Declared, Setting, SettingError, settings_of
from engine.layers.base import Hints, Layer, Shape, ShapeError

LEAST, MOST = 1e-3, 5.0
"""Numbers far from these say nothing of the maths, and leave numeric slopes without a digit."""
REACH = 4
"""How far above their least value whole numbers are drawn."""
TRIES = 60
"""How many shapes are tried on a layer."""

Draw = Any


@st.composite
def kinds(draw: Draw, kind: type[Declared]) -> Any:
    """This kind with any settings; those that it refuses are not drawn."""
    chosen = {each.name: draw(values(each)) for each in settings_of(kind)}
    try:
        return kind(**chosen)
    except SettingError:
        assume(False)


def values(setting: Setting) -> st.SearchStrategy[Any]:
    """Any value of a setting, near the lower of its limits."""
    found = _values(setting)
    return st.one_of(found, st.just(AUTO)) if setting.auto else found


def _values(setting: Setting) -> st.SearchStrategy[Any]:
    if setting.catalog is not None:
        return st.sampled_from(sorted(setting.catalog)).flatmap(
            lambda kind: kinds(setting.catalog[kind])  # type: ignore[index]
        )
    if setting.choices:
        return st.sampled_from(setting.choices)
    if setting.type is str or setting.type == tuple[str, ...]:
        return st.just(setting.default)  # Names of columns and of other layers, of which there are none here.
    if typing.get_origin(setting.type) is tuple:
        one = _numbers(setting, typing.get_args(setting.type)[0])
        return st.sampled_from((1, 2, 4)).flatmap(lambda size: st.tuples(*(one,) * size))
    return _numbers(setting, setting.type)


def _numbers(setting: Setting, kind: type) -> st.SearchStrategy[Any]:
    if kind is bool:
        return st.booleans()
    low = -3.0 if setting.low is None else setting.low
    high = MOST if setting.high is None else setting.high
    if kind is int:
        start = max(int(low), -3)
        return st.integers(start, min(int(high), start + (6 if start < 0 else REACH)))
    least = LEAST if 0 < low < LEAST else max(low, -3.0)
    return st.floats(least, max(least, min(high, MOST)))


def fitted(layer: Layer, seed: int) -> tuple[Layer, tuple[Shape, ...]] | None:
    """A layer with its "auto" settled, and shapes that it reads; where none fits, as its own remedy has it."""
    offered: list[tuple[Layer, tuple[Shape, ...]]] = []
    for shapes in _shapes(layer, np.random.default_rng(seed)):
        try:
            settled = layer.resolve(Hints())
            settled.shape(*shapes)
            return settled, shapes
        except ShapeError as error:
            if error.fix is not None and error.fix.settings:
                offered.append((layer.replace(**error.fix.settings), shapes))
    for mended, shapes in offered:
        try:
            settled = mended.resolve(Hints())
            settled.shape(*shapes)
            return settled, shapes
        except ShapeError:
            continue
    return None


def _shapes(layer: Layer, rng: np.random.Generator) -> Iterator[tuple[Shape, ...]]:
    """Shapes for every input of a layer: unlike ones, equal ones, and some with lengths of 1."""
    for _ in range(TRIES):
        first = tuple(int(length) for length in rng.integers(1, 6, rng.integers(1, 4)))
        many = layer.inputs[0].many
        count = int(rng.integers(1, 4)) if many else len(layer.inputs)
        optional = sum(port.optional for port in layer.inputs)
        count -= int(rng.integers(0, optional + 1))
        shapes = [first]
        while len(shapes) < count:
            other = [1 if rng.random() < 0.3 else length for length in first]
            if rng.random() < 0.3:
                other[-1] = int(rng.integers(1, 6))
            shapes.append(tuple(other))
        yield tuple(shapes)
