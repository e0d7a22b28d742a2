"""Every wrong file has its own sentence, which names the part; nothing in a file is executed or unpacked."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from engine.files.loom import LoadError, load, save
from engine.files.pretrained import load_trained
from tests.engine.files.conftest import parts_of

Spoil = Callable[[Callable[[dict[str, bytes]], object]], Path]
SpoilJson = Callable[[str, Callable[[Any], object]], Path]


def refusal(path: Path) -> str:
    with pytest.raises(LoadError) as caught:
        load(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path.name} cannot be opened: ")
    assert len(sentence) < 600
    return sentence


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "a.loom")


def test_a_folder(tmp_path: Path) -> None:
    assert "a folder" in refusal(tmp_path)


def test_a_device_is_not_read() -> None:
    with pytest.raises(LoadError, match="a device, not a file"):
        load(os.devnull)


def test_an_empty_file(loom: Path) -> None:
    loom.write_bytes(b"")
    assert "empty" in refusal(loom)


def test_something_else(loom: Path) -> None:
    loom.write_text("species,island\nAdelie,Torgersen\n")
    assert "not a model" in refusal(loom)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file(loom: Path, share: float) -> None:
    data = loom.read_bytes()
    loom.write_bytes(data[: max(2, int(len(data) * share))])
    assert "cut off" in refusal(loom)


def test_another_zip(spoil: Spoil) -> None:
    path = spoil(lambda parts: parts.pop("manifest.json"))
    assert "not a model" in refusal(path)
    assert "manifest.json" in refusal(path)


def test_another_format(spoil_json: SpoilJson) -> None:
    assert "manifest.json" in refusal(spoil_json("manifest.json", lambda plain: plain.update(format="other")))


def test_a_newer_version(spoil_json: SpoilJson) -> None:
    said = refusal(spoil_json("manifest.json", lambda plain: plain.update(version=99, program="9.9.9")))
    assert "newer" in said
    assert "9.9.9" in said
    assert "Update" in said


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.0, True])
def test_a_version_that_is_none(spoil_json: SpoilJson, version: Any) -> None:
    assert "version" in refusal(spoil_json("manifest.json", lambda plain: plain.update(version=version)))


@pytest.mark.parametrize(
    "part",
    ["network.json", "training.json", "preparation.json", "weights.safetensors", "optimizer.safetensors"],
)
def test_a_missing_part_is_named(spoil: Spoil, part: str) -> None:
    said = refusal(spoil(lambda parts: parts.pop(part)))
    assert f"part {part} is missing" in said


@pytest.mark.parametrize(
    "part",
    ["manifest.json", "network.json", "recipe.json", "training.json", "run.json", "preparation.json"],
)
@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b'{"a": 1e999}'])
def test_a_part_that_is_no_json_is_named(spoil: Spoil, part: str, data: bytes) -> None:
    assert part in refusal(spoil(lambda parts: parts.update({part: data})))


@pytest.mark.parametrize(
    "part",
    ["manifest.json", "network.json", "recipe.json", "training.json", "run.json", "preparation.json"],
)
@pytest.mark.parametrize("data", [b"3", b"[]", b"{}", b'"text"', b'{"nodes": 5}', b'{"a": {"a": {}}}'])
def test_a_part_of_another_type_is_named(spoil: Spoil, part: str, data: bytes) -> None:
    assert part in refusal(spoil(lambda parts: parts.update({part: data})))


@pytest.mark.parametrize("part", ["weights.safetensors", "optimizer.safetensors"])
@pytest.mark.parametrize("data", [b"", b"\xff" * 64, b"\x02\0\0\0\0\0\0\0{}" + b"\0" * 9000])
def test_a_part_that_is_no_safetensors_is_named(spoil: Spoil, part: str, data: bytes) -> None:
    assert part in refusal(spoil(lambda parts: parts.update({part: data})))


def put(*path: Any, value: Any) -> Callable[[Any], None]:
    """A change that puts a value at a place in plain values."""

    def change(plain: Any) -> None:
        for step in path[:-1]:
            plain = plain[step]
        plain[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("network.json", put("nodes", 1, "id", value=5), ["nodes[1].id", "str", "int"]),
        ("network.json", put("nodes", 1, "id", value=""), ["nodes[1].id"]),
        ("network.json", put("nodes", 1, "id", value="output_5"), ["same id"]),
        ("network.json", put("nodes", 1, "place", value=[0, "x"]), ["nodes[1].place"]),
        ("network.json", put("nodes", 1, "place", value=[0, 1e9]), ["nodes[1].place"]),
        ("network.json", put("nodes", 1, "size", value=3), ["size"]),
        ("network.json", put("nodes", 1, "layer", "units", value="many"), ["dense_1", "units", "many"]),
        ("network.json", put("nodes", 1, "layer", "units", value=-4), ["dense_1", "units", "from 1"]),
        ("network.json", put("nodes", 1, "layer", "units", value=10**4000), ["network.json"]),
        ("network.json", put("nodes", 1, "layer", "speed", value=1), ["Dense", "speed"]),
        ("network.json", put("nodes", 1, "layer", "activation", value={"kind": "warp"}), ["warp", "activations"]),
        ("network.json", put("nodes", 1, "layer", "activation", value=3), ["activation"]),
        ("network.json", put("nodes", 1, "layer", value={"units": 3}), ["dense_1"]),
        ("network.json", put("nodes", 1, "layer", value={"kind": ["dense"]}), ["dense_1"]),
        ("network.json", put("edges", 0, "source", value="nobody"), ["nobody"]),
        ("network.json", put("edges", 0, "source_port", value="z"), ["'z'"]),
        ("network.json", put("edges", 1, "source", value="dropout_3"), ["circle"]),
        ("network.json", put("edges", 1, "target", value="dropout_3"), ["takes one wire"]),
        ("recipe.json", put("columns", 0, "role", value="king"), ["king"]),
        ("recipe.json", put("columns", 0, "name", value="island"), ["island"]),
        ("recipe.json", put("split", "train", value=99), ["100 %"]),
        ("recipe.json", put("source", value={"path": 3, "size": 1, "sha256": ""}), ["path"]),
        ("training.json", put("settings", "epochs", value=0), ["epochs"]),
        ("training.json", put("settings", "epochs", value="5"), ["epochs"]),
        ("training.json", put("settings", "optimizer", value={"kind": "magic"}), ["magic", "optimizers"]),
        ("training.json", put("settings", "optimizer", value=None), ["optimizer"]),
        ("run.json", put("epoch", value=-1), ["epoch"]),
        ("run.json", put("epoch", value=1.5), ["epoch"]),
        ("run.json", put("unsealed", value="no"), ["unsealed"]),
        ("run.json", put("checkpoint", "noise", "state", value="0xzz"), ["random", "0xzz"]),
        ("run.json", put("checkpoint", "noise", "state", value="0x" + "f" * 99), ["random"]),
        ("run.json", put("checkpoint", "noise", "generator", value="MT19937"), ["generator"]),
        ("run.json", put("history", 0, "loss", value="much"), ["history[0].loss"]),
        ("run.json", put("history", 0, "scores", value={"accuracy": [1]}), ["history[0].scores"]),
        ("run.json", put("design", value={"network": {}}), ["design.network"]),
        ("preparation.json", put("task", value="wish"), ["wish"]),
        ("preparation.json", put("columns", value=[]), ["preparation.json"]),
        ("preparation.json", put("columns", 0, "kind", value={"kind": "mood"}), ["mood"]),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(
    spoil_json: SpoilJson, part: str, change: Callable[[Any], object], words: list[str]
) -> None:
    said = refusal(spoil_json(part, change))
    assert part in said
    for word in words:
        assert word in said


@pytest.mark.parametrize("part", ["weights.safetensors", "optimizer.safetensors"])
@pytest.mark.parametrize("fault", ["shape", "name", "type", "more"])
def test_arrays_that_do_not_fit_are_named(spoil: Spoil, part: str, fault: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        arrays = load_arrays(parts[part])
        name = "dense_1/kernel" if part == "weights.safetensors" else "last/parameters"
        array = arrays.pop(name)
        if fault == "shape":
            arrays[name] = array.reshape(1, -1)
        elif fault == "name":
            arrays["somewhere"] = array
        elif fault == "type":
            arrays[name] = array.astype(np.float64)
        else:
            arrays |= {name: array, "somewhere": array}
        parts[part] = save_arrays(arrays)

    said = refusal(spoil(change))
    assert part in said
    assert {"shape": "shape", "name": "lacks", "type": "F64", "more": "somewhere"}[fault] in said


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_kept_but_not_used(
    spoil: Spoil, tmp_path: Path, value: float
) -> None:
    def change(parts: dict[str, bytes]) -> None:
        arrays = load_arrays(parts["weights.safetensors"])
        arrays["dense_1/kernel"][1, 1] = value
        parts["weights.safetensors"] = save_arrays(arrays)

    path = spoil(change)
    model = load(path)
    assert model.trained is None
    assert "has weights that are infinite or no numbers at all. It is kept as it is." in model.notes[0]
    save(model, tmp_path / "again.loom")
    assert parts_of(tmp_path / "again.loom")["weights.safetensors"] == parts_of(path)["weights.safetensors"]
    with pytest.raises(LoadError, match=r"has no weights to begin with\. What was learned cannot be used"):
        load_trained(path)


def test_a_network_that_other_weights_belong_to(spoil_json: SpoilJson) -> None:
    path = spoil_json("network.json", put("nodes", 1, "layer", "units", value=4))
    assert "weights.safetensors" in refusal(path)


def test_a_network_larger_than_its_weights_asks_for_no_memory(spoil_json: SpoilJson) -> None:
    path = spoil_json("network.json", put("nodes", 1, "layer", "units", value=1_000_000))
    tracemalloc.start()
    try:
        assert "weights.safetensors is too small" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("part", ["network.json", "weights.safetensors", "thumbnail.png"])
def test_a_part_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(spoil: Spoil, part: str) -> None:
    path = spoil(lambda parts: parts.update({part: b" " * (200 << 20)}))
    tracemalloc.start()
    try:
        assert f"{part} would unpack" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()


def test_a_part_that_lies_about_its_size_is_damaged(loom: Path) -> None:
    """The list of parts says that the network is a little shorter than it is."""
    data = bytearray(loom.read_bytes())
    with zipfile.ZipFile(loom) as zipped:
        size = zipped.getinfo("network.json").file_size
    where = data.rindex(size.to_bytes(4, "little"))
    data[where : where + 4] = (size - 10).to_bytes(4, "little")
    loom.write_bytes(data)
    assert "network.json" in refusal(loom)


def test_a_name_that_occurs_twice(loom: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(loom, "a") as zipped:
        zipped.writestr("network.json", b"{}")
    assert "'network.json' twice" in refusal(loom)


def test_one_flipped_byte_in_the_weights_is_noticed(loom: Path) -> None:
    data = bytearray(loom.read_bytes())
    where = data.index(b"dense_1/kernel") + 400
    data[where] ^= 1
    loom.write_bytes(data)
    assert "weights.safetensors is damaged" in refusal(loom)


@pytest.mark.parametrize(
    "name", ["../escape.txt", "/etc/escape", "C:\\escape", "a/../../escape", "notes.txt"]
)
def test_what_is_no_part_is_passed_over(spoil: Spoil, name: str, tmp_path: Path) -> None:
    path = spoil(lambda parts: parts.update({name: b"gotcha"}))
    before = sorted(tmp_path.parent.rglob("*"))
    assert load(path).trained is not None
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_a_part_in_an_unknown_packing(loom: Path, spoil: Spoil) -> None:
    spoil(lambda parts: None)
    with zipfile.ZipFile(loom) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    with zipfile.ZipFile(loom, "w", zipfile.ZIP_LZMA) as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data)
    assert "packed in a way" in refusal(loom)


def test_a_thumbnail_that_is_no_picture_is_left_out(spoil: Spoil) -> None:
    found = load(spoil(lambda parts: parts.update({"thumbnail.png": b"MZ"})))
    assert found.thumbnail is None
    assert "thumbnail.png" in found.notes[0]


def test_nothing_in_a_file_is_executed(spoil: Spoil, tmp_path: Path) -> None:
    """A pickle in the place of each part does not run."""
    trap = tmp_path / "sprung"
    pickle = b"cposix\nsystem\n(S'touch " + str(trap).encode() + b"'\ntR."
    for part in ("run.json", "weights.safetensors", "thumbnail.png"):
        spoil(lambda parts, part=part: parts.update({part: pickle}))
        refusal(tmp_path / "model.loom") if part != "thumbnail.png" else None
        assert not trap.exists()
