"""What stands for a layer that a file names and this version of the program does not have."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import msgspec

from engine.declare import SettingError, setting
from engine.layers import LAYERS
from engine.layers.base import Layer, Port


@dataclass(frozen=True)
class Placeholder(Layer):
    """A layer from another version of the program. It keeps its place, its wires and its settings, but cannot run.

    Its ports are those that its wires use. It is in no catalog: only a file makes one.
    """

    title = "Unknown layer"
    family = "unknown"

    unknown: str = setting("", "What the file calls this layer.", label="kind")
    settings: str = setting("{}", "Its settings as the file has them.", advanced=True)
    ports_in: tuple[str, ...] = setting((), "The inputs that have wires.", advanced=True)
    ports_out: tuple[str, ...] = setting((), "The outputs that have wires.", advanced=True)

    def __post_init__(self) -> None:
        """Check that the settings can be written back."""
        super().__post_init__()
        try:
            plain = msgspec.json.decode(self.settings)
        except (ValueError, RecursionError):
            plain = None
        if not isinstance(plain, dict):
            raise SettingError(f"{self.unknown}: its settings must be JSON in curly brackets.")

    @classmethod
    def of(cls, plain: dict[str, Any], ports_in: Iterable[str] = (), ports_out: Iterable[str] = ()) -> Self:
        """The placeholder for a layer that `to_dict` described in another version, with the ports of its wires."""
        settings = {name: value for name, value in plain.items() if name != "kind"}
        ports = tuple(dict.fromkeys(ports_in)), tuple(dict.fromkeys(ports_out))
        return cls(str(plain["kind"]), json.dumps(settings, ensure_ascii=False), *ports)

    @property
    def inputs(self) -> tuple[Port, ...]:  # type: ignore[override]
        """An input of any number of wires for each name."""
        return tuple(Port(name, many=True) for name in self.ports_in)

    @property
    def outputs(self) -> tuple[Port, ...]:  # type: ignore[override]
        """An output for each name."""
        return tuple(Port(name) for name in self.ports_out)

    @property
    def unusable(self) -> str:
        """That this version does not know the layer."""
        return f"this version does not know the layer {self.unknown}. Update Neuroloom, or replace the layer."

    def to_dict(self) -> dict[str, Any]:
        """What the file said, unchanged."""
        return {"kind": self.unknown, **msgspec.json.decode(self.settings)}


def load_layer(plain: dict[str, Any], ports_in: Iterable[str] = (), ports_out: Iterable[str] = ()) -> Layer:
    """The layer that `to_dict` described, or a placeholder with these ports where its kind is not known.

    Raises SettingError for a known kind whose settings are wrong.
    """
    kind = plain.get("kind")
    if isinstance(kind, str) and kind and kind not in LAYERS:
        return Placeholder.of(plain, ports_in, ports_out)
    return LAYERS.load(plain)
