"""Both inventories that lay on the table before Strandhugst merged into Mågereden; all invented."""

from example_data.rows import Row, cells

INVENTORIES = """\
inventory,year,scope,scope_category,co2e_kg,factor_edition,status,evidence,production_id,share,activity,region,date,amount,unit
maagereden,2022,scope1,,2660,2022,metered,v-2201,,,diesel,DK,,1000,L
maagereden,2022,scope2_location,,10800,2022,metered,v-2202,,,grid electricity,DK,,90000,kWh
maagereden,2022,scope2_market,,20700,2022,metered,v-2202,,,grid electricity,DK,,90000,kWh
maagereden,2022,scope3,3.6,38100,2022,supplier,v-2203,,,flights,,,240000,passenger*km
maagereden,2022,scope3,3.6,3500,2022,supplier,v-2204,q02-ebbe,0.2,flights,,2022-09-30,20000,passenger*km
maagereden,2022,scope3,3.1,42940,2022,spend,v-2205,,,bought goods and services,DK,,429400,DKK
maagereden,2023,scope1,,2527,2023,metered,v-2301,,,diesel,DK,,950,L
maagereden,2023,scope2_location,,9680,2023,metered,v-2302,,,grid electricity,DK,,88000,kWh
maagereden,2023,scope2_market,,19800,2023,metered,v-2302,,,grid electricity,DK,,88000,kWh
maagereden,2023,scope3,3.6,39200,2023,supplier,v-2303,,,flights,,,245000,passenger*km
maagereden,2023,scope3,3.1,42100,2023,spend,v-2305,,,bought goods and services,DK,,421000,DKK
strandhugst,2022,scope1,,480,2022,metered,s-2201,,,diesel,DK,,180,L
strandhugst,2022,scope2_location,,1520,2023,invoiced,s-2202,,,grid electricity,DK,,12400,kWh
strandhugst,2022,scope2_market,,2950,2023,invoiced,s-2202,,,grid electricity,DK,,12400,kWh
strandhugst,2022,scope3,3.6,6100,2022,estimated,,q02-ebbe,0.2,flights,,2022-10-31,37000,passenger*km
strandhugst,2022,scope3,3.1,4300,2022,spend,s-2205,,,bought goods and services,DK,,43000,DKK
strandhugst,2023,scope1,,510,2023,metered,s-2301,,,diesel,DK,,191,L
strandhugst,2023,scope2_location,,1450,2023,invoiced,s-2302,,,grid electricity,DK,,13100,kWh
strandhugst,2023,scope2_market,,2930,2023,invoiced,s-2302,,,grid electricity,DK,,13100,kWh
strandhugst,2023,scope3,3.6,,2023,,,,,flights,,,,
strandhugst,2023,scope3,3.1,4450,2023,spend,s-2305,,,bought goods and services,DK,,44500,DKK
"""
RULES = {"boundary": "full", "consolidation": "financing_share", "gwp": "AR5"}
"""By which both sides of the merger worked out their inventories."""
RANGES = """\
activity,unit,low_kg,high_kg,source
grid electricity,kWh,0.05,0.4,Invented for this example
flights,passenger*km,0.1,0.3,Invented for this example
"""

ENTITIES = {"maagereden": "Mågereden Fiktion A/S", "strandhugst": "Strandhugst Drama ApS"}


def inventories() -> list[Row]:
    """Return the rows of both with the rules that they share; a row without a day is about the whole year."""
    head, *rows = cells(INVENTORIES)
    day = head.index("date")
    table: list[Row] = [["entity", *head, *RULES]]
    for name, year, *rest in rows:
        row = [name, year, *rest]
        row[day] = row[day] or f"{year}-12-31"
        table.append([ENTITIES[str(name)], *row, *RULES.values()])
    return table
