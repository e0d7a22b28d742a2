"""How a kind of anything is declared: its settings, its help, its name, and the catalog that finds it.

A kind is one frozen dataclass in one file. Its fields are made by `setting` (a plain value) or `pick` (another
kind, with settings of its own); its docstring is its help page; its file name is its id in saved files. Forms,
menus, files and tests are derived from what is read here. No kind is named in this module.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import math
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar

from engine.errors import ExplainedError

AUTO: Literal["auto"] = "auto"
"""The value of a setting that follows from the data or from its neighbours."""


class SettingError(ExplainedError):
    """A setting's value has the wrong type or lies outside its limits."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """What is known of one field of a kind: enough to draw its form, check it and save it.

    `type` is the plain type of the value (bool, int, float, str, or a tuple of ints, floats or strs) or, where
    `catalog` is set, the base class of the kinds that it may hold. `auto` says in words what "auto" stands for,
    and is empty where "auto" is not allowed. `log` asks for a logarithmic scale. `names` is what a text stands for:
    "layer" for the id of another node, "file" for a path; empty where it is a text like any other.
    """

    name: str
    help: str
    type: Any
    default: Any
    label: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    log: bool = False
    unit: str = ""
    names: str = ""
    auto: str = ""
    advanced: bool = False
    catalog: Catalog[Any] | None = None

    def check(self, value: Any, owner: str) -> Any:
        """Return `value` in this setting's own type, or raise SettingError with what is expected instead."""
        if self.auto and value == AUTO:
            return AUTO
        if self.catalog is not None:
            if not isinstance(value, self.catalog.base):
                raise SettingError(f"{owner}: {self.title} must be one of {', '.join(self.catalog)}.")
            return value
        value = self._typed(value, owner)
        if self.choices and value not in self.choices:
            raise SettingError(
                f"{owner}: {self.title} is {value!r}, but must be one of {', '.join(self.choices)}."
            )
        for number in value if isinstance(value, tuple) else (value,):
            if isinstance(number, int | float) and not isinstance(number, bool):
                self._in_limits(_as_float(number), owner)
        return value

    @property
    def title(self) -> str:
        """The label that a form shows."""
        return self.label or self.name.replace("_", " ")

    def _typed(self, value: Any, owner: str) -> Any:
        wanted = typing.get_args(self.type)[0] if typing.get_origin(self.type) is tuple else self.type
        if wanted is self.type:
            if _is_a(value, wanted):
                return _as_float(value) if wanted is float else value
        elif isinstance(value, list | tuple) and all(_is_a(item, wanted) for item in value):
            return tuple(_as_float(item) if wanted is float else item for item in value)
        elif wanted in (int, float) and _is_a(value, wanted):  # One number alone is a list of one.
            return (_as_float(value) if wanted is float else value,)
        expected = {int: "a whole number", float: "a number", bool: "yes or no", str: "a text"}.get(
            self.type, "a list"
        )
        raise SettingError(f"{owner}: {self.title} is {value!r}, but must be {expected}.")

    def _in_limits(self, number: float, owner: str) -> None:
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        if not (math.isfinite(number) and low <= number <= high):
            limits = (
                f"from {low:g} to {high:g}"
                if math.isfinite(low) and math.isfinite(high)
                else f"at least {low:g}"
                if math.isfinite(low)
                else f"at most {high:g}"
                if math.isfinite(high)
                else "finite"
            )
            raise SettingError(f"{owner}: {self.title} is {number:g}, but must be {limits}.")


def _is_a(value: Any, wanted: type) -> bool:
    """Whether a value is of this plain type; a whole number is a float too, yes and no are no numbers."""
    return type(value) is wanted or (
        wanted is float and isinstance(value, int | float) and not isinstance(value, bool)
    )


