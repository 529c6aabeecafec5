"""The words of the page: what scopes, matches, statuses and methods mean to a reader."""

from __future__ import annotations

from greenprod.vocabulary import Match, Status

NOT_STATED = "not stated"
OUTSIDE = "outside the alliance"

SCOPES = {
    "scope1_mg": "Scope 1",
    "scope2_location_mg": "Scope 2 (location)",
    "scope3_mg": "Scope 3",
}
"""The measures that add up to CO2e, in the order they are stacked."""

MEASURE_TITLES = {
    "co2e_mg": "CO2e",
    "scope1_mg": "Scope 1",
    "scope2_location_mg": "Scope 2, location-based",
    "scope3_mg": "Scope 3",
    "scope2_market_mg": "Scope 2, market-based",
    "biogenic_mg": "Biogenic CO2, outside the scopes",
}

COLUMN_TITLES = {
    "co2e_mg": "CO2e",
    "scope1_mg": "Scope 1",
    "scope2_location_mg": "Scope 2 location",
    "scope3_mg": "Scope 3",
    "scope2_market_mg": "Scope 2 market",
    "biogenic_mg": "Biogenic CO2",
}
"""The same measures, in the same order, short enough for the head of a column."""

SCOPE_CATEGORIES = {
    "1": "Scope 1",
    "2": "Scope 2",
    "3.1": "Purchased goods and services",
    "3.2": "Capital goods",
    "3.3": "Fuel- and energy-related activities",
    "3.4": "Upstream transport and distribution",
    "3.5": "Waste generated in operations",
    "3.6": "Business travel",
    "3.7": "Employee commuting and homeworking",
    "3.8": "Upstream leased assets",
    "3.9": "Downstream transport and distribution",
    "3.10": "Processing of sold products",
    "3.11": "Use of sold products",
    "3.12": "End-of-life treatment of sold products",
    "3.13": "Downstream leased assets",
    "3.14": "Franchises",
    "3.15": "Investments",
    "outside": "Biogenic CO2, outside the scopes",
}
"""Categories of the GHG Protocol."""

MATCHES = {
    Match.OVERRIDE: "The line names its own factor, with a source and a reason.",
    Match.EXACT: "The published factor for this activity, in this region, in this period.",
    Match.PARENT_REGION: "The factor of a larger region that contains this one.",
    Match.EXTENDED_PERIOD: "The factor of the nearest edition, used outside its own period.",
    Match.PROXY_REGION: "The factor of another region that stands in for this one.",
    Match.PROXY_ACTIVITY: "The factor of a similar activity that stands in for this one.",
}
"""What each match means; best first."""

STATUSES = {
    Status.METERED: "Read from a meter.",
    Status.INVOICED: "Taken from an invoice.",
    Status.SUPPLIER: "Stated by the supplier.",
    Status.CALCULATED: "Calculated from other facts.",
    Status.ESTIMATED: "Estimated by the production.",
    Status.SPEND: "Derived from money spent.",
    Status.DEFAULT: "A default, because nothing better was known.",
}
"""What each status of an amount means; best evidence first."""

METHODS = {
    "operational_control": (
        "Operational control: the member that runs a production carries all of it.",
        "A production that no member runs lies outside the alliance.",
    ),
    "financing_share": (
        "Financing share: each member carries the part of a production that it finances.",
        "The part that nobody in the alliance finances lies outside the alliance.",
    ),
}

NOTES = (
    "CO2e is scope 1, scope 2 (location-based) and scope 3 together.",
    "The market-based figure of scope 2 stands beside the location-based one. It is never added to it.",
    "Biogenic CO2 lies outside the scopes. It is shown and never added to CO2e.",
    "Every posting is rounded once to a whole milligram. Totals are sums of whole numbers, so parts add up exactly.",
    "Shares are split by largest remainder. Nothing is lost and nothing is invented.",
    "A line with a problem that stops it is not booked. It counts as missing, never as zero.",
    "This page shows tonnes rounded for reading. The files beside it hold the exact kilograms.",
    "Offsets and contributions are not part of any figure here.",
)


def words(name: str) -> str:
    """Return an id as words.

    Examples
    --------
    >>> words("financing_share"), words("")
    ('financing share', 'not stated')

    """
    return name.replace("_", " ") if name else NOT_STATED
