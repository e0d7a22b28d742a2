"""Small parts of which windows are made. They know no document: they are given values and tell what the user did."""