def _as_float(number: float) -> float:
    """The number as a float; infinite where it is a whole number beyond all floats, which no limits admit."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def setting(default: Any, help: str, **facts: Any) -> Any:  # noqa: A002 - the field's usual word
    """Declare a field of a kind. `facts` are the other attributes of Setting (low, high, choices, log...)."""
    return dataclasses.field(default=default, metadata={"help": help, **facts})


def pick(catalog: Catalog[Any], default: str, help: str, **facts: Any) -> Any:  # noqa: A002
    """Declare a field that holds another kind: one out of `catalog`, by default the one with id `default`."""
    metadata = {"help": help, "catalog": catalog, **facts}
    if default == AUTO:
        return dataclasses.field(default=AUTO, metadata=metadata)
    return dataclasses.field(default_factory=lambda: catalog[default](), metadata=metadata)


def _read_settings(kind: Any) -> tuple[Setting, ...]:
    hints = typing.get_type_hints(kind)
    fields = sorted(dataclasses.fields(kind), key=lambda field: field.kw_only is True)
    return tuple(_setting(field, hints[field.name]) for field in fields)


settings_of: Callable[[Any], tuple[Setting, ...]] = functools.cache(_read_settings)
"""The settings of a kind (a subclass of Declared) as they were declared; keyword-only ones, of base classes, last."""


def _setting(field: dataclasses.Field[Any], hint: Any) -> Setting:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if typing.get_origin(part) is not Literal)
    default = field.default if field.default is not dataclasses.MISSING else field.default_factory
    if field.default is dataclasses.MISSING:
        default = default()  # type: ignore[operator]
    return Setting(name=field.name, type=hint, default=default, **field.metadata)


class Declared:
    """The base of every kind: a value that checks itself and knows its settings, help and id.

    Subclasses are frozen dataclasses; two with equal settings are equal. A kind that is made exists only with
    settings that are valid one by one (whether it fits its neighbours is the graph's question).
    """

    title: ClassVar[str] = ""
    """What a person reads; the class name where it is empty."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Names that other tools use for this kind; searches find them too."""
    listed: ClassVar[int] = 100
    """How early it is listed among its like: what is used most, and learned first, has the least."""

    def __post_init__(self) -> None:
        """Check every setting; raise SettingError on the first that is wrong."""
        owner = self.label()
        for declared in settings_of(type(self)):
            value = getattr(self, declared.name)
            checked = declared.check(value, owner)
            if checked is not value:
                object.__setattr__(self, declared.name, checked)

    @classmethod
    def kind(cls) -> str:
        """The id of this kind in saved files: the name of the file it is written in."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def label(cls) -> str:
        """The name that a person reads."""
        return cls.title or cls.__name__

    @classmethod
    def help(cls) -> tuple[str, str]:
        """The docstring's friendly first line, and the rest (formula, source), both stripped."""
        first, _, rest = (cls.__doc__ or "").strip().partition("\n")
        return first.strip(), "\n".join(line.strip() for line in rest.strip().splitlines())

    def replace(self, **changes: Any) -> Self:
        """A copy with some settings changed. Raises SettingError where a value is not allowed."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def to_dict(self) -> dict[str, Any]:
        """This kind as plain JSON values: its id under "kind", then every setting by name."""
        plain: dict[str, Any] = {"kind": self.kind()}
        for declared in settings_of(type(self)):
            value = getattr(self, declared.name)
            plain[declared.name] = (
                value.to_dict()
                if isinstance(value, Declared)
                else list(value)
                if isinstance(value, tuple)
                else value
            )
        return plain


D = TypeVar("D", bound=Declared)


class Catalog(Mapping[str, "type[D]"], Generic[D]):
    """Every kind in one package, by id. The files of the package are the list; nothing else is.

    Files are read on first use. base.py, and modules without a kind of their own, are passed over.
    """

    def __init__(self, package: str, base: type[D]) -> None:
        self.package = package
        self.base = base

    @functools.cached_property
    def _kinds(self) -> dict[str, type[D]]:
        package = importlib.import_module(self.package)
        found: dict[str, type[D]] = {}
        for info in pkgutil.iter_modules(package.__path__):
            if info.name == "base":
                continue
            module = importlib.import_module(f"{self.package}.{info.name}")
            own = [
                value
                for value in vars(module).values()
                if isinstance(value, type)
                and issubclass(value, self.base)
                and value.__module__ == module.__name__
                and dataclasses.is_dataclass(value)
            ]
            if own:
                found[info.name] = own[0]
        return found

    def __getitem__(self, kind: str) -> type[D]:
        """The kind with this id; KeyError where there is none."""
        return self._kinds[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def __hash__(self) -> int:
        return hash(self.package)

    def __eq__(self, other: object) -> bool:
        return self is other

    def load(self, plain: Any) -> D:
        """Make the kind that `to_dict` described. Raises SettingError, naming what is wrong.

        Settings that are missing get their defaults; settings that this kind does not have are an error.
        """
        if not isinstance(plain, dict) or not isinstance(plain.get("kind"), str):
            raise SettingError(f"Expected a kind of {self.package.rpartition('.')[2]}, found {plain!r:.80}.")
        if plain["kind"] not in self:
            raise UnknownKindError(f"There is no {plain['kind']!r} among the {self.noun}.")
        cls = self[plain["kind"]]
        declared = {each.name: each for each in settings_of(cls)}
        values = {name: value for name, value in plain.items() if name != "kind"}
        if unknown := values.keys() - declared.keys():
            raise SettingError(f"{cls.label()} has no setting called {', '.join(sorted(unknown))}.")
        for name, value in values.items():
            nested = declared[name].catalog
            if nested is not None and isinstance(value, dict):
                values[name] = nested.load(value)
        return cls(**values)

    @property
    def noun(self) -> str:
        """What the kinds of this catalog are called, in the plural."""
        return self.package.rpartition(".")[2].replace("_", " ")


class UnknownKindError(SettingError):
    """A file names a kind that this version does not have."""
