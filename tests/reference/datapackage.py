"""The Table Schema description of the factor tables."""

from __future__ import annotations

from typing import Any

from boundary_rules import EVIDENCE
from record import ACTIVITY_COLUMNS, EXCLUSION_COLUMNS, FACTOR_COLUMNS, REASONS
from rules import BOUNDARY_COLUMNS, BOUNDARY_RULE_COLUMNS, PROXY_COLUMNS, SCOPE_COLUMNS
from spend import CURRENCY_COLUMNS, INDEX_COLUMNS, RATE_COLUMNS
from support import GWP_COLUMNS, GWP_SETS, PROPERTY_COLUMNS, REGION_COLUMNS, SOURCE_COLUMNS, Table
from uncertainty import PEDIGREE_COLUMNS

STAGES = [
    "manufacture",
    "combustion",
    "radiative_forcing",
    "well_to_tank",
    "generation",
    "generation_location",
    "generation_market",
    "transmission_losses",
    "upstream_generation",
    "upstream_losses",
    "fugitive",
    "operational",
    "cradle_to_gate",
    "end_of_life",
    "biogenic_co2",
]
CLASSES = [
    "fuel",
    "passenger_vehicle",
    "goods_vehicle",
    "passenger_transport",
    "goods_transport",
    "accommodation",
    "electricity",
    "heat",
    "material",
    "food",
    "waste",
    "water",
    "wastewater",
    "homeworking",
    "refrigerant",
    "purchase",
    "product",
    "service",
    "viewing",
]
DIMENSIONS = [
    "passenger_distance",
    "distance",
    "freight",
    "energy",
    "volume",
    "mass",
    "room_nights",
    "guest_nights",
    "meals",
    "work",
    "time",
    "items",
    "area",
    "volume_distance",
    "money",
]
CATEGORIES = [
    "travel",
    "freight",
    "accommodation",
    "energy",
    "fuel",
    "catering",
    "material",
    "waste",
    "water",
    "homeworking",
    "purchase",
    "equipment",
    "digital",
    "distribution",
]
# what an item may say of its parts, beside the category of the activity
PURPOSES = [
    *CATEGORIES,
    "commute",
    "charter",
    "temporary_power",
    "virtual_production",
    "wardrobe",
    "post",
    "data",
    "organisation",
    "refrigerant",
    "credit",
]
NUMBERS = {"gsd", "value", "co2", "ch4_fossil", "ch4_biogenic", "n2o", "other_co2e"}
# columns of a key that may be empty, by table
MAY_BE_BLANK = {
    "properties": ("subkey", "region", "valid_from"),
    "boundary_rules": ("activity", "category", "stage", "control"),
}
DATES = {"valid_from", "valid_to", "published", "retrieved", "review_by"}
DERIVATION = r"^(as_published|converted|computed: .+)$"
FLAG_NAMES = ["partial", "partial_edition", "alternative", "projection", "lapsed", "quoted", "outlier"]
SCOPES = r"^([123](\|[123])*)?$"


def several(values: list[str]) -> str:
    """Give the pattern of an optional list joined by bars."""
    one = "|".join(values)
    return rf"^(({one})(\|({one}))*)?$"


