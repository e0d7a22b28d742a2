"""The panels around the canvas: each is a widget that shows a part of the document and edits it through the document.

A panel is given what it needs, never looks for it, and never knows of the canvas or of the window.
"""
