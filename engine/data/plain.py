"""Plain JSON values back into the values that wrote them, with a sentence for whatever does not fit."""

from __future__ import annotations

import dataclasses
import sys
import typing
from typing import Any, TypeVar

from engine.declare import Declared, SettingError, settings_of
from engine.errors import ExplainedError

T = TypeVar("T")
D = TypeVar("D", bound=Declared)

_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "yes or no"}


class PlainError(ExplainedError):
    """A saved part of a data recipe is not what was expected there."""


def mapping(
    plain: Any, what: str, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """`plain` as a dict that has all of `required` and nothing beyond `optional`. Raises PlainError."""
    if not isinstance(plain, dict):
        raise PlainError(f"{what} should be a group of named values, but is {plain!r:.60}.")
    if missing := [key for key in required if key not in plain]:
        raise PlainError(f"{what} lacks {', '.join(map(repr, missing))}.")
    if unknown := [key for key in plain if key not in (*required, *optional)]:
        raise PlainError(
            f"{what} holds {', '.join(f'{key!r:.40}' for key in unknown)}, which is unknown there."
        )
    return plain


def typed(value: Any, hint: Any, what: str) -> Any:
    """`value` as str, int, finite float, bool or a tuple of one of these. Raises PlainError, naming `what`."""
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise PlainError(f"{what} should be a list, but is {value!r:.60}.")
        return tuple(typed(item, typing.get_args(hint)[0], f"An entry of {what}") for item in value)
    if hint is float and type(value) in (int, float) and abs(value) <= sys.float_info.max:
        return float(value)
    if type(value) is hint and hint is not float:
        return value
    raise PlainError(f"{what} should be {_WORDS[hint]}, but is {value!r:.60}.")


def listed(value: Any, what: str) -> list[Any]:
    """`value` as a list. Raises PlainError."""
    if not isinstance(value, list | tuple):
        raise PlainError(f"{what} should be a list, but is {value!r:.60}.")
    return list(value)


def record(cls: type[T], plain: Any, what: str) -> T:
    """A frozen dataclass of plain fields from a dict that has every one of them. Raises PlainError."""
    hints = typing.get_type_hints(cls)
    fields = tuple(field.name for field in dataclasses.fields(cls))  # type: ignore[arg-type]
    found = mapping(plain, what, fields)
    return cls(**{name: typed(found[name], hints[name], f"{name!r} of {what}") for name in fields})


def declared(cls: type[D], plain: Any, what: str) -> D:
    """A value of settings from a dict; what is missing gets its default. Raises PlainError."""
    names = tuple(each.name for each in settings_of(cls))
    found = mapping(plain, what, optional=("kind", *names))
    try:
        return cls(**{name: value for name, value in found.items() if name != "kind"})
    except SettingError as error:
        raise PlainError(str(error)) from None
