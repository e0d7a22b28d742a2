"""The Data panel: the table, its columns, how they are prepared, and how the rows are divided."""

from designer.panels.data.panel import DataPanel

__all__ = ["DataPanel"]
