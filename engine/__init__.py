"""The numpy engine: graphs of layers, tables, training, files. Knows no Qt and is usable alone."""
