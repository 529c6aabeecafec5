"""Reports: an alliance report as tables, JSON and one self-contained page."""
