"""The same jobs without a window, one file per command. Nothing here imports Qt."""
