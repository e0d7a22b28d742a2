"""One form for every declared kind: how settings are shown and edited. Knows no document and no history."""
