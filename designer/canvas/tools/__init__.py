"""The gestures: each is pressed, moved and released or cancelled, and ends in at most one edit."""
