"""Terms: what numbers are made with, the same wherever it is written down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from attrs import evolve

import greenprod as gp
from greenprod.errors import GreenprodError
from greenprod.footprint.thin import MANIFEST
from greenprod.footprint.totals import Totals

if TYPE_CHECKING:
    from pathlib import Path

LINES = pd.DataFrame(
    {
        "production_id": ["P"],
        "item": ["car_trip"],
        "fuel": ["diesel"],
        "region": ["DK"],
        "date": ["2025-05-01"],
        "distance": [100.0],
    }
)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ({"boundary": gp.Boundary(name="mine")}, {"boundary": gp.Boundary(name="mine", scopes={"1"})}, "boundary"),
        ({"policy": gp.REPORT}, {"policy": evolve(gp.REPORT, years_forward=1)}, "policy"),
        ({"policy": gp.REPORT}, {"policy": evolve(gp.REPORT, prefer=("uk_desnz_2025",))}, "policy"),
        ({}, {"gwp": "AR6"}, "gwp"),
    ],
)
def test_what_differs_is_told_wherever_numbers_meet(one: dict[str, Any], other: dict[str, Any], what: str) -> None:
    first, second = gp.Calculator(**one), gp.Calculator(**other)
    totals = first.totals(LINES)
    with pytest.raises(GreenprodError, match=f"cannot be added: {what}"):
        _ = totals + second.totals(LINES)
    with pytest.raises(GreenprodError, match=f"cannot be added: {what}"):
        Totals.from_arrow(totals.to_arrow(), second)
    manifests = [calc.ledger(LINES).manifest for calc in (first, second)]
    assert [name for name in manifests[0] if manifests[0][name] != manifests[1][name]] == [what]


def test_ledgers_in_memory_and_on_disk_say_the_same_of_how_they_were_made(tmp_path: Path) -> None:
    calc = gp.Calculator(boundary="pear")
    calc.totals(LINES, into=tmp_path)
    written = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    manifest = calc.ledger(LINES).manifest
    assert {name: written[name] for name in calc.made_with} == calc.made_with
    assert {name: manifest[name] for name in calc.made_with} == calc.made_with
    assert calc.made_with["boundary"]["name"] == "pear"
    assert calc.made_with["policy"]["prefer"] == []


def test_the_same_boundary_has_one_digest_in_every_process() -> None:
    program = (
        "import greenprod as gp\n"
        "mine = gp.Boundary(name='x', exclude_categories={'travel', 'catering', 'energy'}, scopes={'1', '3'})\n"
        "print(gp.Calculator(boundary=mine).made_with)\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
