"""Data that the program ships: icons, fonts, themes, example tables and guide texts. No code lives here."""
