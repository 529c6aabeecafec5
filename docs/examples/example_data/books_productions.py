"""Productions of the years before 2025, their stakes, and what every production handed in; all invented.

Their lines are not in the folder: members stated these years in emissions.csv.
"""

import datetime as dt

from example_data.rows import Row, cells

MILESTONES = {
    "p01-ravnsoe": ("2024-12-02", "0"),
    "p02-kulsvier": ("2024-12-16", "0.04"),
    "p03-atlanterhav": ("2024-11-18", "0.31"),
    "p04-tusindgrader": ("2025-01-27", "0.72"),
    "p05-havnefoged": ("2024-11-04", "0.08"),
    "p06-vagtskifte": ("2025-01-06", "0.03"),
    "p07-tvedoe": ("2024-12-09", "0.12"),
    "p08-biavler": ("2025-01-20", "0"),
    "p09-kobolt": ("2024-12-18", "0.45"),
    "p10-boelger": ("2025-02-03", "0.1"),
    "p11-gaardspil": ("2024-12-11", "0"),
    "p12-skaeve": ("2025-06-02", "0"),
}
"""Green light and share of the cost abroad of the productions of 2025; delivery is their last day."""

# Columns as in productions.csv.
EARLIER = """\
q01-fyrpasser,Fyrpasserens døtre,drama_series,DK,2022-02-14,2022-11-30,6,264,72,48000000,DKK,2022-01-17,2022-11-30,0
q02-ebbe,Ebbe over Lillevig,feature,DK,2022-03-07,2022-12-09,1,97,32,24500000,DKK,2022-01-31,2022-12-09,0.05
q03-mellemvand,Mellem vand og vind,drama_series,DK,2022-02-01,2022-10-14,8,348,92,69000000,DKK,2022-01-10,2022-10-14,0
q04-skaeve22,Skæve halvtimer 2022,entertainment,DK,2022-02-07,2022-09-16,12,342,18,6800000,DKK,2022-01-12,2022-09-16,0
q05-gaard22,Gårdspillet 2022,entertainment,DK,2022-01-31,2022-07-01,10,285,20,8300000,DKK,2022-01-10,2022-07-01,0
q06-vraggods,Vraggods,drama_series,DK,2022-03-14,2022-11-18,6,262,71,47500000,DKK,2022-02-14,2022-11-18,0.02
q07-stenbider,Stenbiderens år,documentary,DK,2022-03-21,2022-10-28,1,74,29,3300000,DKK,2022-02-21,2022-10-28,0
q08-isfugl,Isfuglens kyst,documentary,DK,2022-04-04,2022-11-04,1,83,30,5100000,DKK,2022-03-07,2022-11-04,0.3
q09-taage,Tåge over Vigen,drama_series,DK,2023-01-16,2023-10-27,6,258,68,46500000,DKK,2022-12-05,2023-10-27,0.1
q10-nattog,Nattoget til Alsmark,documentary,DK,2023-02-20,2023-12-01,1,81,27,3600000,DKK,2023-01-16,2023-12-01,0.28
q11-fjordens,Fjordens sidste hus,drama_series,DK,2023-01-09,2023-10-06,8,350,94,70500000,DKK,2022-12-12,2023-10-06,0.06
q12-skaeve23,Skæve halvtimer 2023,entertainment,DK,2023-02-06,2023-09-15,12,345,18,6900000,DKK,2023-01-11,2023-09-15,0
q13-gaard23,Gårdspillet 2023,entertainment,DK,2023-01-30,2023-06-30,10,288,20,8500000,DKK,2023-01-04,2023-06-30,0
q14-hejre,Hejren,drama_series,DK,2023-02-13,2023-11-10,6,266,73,48200000,DKK,2023-01-16,2023-11-10,0
q15-klitmyre,Klitmyren,documentary,DK,2023-03-13,2023-10-20,1,70,28,3200000,DKK,2023-02-13,2023-10-20,0
q16-saltvej,Saltvejen,feature,DK,2023-09-04,2024-06-14,1,109,33,26000000,DKK,2023-08-07,2024-06-14,0
q17-glasmager,Glasmagerens hus,drama_series,DK,2024-01-15,2024-11-22,8,344,90,66000000,DKK,2023-12-04,2024-11-22,0.06
q18-tidevand,Tidevandskøkkenet,entertainment,DK,2024-02-05,2024-12-06,10,300,22,7800000,DKK,2024-01-08,2024-12-06,0
q19-pilefletter,Pilefletterne,drama_series,DK,2023-10-02,2024-08-30,6,268,72,49500000,DKK,2023-08-28,2024-08-30,0.03
q20-skaeve24,Skæve halvtimer 2024,entertainment,DK,2024-02-05,2024-09-13,12,348,18,7100000,DKK,2024-01-10,2024-09-13,0
q21-gaard24,Gårdspillet 2024,entertainment,DK,2024-01-29,2024-06-28,10,290,20,8700000,DKK,2024-01-03,2024-06-28,0
q22-taarnfalk,Tårnfalken,drama_series,DK,2023-11-06,2024-09-20,6,262,71,48800000,DKK,2023-10-02,2024-09-20,0
q23-ravsamler,Ravsamlerne,documentary,DK,2024-02-12,2024-09-06,1,76,29,3400000,DKK,2024-01-15,2024-09-06,0
q24-havkajak,Alene i kajak,documentary,DK,2024-03-04,2024-09-27,1,86,31,5300000,DKK,2024-02-05,2024-09-27,0.4
"""

