"""The books of the example alliance, 2022 to 2025: who belonged to it when, what was promised, stated and paid.

Everything is invented, as are the hours by train. `make_alliance.py` writes these tables beside members and lines.
"""

import csv
from pathlib import Path

from example_data import books_diligence as diligence
from example_data import books_productions as productions
from example_data import books_scorecards as scorecards
from example_data.books_ledgers import ALLOCATIONS, CONTRIBUTIONS, FUNDING, INITIATIVES, KEY_RESULTS, PIPELINE
from example_data.books_people import QUALIFICATIONS, ROLES, TRAINING
from example_data.rows import Row, cells

SECTIONS = """
[restatement]
base_year = 2022
threshold = 0.05
denominator = "stated"

[targets]
annual_rate = 0.042

[deliverables]
kinds = ["plan", "budget", "report"]
report_days = 90
gate_percent = 10

[fund]
currency = "DKK"

[disclosure]
k = 5
"""

EARLIER_MEMBERS = (
    ("lyngfilm", "Lyng Film A/S", "producer", "DK"),
    ("strandhugst", "Strandhugst Drama ApS", "producer", "DK"),
    ("nattergal", "Nattergal TV", "broadcaster", "DK"),
)
"""Those who are no members of 2025: one took another name, one merged, one left."""

MEMBERSHIPS = """\
member_id,role,from,to
baelthav,broadcaster,2022-01-01,
kanalklit,broadcaster,2022-01-01,
oeresaltfond,fund,2022-01-01,
midtsund,funder,2022-01-01,2022-12-31
midtsund,fund,2023-01-01,
lyngfilm,producer,2022-01-01,
groenspaet,producer,2022-01-01,
tredjelygte,producer,2022-03-01,
maagereden,producer,2022-01-01,
strandhugst,producer,2022-06-01,
nattergal,broadcaster,2022-01-01,2024-12-31
"""
SUCCESSIONS = """\
predecessor,successor,date,kind
lyngfilm,kobbertag,2023-07-01,renamed
strandhugst,maagereden,2024-07-01,merged
"""

COMMITMENTS = """\
commitment_id,member_id,kind,metric,base_year,target_year,target,target_value,annual_rate,level,applies_from,threshold,currency
r-baelthav,baelthav,reduction,absolute,2022,2026,,,,,,,
r-kanalklit,kanalklit,reduction,absolute,2022,2026,,,0.042,,,,
r-oeresaltfond,oeresaltfond,reduction,absolute,2022,2026,0.168,,,,,,
r-midtsund,midtsund,reduction,absolute,2022,2026,0.15,,,,,,
r-kobbertag,kobbertag,reduction,absolute,2022,2026,,66,,,,,
r-groenspaet,groenspaet,reduction,absolute,2022,2026,,,,,2023-01-01,,
r-tredjelygte,tredjelygte,reduction,absolute,2022,2026,,,,,,,
r-maagereden,maagereden,reduction,absolute,2022,2026,0.168,,,,,,
i-baelthav,baelthav,reduction,t_per_content_hour,2022,2026,0.2,,,,,,
i-tredjelygte,tredjelygte,reduction,t_per_shooting_day,2022,2026,,,0.05,,,,
i-kanalklit,kanalklit,reduction,t_per_million_budget,2022,2026,0.2,,,,,,DKK
m-kobbertag,kobbertag,measure_all,,,,,,,,2025-01-01,,
m-tredjelygte,tredjelygte,measure_all,,,,,,,,2025-01-01,3500000,DKK
m-kanalklit,kanalklit,measure_all,,,,0.8,,,,2025-01-01,,
m-maagereden,maagereden,measure_all,,,,,,,,2025-01-01,,
p-groenspaet,groenspaet,plan_before_start,,,,,,,,2023-01-01,,
p-tredjelygte,tredjelygte,plan_before_start,,,,0.5,,,,2023-01-01,,
b-maagereden,maagereden,budget_before_green_light,,,,,,,,2023-01-01,,
b-groenspaet,groenspaet,budget_before_green_light,,,,,,,,2024-01-01,,
a-baelthav,baelthav,report_after,,,,,,,,2024-01-01,,
a-kanalklit,kanalklit,report_after,,,,,,,,2024-01-01,,
l-kobbertag,kobbertag,label_level,,,,0.5,,,certified,2025-01-01,20000000,DKK
c-baelthav,baelthav,contribution,,,,,200000,,,,,DKK
c-kanalklit,kanalklit,contribution,,,,,120000,,,,,DKK
c-midtsund,midtsund,contribution,,,,,14000,,,2023-01-01,,EUR
"""