def table_field(name: str, required: set[str], rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Describe one column."""
    kind = "number" if name in NUMBERS else "date" if name in DATES else "string"
    constraints = dict(rules.get(name, {}))
    if name in required:
        constraints["required"] = True
    described: dict[str, Any] = {"name": name, "type": kind}
    return described | ({"constraints": constraints} if constraints else {})


def resource(
    name: str,
    path: str,
    columns: tuple[str, ...],
    key: list[str],
    *,
    required: tuple[str, ...] = (),
    rules: dict[str, dict[str, Any]] | None = None,
    refers: dict[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """Describe one table: columns, key and what its columns refer to."""
    blank = MAY_BE_BLANK.get(name, ())
    needed = {item for item in (*key, *required) if item not in blank}
    foreign = [
        {"fields": column, "reference": {"resource": table, "fields": target}}
        for column, (table, target) in sorted((refers or {}).items())
    ]
    schema: dict[str, Any] = {
        "fields": [table_field(column, needed, rules or {}) for column in columns],
        "missingValues": [""],
        "primaryKey": key,
    }
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": schema,
    }


SOURCE = {"source_id": ("sources", "source_id")}


def emission(name: str) -> dict[str, Any]:
    """Describe one emission table."""
    return resource(
        name,
        f"emission/{name}.csv",
        FACTOR_COLUMNS,
        ["factor_id", "valid_from"],
        required=(
            "activity",
            "region",
            "stage",
            "value",
            "unit",
            "valid_to",
            "source_id",
            "locator",
            "derivation",
            "gsd",
        ),
        rules={
            "stage": {"enum": STAGES},
            "gwp_set": {"enum": list(GWP_SETS)},
            "unit": {"pattern": r"^kgCO2e/.+$"},
            "includes": {"pattern": several(STAGES)},
            "flags": {"pattern": several(FLAG_NAMES)},
            "price_basis": {"enum": ["basic", "purchaser"]},
            "tax": {"enum": ["in", "out"]},
            "uncertainty_kind": {"enum": ["pedigree", "published"]},
            "derivation": {"pattern": DERIVATION},
        },
        refers=SOURCE | {"activity": ("activities", "activity_id"), "region": ("regions", "code")},
    )


def subject_tables() -> list[dict[str, Any]]:
    """Describe the tables of what is counted, where, and by whose figures."""
    return [
        resource(
            "activities",
            "activities.csv",
            ACTIVITY_COLUMNS,
            ["activity_id"],
            required=("title_en", "title_da", "dimension", "category", "class"),
            rules={"dimension": {"enum": DIMENSIONS}, "category": {"enum": CATEGORIES}, "class": {"enum": CLASSES}},
        ),
        resource(
            "regions",
            "regions.csv",
            REGION_COLUMNS,
            ["code"],
            required=("level", "name_en", "fallback_chain", "source_id"),
            refers=SOURCE | {"parent": ("", "code")},
        ),
        resource(
            "sources",
            "sources.csv",
            SOURCE_COLUMNS,
            ["source_id"],
            required=("publisher", "title", "licence", "attribution", "retrieved", "review_by"),
        ),
    ]


def figure_tables() -> list[dict[str, Any]]:
    """Describe the tables of figures that are no emission factors."""
    return [
        resource(
            "gwp",
            "gwp.csv",
            GWP_COLUMNS,
            ["gwp_set", "gas"],
            required=("value", "source_id", "locator"),
            rules={"gwp_set": {"enum": list(GWP_SETS)}},
            refers=SOURCE,
        ),
        resource(
            "exchange_rates",
            "exchange_rates.csv",
            RATE_COLUMNS,
            ["currency", "year"],
            required=("source_id", "units_per_eur", "days"),
            refers=SOURCE,
        ),
        resource(
            "price_index",
            "price_index.csv",
            INDEX_COLUMNS,
            ["source_id", "index_name", "region", "year"],
            required=("value",),
            refers=SOURCE,
        ),
        resource(
            "currencies",
            "currencies.csv",
            CURRENCY_COLUMNS,
            ["currency", "rank", "source_id"],
            required=("index_name", "region", "series", "name_en", "name_da"),
            refers=SOURCE,
        ),
        resource(
            "pedigree",
            "pedigree.csv",
            PEDIGREE_COLUMNS,
            ["pedigree_set", "indicator", "score"],
            required=("factor", "source_id", "locator"),
            refers=SOURCE,
        ),
        resource(
            "properties",
            "properties.csv",
            PROPERTY_COLUMNS,
            ["property", "key", "subkey", "region", "valid_from"],
            required=("value", "unit", "source_id", "locator"),
            refers=SOURCE,
        ),
    ]


def rule_tables() -> list[dict[str, Any]]:
    """Describe the tables of rules."""
    control = {
        "class": {"enum": CLASSES},
        "control": {"enum": ["operated", "third_party"]},
        "default": {"enum": ["0", "1"]},
        "scope": {"enum": ["1", "2", "3"]},
    }
    selection = {
        "exclude_stages": {"pattern": several(STAGES)},
        "exclude_categories": {"pattern": several(PURPOSES)},
        "scopes": {"pattern": SCOPES},
    }
    decision = {
        "category": {"enum": PURPOSES},
        "stage": {"enum": STAGES},
        "control": {"enum": ["operated", "third_party"]},
        "inside": {"enum": ["in", "out", "unknown"]},
        "evidence": {"enum": list(EVIDENCE)},
    }
    return [
        resource(
            "boundaries",
            "boundaries.csv",
            BOUNDARY_COLUMNS,
            ["boundary_id"],
            required=("title", "source"),
            rules=selection,
        ),
        resource(
            "boundary_rules",
            "boundary_rules.csv",
            BOUNDARY_RULE_COLUMNS,
            ["boundary_id", "activity", "category", "stage", "control"],
            required=("inside", "evidence", "source"),
            rules=decision,
            refers={"boundary_id": ("boundaries", "boundary_id")},
        ),
        resource(
            "exclusions",
            "exclusions.csv",
            EXCLUSION_COLUMNS,
            ["table", "source_id", "locator", "activity", "detail", "region", "year", "unit"],
            required=("reason",),
            rules={"reason": {"enum": list(REASONS)}},
        ),
        resource(
            "proxies", "proxies.csv", PROXY_COLUMNS, ["activity", "stage", "region", "rank"], required=("reason",)
        ),
        resource(
            "scopes",
            "scopes.csv",
            SCOPE_COLUMNS,
            ["class", "control"],
            required=("default", "scope", "category", "upstream_category", "source"),
            rules=control,
        ),
    ]


def describe(names: list[str], sources: Table) -> dict[str, Any]:
    """Describe the whole package."""
    return {
        "name": "greenprod-factors",
        "title": "Emission factors and related tables of greenprod",
        "profile": "tabular-data-package",
        "licenses": [{"name": "per-source", "title": "Each row is under the licence of its source; see sources.csv"}],
        "sources": [
            {
                "title": f"{row[1]}: {row[2]} ({row[3]})" if row[3] else f"{row[1]}: {row[2]}",
                **({"path": row[6]} if row[6] else {}),
            }
            for row in sorted(sources)
        ],
        "resources": [*map(emission, names), *subject_tables(), *figure_tables(), *rule_tables()],
    }
