"""A typed use of the public API; mypy reads it, nobody runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_type

import pandas as pd
import pint

import greenprod as gp
from greenprod.footprint.calculate import Total
from greenprod.footprint.explain import Explanation

if TYPE_CHECKING:
    from pathlib import Path


def one_line() -> None:
    """Use a calculator on a line."""
    library = gp.FactorLibrary.shipped()
    assert_type(library, gp.FactorLibrary)
    assert_type(library.digest, str)
    assert_type(library.version, str)
    assert_type(library.frame(), pd.DataFrame)
    assert_type(library.options(activity="fuel", region="GB"), list[dict[str, str]])

    calc = gp.Calculator(library, policy="report", boundary="full", gwp="as_published")
    gp.Calculator(policy=gp.STRICT, boundary=gp.Boundary(name="own"), gwp="AR6")
    gp.Calculator(policy=gp.Policy(name="own", prefer=("uk_desnz_2025",)))
    flight = gp.Flight(
        passengers=4, origin="CPH", destination="LHR", cabin="economy", round_trip=True, date="2025-03-03"
    )
    result = calc.calculate(flight)
    assert_type(result, gp.Result)
    assert_type(result.co2e, pint.Quantity[Any])
    assert_type(result.co2e_kg, float)
    assert_type(result.scope1_kg, float)
    assert_type(result.scope2_location_kg, float)
    assert_type(result.scope2_market_kg, float)
    assert_type(result.scope3_kg, float)
    assert_type(result.biogenic_kg, float)
    assert_type(result.issues, tuple[gp.Issue, ...])
    assert_type(result.explain(), Explanation)
    assert_type(result.mg("scope3"), int)
    assert_type(result + result, Total)


def many_lines(frame: pd.DataFrame, path: Path) -> None:
    """Use a calculator on tables."""
    calc = gp.Calculator()
    ledger = calc.ledger(frame)
    assert_type(ledger, gp.Ledger)
    assert_type(ledger.lines, pd.DataFrame)
    assert_type(ledger.issues, pd.DataFrame)
    assert_type(ledger.by("production_id", "category"), pd.DataFrame)
    assert_type(ledger.total_mg, dict[str, int])
    assert_type(ledger.manifest, dict[str, Any])
    assert_type(ledger.explain("line"), Explanation)
    calc.ledger(path)
    calc.ledger("lines.parquet")
    calc.ledger([frame, path, gp.Meals(meals=1, diet="vegan", region="DK", date="2026-02-01")])


def alliance(folder: Path) -> None:
    """Report an alliance."""
    members = gp.Alliance.read(folder)
    assert_type(members, gp.Alliance)
    report = members.report(gp.Calculator(), year=2025, method="financing_share")
    assert_type(report, gp.AllianceReport)
    assert_type(report.by("member_id"), pd.DataFrame)
    assert_type(report.total, dict[str, int])
    assert_type(report.ledger, gp.Ledger)
    assert_type(report.attributions, tuple[str, ...])


def items() -> None:
    """Give amounts as number, text or quantity."""
    when = {"date": "2025-05-01", "region": "DK"}
    gp.RailTrip(passengers="2", distance="304 km", date="2025-05-01", region="DK")
    gp.Freight(mass=gp.Calculator().calculate(gp.HotelStay(nights=1, date="2025-05-01", region="GB")).co2e, distance=1,
               date="2025-05-01")  # fmt: skip
    gp.GridElectricity(energy=1.2, period_start="2025-01-01", period_end="2025-01-31", region="DK")
    gp.Flight(passengers=[1], date="2025-03-03")  # type: ignore[arg-type]
    gp.Meals(diet="vegan")  # type: ignore[call-arg]
    gp.Waste(1, "wood")  # type: ignore[call-arg,arg-type]
    assert_type(when, dict[str, str])


def errors() -> None:
    """Catch what is raised on purpose."""
    try:
        gp.GwpSet.shipped("AR7")
    except (gp.UnitError, gp.ItemError, gp.FactorError, gp.DataError, gp.GwpMismatchError) as error:
        assert_type(error.issue, gp.Issue)
        assert_type(error.issues, tuple[gp.Issue, ...])
    except gp.MissingExtraError as error:
        assert_type(error.issue.code, str)
    except gp.GreenprodError as error:
        assert_type(error.issue.valid_values, tuple[str, ...])
