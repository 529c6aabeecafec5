"""The bad lines of the broken example, each with what is wrong and the code expected."""

from dataclasses import dataclass

Cells = dict[str, str]


@dataclass(frozen=True)
class Case:
    """One line; `code` is empty when the line is good."""

    cells: Cells
    wrong: str = ""
    code: str = ""


def _case(wrong: str, code: str, **cells: str) -> Case:
    usual = {"production_id": "b1", "date": "2025-03-04", "region": "DK", "status": "invoiced", "version": "final"}
    return Case(usual | cells, wrong, code)


def _taxi(wrong: str, code: str, **cells: str) -> Case:
    usual = {"activity": "travel.taxi.regular", "amount": "24", "unit": "passenger*km"}
    return _case(wrong, code, **(usual | cells))


def _car(wrong: str, code: str, **cells: str) -> Case:
    return _case(wrong, code, **({"item": "car_trip", "distance": "84"} | cells))


ACTIVITIES = (
    _taxi("", "", line_id="A01"),
    _taxi("near miss of travel.taxi.regular", "unknown_activity", line_id="A02", activity="travel.taxi.reguler"),
    _taxi("unit that nobody knows", "unknown_unit", line_id="A03", unit="furlong"),
    _taxi("unit that can mean three things", "ambiguous_unit", line_id="A04", activity="material.wood.new", unit="ton"),
    _taxi("region that does not exist", "unknown_region", line_id="A05", region="XQ"),
    _taxi("before every edition", "no_factor_for_date", line_id="A06", date="1990-06-01"),
    _taxi("after every edition", "no_factor_for_date", line_id="A07", date="2050-06-01"),
    _taxi("amount left out", "missing_amount", line_id="A08", amount=""),
    _taxi("amount below zero", "negative_amount", line_id="A09", amount="-24"),
    _taxi("amount is text", "not_a_number", line_id="A10", amount="about twenty"),
    _taxi("amount is NaN", "not_finite", line_id="A11", amount="NaN"),
    _taxi("amount is infinite", "not_finite", line_id="A12", amount="inf"),
    _taxi("litres of hotel nights", "wrong_dimension", line_id="A13", activity="accommodation.hotel", unit="litre"),
    _taxi("line id used twice, see row 2", "duplicate_line_id", line_id="A01", amount="31"),
    _taxi("production that is not in productions.csv", "unknown_production", line_id="A15", production_id="b9"),
    _taxi("no date and no period", "missing_date", line_id="A16", date=""),
    _taxi(
        "period ends before it starts",
        "period_reversed",
        line_id="A17",
        date="",
        period_start="2025-05-31",
        period_end="2025-05-01",
    ),
    _taxi("", "", line_id="A18", date="", period_start="2025-05-01", period_end="2025-05-31"),
    _taxi("31 February", "invalid_date", line_id="A19", date="2025-02-31"),
    _taxi("date is text", "invalid_date", line_id="A20", date="some day in spring"),
    _taxi("", "", line_id="A21", activity="homeworking.total", amount="37.5", unit="person*hour"),
)
ITEMS = (
    _car("", "", line_id="I01"),
    _car("item that does not exist", "unknown_item", line_id="I02", item="helicopter_ride"),
    _case(
        "airport that does not exist",
        "unknown_airport",
        line_id="I03",
        item="flight",
        passengers="2",
        origin="CPH",
        destination="QQX",
        cabin="economy",
    ),
    _case(
        "cabin that does not exist",
        "invalid_choice",
        line_id="I04",
        item="flight",
        passengers="2",
        origin="CPH",
        destination="LHR",
        cabin="cattle",
    ),
    _case(
        "",
        "",
        line_id="I05",
        item="flight",
        passengers="2",
        origin="CPH",
        destination="LHR",
        cabin="economy",
        round_trip="true",
    ),
    _car("control that does not exist", "invalid_choice", line_id="I06", control="rented"),
    _car("version that does not exist", "invalid_choice", line_id="I07", version="latest"),
    _car("status that does not exist", "invalid_choice", line_id="I08", status="guessed"),
    _car("unit in the cell is of another dimension", "wrong_dimension", line_id="I09", distance="84 kg"),
    _car("distance left out", "missing_amount", line_id="I10", distance=""),
    _car("round trip is neither true nor false", "invalid_choice", line_id="I11", round_trip="perhaps"),
    _case(
        "material that does not exist",
        "unknown_activity",
        line_id="I12",
        item="material",
        mass="40",
        material="unobtainium",
    ),
    _case("", "", line_id="I13", item="material", mass="40", material="wood"),
)
DANISH = (
    _car("", "", line_id="D01", date="14-03-2025", distance="84,5", note="Kørsel til Lyngskær"),
    _car("31 February, Danish order", "invalid_date", line_id="D02", date="31-02-2025", distance="60,5"),
    _car("", "", line_id="D03", date="15-03-2025", distance="1.084,5", note="Stor rundtur på øerne"),
    _car("decimal comma twice", "not_a_number", line_id="D04", date="16-03-2025", distance="84,5,0"),
)
AMBIGUOUS = (
    _car("", "", line_id="N01", distance="84"),
    _car("1234 or 1.234, and no other number in the file tells", "ambiguous_number", line_id="N02", distance="1.234"),
)
TWO_UNITS = (_car("header and unit column both name a unit", "two_units", line_id="U01", distance="84"),)
TOO_MANY = (
    _car("", "", line_id="C01"),
    _car("two cells more than the header", "too_many_cells", line_id="C02"),
)
STAKES: tuple[tuple[tuple[str, str, str, str], str, str], ...] = (
    (("b1", "maagereden", "operational_control", "1"), "", ""),
    (("b1", "maagereden", "financing_share", "0.6"), "", ""),
    (("b1", "baelthav", "financing_share", "0.55"), "shares of b1 add up to 1.15", "stakes_over_one"),
    (("b9", "baelthav", "financing_share", "0.2"), "production that is not in productions.csv", "unknown_production"),
    (("b2", "ukendt", "financing_share", "0.2"), "member that is not in members.csv", "unknown_member"),
    (("b2", "maagereden", "financing_share", "half"), "share is text", "invalid_share"),
    (("b2", "baelthav", "financing_share", "-0.1"), "share below zero", "invalid_share"),
    (("b2", "baelthav", "equity", "0.3"), "method that does not exist", "invalid_choice"),
    (("b2", "baelthav", "operational_control", "1"), "", ""),
)
