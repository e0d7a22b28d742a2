"""Finding a kind of layer or activation: by what a person types, and by the path that a drag carries. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.activations import ACTIVATIONS
from engine.declare import Catalog, Declared
from engine.layers import LAYERS
from engine.layers.base import Layer

CATALOGS: tuple[Catalog[Any], ...] = (LAYERS, ACTIVATIONS)
"""What can be put on the canvas."""
KIND_MIME = "application/x-neuroloom-kind"
"""The type of what is dragged from a palette: the path of a kind, as UTF-8."""

Found = tuple[Catalog[Any], type[Declared]]


def path_of(catalog: Catalog[Any], kind: type[Declared]) -> str:
    """The path of a kind: "layers/dense"."""
    return f"{catalog.noun}/{kind.kind()}"


def at_path(path: str) -> Found | None:
    """The kind at a path; None where there is none."""
    noun, _, name = path.partition("/")
    for catalog in CATALOGS:
        if catalog.noun == noun and name in catalog:
            return catalog, catalog[name]
    return None


def as_layer(kind: type[Declared]) -> Layer:
    """A new layer of this kind with its default settings; an activation as an Activation layer."""
    made = kind()
    return made if isinstance(made, Layer) else LAYERS["activation"](activation=made)  # type: ignore[call-arg]


def search(text: str) -> list[Found]:
    """The kinds that the text may mean, the likeliest first; all of them, layers first, for an empty one.

    Every word must be found in the label, the id, another tool's name, or the first line of the help. Where none
    is, what tools put around their names is left out: "torch.nn.LazyLinear" is Linear, "reshapeLayer" Reshape.
    """
    return _ranked(_plain(text).split()) or _ranked(_bare(text).split())


def _ranked(words: list[str]) -> list[Found]:
    ranked = [
        (rank, place, found)
        for place, found in enumerate(_all())
        if (rank := _rank(found[1], words)) is not None
    ]
    return [found for _, _, found in sorted(ranked, key=lambda entry: entry[:2])]


def _all() -> Iterator[Found]:
    """Every kind, of each catalog the most usual first."""
    for catalog in CATALOGS:
        for kind in sorted(catalog.values(), key=lambda kind: kind.listed):
            yield catalog, kind


def _rank(kind: type[Declared], words: list[str]) -> int | None:
    """How well a kind fits: the sum over the words, the least best; None where a word is not found."""
    if not words:
        return 0
    whole = " ".join(words)
    names = [_plain(name) for name in (kind.label(), kind.kind().replace("_", " "))]
    others = [_plain(name) for name in kind.aliases]
    if whole in (*names, *others):
        return -1
    if any(whole == name.replace(" ", "") for name in (*names, *others)):
        return 0
    # A layer that another tool calls so stands before an activation of that name: "lin" is Dense, then Linear.
    total = 1 if issubclass(kind, Layer) else 3
    for word in words:
        found = _word_rank(word, names, others, _plain(kind.help()[0]))
        if found is None:
            return None
        total += found
    return total


def _word_rank(word: str, names: list[str], others: list[str], help_line: str) -> int | None:
    """0 where a name begins with the word, then a part of a name, another tool's name, the help."""
    if any(name.startswith(word) for name in names):
        return 0
    if any(part.startswith(word) for name in names for part in name.split()):
        return 1
    if any(name.startswith(word) for name in others):
        return 2
    if any(word in name for name in names):
        return 3
    if any(word in name for name in others):
        return 4
    return 8 if len(word) > 2 and any(part.startswith(word) for part in help_line.split()) else None


def _bare(text: str) -> str:
    """A name as it stands in code, without its module, its call and what some tools add to every name."""
    name = text.strip().partition("(")[0].rpartition(".")[2]
    return _plain(name.removeprefix("Lazy").removesuffix("Layer").removesuffix("layer")) or _plain(text)


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").replace("-", " ").strip()
