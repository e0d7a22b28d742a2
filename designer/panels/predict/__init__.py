"""The Predict panel: what the trained network says of one row typed by hand, and of whole tables."""

from designer.panels.predict.panel import PredictPanel

__all__ = ["PredictPanel"]
