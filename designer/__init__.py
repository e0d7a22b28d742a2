"""The desktop program: a canvas, panels and charts around one document."""
