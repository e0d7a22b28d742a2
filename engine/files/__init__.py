"""Files in and out: the .loom that holds a model. Nothing in a file is ever executed."""
