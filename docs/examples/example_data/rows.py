"""Rows of small tables that are written as text."""

import csv

Row = list[object]


def cells(text: str) -> list[Row]:
    """Return the cells of a table given as text."""
    return [list(row) for row in csv.reader(text.splitlines())]
