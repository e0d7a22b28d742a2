"""The metrics: numbers that a person judges a model by. One file per kind."""

from engine.declare import Catalog
from engine.metrics.base import Metric

METRICS: Catalog[Metric] = Catalog(__name__, Metric)
