"""The columns of every factor table, in their order."""

from __future__ import annotations

GASES = ("co2", "ch4_fossil", "ch4_biogenic", "n2o", "other_co2e")
EMISSION_COLUMNS = [
    "factor_id",
    "activity",
    "region",
    "stage",
    "value",
    "unit",
    "co2",
    "ch4_fossil",
    "ch4_biogenic",
    "n2o",
    "other_co2e",
    "gwp_set",
    "includes",
    "valid_from",
    "valid_to",
    "data_period",
    "published",
    "price_year",
    "price_basis",
    "tax",
    "uncertainty_kind",
    "uncertainty",
    "gsd",
    "source_id",
    "locator",
    "derivation",
    "flags",
    "supersedes",
]
COLUMNS = {
    "activities.csv": ["activity_id", "title_en", "title_da", "dimension", "category", "class", "note"],
    "sources.csv": (
        [
            "source_id",
            "publisher",
            "title",
            "edition",
            "licence",
            "attribution",
            "url",
            "published",
            "retrieved",
            "review_by",
            "pedigree",
        ]
    ),
    "proxies.csv": ["activity", "stage", "region", "rank", "proxy_activity", "proxy_stage", "proxy_region", "reason"],
    "scopes.csv": ["class", "control", "default", "scope", "category", "upstream_category", "source"],
    "properties.csv": (
        [
            "property",
            "key",
            "subkey",
            "region",
            "value",
            "unit",
            "valid_from",
            "valid_to",
            "source_id",
            "locator",
            "note",
        ]
    ),
    "pedigree.csv": ["pedigree_set", "indicator", "score", "factor", "source_id", "locator"],
    "exclusions.csv": (
        [
            "table",
            "source_id",
            "locator",
            "activity",
            "detail",
            "region",
            "year",
            "unit",
            "reason",
            "note",
        ]
    ),
    "boundary_rules.csv": (
        [
            "boundary_id",
            "activity",
            "category",
            "stage",
            "control",
            "inside",
            "evidence",
            "source",
            "note",
        ]
    ),
    "boundaries.csv": ["boundary_id", "title", "exclude_stages", "exclude_categories", "scopes", "source", "note"],
}
OWN_REQUIRED = (
    "activity",
    "region",
    "stage",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "source",
    "licence",
    "locator",
)
"""Columns that a company's own factor file must have; the other emission columns may be there too."""
OPTIONAL = ("boundary_rules.csv", "properties.csv", "proxies.csv", "pedigree.csv", "exclusions.csv")
"""Tables that a company's own folder may do without."""
