"""Emission factors: the record, the library, the lookup and the checks."""
