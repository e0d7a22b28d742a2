"""Training: the settings of a run, its messages, and the loop that yields them. Knows no thread, clock or file."""
