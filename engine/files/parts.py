"""The JSON parts of a .loom: what each must hold, and the way from bytes to checked values and back.

Every struct here is strict: a field of another type, a missing or an unknown one is an error that names the place.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from engine.errors import ExplainedError
from engine.files.archive import LoadError

MANIFEST, NETWORK, RECIPE, TRAINING = "manifest.json", "network.json", "recipe.json", "training.json"
RUN, PREPARATION = "run.json", "preparation.json"
WEIGHTS, OPTIMIZER = "weights.safetensors", "optimizer.safetensors"
THUMBNAIL = "thumbnail.png"

LONGEST = 300
"""Letters of a sentence about a part; what a file holds may be endless."""

FARTHEST = 1e7
"""Pixels from the middle of the canvas beyond which nothing can stand."""

T = TypeVar("T")
Count = Annotated[int, Meta(ge=0, le=2**53)]
Id = Annotated[str, Meta(min_length=1, max_length=1000)]
Number = float | Literal["Infinity", "-Infinity"] | None
"""A number in JSON; null is "not a number", as JSON has no sign for it."""
Pixels = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]


class Strict(Struct, forbid_unknown_fields=True):
    """A group of named values that holds these and no others."""


class NodePart(Strict):
    """A node: the layer is its kind with every setting."""

    id: Id
    name: str
    place: tuple[Pixels, Pixels]
    layer: dict[str, Any]


class EdgePart(Strict):
    """A wire."""

    source: Id
    source_port: Id
    target: Id
    target_port: Id


class NetworkPart(Strict):
    """The network as drawn; `canvas` is what a canvas remembers besides (its zoom, say)."""

    nodes: list[NodePart]
    edges: list[EdgePart]
    canvas: dict[str, Any] = {}


class TrainingPart(Strict):
    """How the network is to be trained."""

    settings: dict[str, Any]


class DesignPart(Strict):
    """A whole design, where the one that was trained is not the one that is drawn."""

    network: NetworkPart
    recipe: dict[str, Any] | None
    training: TrainingPart


class NoisePart(Strict):
    """The state of numpy's PCG64; the two numbers of 128 bits are written in hexadecimal."""

    generator: Literal["PCG64"]
    state: str
    inc: str
    has_uint32: Annotated[int, Meta(ge=0, le=1)]
    uinteger: Annotated[int, Meta(ge=0, lt=2**32)]


class MemoryPart(Strict):
    """What a schedule that watches the loss has seen."""

    best: Number
    waited: Count
    resting: Count
    factor: Annotated[float, Meta(gt=0, le=1)]


class CheckpointPart(Strict):
    """Where a run stands: epoch and batch in progress, steps taken, the sum of the losses of this epoch so far.

    `gathered` batches' gradients wait for the next step.
    """

    epoch: Annotated[int, Meta(ge=1, le=2**53)]
    batch: Count
    steps: Count
    rate: Annotated[float, Meta(gt=0)]
    loss_sum: Number
    gradient_norms: dict[str, Number]
    best_epoch: Count
    best_loss: Number
    noise: NoisePart
    gathered: Count
    memory: MemoryPart


class RecordPart(Strict):
    """One epoch of the history."""

    epoch: Count
    loss: Number
    validation_loss: Number
    scores: dict[str, Number]
    validation_scores: dict[str, Number]
    rate: Number
    gradient_norms: dict[str, Number]


class RunPart(Strict):
    """What a run has left behind. `design` is null where it is the one that the file shows."""

    design: DesignPart | None
    epoch: Count
    ending: str
    unsealed: bool
    test_scores: dict[str, Number]
    checkpoint: CheckpointPart
    history: list[RecordPart]


def number(value: float) -> Number:
    """A number as JSON can hold it."""
    value = float(value)
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else "Infinity" if value > 0 else "-Infinity"


def numbers(values: Mapping[str, float]) -> dict[str, Number]:
    """Numbers by name as JSON can hold them."""
    return {name: number(value) for name, value in values.items()}


def value_of(plain: Number) -> float:
    """The reverse of `number`."""
    return math.nan if plain is None else float(plain)


def values_of(plain: Mapping[str, Number]) -> dict[str, float]:
    """The reverse of `numbers`."""
    return {name: value_of(each) for name, each in plain.items()}


def encode(plain: Any) -> bytes:
    """JSON that a person can read, in UTF-8. Letters that Unicode does not allow become question marks."""
    text = json.dumps(msgspec.to_builtins(plain), ensure_ascii=False, allow_nan=False)
    return msgspec.json.format(text.encode("utf-8", "replace"), indent=1) + b"\n"


def decode(data: bytes, part: str) -> Any:
    """The plain values in JSON. Raises LoadError, naming the part."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise LoadError(f"its part {part} is not proper JSON ({shortened(error)}).") from None


def convert(plain: Any, kind: type[T], part: str) -> T:
    """Plain values as a struct. Raises LoadError, naming the part and the place in it."""
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        said = re.sub(r" - at `(key in )?\$?(.*)`$", r" at \2", str(error)).replace("`", "")
        said = said.removesuffix(" at ").replace(" at .", " at ")
        raise LoadError(f"its part {part} is not what it should be: {shortened(said)}.") from None
    except RecursionError:
        raise LoadError(f"its part {part} is nested too deeply.") from None


@contextlib.contextmanager
def reading(part: str) -> Iterator[None]:
    """Turn what the engine says about values of a part into a LoadError that names the part."""
    try:
        yield
    except LoadError:
        raise
    except ExplainedError as error:
        raise LoadError(f"its part {part} does not fit: {shortened(error)}") from None
    except (OverflowError, RecursionError):
        raise LoadError(f"its part {part} holds a value that is out of all bounds.") from None


def shortened(said: object) -> str:
    """A text that is not longer than a sentence may be."""
    text = str(said)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
