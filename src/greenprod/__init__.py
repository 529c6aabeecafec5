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
    from greenprod.alliance.books import Books
    from greenprod.alliance.consolidation import AllianceReport
    from greenprod.alliance.members import Alliance
    from greenprod.alliance.periods import Period
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
    from greenprod.footprint.budget import Budget
    from greenprod.footprint.calculate import Calculator, Result
    from greenprod.footprint.ledger import Ledger
    from greenprod.gwp import GwpSet
    from greenprod.items.accommodation import FlatStay, GuestNight, HotelStay, HouseStay
    from greenprod.items.catering import Drinks, Food, FoodWaste, Meals, Tableware
    from greenprod.items.charter import CharterFlight, Helicopter
    from greenprod.items.commute import CrewCommute
    from greenprod.items.computing import AiUse, CpuHours, GpuHours
    from greenprod.items.credit import CarbonCredit, Donation
    from greenprod.items.data import CloudStorage, DataTransfer, EmailAndWeb, HardDrive, LtoTape
    from greenprod.items.describe import catalogue as items
    from greenprod.items.distribution import BroadcastHour, CinemaRun, Streaming
    from greenprod.items.energy import DistrictCooling, DistrictHeat, GridElectricity
    from greenprod.items.equipment import Batteries, Cable, EquipmentHire, ProductPurchase
    from greenprod.items.freight import Courier, ExcessBaggage, Freight, FreightRoute
    from greenprod.items.generic import Activity
    from greenprod.items.heating import BottledGas, HeatingOil, NaturalGas, OnsiteHeat, RefrigerantLeak, WoodFuel
    from greenprod.items.local import BicycleTrip, BusTrip, CoachTrip, MetroTrip, TaxiTrip, TramTrip
    from greenprod.items.materials import Greens, Material, Paint, SpecialEffects
    from greenprod.items.organisation import (
        CompanyElectricity,
        CompanyHeat,
        CompanyPurchase,
        CompanyVehicle,
        StaffFlight,
        StaffHotel,
        StaffRail,
    )
    from greenprod.items.post import EditSuite, GradingSuite, RenderJob, SoundSuite, Workstation
    from greenprod.items.power import BatteryPack, Generator, GridTieIn, SolarPower
    from greenprod.items.purchases import Insurance, Legal, Marketing, Purchase, Service
    from greenprod.items.refuel import ElectricCharging, VehicleFuel
    from greenprod.items.road import CarShare, MotorbikeTrip, VanTrip
    from greenprod.items.sea import BoatFuel, FerryTrip
    from greenprod.items.spaces import Homeworking, LocationSpace, OfficeSpace, StudioSpace, WorkshopSpace
    from greenprod.items.travel import CarTrip, Flight, RailTrip
    from greenprod.items.trucks import Trailer, Truck
    from greenprod.items.virtual import FilmLight, LedVolume, StagePower
    from greenprod.items.wardrobe import Costume, Laundry, MakeUp
    from greenprod.items.waste import Skip, Waste, WasteByVolume, WastewaterTreatment, WaterSupply, WaterTank
    from greenprod.readers.template import template

_HOMES = {
    "template": "readers.template",
    "Activity": "items.generic",
    "AiUse": "items.computing",
    "Alliance": "alliance.members",
    "AllianceReport": "alliance.consolidation",
    "Batteries": "items.equipment",
    "BatteryPack": "items.power",
    "BicycleTrip": "items.local",
    "BoatFuel": "items.sea",
    "BottledGas": "items.heating",
    "Books": "alliance.books",
    "Boundary": "footprint.boundary",
    "BroadcastHour": "items.distribution",
    "Budget": "footprint.budget",
    "BusTrip": "items.local",
    "Cable": "items.equipment",
    "Calculator": "footprint.calculate",
    "CarbonCredit": "items.credit",
    "CarShare": "items.road",
    "CarTrip": "items.travel",
    "CharterFlight": "items.charter",
    "CinemaRun": "items.distribution",
    "CloudStorage": "items.data",
    "CoachTrip": "items.local",
    "CompanyElectricity": "items.organisation",
    "CompanyHeat": "items.organisation",
    "CompanyPurchase": "items.organisation",
    "CompanyVehicle": "items.organisation",
    "Costume": "items.wardrobe",
    "Courier": "items.freight",
    "CpuHours": "items.computing",
    "CrewCommute": "items.commute",
    "DataError": "errors",
    "DataTransfer": "items.data",
    "DistrictCooling": "items.energy",
    "DistrictHeat": "items.energy",
    "Donation": "items.credit",
    "Drinks": "items.catering",
    "EditSuite": "items.post",
    "ElectricCharging": "items.refuel",
    "EmailAndWeb": "items.data",
    "EquipmentHire": "items.equipment",
    "ExcessBaggage": "items.freight",
    "FactorError": "errors",
    "FactorLibrary": "factors.library",
    "FerryTrip": "items.sea",
    "FilmLight": "items.virtual",
    "FlatStay": "items.accommodation",
    "Flight": "items.travel",
    "Food": "items.catering",
    "FoodWaste": "items.catering",
    "Freight": "items.freight",
    "FreightRoute": "items.freight",
    "Generator": "items.power",
    "GpuHours": "items.computing",
    "GradingSuite": "items.post",
    "GreenprodError": "errors",
    "Greens": "items.materials",
    "GridElectricity": "items.energy",
    "GridTieIn": "items.power",
    "GuestNight": "items.accommodation",
    "GwpMismatchError": "errors",
    "GwpSet": "gwp",
    "HardDrive": "items.data",
    "HeatingOil": "items.heating",
    "Helicopter": "items.charter",
    "Homeworking": "items.spaces",
    "HotelStay": "items.accommodation",
    "HouseStay": "items.accommodation",
    "Insurance": "items.purchases",
    "Issue": "errors",
    "ItemError": "errors",
    "Laundry": "items.wardrobe",
    "Ledger": "footprint.ledger",
    "LedVolume": "items.virtual",
    "Legal": "items.purchases",
    "LocationSpace": "items.spaces",
    "LtoTape": "items.data",
    "MakeUp": "items.wardrobe",
    "Marketing": "items.purchases",
    "Material": "items.materials",
    "Meals": "items.catering",
    "MetroTrip": "items.local",
    "MissingExtraError": "errors",
    "MoneyError": "errors",
    "MotorbikeTrip": "items.road",
    "NaturalGas": "items.heating",
    "OfficeSpace": "items.spaces",
    "OnsiteHeat": "items.heating",
    "Paint": "items.materials",
    "Period": "alliance.periods",
    "Policy": "factors.lookup",
    "ProductPurchase": "items.equipment",
    "Purchase": "items.purchases",
    "RailTrip": "items.travel",
    "RefrigerantLeak": "items.heating",
    "RenderJob": "items.post",
    "REPORT": "factors.lookup",
    "Result": "footprint.calculate",
    "Service": "items.purchases",
    "Skip": "items.waste",
    "SolarPower": "items.power",
    "SoundSuite": "items.post",
    "SpecialEffects": "items.materials",
    "StaffFlight": "items.organisation",
    "StaffHotel": "items.organisation",
    "StaffRail": "items.organisation",
    "StagePower": "items.virtual",
    "Streaming": "items.distribution",
    "STRICT": "factors.lookup",
    "StudioSpace": "items.spaces",
    "Tableware": "items.catering",
    "TaxiTrip": "items.local",
    "Trailer": "items.trucks",
    "TramTrip": "items.local",
    "Truck": "items.trucks",
    "UnitError": "errors",
    "VanTrip": "items.road",
    "VehicleFuel": "items.refuel",
    "Waste": "items.waste",
    "WasteByVolume": "items.waste",
    "WastewaterTreatment": "items.waste",
    "WaterSupply": "items.waste",
    "WaterTank": "items.waste",
    "WoodFuel": "items.heating",
    "WorkshopSpace": "items.spaces",
    "Workstation": "items.post",
}

