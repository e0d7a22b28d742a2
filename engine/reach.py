"""Which arrays bound operations hold on to: found by following what they refer to, whoever made them."""

from __future__ import annotations

import gc
import types
from collections.abc import Iterable

import numpy as np

from engine.layers.base import Array


def views_of(things: Iterable[object]) -> list[Array]:
    """Every array that operations refer to, once, as they see it."""
    found: list[Array] = []
    seen: set[int] = set()
    waiting = list(things)
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type | types.ModuleType):
            continue
        seen.add(id(each))
        if isinstance(each, np.ndarray):
            found.append(each)
        elif isinstance(each, types.FunctionType):
            # Not its globals, from where everything can be reached.
            waiting += [cell.cell_contents for cell in each.__closure__ or ()]
            waiting += each.__defaults__ or ()
        else:
            waiting += gc.get_referents(each)
    return found


def owners_of(things: Iterable[object]) -> list[Array]:
    """Every array with memory of its own that operations refer to or look into, once."""
    owners = (_owner(each) for each in views_of(things))
    return list({id(owner): owner for owner in owners}.values())


def _owner(array: Array) -> Array:
    """The array that an array looks into; `as_strided` puts an object of its own between the two."""
    base = array.base
    while base is not None:
        if isinstance(base, np.ndarray):
            array = base
        base = getattr(base, "base", None)
    return array
