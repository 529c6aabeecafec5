"""Descriptions of items: fields, choices and texts as the classes have them, in English and Danish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from attrs import field, fields, frozen
from attrs.converters import optional

import greenprod as gp
from greenprod.errors import ItemError
from greenprod.items.amounts import amount, in_hours, in_km
from greenprod.items.base import COMMON, ActivityAmount, Item, amount_fields, required
from greenprod.items.catalogue import ITEMS
from greenprod.items.describe import Description, catalogue, describe, label, labels
from greenprod.vocabulary import Control, Status, Version, invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BY_KIND = {"sled": ("wood", "steel"), "kite": ("paper",)}
ALL = list(catalogue())


@frozen(kw_only=True, slots=True)
class SnowTrip(Item):
    """Book a trip over snow.

    Second paragraph.

    Parameters
    ----------
    distance
        Amount, in km,
        over snow.
    start, goal
        Where it begins and ends.
    made_of
        Depends on `vehicle`.

    Notes
    -----
    First rule.

    Second
    rule.

    """

    title: ClassVar[str] = "Snow trip"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = {
        "distance": 3, "vehicle": "sled", "start": "A", "goal": "B", "surface": "ice", "region": "DK",
        "date": "2025-01-01",
    }  # fmt: skip
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {"surface": ("ice", "powder")}

    distance: float = field(converter=in_km, metadata=amount("km"))
    vehicle: str = ""
    made_of: str = ""
    start: str = ""
    goal: str = ""
    surface: str = "ice"
    lights: bool = False
    slope: float | None = None

    def check(self) -> None:
        """Check the vehicle and what it is made of."""
        super().check()
        if not self.vehicle:
            raise required("vehicle", "snow")
        if self.vehicle not in BY_KIND:
            raise ItemError(invalid_choice("vehicle", self.vehicle, BY_KIND))
        if self.made_of and self.made_of not in BY_KIND[self.vehicle]:
            raise ItemError(invalid_choice("made_of", self.made_of, BY_KIND[self.vehicle]))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield nothing."""
        yield from ()


@frozen(kw_only=True, slots=True)
class EitherWay(Item):
    """Book by distance or by hours."""

    example: ClassVar[Mapping[str, str | float]] = {"hours": 3, "power": "low", "date": "2025-01-01"}
    distance: float | None = field(default=None, converter=optional(in_km), metadata=amount("km"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    power: str = ""

    def check(self) -> None:
        """Check that hours come with a power."""
        super().check()
        if self.hours is not None and not self.power:
            raise required("power", "either")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield nothing."""
        yield from ()


def test_the_docstring_is_taken_apart() -> None:
    found = describe(SnowTrip)
    assert found.name == "snow_trip"
    assert found.summary == "Book a trip over snow."
    assert found.notes == "First rule.\n\nSecond rule."
    assert found["distance"].text == "Amount, in km, over snow."
    assert found["start"].text == found["goal"].text == "Where it begins and ends."
    assert found["vehicle"].text == ""
    assert "ISO 3166" in found["region"].text


def test_choices_are_those_the_class_names_when_it_refuses_a_word() -> None:
    found = describe(SnowTrip)
    assert found["vehicle"].choices == ("sled", "kite")
    assert set(found["made_of"].choices) == {"wood", "steel", "paper"}
    assert found["start"].choices == ()


def test_choices_that_the_class_states_count_for_more() -> None:
    assert describe(SnowTrip)["surface"].choices == ("ice", "powder")


def test_kinds_units_values_and_defaults_of_fields() -> None:
    found = describe(SnowTrip)
    assert (found["distance"].kind, found["distance"].column) == ("amount", "distance [km]")
    assert (found["surface"].kind, found["surface"].default) == ("description", "ice")
    assert (found["lights"].value, found["lights"].default) == ("yes_no", False)
    assert (found["slope"].value, found["slope"].default) == ("number", None)
    assert (found["date"].kind, found["date"].value) == ("common", "date")
    assert found["version"].default == "final"
    assert [f.name for f in found.own] == [f.name for f in fields(SnowTrip) if f.name not in COMMON]


def test_a_field_is_required_when_no_line_can_do_without_it() -> None:
    snow = describe(SnowTrip)
    assert {f.name for f in snow.fields if f.required} == {"distance", "vehicle"}
    assert not any(f.required for f in describe(EitherWay).fields)


def test_an_amount_of_its_own_unit_names_the_column_of_the_unit() -> None:
    found = describe("activity")["amount"]
    assert (found.column, found.unit_field) == ("amount", "unit")


def test_the_words_of_the_common_columns() -> None:
    found = describe("meals")
    assert found["control"].choices == tuple(Control)
    assert found["status"].choices == tuple(Status)
    assert found["version"].choices == tuple(Version)


def test_an_unknown_item_gets_near_names() -> None:
    with pytest.raises(gp.ItemError) as caught:
        describe("flihgt")
    assert "flight" in caught.value.issue.valid_values


def test_the_catalogue_shows_itself() -> None:
    text, page = repr(catalogue()), catalogue()._repr_html_()
    for name in ITEMS:
        assert name in text
        assert f"<td>{name}</td>" in page
    assert "distance [km]" in text
    assert "snow_trip: Snow trip" in str(describe(SnowTrip))
    assert "one of sled, kite" in str(describe(SnowTrip))
    assert "<b>snow_trip</b>" in describe(SnowTrip)._repr_html_()


@pytest.mark.parametrize("described", ALL, ids=lambda d: d.name)
def test_every_item_is_described_whole(described: Description) -> None:
    assert described.title
    assert described.title_da
    assert described.summary.endswith(".")
    assert (described.group, "") in labels("group")
    assert all((topic, "") in labels("topic") for topic in described.topics)
    assert [f.name for f in described.own if not f.text] == []
    assert {f.name: f.unit for f in described.own if f.kind == "amount"} == amount_fields(described.kind)  # type: ignore[arg-type] # mypy 11469


@pytest.mark.parametrize("described", ALL, ids=lambda d: d.name)
def test_every_field_has_a_danish_title_in_labels(described: Description) -> None:
    assert [f.name for f in described.fields if not f.title_da] == []


@pytest.mark.parametrize("described", [d for d in ALL if d.example], ids=lambda d: d.name)
def test_every_example_can_be_booked_and_keeps_to_the_choices(described: Description) -> None:
    kind: Any = described.kind
    ledger = gp.Calculator().ledger([kind(**described.example)])
    assert list(ledger.lines["booked"]) == [True]
    for name, value in described.example.items():
        assert not described[name].choices or str(value) in described[name].choices, name


def test_labels_of_no_field_are_stale_and_texts_have_both_languages() -> None:
    used = {f.name for d in ALL for f in d.fields}
    assert {name for name, _ in labels("field")} - used == set()
    for kind in ("group", "topic", "page", "field"):
        assert all(row["title_en"] and row["title_da"] for row in labels(kind).values())
    assert label("group", "travel", "da") == "Rejser"
    assert label("group", "no_such") == "No such"