# Who runs it, and who pays which part.
PARTIES: dict[str, tuple[str, dict[str, str]]] = {
    "q01-fyrpasser": ("lyngfilm", {"lyngfilm": "0.2", "baelthav": "0.55", "nattergal": "0.15"}),
    "q02-ebbe": ("strandhugst", {"strandhugst": "0.2", "maagereden": "0.2", "kanalklit": "0.3", "tredjelygte": "0.1"}),
    "q03-mellemvand": ("baelthav", {"baelthav": "0.6", "midtsund": "0.15", "maagereden": "0.1"}),
    "q04-skaeve22": ("baelthav", {"baelthav": "0.9", "tredjelygte": "0.1"}),
    "q05-gaard22": ("kanalklit", {"kanalklit": "1"}),
    "q06-vraggods": ("lyngfilm", {"lyngfilm": "0.2", "kanalklit": "0.5", "midtsund": "0.25"}),
    "q07-stenbider": ("tredjelygte", {"tredjelygte": "0.4", "oeresaltfond": "0.6"}),
    "q08-isfugl": ("tredjelygte", {"tredjelygte": "1/3", "kanalklit": "1/6"}),
    "q09-taage": ("lyngfilm", {"lyngfilm": "0.25", "baelthav": "0.5", "midtsund": "0.2"}),
    "q10-nattog": ("tredjelygte", {"tredjelygte": "0.4", "nattergal": "0.35", "kanalklit": "0.2"}),
    "q11-fjordens": ("baelthav", {"baelthav": "0.6", "midtsund": "0.1", "strandhugst": "0.1"}),
    "q12-skaeve23": ("baelthav", {"baelthav": "0.9", "tredjelygte": "0.1"}),
    "q13-gaard23": ("kanalklit", {"kanalklit": "1"}),
    "q14-hejre": ("kobbertag", {"kobbertag": "0.2", "kanalklit": "0.55", "midtsund": "0.25"}),
    "q15-klitmyre": ("tredjelygte", {"tredjelygte": "0.4", "oeresaltfond": "0.6"}),
    "q16-saltvej": ("strandhugst", {"strandhugst": "0.3", "nattergal": "0.25", "oeresaltfond": "0.35"}),
    "q17-glasmager": ("maagereden", {"maagereden": "0.2", "baelthav": "0.6", "kanalklit": "0.1"}),
    "q18-tidevand": ("nattergal", {"nattergal": "0.9", "tredjelygte": "0.1"}),
    "q19-pilefletter": ("groenspaet", {"groenspaet": "0.2", "baelthav": "0.5", "oeresaltfond": "0.2"}),
    "q20-skaeve24": ("baelthav", {"baelthav": "0.9", "tredjelygte": "0.1"}),
    "q21-gaard24": ("kanalklit", {"kanalklit": "1"}),
    "q22-taarnfalk": ("kobbertag", {"kobbertag": "0.2", "kanalklit": "0.55", "midtsund": "0.25"}),
    "q23-ravsamler": ("tredjelygte", {"tredjelygte": "0.4", "oeresaltfond": "0.6"}),
    "q24-havkajak": ("tredjelygte", {"tredjelygte": "1/3", "kanalklit": "1/6"}),
}
OTHER_STAKES = """\
p01-ravnsoe,oeresaltfond,funder_attribution,,4500000,DKK
p02-kulsvier,midtsund,funder_attribution,,3800000,DKK
p04-tusindgrader,oeresaltfond,funder_attribution,,328000,EUR
p05-havnefoged,midtsund,funder_attribution,,7200000,DKK
p04-tusindgrader,tredjelygte,territorial,1/3,,
p03-atlanterhav,maagereden,equity_share,0.7,,
p03-atlanterhav,groenspaet,equity_share,0.1,,
p07-tvedoe,maagereden,equity_share,2/3,,
"""
"""Stakes under methods that the report of 2025 does not use."""

