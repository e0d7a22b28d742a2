"""The activation functions: one file per kind."""

from engine.activations.base import Activation
from engine.declare import Catalog

ACTIVATIONS: Catalog[Activation] = Catalog(__name__, Activation)