# kilograms of scope 1, scope 2 by location, scope 2 by market, scope 3 in 2022, 2023, 2024
STATED = {
    "baelthav": ((9800, 52400, 91700, 318600), (8900, 48700, 88200, 301900), (7700, 43900, 84100, 283400)),
    "kanalklit": ((5100, 16800, 33900, 147200), (4900, 16100, 33400, 145300), (4700, 15600, 32800, 143600)),
    "oeresaltfond": ((4100, 10300, 20100, 88400), (3900, 9800, 19500, 85100), (3500, 9100, 18800, 80900)),
    "midtsund": ((3000, 12900, 24600, 104700), (2900, 12300, 24000, 101500), (2700, 11500, 23100, 96800)),
    "groenspaet": ((1600, 3900, 7700, 29100), (1500, 3700, 7500, 28400), (1400, 3500, 7300, 27500)),
    "tredjelygte": ((700, 1000, 2000, 17900), (600, 1000, 1900, 17100), (600, 900, 1800, 15900)),
    "nattergal": ((3300, 12100, 23800, 86400), (3100, 11500, 23100, 84900), (3000, 11200, 22600, 84300)),
    "lyngfilm": ((2400, 7600, 14900, 69800),),
    "kobbertag": (None, (2200, 7100, 14100, 66700), (2000, 6400, 13200, 63300)),
}
# The one member whose years can be explained cell by cell; of 2024 it also states what came with the merger.
DETAILED = """\
maagereden,2022,scope1,energy,2660,diesel,DK,1000,L,fuel_based,2022,
maagereden,2022,scope2_location,energy,10800,grid electricity,DK,90000,kWh,location_based,2022,
maagereden,2022,scope2_market,energy,20700,grid electricity,DK,90000,kWh,market_based,2022,
maagereden,2022,scope3,travel,41600,flights,,260000,passenger*km,distance_based,2022,
maagereden,2022,scope3,purchases,42940,bought goods and services,DK,429400,DKK,spend_based,2022,
maagereden,2023,scope1,energy,2527,diesel,DK,950,L,fuel_based,2023,
maagereden,2023,scope2_location,energy,9680,grid electricity,DK,88000,kWh,location_based,2023,
maagereden,2023,scope2_market,energy,19800,grid electricity,DK,88000,kWh,market_based,2023,
maagereden,2023,scope3,travel,39200,flights,,245000,passenger*km,distance_based,2023,
maagereden,2023,scope3,purchases,42100,bought goods and services,DK,421000,DKK,spend_based,2023,
maagereden,2024,scope1,energy,2403,diesel,DK,900,L,fuel_based,2024,
maagereden,2024,scope2_location,energy,9030,grid electricity,DK,86000,kWh,location_based,2024,
maagereden,2024,scope2_market,energy,18920,grid electricity,DK,86000,kWh,market_based,2024,
maagereden,2024,scope3,travel,38750,flights,,250000,passenger*km,distance_based,2024,
maagereden,2024,scope3,purchases,37710,bought goods and services,DK,419000,DKK,supplier_specific,2023,
maagereden,2024,scope1,energy,500,,,,,,2024,Strandhugst Drama ApS
maagereden,2024,scope2_location,energy,1400,,,,,,2024,Strandhugst Drama ApS
maagereden,2024,scope2_market,energy,2900,,,,,,2024,Strandhugst Drama ApS
maagereden,2024,scope3,travel,10700,,,,,,2024,Strandhugst Drama ApS
"""
EMISSIONS = "member_id,year,scope,category,co2e_kg,activity,region,amount,unit,method,factor_edition,entity"
SCOPES = ("scope1", "scope2_location", "scope2_market", "scope3")

