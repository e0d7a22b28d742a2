"""Networks that a course on deep learning names, one file each: what the literature describes, ready to be drawn."""

from engine.declare import Catalog
from engine.networks.base import KnownNetwork

NETWORKS: Catalog[KnownNetwork] = Catalog("engine.networks", KnownNetwork)
"""Every known network, by id."""
