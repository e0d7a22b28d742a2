"""The optimizers: how the gradient moves the weights. One file per kind."""

from engine.declare import Catalog
from engine.optimizers.base import Optimizer

OPTIMIZERS: Catalog[Optimizer] = Catalog(__name__, Optimizer)
