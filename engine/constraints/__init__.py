"""The constraints: what weights are kept to after every step. One file per kind."""

from engine.constraints.base import Constraint
from engine.declare import Catalog

CONSTRAINTS: Catalog[Constraint] = Catalog(__name__, Constraint)
