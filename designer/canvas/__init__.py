"""The drawing surface: the network as boxes and wires, and the gestures that change it."""
