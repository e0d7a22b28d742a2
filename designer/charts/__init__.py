"""Pictures of numbers. They know no document: they are given values, a theme, and told to save themselves.

This room alone imports pyqtgraph, which takes its time: import it when a picture is first shown, not before.
"""
