"""Tables and what becomes of them: read a file, say what each column is, split the rows, prepare float32 arrays.

polars is imported where a table is touched and nowhere else, so that a recipe can be loaded without it. Nothing
here knows a network, a thread or a widget.
"""
