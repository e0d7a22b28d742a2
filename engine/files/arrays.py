"""Named float32 arrays as safetensors, which other programs can read as well."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import safetensors
from numpy.typing import NDArray
from safetensors.numpy import save

from engine.files.archive import LoadError

Floats = NDArray[np.float32]


def pack(arrays: Mapping[str, NDArray[np.floating]]) -> bytes:
    """The bytes of a safetensors file with these arrays, bit for bit."""
    return save({name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()})


def unpack(data: bytes, part: str) -> dict[str, Floats]:
    """The arrays in a safetensors file. Raises LoadError, naming the part, where it holds anything else."""
    try:
        found = safetensors.deserialize(data)  # type: ignore[no-untyped-call]
    except (safetensors.SafetensorError, ValueError, RecursionError):
        raise LoadError(f"its part {part} is damaged: it is not in the safetensors format.") from None
    arrays = {}
    for name, tensor in found:
        if tensor["dtype"] != "F32":
            raise LoadError(
                f"its part {part} holds {name[:80]!r} as {tensor['dtype']}, but F32 is expected everywhere."
            )
        arrays[name] = np.frombuffer(tensor["data"], "<f4").astype(np.float32, copy=False)
        arrays[name] = arrays[name].reshape(tensor["shape"])
    return arrays


def taken(arrays: dict[str, Floats], name: str, shape: tuple[int, ...], part: str) -> Floats:
    """Take an array of this shape out of `arrays`. Raises LoadError where it is not there, or of another shape."""
    if name not in arrays:
        raise LoadError(f"its part {part} lacks {name[:80]!r}.")
    found = arrays.pop(name)
    if found.shape != shape:
        raise LoadError(
            f"its part {part} holds {name[:80]!r} with the shape {found.shape}, but the network needs {shape}."
        )
    return found


def nothing_left(arrays: dict[str, Floats], part: str) -> None:
    """Raise LoadError where arrays are left over that belong to nothing."""
    if arrays:
        raise LoadError(
            f"its part {part} holds {next(iter(arrays))[:80]!r}, which belongs to no layer of the network."
        )
