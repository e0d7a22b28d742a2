"""Whatever is done to a file, opening it gives a model or a sentence, soon and in little memory."""

from __future__ import annotations

import copy
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis import analyse
from engine.files.loom import LoadError, Model, load, save

JSON = ("manifest.json", "network.json", "recipe.json", "training.json", "run.json", "preparation.json")
MEMORY = 64 << 20
"""Bytes that opening a file of some kB may hold at a time."""


@pytest.fixture(scope="module")
def bench(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sound file."""
    folder = tmp_path_factory.mktemp("fuzz")
    save(model, folder / "sound.loom")
    return folder


def opened(path: Path) -> Model | None:
    """The model, or None where there was a sentence; anything else fails the test."""
    said = ""
    tracemalloc.start()
    try:
        return load(path)
    except LoadError as error:
        said = str(error)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < MEMORY
    assert said.startswith(f"{path.name} cannot be opened: ")
    assert len(said) < 1000
    return None


Places = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8)


@settings(max_examples=150)
@given(flips=Places, cut=st.floats(0, 1))
def test_flipped_and_truncated_bytes(bench: Path, flips: list[tuple[float, int]], cut: float) -> None:
    data = bytearray((bench / "sound.loom").read_bytes())
    for place, value in flips:
        data[int(place * len(data))] ^= value
    if cut < 0.5:
        del data[int(2 * cut * len(data)) :]
    path = bench / "broken.loom"
    path.write_bytes(data)
    opened(path)


@settings(max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_flipped_bytes_in_the_list_of_parts(bench: Path, place: float, value: int) -> None:
    """The end of a zip says where everything is; its checksums do not guard it."""
    data = bytearray((bench / "sound.loom").read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start + int(place * (len(data) - start))] = value
    path = bench / "broken.loom"
    path.write_bytes(data)
    opened(path)


def places(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in plain values."""
    yield path
    if isinstance(plain, dict | list):
        for key, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
            yield from places(value, (*path, key))


Odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "auto", "relu", "dense", "input", "x", "../../a", "Infinity", "\0", "e" * 5000]),
    st.lists(st.integers(-3, 3), max_size=3),
    st.dictionaries(st.sampled_from(["kind", "a", ""]), st.sampled_from([1, "relu", None]), max_size=2),
)


@settings(max_examples=300)
@given(part=st.sampled_from(JSON), where=st.floats(0, 1, exclude_max=True), value=Odd, gone=st.booleans())
def test_odd_values_in_the_json(bench: Path, part: str, where: float, value: Any, gone: bool) -> None:
    with zipfile.ZipFile(bench / "sound.loom") as zipped:
        found = {name: zipped.read(name) for name in zipped.namelist()}
    plain = {"all": msgspec.json.decode(found[part])}
    every = list(places(plain))[1:]
    *path, last = every[int(where * len(every))]
    changed = copy.deepcopy(plain)
    inside: Any = changed
    for step in path:
        inside = inside[step]
    if gone:
        del inside[last]
    else:
        inside[last] = value
    found[part] = msgspec.json.encode(changed.get("all"))
    with zipfile.ZipFile(bench / "odd.loom", "w") as zipped:
        for name, data in found.items():
            zipped.writestr(name, data)
    model = opened(bench / "odd.loom")
    if model is not None:
        analyse(model.design.graph)
        save(model, bench / "again.loom")
        assert load(bench / "again.loom").design == model.design
