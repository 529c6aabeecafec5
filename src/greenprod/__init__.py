"""greenprod: the open carbon ledger for film and TV productions.

Everything public is here, and nothing is loaded before it is used: ``import greenprod`` costs neither pandas nor pint.

Examples
--------
>>> import greenprod as gp
>>> result = gp.Calculator().calculate(gp.Meals(meals=40, diet="vegan", region="DK", date="2026-02-01"))
>>> round(result.co2e_kg, 3)
21.6

"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from greenprod.version import __version__

if TYPE_CHECKING:
    from greenprod.alliance.consolidation import AllianceReport
    from greenprod.alliance.members import Alliance
    from greenprod.errors import (
        DataError,
        FactorError,
        GreenprodError,
        GwpMismatchError,
        Issue,
        ItemError,
        MissingExtraError,
        MoneyError,
        UnitError,
    )
    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.lookup import REPORT, STRICT, Policy
    from greenprod.footprint.boundary import Boundary
    from greenprod.footprint.calculate import Calculator, Result
    from greenprod.footprint.ledger import Ledger
    from greenprod.gwp import GwpSet
    from greenprod.items.accommodation import HotelStay
    from greenprod.items.catering import Meals
    from greenprod.items.energy import DistrictHeat, Generator, GridElectricity
    from greenprod.items.freight import Freight
    from greenprod.items.generic import Activity
    from greenprod.items.materials import Material, Waste
    from greenprod.items.travel import CarTrip, Flight, RailTrip

_HOMES = {
    "Activity": "items.generic",
    "Alliance": "alliance.members",
    "AllianceReport": "alliance.consolidation",
    "Boundary": "footprint.boundary",
    "Calculator": "footprint.calculate",
    "CarTrip": "items.travel",
    "DataError": "errors",
    "DistrictHeat": "items.energy",
    "FactorError": "errors",
    "FactorLibrary": "factors.library",
    "Flight": "items.travel",
    "Freight": "items.freight",
    "Generator": "items.energy",
    "GreenprodError": "errors",
    "GridElectricity": "items.energy",
    "GwpMismatchError": "errors",
    "GwpSet": "gwp",
    "HotelStay": "items.accommodation",
    "Issue": "errors",
    "ItemError": "errors",
    "Ledger": "footprint.ledger",
    "Material": "items.materials",
    "Meals": "items.catering",
    "MissingExtraError": "errors",
    "MoneyError": "errors",
    "Policy": "factors.lookup",
    "RailTrip": "items.travel",
    "REPORT": "factors.lookup",
    "Result": "footprint.calculate",
    "STRICT": "factors.lookup",
    "UnitError": "errors",
    "Waste": "items.materials",
}

__all__ = [
    "REPORT",
    "STRICT",
    "Activity",
    "Alliance",
    "AllianceReport",
    "Boundary",
    "Calculator",
    "CarTrip",
    "DataError",
    "DistrictHeat",
    "FactorError",
    "FactorLibrary",
    "Flight",
    "Freight",
    "Generator",
    "GreenprodError",
    "GridElectricity",
    "GwpMismatchError",
    "GwpSet",
    "HotelStay",
    "Issue",
    "ItemError",
    "Ledger",
    "Material",
    "Meals",
    "MissingExtraError",
    "MoneyError",
    "Policy",
    "RailTrip",
    "Result",
    "UnitError",
    "Waste",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'greenprod' has no attribute {name!r}")
    value = getattr(import_module(f"greenprod.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
