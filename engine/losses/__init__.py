"""The loss functions: one file per kind."""

from engine.declare import Catalog
from engine.losses.base import Loss

LOSSES: Catalog[Loss] = Catalog(__name__, Loss)