# Who asks, and on which days plan, budget and report were there; the others hand in early, but for the exceptions.
DELIVERED = {
    "q16-saltvej": ("oeresaltfond", "2023-08-28", "2023-08-02", "2024-09-05"),
    "q17-glasmager": ("baelthav", "2024-01-10", "2023-11-29", "2025-02-14"),
    "q18-tidevand": ("", "2024-02-01", "2024-01-12", "2025-03-20"),
    "p01-ravnsoe": ("oeresaltfond", "2025-01-09", "2024-11-27", "2026-03-02"),
    "p02-kulsvier": ("midtsund", "2025-01-30", "2024-12-12", "2026-03-11"),
    "p03-atlanterhav": ("oeresaltfond", "2025-01-06", "2024-11-18", "2026-02-20"),
    "p05-havnefoged": ("baelthav", "2024-12-19", "2024-10-30", ""),
    "p06-vagtskifte": ("kanalklit", "2025-02-07", "2025-01-03", "2026-03-19"),
    "p07-tvedoe": ("baelthav", "2025-01-17", "2024-12-12", ""),
    "p08-biavler": ("oeresaltfond", "2025-02-24", "2025-01-17", "2026-02-27"),
    "p09-kobolt": ("", "2025-01-24", "2024-12-18", ""),
    "p10-boelger": ("", "2025-03-03", "2025-02-10", ""),
    "p11-gaardspil": ("", "2025-01-08", "2024-12-11", "2025-10-03"),
    "p12-skaeve": ("baelthav", "2025-06-27", "2025-05-28", ""),
}
EXCEPTIONS = {
    ("q02-ebbe", "plan"): "2022-03-10",
    ("q04-skaeve22", "report"): "",
    ("q07-stenbider", "budget"): "",
    ("q10-nattog", "report"): "2024-03-18",
    ("q14-hejre", "plan"): "2023-02-16",
}
EARLY = {"plan": ("start", -4), "budget": ("green_light", -5), "report": ("delivery", 75)}
STRICT = "baelthav"
"""The member that holds back more of the last payment than the alliance asks for."""


def stakes() -> list[Row]:
    """Return the stakes in the earlier productions, and those under methods that the report does not use."""
    rows: list[Row] = []
    for production, (lead, parts) in PARTIES.items():
        rows.append([production, lead, "operational_control", "1", "", ""])
        rows += [[production, member, "financing_share", share, "", ""] for member, share in parts.items()]
    return rows + cells(OTHER_STAKES)


def handed_in() -> dict[str, tuple[str, ...]]:
    """Return who asks and the days of plan, budget and report, by production; the foreign-led one is not there."""
    found: dict[str, tuple[str, ...]] = {}
    for row in cells(EARLIER):
        name = str(row[0])
        days = {"start": str(row[4]), "green_light": str(row[11]), "delivery": str(row[12])}
        early = {
            kind: str(dt.date.fromisoformat(days[day]) + dt.timedelta(shift)) for kind, (day, shift) in EARLY.items()
        }
        found[name] = ("", *(EXCEPTIONS.get((name, kind), early[kind]) for kind in EARLY))
    return found | DELIVERED


def deliverables() -> list[Row]:
    """Return a row for each plan, budget and report."""
    rows: list[Row] = [["production_id", "kind", "required_by", "due", "received", "gate_percent", "evidence"]]
    for production, (member, *days) in sorted(handed_in().items()):
        for kind, received in zip(EARLY, days, strict=True):
            gate = "15" if member == STRICT and kind == "report" else ""
            due = "2026-03-31" if production == "p12-skaeve" and kind == "report" else ""
            evidence = f"{production}/{kind}.pdf" if received else ""
            rows.append([production, kind, member, due, received, gate, evidence])
    return rows
