"""Marker that lets setuptools install these data files as greenprod._factors."""
