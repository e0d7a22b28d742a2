"""The schedules: how the learning rate changes while a run goes on. One file per kind."""

from engine.declare import Catalog
from engine.schedules.base import Schedule

SCHEDULES: Catalog[Schedule] = Catalog(__name__, Schedule)
