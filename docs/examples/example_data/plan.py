"""The cast: fictitious members, productions and stakes of the example alliance."""

from dataclasses import dataclass, field
from datetime import date

ALLIANCE_TOML = """\
id = "havblik"
name = "Havblik-alliancen"
year = 2025
method = "financing_share"
description = "Fictitious alliance of Danish broadcasters, funds and producers. Example data, no measurements."
"""


@dataclass(frozen=True)
class Member:
    """A party of the alliance."""

    member_id: str
    name: str
    role: str
    region: str = "DK"


@dataclass(frozen=True)
class Production:
    """A production and what steers its invented amounts."""

    production_id: str
    title: str
    format: str
    region: str
    start: date
    shoot_start: date
    shoot_end: date
    end: date
    episodes: int
    minutes: int
    shooting_days: int
    budget: int
    people: int
    lead: str
    routes: tuple[tuple[str, str], ...]
    layout: str
    busy: float = 1.0
    hotels: tuple[str, ...] = ("DK",)
    abroad: tuple[str, ...] = ()
    currency: str = "DKK"
    share: dict[str, float] = field(default_factory=dict)


MEMBERS = (
    Member("baelthav", "Bælthav TV", "broadcaster"),
    Member("kanalklit", "Kanal Klit", "broadcaster"),
    Member("oeresaltfond", "Øresalt Filmfond", "fund"),
    Member("midtsund", "Midtsund Billedpulje", "fund"),
    Member("kobbertag", "Kobbertag Produktion A/S", "producer"),
    Member("groenspaet", "Grønspæt & Døtre Film ApS", "producer"),
    Member("tredjelygte", "Tredje Lygte ApS", "producer"),
    Member("maagereden", "Mågereden Fiktion A/S", "producer"),
)

EUROPE = (("CPH", "BER"), ("CPH", "LHR"), ("CPH", "OSL"), ("CPH", "ARN"), ("CPH", "AMS"), ("CPH", "CDG"))
JUTLAND = (("CPH", "AAL"), ("CPH", "AAR"), ("CPH", "BLL"), ("BLL", "LHR"), ("AAL", "CPH"))

