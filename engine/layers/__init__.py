"""The layers: one file per kind. Dropping a file in this folder is all it takes to add one."""

from engine.declare import Catalog
from engine.layers.base import Layer

LAYERS: Catalog[Layer] = Catalog(__name__, Layer)