__all__ = [
    "REPORT",
    "STRICT",
    "Activity",
    "AiUse",
    "Alliance",
    "AllianceReport",
    "Batteries",
    "BatteryPack",
    "BicycleTrip",
    "BoatFuel",
    "Books",
    "BottledGas",
    "Boundary",
    "BroadcastHour",
    "Budget",
    "BusTrip",
    "Cable",
    "Calculator",
    "CarShare",
    "CarTrip",
    "CarbonCredit",
    "CharterFlight",
    "CinemaRun",
    "CloudStorage",
    "CoachTrip",
    "CompanyElectricity",
    "CompanyHeat",
    "CompanyPurchase",
    "CompanyVehicle",
    "Costume",
    "Courier",
    "CpuHours",
    "CrewCommute",
    "DataError",
    "DataTransfer",
    "DistrictCooling",
    "DistrictHeat",
    "Donation",
    "Drinks",
    "EditSuite",
    "ElectricCharging",
    "EmailAndWeb",
    "EquipmentHire",
    "ExcessBaggage",
    "FactorError",
    "FactorLibrary",
    "FerryTrip",
    "FilmLight",
    "FlatStay",
    "Flight",
    "Food",
    "FoodWaste",
    "Freight",
    "FreightRoute",
    "Generator",
    "GpuHours",
    "GradingSuite",
    "GreenprodError",
    "Greens",
    "GridElectricity",
    "GridTieIn",
    "GuestNight",
    "GwpMismatchError",
    "GwpSet",
    "HardDrive",
    "HeatingOil",
    "Helicopter",
    "Homeworking",
    "HotelStay",
    "HouseStay",
    "Insurance",
    "Issue",
    "ItemError",
    "Laundry",
    "LedVolume",
    "Ledger",
    "Legal",
    "LocationSpace",
    "LtoTape",
    "MakeUp",
    "Marketing",
    "Material",
    "Meals",
    "MetroTrip",
    "MissingExtraError",
    "MoneyError",
    "MotorbikeTrip",
    "NaturalGas",
    "OfficeSpace",
    "OnsiteHeat",
    "Paint",
    "Period",
    "Policy",
    "ProductPurchase",
    "Purchase",
    "RailTrip",
    "RefrigerantLeak",
    "RenderJob",
    "Result",
    "Service",
    "Skip",
    "SolarPower",
    "SoundSuite",
    "SpecialEffects",
    "StaffFlight",
    "StaffHotel",
    "StaffRail",
    "StagePower",
    "Streaming",
    "StudioSpace",
    "Tableware",
    "TaxiTrip",
    "Trailer",
    "TramTrip",
    "Truck",
    "UnitError",
    "VanTrip",
    "VehicleFuel",
    "Waste",
    "WasteByVolume",
    "WastewaterTreatment",
    "WaterSupply",
    "WaterTank",
    "WoodFuel",
    "WorkshopSpace",
    "Workstation",
    "__version__",
    "items",
    "template",
]


def __getattr__(name: str) -> Any:
    if name == "items":
        return import_module("greenprod.items")
    if name not in _HOMES:
        raise AttributeError(f"module 'greenprod' has no attribute {name!r}")
    value = getattr(import_module(f"greenprod.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
