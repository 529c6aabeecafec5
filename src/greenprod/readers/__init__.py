"""Readers: files as people send them, turned into tables with every doubt attached to its row."""
