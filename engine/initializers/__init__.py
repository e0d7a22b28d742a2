"""The initialisers: how a weight gets its first values. One file per kind."""

from engine.declare import Catalog
from engine.initializers.base import Initializer

INITIALIZERS: Catalog[Initializer] = Catalog(__name__, Initializer)