FEATURES = (
    Production(
        "p01-ravnsoe",
        "Sidste færge til Ravnsø",
        "feature",
        "DK",
        date(2025, 1, 13),
        date(2025, 4, 7),
        date(2025, 5, 23),
        date(2025, 12, 12),
        1,
        104,
        34,
        27_500_000,
        62,
        "groenspaet",
        (*JUTLAND, ("CPH", "RNN"), ("CPH", "BER")),
        "danish_by_department",
        share={"flight": 1.2},
    ),
    Production(
        "p02-kulsvier",
        "Kulsvierens bog",
        "feature",
        "DK",
        date(2025, 2, 3),
        date(2025, 8, 11),
        date(2025, 9, 26),
        date(2025, 12, 19),
        1,
        112,
        35,
        31_000_000,
        64,
        "kobbertag",
        (*EUROPE, ("BLL", "LHR"), ("CPH", "WAW")),
        "plain",
        hotels=("DK", "DE"),
    ),
    Production(
        "p03-atlanterhav",
        "Det brændte Atlanterhav",
        "feature",
        "DK",
        date(2025, 1, 6),
        date(2025, 3, 3),
        date(2025, 4, 25),
        date(2025, 11, 28),
        1,
        98,
        36,
        38_000_000,
        58,
        "maagereden",
        (*EUROPE, ("CPH", "LIS"), ("CPH", "LIS"), ("CPH", "MAD"), ("CPH", "KEF"), ("CPH", "LIS")),
        "workbook",
        hotels=("DK", "PT", "PT", "ES"),
        abroad=("PT",),
        share={"flight": 0.75},
    ),
    Production(
        "p04-tusindgrader",
        "Tusind grader nord",
        "feature",
        "SE",
        date(2025, 3, 10),
        date(2025, 9, 8),
        date(2025, 10, 24),
        date(2025, 12, 30),
        1,
        101,
        33,
        4_100_000,
        60,
        "",
        (("CPH", "ARN"), ("CPH", "ARN"), ("CPH", "GOT"), ("ARN", "OSL"), ("BLL", "ARN"), ("CPH", "HEL")),
        "bom",
        hotels=("SE", "SE", "DK"),
        abroad=("SE", "SE", "SE"),
        currency="EUR",
    ),
)
SERIES = (
    Production(
        "p05-havnefoged",
        "Havnefogeden i Lyngskær",
        "drama_series",
        "DK",
        date(2025, 1, 2),
        date(2025, 3, 17),
        date(2025, 8, 29),
        date(2025, 12, 31),
        8,
        352,
        96,
        72_000_000,
        175,
        "baelthav",
        EUROPE + JUTLAND,
        "parquet",
        busy=1.2,
        hotels=("DK", "DK", "NO"),
        abroad=("NO",),
    ),
    Production(
        "p06-vagtskifte",
        "Vagtskifte Nord",
        "drama_series",
        "DK",
        date(2025, 2, 10),
        date(2025, 5, 5),
        date(2025, 9, 12),
        date(2025, 12, 22),
        6,
        270,
        74,
        49_000_000,
        130,
        "kobbertag",
        EUROPE + JUTLAND + (("AAL", "OSL"),),
        "danish_by_department",
        hotels=("DK", "DK", "SE"),
    ),
    Production(
        "p07-tvedoe",
        "Arvingen fra Tvedø",
        "drama_series",
        "DK",
        date(2025, 1, 20),
        date(2025, 4, 22),
        date(2025, 8, 8),
        date(2025, 12, 15),
        6,
        258,
        70,
        51_500_000,
        122,
        "maagereden",
        (*EUROPE, ("CPH", "PMI"), ("CPH", "PMI"), ("CPH", "LON")),
        "unit_headers_by_department",
        hotels=("DK", "ES"),
        abroad=("ES",),
    ),
)
FACTUAL = (
    Production(
        "p08-biavler",
        "Biavleren fra Thyborup",
        "documentary",
        "DK",
        date(2025, 2, 17),
        date(2025, 4, 14),
        date(2025, 9, 19),
        date(2025, 12, 5),
        1,
        72,
        28,
        3_200_000,
        5,
        "tredjelygte",
        (("CPH", "AAL"), ("CPH", "BER"), ("CPH", "AMS"), ("BLL", "LHR")),
        "danish",
        hotels=("DK", "DE"),
        share={"flight": 1.4},
    ),
    Production(
        "p09-kobolt",
        "Kort over kobolt",
        "documentary",
        "DK",
        date(2025, 1, 27),
        date(2025, 3, 24),
        date(2025, 10, 3),
        date(2025, 12, 18),
        1,
        88,
        31,
        5_600_000,
        6,
        "tredjelygte",
        (("CPH", "CPT"), ("CPH", "LHR"), ("CPH", "CMN"), ("CPH", "BRU"), ("CPH", "JFK"), ("CPH", "CDG")),
        "plain",
        busy=0.9,
        hotels=("DK", "ZA", "GB", "FR"),
        abroad=("ZA",),
        share={"flight": 0.5},
    ),
    Production(
        "p10-boelger",
        "De lange bølgers arkiv",
        "documentary",
        "DK",
        date(2025, 3, 3),
        date(2025, 5, 12),
        date(2025, 10, 17),
        date(2025, 12, 29),
        2,
        118,
        26,
        4_400_000,
        5,
        "groenspaet",
        (("CPH", "KEF"), ("CPH", "LHR"), ("CPH", "OSL"), ("CPH", "MAN")),
        "amount_units",
        hotels=("DK", "GB", "NO"),
    ),
)
ENTERTAINMENT = (
    Production(
        "p11-gaardspil",
        "Gårdspillet",
        "entertainment",
        "DK",
        date(2025, 1, 9),
        date(2025, 2, 24),
        date(2025, 5, 2),
        date(2025, 6, 27),
        10,
        290,
        20,
        8_900_000,
        21,
        "kanalklit",
        (("CPH", "AAL"), ("AAR", "CPH"), ("CPH", "OSL")),
        "units_in_cells",
    ),
    Production(
        "p12-skaeve",
        "Den skæve halvtime",
        "entertainment",
        "DK",
        date(2025, 6, 30),
        date(2025, 8, 25),
        date(2025, 11, 14),
        date(2025, 12, 23),
        12,
        348,
        18,
        7_200_000,
        17,
        "baelthav",
        (("CPH", "ARN"), ("CPH", "LHR"), ("BLL", "CPH")),
        "generic_apart",
    ),
)
PRODUCTIONS = FEATURES + SERIES + FACTUAL + ENTERTAINMENT

# What is missing to 1 is carried by parties outside the alliance.
FINANCING = {
    "p01-ravnsoe": {"groenspaet": 0.25, "oeresaltfond": 0.35, "baelthav": 0.3},
    "p02-kulsvier": {"kobbertag": 0.3333, "midtsund": 0.3333, "kanalklit": 0.3333},
    "p03-atlanterhav": {"maagereden": 0.28, "oeresaltfond": 0.22, "groenspaet": 0.1},
    "p04-tusindgrader": {"oeresaltfond": 0.08, "tredjelygte": 0.12},
    "p05-havnefoged": {"baelthav": 0.62, "maagereden": 0.13, "midtsund": 0.1},
    "p06-vagtskifte": {"kobbertag": 0.2, "kanalklit": 0.55, "midtsund": 0.25},
    "p07-tvedoe": {"maagereden": 0.1667, "baelthav": 0.5, "oeresaltfond": 0.1667},
    "p08-biavler": {"tredjelygte": 0.4, "oeresaltfond": 0.6},
    "p09-kobolt": {"tredjelygte": 0.3333, "kanalklit": 0.1667},
    "p10-boelger": {"groenspaet": 0.45, "baelthav": 0.35, "midtsund": 0.15},
    "p11-gaardspil": {"kanalklit": 1.0},
    "p12-skaeve": {"baelthav": 0.9, "tredjelygte": 0.1},
}
