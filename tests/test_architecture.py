"""Who may import whom, how long files and functions may be, and what no module may be called.

The table below is the only list of the rooms. Every import is read, also those inside functions, those for the
type checker alone, relative ones, and the literal ones of importlib.
"""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

OURS = ("designer", "engine", "resources", "tests")
WATCHED = ("PySide6", "shiboken6", "pyqtgraph", "PyQt5", "PyQt6", "PySide2", "qtpy")
"""Libraries that only some rooms may import; every other is free."""

NO_QT: tuple[str, ...] = ()
QT_CORE = ("PySide6.QtCore", "PySide6.QtGui", "shiboken6")
QT = ("PySide6", "shiboken6")
QT_AND_PLOTS = (*QT, "pyqtgraph")

MAX_LINES_OF_A_FILE = 400
MAX_LINES_OF_A_FUNCTION = 60
REFUSED_NAMES = ("common", "helper", "helpers", "manager", "misc", "shared", "util", "utils")
LOADS_BY_NAME = ("engine.declare",)
"""The modules that may import what is not written down: the catalogs read whole packages."""


@dataclass(frozen=True)
class Room:
    """What the modules of one room may import besides one another."""

    rooms: tuple[str, ...]
    libraries: tuple[str, ...] = NO_QT


BASE = ("engine.errors", "engine.declare", "engine.outline", "engine.parallel", "engine.products")
KINDS = (
    *BASE,
    "engine.initializers",
    "engine.constraints",
    "engine.layers.base",
    "engine.elementwise",
    "engine.activations",
    "engine.losses",
    "engine.metrics",
    "engine.optimizers",
    "engine.schedules",
    "engine.convolution",
    "engine.layers",
)
ENGINE = (
    *KINDS,
    "engine.graph",
    "engine.sharing",
    "engine.atomic",
    "engine.analysis",
    "engine.data",
    "engine",
    "engine.files",
)
LOOKS = ("designer.settings", "designer.theme", "designer.icons")
PARTS = (*LOOKS, "designer.guide", "designer.widgets", "designer.charts", "designer.forms")
STATE = (
    "designer.edits",
    "designer.layout",
    "designer.folding",
    "designer.search",
    "designer.background",
    "designer.loading",
    "designer.reports",
    "designer.worker",
    "designer.document",
    "designer.session",
)
VIEWS = ("designer.canvas", "designer.panels", "designer.actions", "designer.dialogs")
FRAME = (
    "designer.docks",
    "designer.notices",
    "designer.status",
    "designer.toolbar",
    "designer.welcome",
    "designer.thumbnails",
    "designer.filing",
    "designer.menus",
)
"""What stands around canvas and panels; the window puts it together."""

