"""The green fund: what is paid and allocated, what a tonne costs, and abatement beside the inventory."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import fields, has

import greenprod.alliance
from greenprod.alliance import abatement, fund
from greenprod.alliance.abatement import attribution, beside, costs
from greenprod.alliance.fund import Allocation, Contribution, Fund, Kind, settled
from greenprod.alliance.initiatives import Initiative
from greenprod.errors import GreenprodError, MoneyError
from greenprod.money import conversion, from_minor_units, minor_digits, minor_units, rounded

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.errors import Issue

MEMBERS = ("m1", "m2", "m3")
END = dt.date(2024, 12, 31)
TABLES = {
    "contributions": (
        "contribution_id,member_id,date,amount,currency,kind,evidence\n"
        "c1,m1,2023-02-01,300000.00,DKK,cash,v1\n"
        "c2,m2,2023-03-01,100000.00,DKK,,\n"
        "c3,m3,2024-01-15,50000.00,DKK,in_kind,agreed\n"
    ),
    "initiatives": (
        "initiative_id,name,start,budget,currency,status,expected_tco2e,verified_tco2e,verified_on,method,evidence\n"
        "grid,Power in studio,2023-05-01,400000,DKK,completed,100,80.5,2024-06-01,metered before and after,r1\n"
        "reuse,Reuse of sets,2024-01-01,90000,DKK,running,,,,,\n"
    ),
    "allocations": (
        "allocation_id,contribution_id,initiative_id,date,amount\n"
        "a1,c1,grid,2023-05-01,200000\na2,c2,grid,2023-06-01,100000\na3,c3,reuse,2024-02-01,20000.50\n"
    ),
}


def books(path: Path, currency: str = "", **tables: str) -> tuple[Fund, list[Issue]]:
    for name, text in {**TABLES, **tables}.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    issues: list[Issue] = []
    return fund.read(path, member_ids=MEMBERS, issues=issues, currency=currency), issues


def more(name: str, row: str) -> dict[str, str]:
    return {name: TABLES[name] + row + "\n"}


def test_balance_on_a_day_by_currency_and_kind(tmp_path: Path) -> None:
    found, issues = books(tmp_path)
    assert issues == []
    cash, in_kind = found.balances(END)
    assert (cash.contributed, cash.allocated, cash.left) == (
        Decimal("400000.00"), Decimal("300000.00"), Decimal("100000.00"),
    )  # fmt: skip
    assert (in_kind.kind, in_kind.left) == (Kind.IN_KIND, Decimal("29999.50"))
    assert found.balance(dt.date(2023, 1, 31)) == 0
    assert found.balance(dt.date(2023, 5, 1)) == Decimal("200000.00")
    assert found.balance(END) == Decimal("129999.50")
    assert found.currency == "DKK"


def test_members_paid_shares_are_exact_and_add_up_to_one(tmp_path: Path) -> None:
    found, _ = books(tmp_path)
    assert found.shares() == {"m1": Fraction(2, 3), "m2": Fraction(2, 9), "m3": Fraction(1, 9)}
    assert found.shares(kind=Kind.CASH) == {"m1": Fraction(3, 4), "m2": Fraction(1, 4)}
    assert found.shares(dt.date(2023, 2, 28)) == {"m1": Fraction(1)}
    assert found.shares(dt.date(2022, 1, 1)) == {}


def test_cost_per_tonne_of_the_unknown_is_unknown_and_not_zero(tmp_path: Path) -> None:
    found, _ = books(tmp_path)
    grid, reuse = costs(found, END)
    assert (grid.expected, grid.verified) == (Decimal("4000.00"), Decimal("4968.94"))
    assert (reuse.expected, reuse.verified) == (None, None)
    assert costs(found, dt.date(2024, 5, 31))[0].verified is None
    assert grid.steps == ()


def test_cost_per_tonne_in_another_currency_states_its_rate(tmp_path: Path) -> None:
    found, _ = books(tmp_path, currency="EUR")
    grid = costs(found)[0]
    assert grid.expected == Decimal("536.85")  # 4,000 / 7.45094
    assert grid.steps == ("DKK to EUR of 2023: / 7.45094 (ECB yearly average)",)


def test_attributed_abatement_adds_up_and_the_unpaid_part_is_nobodys(tmp_path: Path) -> None:
    found, _ = books(tmp_path)
    mine = [row for row in attribution(found, END) if row.initiative_id == "grid"]
    assert [(row.member_id, row.share) for row in mine] == [
        ("m1", Fraction(1, 2)), ("m2", Fraction(1, 4)), ("", Fraction(1, 4)),
    ]  # fmt: skip
    assert [row.verified_mg for row in mine] == [40_250_000_000, 20_125_000_000, 20_125_000_000]
    assert sum(row.expected_mg or 0 for row in mine) == 100 * 10**9


def test_a_milligram_that_cannot_be_parted_is_claimed_once(tmp_path: Path) -> None:
    rows = TABLES["initiatives"].splitlines()[0] + "\nx,X,2023-01-01,300,DKK,running,0.000000001,,,,\n"
    moves = "allocation_id,contribution_id,initiative_id,date,amount\n" + "".join(
        f"a{n},c{n},x,2024-03-01,100\n" for n in (1, 2, 3)
    )
    found, issues = books(tmp_path, initiatives=rows, allocations=moves)
    assert issues == []
    assert [row.expected_mg for row in attribution(found)] == [1, 0, 0]


def test_abatement_stands_beside_the_inventory_which_stays_as_it_is(tmp_path: Path) -> None:
    found, _ = books(tmp_path)
    inventory = {"m1": 10**9, "m4": 7}
    rows = {row.member_id: row for row in beside(found, inventory, END)}
    assert rows["m1"].inventory_mg == 10**9
    assert rows["m1"].attributed_verified_mg == 40_250_000_000
    assert (rows["m2"].inventory_mg, rows["m2"].attributed_expected_mg) == (None, 25 * 10**9)
    assert (rows["m3"].attributed_expected_mg, rows["m3"].initiatives, rows["m3"].without_expected) == (None, 1, 1)
    assert (rows["m4"].inventory_mg, rows["m4"].attributed_verified_mg, rows["m4"].initiatives) == (7, None, 0)
    assert inventory == {"m1": 10**9, "m4": 7}


def test_nothing_is_expected_of_a_cancelled_initiative(tmp_path: Path) -> None:
    text = TABLES["initiatives"].replace("completed", "cancelled")
    found, _ = books(tmp_path, initiatives=text)
    assert (costs(found)[0].expected, costs(found)[0].verified) == (None, Decimal("4968.94"))


def words(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()))


def test_nothing_in_the_alliance_offers_a_net_or_neutral_figure() -> None:
    said: dict[str, set[str]] = {}
    for found in pkgutil.iter_modules(greenprod.alliance.__path__):
        module = importlib.import_module(f"greenprod.alliance.{found.name}")
        own = {
            name: thing for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__
        }
        for name, thing in own.items():
            said[f"{found.name}.{name}"] = words(name)
            if isinstance(thing, type):
                members = [*vars(thing), *([f.name for f in fields(thing)] if has(thing) else [])]
                said.update({f"{found.name}.{name}.{member}": words(member) for member in members})
    assert len(said) > 50
    forbidden = {"net", "neutral", "neutrality", "offset", "offsets", "compensated"}
    assert {name for name, found in said.items() if found & forbidden} == set()


@pytest.mark.parametrize("module", [fund, abatement])
def test_no_emission_goes_in_and_comes_out_smaller(module: Any) -> None:
    source = inspect.getsource(module)
    assert re.findall(r"inventory_mg[^,\n:=]*-|-[^,\n>]*inventory_mg", source) == []


def test_a_claim_in_words_is_told(tmp_path: Path) -> None:
    _, issues = books(tmp_path, **more("initiatives", "n,Klimaneutral film,2024-01-01,1,DKK,planned,,,,,"))
    assert [(i.code, i.severity, i.row, i.value) for i in issues] == [("neutrality_claim", "warning", 4, "neutral")]


BAD = {
    "contribution of nobody": (
        more("contributions", "c9,m9,2023-02-01,1,DKK,cash,"), "contributions.csv", "unknown_member", "member_id",
    ),
    "contribution below zero": (
        more("contributions", "c9,m1,2023-02-01,-1,DKK,cash,"), "contributions.csv", "negative_amount", "amount",
    ),
    "contribution of half an oere": (
        more("contributions", "c9,m1,2023-02-01,1.0050,DKK,cash,"), "contributions.csv", "too_many_decimals", "amount",
    ),
    "contribution in no currency": (
        more("contributions", "c9,m1,2023-02-01,1,DKR,cash,"), "contributions.csv", "unknown_currency", "currency",
    ),
    "contribution without a rate": (
        more("contributions", "c9,m1,2010-02-01,1,ILS,cash,"), "contributions.csv", "no_exchange_rate", "currency",
    ),
    "contribution twice": (
        more("contributions", "c1,m1,2023-02-01,1,DKK,cash,"), "contributions.csv", "duplicate_id", "contribution_id",
    ),
    "contribution to an unknown initiative": (
        more("allocations", "a9,c1,nowhere,2023-05-01,1"), "allocations.csv", "unknown_initiative", "initiative_id",
    ),
    "allocation of an unknown contribution": (
        more("allocations", "a9,c9,grid,2023-05-01,1"), "allocations.csv", "unknown_contribution", "contribution_id",
    ),
    "allocation over the contribution": (
        more("allocations", "a9,c1,reuse,2024-05-01,100000.01"), "allocations.csv", "allocation_over_contribution",
        "amount",
    ),
    "allocation over budget": (
        more("allocations", "a9,c1,reuse,2024-05-01,70000"), "allocations.csv", "allocation_over_budget", "amount",
    ),
    "allocation before the money came": (
        more("allocations", "a9,c3,reuse,2024-01-14,1"), "allocations.csv", "allocation_before_contribution", "date",
    ),
    "allocation of half an oere": (
        more("allocations", "a9,c1,reuse,2024-01-14,0.0050"), "allocations.csv", "too_many_decimals", "amount",
    ),
    "verified by nobody": (
        more("initiatives", "n,N,2024-01-01,1,DKK,running,1,1,2024-02-01,,"), "initiatives.csv",
        "unverified_abatement", "verified_tco2e",
    ),
    "abatement below zero": (
        more("initiatives", "n,N,2024-01-01,1,DKK,running,-1,,,,"), "initiatives.csv", "negative_amount",
        "expected_tco2e",
    ),
    "initiative with a budget of half an oere": (
        more("initiatives", "n,N,2024-01-01,1.0050,DKK,running,1,,,,"), "initiatives.csv", "too_many_decimals",
        "budget",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_told_and_nothing_is_computed_from_it(tmp_path: Path, name: str) -> None:
    tables, file, code, column = BAD[name]
    clean, _ = books(tmp_path, currency="DKK")
    found, issues = books(tmp_path, currency="DKK", **tables)
    assert [(i.file, i.code, i.column, i.severity) for i in issues] == [(file, code, column, "error")]
    assert issues[0].row == next(iter(tables.values())).count("\n")
    assert issues[0].hint
    assert found == clean


def test_an_allocation_in_another_currency_than_its_contribution_is_refused(tmp_path: Path) -> None:
    text = "allocation_id,contribution_id,initiative_id,date,amount,currency\na1,c1,grid,2023-05-01,100,EUR\n"
    found, issues = books(tmp_path, allocations=text)
    assert [(i.code, i.row, i.value) for i in issues] == [("mixed_currencies", 2, "EUR")]
    assert found.allocations == ()


def test_mixed_currencies_with_a_rate_are_converted_at_the_rates_of_their_year(tmp_path: Path) -> None:
    tables = more("contributions", "c4,m1,2023-05-01,1000.00,EUR,cash,")
    found, issues = books(tmp_path, currency="DKK", **tables)
    assert issues == []
    assert found.balance(END) == Decimal("129999.50") + Decimal("7450.94")
    assert books(tmp_path, **tables)[0].currency == "EUR"


def test_a_budget_in_another_currency_takes_no_more_than_it_has(tmp_path: Path) -> None:
    goals = TABLES["initiatives"] + "eu,Training,2023-01-01,1000,EUR,running,1,,,,\n"
    fits = TABLES["allocations"] + "a9,c1,eu,2023-07-01,7450.93\n"
    over = TABLES["allocations"] + "a9,c1,eu,2023-07-01,7450.95\n"
    assert books(tmp_path, initiatives=goals, allocations=fits)[1] == []
    assert [i.code for i in books(tmp_path, initiatives=goals, allocations=over)[1]] == ["allocation_over_budget"]


def test_a_rate_of_an_earlier_year_is_told(tmp_path: Path) -> None:
    tables = more("contributions", "c4,m1,2027-05-01,1000.00,EUR,cash,")
    found, issues = books(tmp_path, currency="DKK", **tables)
    assert [(i.code, i.severity, i.row) for i in issues] == [("exchange_rate_carried_on", "warning", 5)]
    assert len(found.contributions) == 4


def test_earlier_allocations_come_first_whatever_their_row(tmp_path: Path) -> None:
    late = "allocation_id,contribution_id,initiative_id,date,amount\nb,c1,grid,2023-09-01,200000\n"
    found, issues = books(tmp_path, allocations=late + "a,c1,grid,2023-08-01,200000\n")
    assert [one.allocation_id for one in found.allocations] == ["a"]
    assert [(i.code, i.row) for i in issues] == [("allocation_over_contribution", 2)]


def test_of_two_on_one_day_the_id_decides_whatever_their_row(tmp_path: Path) -> None:
    head = "allocation_id,contribution_id,initiative_id,date,amount\n"
    found, _ = books(tmp_path, allocations=head + "b,c1,grid,2023-09-01,200000\na,c1,grid,2023-09-01,200000\n")
    assert [one.allocation_id for one in found.allocations] == ["a"]


def test_what_is_not_yet_allocated_is_attributed_to_nobody(tmp_path: Path) -> None:
    found, _ = books(tmp_path)
    mine = [row for row in attribution(found, dt.date(2023, 5, 31)) if row.initiative_id == "grid"]
    assert [(row.member_id, row.share, row.verified_mg) for row in mine] == [
        ("m1", Fraction(1, 2), None), ("", Fraction(1, 2), None),
    ]  # fmt: skip


def test_a_fund_that_pays_out_too_much_cannot_be_made() -> None:
    day = dt.date(2024, 1, 1)
    paid = Contribution(contribution_id="c", member_id="m1", date=day, amount=Decimal(10), currency="DKK")
    goal = Initiative(initiative_id="i", name="I", start=day, budget=Decimal(50), currency="DKK", status="running")
    move = Allocation(allocation_id="a", contribution_id="c", initiative_id="i", date=day, amount=Decimal("10.01"))
    with pytest.raises(GreenprodError, match=r"more than the 10\.00 left of c"):
        Fund(contributions=(paid,), initiatives=(goal,), allocations=(move,))
    issues: list[Issue] = []
    assert settled([paid], [goal], [move], member_ids={"m1"}, issues=issues).allocations == ()
    assert [i.code for i in issues] == ["allocation_over_contribution"]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found, _ = books(tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    found.write(again)
    issues: list[Issue] = []
    assert fund.read(again, member_ids=MEMBERS, issues=issues) == found
    assert issues == []


def test_an_empty_folder_has_an_empty_fund(tmp_path: Path) -> None:
    issues: list[Issue] = []
    found = fund.read(tmp_path, member_ids=MEMBERS, issues=issues)
    assert (found, issues) == (Fund(), [])
    assert (found.shares(), found.balances(END), costs(found), attribution(found)) == ({}, (), (), ())


def test_minor_units_of_money() -> None:
    assert minor_units(Decimal("0.01"), "dkk") == 1
    assert (minor_digits("JPY"), minor_digits("KRW"), minor_digits("HUF")) == (0, 0, 2)
    assert str(from_minor_units(5, "ISK")) == "5"
    assert rounded(Fraction(5, 2), "ISK") == 2
    with pytest.raises(MoneyError, match="no minor unit") as error:
        minor_digits("TRL")
    assert error.value.issue.code == "no_minor_unit"
    with pytest.raises(MoneyError) as error:
        minor_units(Decimal("0.5"), "ISK")
    assert error.value.issue.code == "too_many_decimals"


def test_an_exact_conversion_goes_there_and_back() -> None:
    there, back = conversion("SEK", "DKK", 2021), conversion("DKK", "SEK", 2021)
    assert there.factor * back.factor == 1
    assert conversion("DKK", "DKK", 1950).factor == 1
    assert conversion("EUR", "DKK", 2027).extended


def test_a_row_that_is_refused_takes_no_id_from_the_next(tmp_path: Path) -> None:
    head, *rows = TABLES["contributions"].splitlines()
    found, issues = books(tmp_path, contributions="\n".join((head, "c1,typo,2023-02-01,1,DKK,cash,", *rows)) + "\n")
    assert [issue.code for issue in issues] == ["unknown_member"]
    assert [one.contribution_id for one in found.contributions] == ["c1", "c2", "c3"]
