"""Spaces, temporary power, virtual production, post-production and data: what each line stands for and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from greenprod import Calculator, FactorLibrary
from greenprod.errors import GreenprodError
from greenprod.items import data, post, power, spaces, virtual
from greenprod.items.base import amount_fields, description_fields
from greenprod.items.computing import AiUse, CpuHours, GpuHours
from greenprod.items.data import CloudStorage, DataTransfer, EmailAndWeb, HardDrive, LtoTape
from greenprod.items.post import EditSuite, GradingSuite, RenderJob, SoundSuite, Workstation
from greenprod.items.power import BatteryPack, Generator, GridTieIn, SolarPower
from greenprod.items.spaces import Homeworking, LocationSpace, OfficeSpace, StudioSpace, WorkshopSpace
from greenprod.items.virtual import FilmLight, LedVolume, StagePower

if TYPE_CHECKING:
    from greenprod.errors import Issue
    from greenprod.items.base import Item

KINDS = [kind for room in (spaces, power, virtual, post, data) for kind in room.KINDS]
GRID, HEAT = "energy.electricity.grid", "energy.heat.district"
ULTRA = "mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu"
SPACE = {"area": 100, "days": 365.25, "kwh_per_m2_year": 50}
SUITE = {"items": 2, "days": 5, "hours": 8}
GPU = {"hours": 10, "provider": "aws", "model": "nvidia_t4", "utilisation": 0.5}
CPU = {"items": 4, "hours": 10, "provider": "gcp", "processor": "skylake", "utilisation": 0.5}
STORED = {"data": 2, "days": 10, "provider": "gcp", "medium": "ssd", "service": "cloud_storage_dual_region"}

STANDS_FOR: list[tuple[type[Item], dict[str, Any], list[tuple[str, float, str]]]] = [
    (StudioSpace, SPACE, [(GRID, 5000, "energy")]),
    (StudioSpace, {**SPACE, "days": 36.525}, [(GRID, 500, "energy")]),
    (
        StudioSpace,
        {**SPACE, "building": "cinema_theatre_exhibition"},
        [(GRID, 5000, "energy"), (HEAT, 13000, "energy")],
    ),
    (OfficeSpace, {**SPACE, "heat_kwh_per_m2_year": 80}, [(GRID, 5000, "energy"), (HEAT, 8000, "energy")]),
    (OfficeSpace, {**SPACE, "kwh_per_m2_year": "50 kWh/(m2*year)"}, [(GRID, 5000, "energy")]),
    (LocationSpace, {**SPACE, "kwh_per_m2_year": 0}, [(GRID, 0, "energy")]),
    # the newest of five years
    (WorkshopSpace, {**SPACE, "building": "industry_and_business"}, [(GRID, 5000, "energy"), (HEAT, 8400, "energy")]),
    (Homeworking, {"persons": 3, "days": 2, "hours": 7.5}, [("homeworking.total", 45, "homeworking")]),
    (Homeworking, {"hours": 8, "with_heating": "no"}, [("homeworking.office_equipment", 8, "homeworking")]),
    (Generator, {"volume": 20, "fuel": "lpg"}, [("fuel.lpg", 20, "fuel")]),
    (
        Generator,
        {"hours": 10, "rated_kva": 125, "power_factor": 0.8, "load": 0.5},
        [("fuel.diesel.average_biofuel_blend", 100 * 0.5 * 0.31 * 10, "fuel")],
    ),
    (BatteryPack, {"energy": 45}, [(GRID, 45, "temporary_power")]),
    (BatteryPack, {"energy": 45, "charging_efficiency": 0.9}, [(GRID, 50, "temporary_power")]),
    (SolarPower, {"energy": 20}, [("energy.electricity.solar", 20, "temporary_power")]),
    (GridTieIn, {"energy": "2 MWh"}, [(GRID, 2000, "temporary_power")]),
    (LedVolume, {"area": 200, "hours": 10, "watts_per_m2": 600}, [(GRID, 1200, "virtual_production")]),
    (
        LedVolume,
        {"area": 200, "days": 2, "hours": 10, "watts_per_m2": "0.6 kW/m2", "load": 0.5, "render_watts_per_m2": 60},
        [(GRID, 1200, "virtual_production"), (GRID, 240, "virtual_production")],
    ),
    (StagePower, {"days": 2, "hours": 12, "power_kw": 80, "load": 0.5}, [(GRID, 960, "energy")]),
    (StagePower, {"hours": 12, "power_kw": "800 W"}, [(GRID, 9.6, "energy")]),
    (FilmLight, {"items": 2, "days": 3, "hours": 5, "watts": 1000}, [(GRID, 30, "energy")]),
    (FilmLight, {"hours": 5, "lamp": "arrimax_hmi", "load": 0.5}, [(GRID, 45, "energy")]),
    (EditSuite, {**SUITE, "power_kw": 0.5}, [(GRID, 40, "post")]),
    (GradingSuite, {**SUITE, "power_kw": 0.5, "extra_kw": 0.25}, [(GRID, 60, "post")]),
    # 10 W idle, 295 W at full load
    (SoundSuite, {**SUITE, "workstation": ULTRA, "utilisation": 0}, [(GRID, 0.8, "post")]),
    (Workstation, {**SUITE, "workstation": ULTRA, "utilisation": 1, "extra_kw": 0.1}, [(GRID, 31.6, "post")]),
    (RenderJob, {"items": 40, "hours": 12, "watts": 450, "pue": 1.5}, [(GRID, 324, "post")]),
    # 8 W idle, 71 W at full load, PUE 1.135
    (GpuHours, {**GPU, "items": 2}, [(GRID, 2 * 10 * 39.5 * 1.135 / 1000, "post")]),
    (GpuHours, {**GPU, "pue": 1}, [(GRID, 0.395, "post")]),
    # 0.65 W idle, 4.26 W at full load, PUE 1.1
    (CpuHours, CPU, [(GRID, 4 * 10 * 2.455 * 1.1 / 1000, "post")]),
    # 1.2 Wh per TB and hour, two copies, PUE 1.1
    (CloudStorage, STORED, [(GRID, 2 * 10 * 24 * 1.2 * 2 * 1.1 / 1000, "data")]),
    (CloudStorage, {**STORED, "medium": "hdd", "service": "default", "pue": 2}, [(GRID, 0.624, "data")]),
    (DataTransfer, {"data": 2, "model": "cloud_network", "provider": "azure"}, [(GRID, 2, "data")]),
    (DataTransfer, {"data": 2, "model": "web_network"}, [(GRID, 118, "data")]),
    (
        DataTransfer,
        {"data": 2, "model": "web_operational"},
        [(GRID, 110, "data"), (GRID, 118, "data"), (GRID, 160, "data")],
    ),
    (HardDrive, {"items": 6, "drive": "ssd"}, [("product.ssd", 6, "data")]),
    (
        LtoTape,
        {"items": 20, "mass": "200 g", "material": "plastic_pet_film.new"},
        [("material.plastic_pet_film.new", 4, "data")],
    ),
    (AiUse, {"energy": 5}, [(GRID, 5, "data")]),
    (AiUse, {"energy": 5, "pue": 1.2}, [(GRID, 6, "data")]),
    (AiUse, {**GPU, "items": 3}, [(GRID, 3 * 10 * 39.5 * 1.135 / 1000, "data")]),
    (AiUse, GPU, [(GRID, 10 * 39.5 * 1.135 / 1000, "data")]),
    (AiUse, {"items": 500, "wh_per_item": "3 Wh"}, [(GRID, 1.5, "data")]),
    (EmailAndWeb, {"items": 2000, "kind": "internet_search"}, [("digital.internet_search", 2000, "digital")]),
]

REFUSED: list[tuple[type[Item], dict[str, Any], str, str]] = [
    (StudioSpace, {"area": 1, "days": 1}, "missing_field", "kwh_per_m2_year"),
    (StudioSpace, {**SPACE, "kwh_per_m2_year": -1}, "out_of_range", "kwh_per_m2_year"),
    (StudioSpace, {**SPACE, "kwh_per_m2_year": "50 kWh"}, "wrong_dimension", "kwh_per_m2_year"),
    (OfficeSpace, {**SPACE, "heat_kwh_per_m2_year": "nan"}, "not_finite", "heat_kwh_per_m2_year"),
    (LocationSpace, {**SPACE, "building": "castle"}, "invalid_choice", "building"),
    (
        WorkshopSpace,
        {**SPACE, "building": "industry_and_business", "heat_kwh_per_m2_year": 1},
        "contradictory_fields",
        "building",
    ),
    (Homeworking, {"hours": 1, "with_heating": "maybe"}, "invalid_choice", "with_heating"),
    (Generator, {"hours": 1, "load": 0.5}, "missing_field", "rated_kw"),
    (Generator, {"hours": 1, "rated_kva": 100, "load": 0.5}, "missing_field", "power_factor"),
    (Generator, {"hours": 1, "rated_kva": 100, "power_factor": 80, "load": 0.5}, "out_of_range", "power_factor"),
    (Generator, {"hours": 1, "rated_kva": 100, "rated_kw": 80, "load": 0.5}, "contradictory_fields", "rated_kva"),
    (Generator, {"hours": 1, "rated_kw": 80, "load": "0.5 kW"}, "wrong_dimension", "load"),
    (Generator, {"volume": 1, "fuel": "hydrogen"}, "invalid_choice", "fuel"),
    (BatteryPack, {"energy": 1, "charging_efficiency": 90}, "out_of_range", "charging_efficiency"),
    (BatteryPack, {"energy": 1, "charging_efficiency": 0}, "out_of_range", "charging_efficiency"),
    (SolarPower, {"energy": -1}, "negative_amount", "energy"),
    (LedVolume, {"area": 1, "hours": 1}, "missing_field", "watts_per_m2"),
    (LedVolume, {"area": 1, "hours": 1, "watts_per_m2": 0}, "out_of_range", "watts_per_m2"),
    (LedVolume, {"area": 1, "hours": 1, "watts_per_m2": float("inf")}, "out_of_range", "watts_per_m2"),
    (LedVolume, {"area": 1, "hours": 1, "watts_per_m2": 1, "load": 50}, "out_of_range", "load"),
    (StagePower, {"hours": 1}, "missing_field", "power_kw"),
    (StagePower, {"hours": 1, "power_kw": "strong"}, "not_a_number", "power_kw"),
    (FilmLight, {"hours": 1}, "missing_field", "watts"),
    (FilmLight, {"hours": 1, "lamp": "arrimax"}, "invalid_choice", "lamp"),
    (FilmLight, {"hours": 1, "lamp": "arrimax_hmi", "watts": 1}, "contradictory_fields", "lamp"),
    (EditSuite, {"hours": 1}, "missing_field", "power_kw"),
    (EditSuite, {"hours": 1, "workstation": ULTRA}, "missing_field", "utilisation"),
    (GradingSuite, {"hours": 1, "workstation": "mac_studio", "utilisation": 1}, "invalid_choice", "workstation"),
    (SoundSuite, {"hours": 1, "workstation": ULTRA, "power_kw": 1}, "contradictory_fields", "workstation"),
    (Workstation, {"hours": 1, "workstation": ULTRA, "utilisation": 1.1}, "out_of_range", "utilisation"),
    (RenderJob, {"hours": 1, "pue": 1}, "missing_field", "watts"),
    (RenderJob, {"hours": 1, "watts": 1}, "missing_field", "pue"),
    (RenderJob, {"hours": 1, "watts": 1, "pue": 0.9}, "out_of_range", "pue"),
    (GpuHours, {"hours": 1}, "missing_field", "provider"),
    (GpuHours, {**GPU, "provider": "own"}, "invalid_choice", "provider"),
    (GpuHours, {"hours": 1, "provider": "aws"}, "missing_field", "model"),
    (GpuHours, {**GPU, "model": "h100"}, "invalid_choice", "model"),
    (GpuHours, {"hours": 1, "provider": "aws", "model": "nvidia_t4"}, "missing_field", "utilisation"),
    (CpuHours, {**CPU, "processor": "average"}, "invalid_choice", "processor"),
    (CloudStorage, {**STORED, "medium": ""}, "missing_field", "medium"),
    (CloudStorage, {**STORED, "medium": "tape"}, "invalid_choice", "medium"),
    (CloudStorage, {**STORED, "service": ""}, "missing_field", "service"),
    (CloudStorage, {**STORED, "service": "s3"}, "invalid_choice", "service"),
    (DataTransfer, {"data": 1}, "missing_field", "model"),
    (DataTransfer, {"data": 1, "model": "satellite"}, "invalid_choice", "model"),
    (DataTransfer, {"data": 1, "model": "cloud_network"}, "missing_field", "provider"),
    (DataTransfer, {"data": 1, "model": "web_network", "provider": "aws"}, "contradictory_fields", "provider"),
    (HardDrive, {"items": 1}, "missing_field", "drive"),
    (HardDrive, {"items": 1, "drive": "floppy"}, "invalid_choice", "drive"),
    (LtoTape, {"mass": 1}, "missing_field", "material"),
    (AiUse, {}, "missing_amount", "energy"),
    (AiUse, {"energy": 1, "hours": 1}, "contradictory_fields", "energy"),
    (AiUse, {"items": 1}, "missing_field", "wh_per_item"),
    (AiUse, {**GPU, "wh_per_item": 1}, "contradictory_fields", "wh_per_item"),
    (AiUse, {"hours": 1}, "missing_field", "provider"),
    (EmailAndWeb, {"items": 1}, "missing_field", "kind"),
    (EmailAndWeb, {"items": 1, "kind": "fax"}, "invalid_choice", "kind"),
]


def line(kind: type[Item], /, **given: Any) -> Item:
    return kind(**{"date": "2025-05-01", "region": "DK", **given})


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator(FactorLibrary.shipped())


@pytest.mark.parametrize(("kind", "given", "expected"), STANDS_FOR)
def test_a_line_is_booked_as_its_activities(
    kind: type[Item], given: dict[str, Any], expected: list[tuple[str, float, str]], calculator: Calculator
) -> None:
    one = line(kind, **given)
    found = list(one.activities())
    assert [part.activity for part in found] == [activity for activity, *_ in expected]
    assert [part.amount for part in found] == pytest.approx([amount for _, amount, _ in expected])
    postings = calculator.calculate(one).postings
    assert {(p.coefficient.activity, p.coefficient.category) for p in postings} == {
        (activity, category) for activity, _, category in expected
    }


@pytest.mark.parametrize(("kind", "given", "code", "column"), REFUSED)
def test_a_line_that_says_too_little_or_too_much_is_refused(
    kind: type[Item], given: dict[str, Any], code: str, column: str
) -> None:
    with pytest.raises(GreenprodError) as caught:
        line(kind, **given)
    issue: Issue = caught.value.issue
    assert (issue.code, issue.column) == (code, column)
    assert issue.code != "invalid_choice" or issue.valid_values


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_class_can_be_booked(kind: type[Item], calculator: Calculator) -> None:
    assert kind.title
    assert kind.title_da
    assert kind.group
    assert kind.topics
    cells: dict[str, Any] = dict(kind.example)
    assert calculator.calculate(kind(**cells)).co2e_kg > 0
    own = {*amount_fields(kind), *description_fields(kind)}  # type: ignore[arg-type] # mypy 11469
    assert set(cells) - own == {"region", "date"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_class_is_in_its_docstring(kind: type[Item]) -> None:
    words = (kind.__doc__ or "").split("Notes\n")[0].replace(",", " ").split()
    assert {*amount_fields(kind), *description_fields(kind)} <= set(words)  # type: ignore[arg-type] # mypy 11469


@pytest.mark.parametrize(
    ("kind", "given", "source"),
    [
        (StudioSpace, {**SPACE, "building": "cinema_theatre_exhibition"}, "dk_vojens_fjernvarme"),
        (WorkshopSpace, {**SPACE, "building": "industry_and_business"}, "status `default`"),
        (Generator, {"hours": 1, "rated_kw": 100, "load": 0.5}, "generator_fuel_chart"),
        (FilmLight, {"hours": 1, "lamp": "arri_m18_hmi"}, "arri_nominal_via_levelnine"),
        (EditSuite, {"hours": 1, "workstation": ULTRA, "utilisation": 0.5}, "apple_mac_studio"),
        (GpuHours, GPU, "ccf_2024"),
        (CpuHours, CPU, "ccf_2024"),
        (CloudStorage, STORED, "ccf_2024"),
        (DataTransfer, {"data": 1, "model": "cloud_network", "provider": "aws"}, "ccf_2024"),
        (DataTransfer, {"data": 1, "model": "web_network"}, "co2js_swdm_v4"),
        (AiUse, GPU, "ccf_2024"),
    ],
)
def test_a_sourced_number_names_its_source(kind: type[Item], given: dict[str, Any], source: str) -> None:
    assert source in list(line(kind, **given).activities())[-1].note