ROOMS = {
    "engine.errors": Room(()),
    "engine.declare": Room(("engine.errors",)),
    "engine.parallel": Room(()),
    "engine.products": Room(()),
    "engine.outline": Room(()),
    "engine.initializers": Room(BASE),
    "engine.constraints": Room(BASE),
    "engine.layers.base": Room((*BASE, "engine.initializers", "engine.constraints")),
    "engine.elementwise": Room((*BASE, "engine.layers.base")),
    "engine.activations": Room((*BASE, "engine.initializers", "engine.layers.base", "engine.elementwise")),
    "engine.losses": Room((*BASE, "engine.layers.base", "engine.elementwise", "engine.activations")),
    "engine.metrics": Room((*BASE, "engine.layers.base")),
    "engine.optimizers": Room((*BASE, "engine.layers.base")),
    "engine.schedules": Room(BASE),
    "engine.convolution": Room((*BASE, "engine.layers.base", "engine.elementwise")),
    "engine.layers": Room(tuple(room for room in KINDS if room != "engine.layers")),
    "engine.graph": Room(KINDS),
    "engine.sharing": Room((*KINDS, "engine.graph")),
    "engine.analysis": Room((*KINDS, "engine.graph", "engine.sharing")),
    "engine.atomic": Room(("engine.errors",)),
    "engine.data": Room((*BASE, "engine.layers.base", "engine.atomic")),
    # Every other module of the engine: what puts the kinds, the graph and the table together.
    "engine": Room(
        (*KINDS, "engine.graph", "engine.sharing", "engine.analysis", "engine.atomic", "engine.data")
    ),
    "engine.files": Room(tuple(room for room in ENGINE if room != "engine.files")),
    "engine.cli": Room(ENGINE),
    "designer.settings": Room(ENGINE, QT_CORE),
    "designer.theme": Room((*ENGINE, "designer.settings"), QT),
    "designer.icons": Room((*ENGINE, "designer.settings", "designer.theme"), QT),
    "designer.widgets": Room((*ENGINE, *LOOKS), QT),
    "designer.charts": Room((*ENGINE, *LOOKS, "designer.widgets"), QT_AND_PLOTS),
    "designer.guide": Room(()),
    "designer.forms": Room((*ENGINE, *LOOKS, "designer.guide", "designer.widgets", "designer.charts"), QT),
    "designer.edits": Room(ENGINE),
    "designer.layout": Room((*ENGINE, "designer.edits")),
    "designer.folding": Room((*ENGINE, "designer.edits", "designer.layout")),
    "designer.search": Room(ENGINE),
    "designer.background": Room(ENGINE, QT_CORE),
    "designer.collection": Room((), QT_CORE),
    "designer.loading": Room((*ENGINE, "designer.background"), QT_CORE),
    "designer.reports": Room(ENGINE),
    "designer.worker": Room((*ENGINE, "designer.background", "designer.reports"), QT_CORE),
    "designer.document": Room(
        (*ENGINE, "designer.settings", "designer.edits", "designer.background", "designer.worker"), QT_CORE
    ),
    "designer.session": Room(
        (
            *ENGINE,
            "designer.settings",
            "designer.edits",
            "designer.background",
            "designer.reports",
            "designer.worker",
            "designer.document",
        ),
        QT_CORE,
    ),
    "designer.canvas": Room((*ENGINE, *PARTS, *STATE), QT),
    "designer.panels": Room((*ENGINE, *PARTS, *STATE), QT),
    "designer.actions": Room(LOOKS, QT),
    "designer.dialogs": Room((*ENGINE, *PARTS, *STATE, "designer.actions"), QT),
    "designer.docks": Room((*LOOKS, "designer.widgets"), QT),
    "designer.notices": Room((*LOOKS, "designer.widgets"), QT),
    "designer.status": Room((*LOOKS, "designer.widgets", *STATE), QT),
    "designer.toolbar": Room((*LOOKS, "designer.widgets", "designer.actions"), QT),
    "designer.welcome": Room(("engine", *LOOKS, "designer.widgets"), QT),
    "designer.thumbnails": Room((*ENGINE, *PARTS, *STATE, "designer.canvas"), QT),
    "designer.filing": Room((*ENGINE, *LOOKS, *STATE, "designer.dialogs"), QT),
    "designer.menus": Room(
        (
            *ENGINE,
            *LOOKS,
            *STATE,
            "designer.canvas",
            "designer.actions",
            "designer.dialogs",
            "designer.filing",
        ),
        QT,
    ),
    "designer.window": Room((*ENGINE, *PARTS, *STATE, *VIEWS, *FRAME), QT),
    "designer.warmup": Room((*ENGINE, "designer.background", "designer.charts", "designer.panels"), QT_CORE),
    "designer.application": Room((*LOOKS, "designer.collection", "designer.warmup", "designer.window"), QT),
    "designer.demo": Room(
        (
            *ENGINE,
            *PARTS,
            *STATE,
            *VIEWS,
            *FRAME,
            "designer.window",
            "designer.collection",
            "designer.application",
        ),
        QT,
    ),
    # Where it starts everything is chosen, and nothing of it is known.
    "designer.__main__": Room(("engine.cli", "designer.application", "designer.demo")),
}
"""A module belongs to the longest name here that it starts with."""


