"""Great-circle distances between airports."""

from __future__ import annotations

import csv
import os
from math import pi
from pathlib import Path

import pytest

from greenprod import ItemError
from greenprod.distances import EARTH_RADIUS_KM, airport, great_circle_km

REFERENCE = Path(os.environ.get("GREENPROD_REFERENCE", Path(__file__).parents[3] / "shared" / "reference"))
PAIRS = [("CPH", "LHR"), ("CPH", "JFK"), ("SYD", "AKL"), ("KEF", "GOH"), ("LON", "CPH")]


@pytest.mark.reference
def test_forty_pairs_agree_with_an_independent_computation() -> None:
    file = REFERENCE / "airport_distance_oracle.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == 40
    for row in rows:
        ours = great_circle_km(row["iata_a"], row["iata_b"])
        # the sphere is up to 0.35 % shorter or longer than the ellipsoid
        assert ours == pytest.approx(float(row["haversine_km"]), abs=0.001), row
        assert ours == pytest.approx(float(row["geodesic_km"]), rel=0.004), row


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_way_back_is_as_long_as_the_way_there(one: str, other: str) -> None:
    assert great_circle_km(one, other) == pytest.approx(great_circle_km(other, one), rel=1e-15)


@pytest.mark.parametrize("code", ["CPH", "LON", "NAN", "ANC"])
def test_a_place_is_no_distance_from_itself(code: str) -> None:
    assert great_circle_km(code, code) == 0.0


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_distance_is_over_half_the_circumference(one: str, other: str) -> None:
    assert 0.0 < great_circle_km(one, other) < pi * EARTH_RADIUS_KM


def test_a_city_lies_between_its_airports() -> None:
    london = airport("LON")
    assert {"LHR", "LGW", "STN", "LCY", "LTN"} <= set(london.airports)
    to_airports = [great_circle_km("CPH", code) for code in london.airports]
    assert min(to_airports) < great_circle_km("CPH", "LON") < max(to_airports)
    assert london.country == "GB"


def test_the_middle_of_a_city_does_not_fall_over_the_date_line() -> None:
    # Fiji: Nadi in the west, Taveuni just east of 180 degrees
    assert great_circle_km("NAN", "TVU") < 400


def test_a_code_is_read_in_any_case_and_without_its_blanks() -> None:
    assert airport(" cph ").code == "CPH"


@pytest.mark.parametrize(("code", "near"), [("QQX", None), ("Copenhagen Kastrup Airport", "CPH"), ("", None)])
def test_an_unknown_code_is_refused_by_the_name_of_its_column(code: str, near: str | None) -> None:
    with pytest.raises(ItemError) as caught:
        great_circle_km("LHR", code)
    issue = caught.value.issue
    assert (issue.code, issue.column, issue.value) == ("unknown_airport", "destination", code)
    assert near is None or near in issue.valid_values
