"""Regions: codes, names and the chains up to the world."""

from __future__ import annotations

import pytest

from greenprod import ItemError
from greenprod.regions import region, regions


def test_there_are_the_249_countries_of_iso_3166_1() -> None:
    countries = [r for r in regions().values() if r.level == "country"]
    assert len(countries) == 249
    assert all(len(r.code) == 2 and r.code.isalpha() and r.code.isupper() for r in countries)


def test_na_is_namibia_and_not_a_missing_value() -> None:
    assert regions()["NA"].name_en == "Namibia"
    assert region("NA").code == region("Namibia").code == region("nam").code == "NA"


@pytest.mark.parametrize("code", list(regions()))
def test_a_chain_starts_at_the_region_and_ends_at_the_world_over_known_parents(code: str) -> None:
    chain = regions()[code].chain
    assert chain[0] == code
    assert chain[-1] == "WORLD"
    assert len(set(chain)) == len(chain)
    assert set(chain) <= set(regions())


@pytest.mark.parametrize("code", list(regions()))
def test_a_chain_only_climbs(code: str) -> None:
    order = ("subdivision", "bidding_zone", "egrid_subregion", "user_assigned", "country", "group", "level")
    ranks = [
        0 if order.index(regions()[c].level) < 4 else order.index(regions()[c].level) for c in regions()[code].chain
    ]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("code", "parents"),
    [
        ("GB-SCT", ("GB", "EUROPE", "WORLD")),
        ("SE", ("NORDIC", "EU27", "EUROPE", "WORLD")),
        ("NO", ("NORDIC", "EUROPE", "WORLD")),
    ],
)
def test_a_country_falls_back_on_its_group_and_a_country_part_on_its_country(
    code: str, parents: tuple[str, ...]
) -> None:
    assert regions()[code].chain[1:] == parents


def test_no_region_but_the_world_stands_above_everything() -> None:
    assert [r.code for r in regions().values() if r.chain == (r.code,)] == ["WORLD"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DK", "DK"),
        ("dk", "DK"),
        (" DK ", "DK"),
        ("DNK", "DK"),
        ("Denmark", "DK"),
        ("Danmark", "DK"),
        ("TYSKLAND", "DE"),
        ("Germany", "DE"),
        ("Østrig", "AT"),
        ("UK", "GB"),
        ("GB-SCT", "GB-SCT"),
        ("world", "WORLD"),
    ],
)
def test_a_region_is_found_by_code_and_by_its_english_and_danish_name(text: str, code: str) -> None:
    assert region(text).code == code


def test_every_country_has_an_english_and_a_danish_name_and_is_found_by_both() -> None:
    for country in (r for r in regions().values() if r.level == "country"):
        assert region(country.name_en) is country
        assert region(country.name_da) is country


@pytest.mark.parametrize(("text", "near"), [("Denmrk", "DK"), ("Sverig", "SE")])
def test_an_unknown_region_is_refused_with_near_codes(text: str, near: str) -> None:
    with pytest.raises(ItemError) as caught:
        region(text)
    issue = caught.value.issue
    assert (issue.code, issue.column, issue.value) == ("unknown_region", "region", text)
    assert near in issue.valid_values


@pytest.mark.parametrize("text", ["", "  ", "XQ", "Atlantis", "0", "\x00"])
def test_a_text_that_is_no_region_is_refused(text: str) -> None:
    with pytest.raises(ItemError, match="no region"):
        region(text)
