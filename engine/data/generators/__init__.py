"""Tables that are made up, one kind per file: small worlds in which a network's thinking can be watched."""

from engine.data.generators.base import Generator
from engine.declare import Catalog

GENERATORS: Catalog[Generator] = Catalog("engine.data.generators", Generator)  # type: ignore[type-abstract]
"""Every kind of made-up table by id."""
