"""The session: everything between a document and the worker that trains its network. QtCore only."""

from designer.session.training import State, TrainingSession

__all__ = ["State", "TrainingSession"]
