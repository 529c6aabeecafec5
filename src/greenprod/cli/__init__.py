"""The command line: parse, call, print."""

import sys

from greenprod.errors import missing_extra

try:
    from greenprod.cli.main import app, main
except ModuleNotFoundError as error:
    if error.name not in ("typer", "rich"):
        raise
    sys.exit(str(missing_extra("cli", "The command line")))

__all__ = ["app", "main"]
