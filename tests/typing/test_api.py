"""The public API has the types it says, in the eyes of a strict type checker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_typed_use_of_the_public_api_is_accepted_by_mypy() -> None:
    pytest.importorskip("mypy", reason="type checks belong to the extra dev")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "src", "tests/typing/api.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "src" / "greenprod" / "py.typed").is_file()
