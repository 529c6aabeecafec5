"""The line items, one class per kind of line; calling the package lists them: ``greenprod.items()``."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greenprod.items.describe import Catalogue


class _Items(ModuleType):
    """A package that can be called: its name is the one that a user tries first."""

    def __call__(self) -> Catalogue:
        """Return what every item is and takes."""
        from greenprod.items.describe import catalogue  # noqa: PLC0415 - importing an item must not describe them all

        return catalogue()


sys.modules[__name__].__class__ = _Items
