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
    owners: dict[int, Array] = {}
    for each in views_of(things):
        owner: Array = each
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        owners[id(owner)] = owner
    return list(owners.values())
