"""Where the shipped tables and the reference tables lie, and how they are read."""

from __future__ import annotations

import csv
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACTORS = ROOT / "factors"
REFERENCE = Path(os.environ.get("GREENPROD_REFERENCE", ROOT.parent / "shared" / "reference"))
EMISSION = sorted((FACTORS / "emission").glob("*.csv"))

Row = dict[str, str]
FILES = {
    "uk_desnz_2025": "uk_desnz_2025.csv",
    "owid_ember_grid": "grid_electricity_owid_ember.csv",
    "aib_residual_mix_2024": "residual_mix_aib.csv",
    "aib_residual_mix_2025": "residual_mix_aib.csv",
    "dk_br18_bilag2_tabel8": "dk_official_factors.csv",
    "ademe_impactco2_2026": "ademe_impactco2_2026.csv",
}


def table(path: Path) -> list[Row]:
    """Read one table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