@dataclass(frozen=True)
class Module:
    """One file of ours: its dotted name, its text, and whether it is the `__init__` of a package."""

    name: str
    source: str
    package: bool = False

    def imports(self) -> Iterator[tuple[int, str]]:
        """The line and the full name of everything imported; an empty name where only running would tell."""
        for node in ast.walk(ast.parse(self.source)):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                start = self._absolute("." * node.level + (node.module or ""))
                for alias in node.names:
                    yield node.lineno, start if alias.name == "*" else f"{start}.{alias.name}"
            elif isinstance(node, ast.Call) and _loads(node.func):
                yield node.lineno, self._loaded(node)

    def _absolute(self, name: str) -> str:
        """A name with its leading dots resolved from this module."""
        dots = len(name) - len(name.lstrip("."))
        if not dots:
            return name
        parents = self.name.split(".") if self.package else self.name.split(".")[:-1]
        parents = parents[: len(parents) - dots + 1]
        return ".".join([*parents, *filter(None, [name.lstrip(".")])])

    def _loaded(self, call: ast.Call) -> str:
        match call.args:
            case [ast.Constant(value=str(name)), *_]:
                return self._absolute(name)
        return ""

    def functions(self) -> Iterator[tuple[str, int]]:
        """The name of every function and method, and its number of lines."""
        for node in ast.walk(ast.parse(self.source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _loads(function: ast.expr) -> bool:
    """Whether a call of this expression imports a module."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("import_module", "__import__")


def _inside(name: str, start: str) -> bool:
    return name == start or name.startswith(start + ".")


def _room(name: str) -> str | None:
    """The room that a module, or something in it, belongs to."""
    return max((room for room in ROOMS if _inside(name, room)), key=len, default=None)


def wrong_imports(module: Module) -> list[str]:
    """A sentence for every import that the table does not allow."""
    home = _room(module.name)
    said = []
    for line, name in module.imports():
        where = f"{module.name}, line {line}"
        if not name:
            if module.name not in LOADS_BY_NAME:
                said.append(f"{where} imports a module whose name is not written down")
        elif name.partition(".")[0] not in OURS + WATCHED:
            continue
        elif home is None:
            said.append(f"{where} imports {name}, but {module.name} belongs to no room of the table")
        elif not _allowed(name, home):
            said.append(f"{where}: {home} may not import {name}")
    return said


def _allowed(name: str, home: str) -> bool:
    if name.partition(".")[0] in WATCHED:
        return any(_inside(name, library) for library in ROOMS[home].libraries)
    return _room(name) in (home, *ROOMS[home].rooms)


def too_long(module: Module) -> list[str]:
    """A sentence for the file and for every function that is longer than it may be."""
    lines = len(module.source.splitlines())
    said = [f"{module.name} has {lines} lines"] if lines > MAX_LINES_OF_A_FILE else []
    return said + [
        f"{module.name}.{name} has {length} lines"
        for name, length in module.functions()
        if length > MAX_LINES_OF_A_FUNCTION
    ]


def named_after_nothing(modules: Iterable[Module]) -> list[str]:
    """The modules whose name says nothing about what lives there."""
    return [module.name for module in modules if set(module.name.split(".")) & set(REFUSED_NAMES)]


def _modules(checkout: Path) -> list[Module]:
    """Every module of the two packages."""
    found = []
    for file in sorted(
        path for package in ("engine", "designer") for path in (checkout / package).rglob("*.py")
    ):
        parts = file.relative_to(checkout).with_suffix("").parts
        package = parts[-1] == "__init__"
        found.append(Module(".".join(parts[:-1] if package else parts), file.read_text("utf-8"), package))
    return found


def test_everybody_imports_only_what_the_table_allows(checkout: Path) -> None:
    said = [sentence for module in _modules(checkout) for sentence in wrong_imports(module)]
    assert not said, "\n".join(said)


def test_the_arrows_of_the_table_point_one_way() -> None:
    assert {name for room in ROOMS.values() for name in room.rooms} <= set(ROOMS)
    graphlib.TopologicalSorter({name: room.rooms for name, room in ROOMS.items()}).prepare()


def test_files_and_functions_are_short(checkout: Path) -> None:
    said = [sentence for module in _modules(checkout) for sentence in too_long(module)]
    assert not said, "\n".join(said)


def test_names_say_what_is_there(checkout: Path) -> None:
    assert named_after_nothing(_modules(checkout)) == []


def test_resources_hold_no_code(checkout: Path) -> None:
    for file in (checkout / "resources").rglob("*.py"):
        statements = ast.parse(file.read_text("utf-8")).body
        assert all(isinstance(each, ast.Expr) for each in statements), file.name


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("engine.graph", "import PySide6"),
        ("engine.graph", "from PySide6 import QtCore"),
        ("engine.graph", "def later():\n    import designer.document"),
        (
            "engine.graph",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from designer import edits",
        ),
        ("engine.graph", "import importlib\nimportlib.import_module('designer.edits')"),
        ("engine.graph", "from importlib import import_module\nimport_module('.files', 'engine')"),
        ("engine.graph", "import importlib\nimportlib.import_module('designer' + '.edits')"),
        ("engine.graph", "__import__('pyqtgraph')"),
        ("engine.graph", "from . import cli"),
        ("engine.graph", "from .files.loom import load"),
        ("engine.layers.dense", "from ..graph import Graph"),
        ("engine.training", "from engine.files import loom"),
        ("designer.edits", "from PySide6.QtCore import QObject"),
        ("designer.document", "from PySide6.QtWidgets import QWidget"),
        ("designer.document", "from PySide6 import QtCore, QtWidgets"),
        ("designer.document", "from PySide6 import *"),
        ("designer.worker", "from designer.document import Document"),
        ("designer.canvas.scene", "from designer.panels.inspector import Inspector"),
        ("designer.canvas.scene", "from ..panels import inspector"),
        ("designer.canvas.scene", "import pyqtgraph"),
        ("designer.panels.data", "import designer.canvas"),
        ("designer.panels.data", "from designer import *"),
        ("designer.charts.loss", "from designer.document import Document"),
        ("designer.widgets.slider", "from designer import document"),
        ("designer.somewhere", "from engine import graph"),
        ("designer.window", "from tests.conftest import CHECKOUT"),
    ],
)
def test_a_wrong_import_is_found(name: str, source: str) -> None:
    assert len(wrong_imports(Module(name, source))) == 1


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (Module("engine.layers", "from .base import Layer", package=True), "engine.layers.base.Layer"),
        (Module("engine.layers.dense", "from .base import Layer"), "engine.layers.base.Layer"),
        (Module("engine.layers.dense", "from . import base"), "engine.layers.base"),
        (Module("engine.layers.dense", "from ..graph import Graph"), "engine.graph.Graph"),
    ],
)
def test_relative_imports_are_resolved(module: Module, expected: str) -> None:
    assert [name for _, name in module.imports()] == [expected]


def test_a_right_import_is_not_held_against_anybody() -> None:
    source = "import numpy\nfrom PySide6.QtWidgets import QWidget\nfrom designer.document import Document"
    assert wrong_imports(Module("designer.panels.data", source)) == []


def test_what_is_too_long_or_badly_named_is_found() -> None:
    long_method = "class A:\n    def f(self):\n" + "        x = 1\n" * MAX_LINES_OF_A_FUNCTION
    assert len(too_long(Module("engine.a", long_method))) == 1
    assert len(too_long(Module("engine.a", "x = 1\n" * (MAX_LINES_OF_A_FILE + 1)))) == 1
    assert named_after_nothing([Module("engine.data.utils", ""), Module("engine.data.split", "")]) == [
        "engine.data.utils"
    ]
