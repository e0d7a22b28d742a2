"""The .loom file: a model whole, in a zip of readable JSON, safetensors and a picture.

manifest.json says what it is; network.json, recipe.json and training.json hold the design; run.json,
preparation.json, weights.safetensors and optimizer.safetensors what was learned; thumbnail.png how it looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from engine.atomic import SaveError, write_whole
from engine.design import Design
from engine.files import parts
from engine.files.archive import Archive, LoadError, open_archive, write_archive
from engine.files.drawn import design_of, design_part, unknown_layers
from engine.files.learned import SpoiltError, learned_parts, trained_design, trained_of
from engine.files.migrate import VERSION, migrate
from engine.files.parts import DesignPart, NetworkPart, RunPart, TrainingPart
from engine.training.trained import Trained
from engine.version import program_version

FORMAT = "neuroloom model"
_PNG = b"\x89PNG\r\n\x1a\n"
_JSON = (parts.NETWORK, parts.RECIPE, parts.TRAINING, parts.RUN, parts.PREPARATION)
_LEARNED = (parts.RUN, parts.PREPARATION, parts.WEIGHTS, parts.OPTIMIZER)


@dataclass(frozen=True, eq=False)
class Model:
    """What a file holds.

    `canvas` is what the canvas remembers besides places: plain JSON values, handed back as they were. `carried` are
    the parts of a run that this version cannot take up, as bytes: given to `save` again, nothing of them is lost.
    `notes` are sentences about what was odd in the file.
    """

    design: Design
    trained: Trained | None = None
    thumbnail: bytes | None = None
    canvas: Mapping[str, Any] = field(default_factory=dict)
    carried: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def save(model: Model, path: str | Path) -> None:
    """Write the model to `path`, whole or not at all. Raises SaveError; the old file is then as it was."""
    path = Path(path)
    plain = design_part(model.design, path, model.canvas)
    manifest = {"format": FORMAT, "version": VERSION, "program": program_version()}
    found = {
        parts.MANIFEST: parts.encode(manifest),
        parts.NETWORK: parts.encode(plain.network),
        parts.TRAINING: parts.encode(plain.training),
    }
    if plain.recipe is not None:
        found[parts.RECIPE] = parts.encode(plain.recipe)
    if model.trained is not None:
        found |= learned_parts(model.trained, model.design, path)
    else:
        found |= model.carried
    if model.thumbnail:
        found[parts.THUMBNAIL] = model.thumbnail

    def write(file: BinaryIO) -> None:
        write_archive(file, found)

    write_whole(path, write)


def load(path: str | Path) -> Model:
    """The model in a file, checked through and through. Executes nothing.

    Raises LoadError with a sentence that names the part which is wrong.
    """
    path = Path(path)
    try:
        with open_archive(path) as archive:
            return _model(archive, path)
    except LoadError as error:
        raise LoadError(f"{path.name} cannot be opened: {error}") from None


def _model(archive: Archive, path: Path) -> Model:
    found = _plain_parts(archive)
    network = parts.convert(found[parts.NETWORK], NetworkPart, parts.NETWORK)
    training = parts.convert(found[parts.TRAINING], TrainingPart, parts.TRAINING)
    design = design_of(DesignPart(network, found.get(parts.RECIPE), training), path)
    notes = [
        f"This version does not know the layer {kind}. It stays as a grey box that keeps its settings."
        for kind in unknown_layers(design)
    ]
    trained, carried = None, {}
    if parts.RUN in found:
        run = parts.convert(found[parts.RUN], RunPart, parts.RUN)
        began = trained_design(run, design, path)
        if unknown_layers(began):
            carried = _carried(archive, run, began, path)
            notes.append(
                "What was learned needs a layer that this version does not know; it is kept for another."
            )
        else:
            try:
                trained = trained_of(archive, run, found.get(parts.PREPARATION), began)
            except SpoiltError as error:
                carried = _carried(archive, run, began, path)
                notes.append(str(error))
    thumbnail = archive.read(parts.THUMBNAIL) if parts.THUMBNAIL in archive else None
    if thumbnail is not None and not thumbnail.startswith(_PNG):
        thumbnail = None
        notes.append(f"The part {parts.THUMBNAIL} is no PNG picture and was left out.")
    return Model(design, trained, thumbnail, network.canvas, carried, tuple(notes))


def _plain_parts(archive: Archive) -> dict[str, Any]:
    """The JSON parts in the form of the current version."""
    version = _version(archive)
    found = {
        part: parts.decode(archive.read(part), part)
        for part in _JSON
        if part in archive or part in (parts.NETWORK, parts.TRAINING)
    }
    if version < VERSION:
        try:
            found = migrate(found, version)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise LoadError(f"it has version {version} of the format, but not its parts.") from None
    if parts.RUN in found and parts.PREPARATION not in found:
        raise LoadError(f"its part {parts.PREPARATION} is missing.")
    return found


def _version(archive: Archive) -> int:
    if parts.MANIFEST not in archive:
        raise LoadError(f"it is a zip archive, but not a model: its part {parts.MANIFEST} is missing.")
    manifest = parts.decode(archive.read(parts.MANIFEST), parts.MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise LoadError(f"its part {parts.MANIFEST} does not say that it is a {FORMAT}.")
    version = manifest.get("version")
    if type(version) is not int or version < 1:
        raise LoadError(
            f"its part {parts.MANIFEST} says version {parts.shortened(repr(version))}, which is none."
        )
    if version > VERSION:
        raise LoadError(
            f"it was written by a newer program ({parts.shortened(manifest.get('program', 'unknown'))}; format "
            f"{parts.shortened(version)}, and this one reads up to {VERSION}). Update Neuroloom to open it."
        )
    return version


def _carried(archive: Archive, run: RunPart, began: Design, path: Path) -> dict[str, bytes]:
    """The parts of a run as they are, but with its design written out, as the one drawn may change."""
    own = run.design or design_part(began, path)
    plain = {name: getattr(run, name) for name in run.__struct_fields__}
    return {
        part: parts.encode(RunPart(**{**plain, "design": own})) if part == parts.RUN else archive.read(part)
        for part in _LEARNED
    }


__all__ = ["LoadError", "Model", "SaveError", "load", "save"]