# Strandhugst stated no inventory of its own, so its base year comes in here.
STRUCTURAL_CHANGES = """\
change_id,kind,date,entity,member_id,share,scope,base_year_co2e_kg,entity_since,reason
s1,merger,2024-07-01,Strandhugst Drama ApS,maagereden,1,scope1,480,,Merged; worked out from its accounts of 2022
s1,merger,2024-07-01,Strandhugst Drama ApS,maagereden,1,scope2_location,1520,,Merged; electricity bills of 2022
s1,merger,2024-07-01,Strandhugst Drama ApS,maagereden,1,scope2_market,2950,,Merged; electricity bills of 2022
s1,merger,2024-07-01,Strandhugst Drama ApS,maagereden,1,scope3,10400,,Merged; travel and purchases of 2022
s2,insourcing,2025-03-01,Camera van,maagereden,1,scope1,900,,Own van instead of a hired one
s2,insourcing,2025-03-01,Camera van,maagereden,1,scope3,-300,,Own van instead of a hired one
s3,organic_growth,2025-05-01,,maagereden,1,,,,A third series a year
s4,divestment,2023-11-30,Bælthav Radio,baelthav,1/2,scope3,14000,,Half of the radio was sold
s5,factor_change,2024-12-31,,baelthav,1,scope3,6000,,Flights with the factors of 2024
s6,acquisition,2023-03-01,Klit Klip ApS,kanalklit,1,scope3,5000,,Bought an editing house; waits under the threshold
s7,method_change,2024-02-01,,kanalklit,1,scope3,4000,,Commissioned programmes by supplier data; over it with s6
s8,outsourcing,2024-05-01,Lighting store,groenspaet,1,scope1,400,,The store is hired since
s8,outsourcing,2024-05-01,Lighting store,groenspaet,1,scope3,-350,,The store is hired since
s9,error,2024-09-01,,groenspaet,1,scope3,250,,A trip was counted one way
s10,acquisition,2024-03-01,Halvlys ApS,tredjelygte,1,,,2023-05-01,Younger than the base year
"""


def emissions() -> list[Row]:
    """Return what members stated for the years before 2025."""
    rows: list[Row] = [
        [member, year, scope, "", kg, "", "", "", "", "activity_based", year, ""]
        for member, years in STATED.items()
        for year, figures in enumerate(years, start=2022)
        if figures is not None
        for scope, kg in zip(SCOPES, figures, strict=True)
    ]
    return [EMISSIONS.split(","), *rows, *cells(DETAILED)]


def write_books(folder: Path) -> None:
    """Write all tables but members, productions, stakes and lines."""
    with (folder / "alliance.toml").open("a", encoding="utf-8") as file:
        file.write(SECTIONS)
    tables: dict[str, list[Row]] = {
        "memberships": cells(MEMBERSHIPS),
        "successions": cells(SUCCESSIONS),
        "commitments": cells(COMMITMENTS),
        "emissions": emissions(),
        "structural_changes": cells(STRUCTURAL_CHANGES),
        "deliverables": productions.deliverables(),
        "contributions": cells(CONTRIBUTIONS),
        "initiatives": cells(INITIATIVES),
        "allocations": cells(ALLOCATIONS),
        "funding": cells(FUNDING),
        "key_results": cells(KEY_RESULTS),
        "pipeline": cells(PIPELINE),
        "roles": cells(ROLES),
        "qualifications": cells(QUALIFICATIONS),
        "training": cells(TRAINING),
        "assessments": scorecards.assessments(),
        "awards": cells(scorecards.AWARDS),
        "rail_times": cells(scorecards.RAIL_TIMES),
        "inventories": diligence.inventories(),
        "inventory_ranges": cells(diligence.RANGES),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
