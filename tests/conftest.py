"""Fixtures of all tests; its place puts this folder on the path, so that tests can share what stands beside it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from greenprod.factors.library import FactorLibrary
    from greenprod.footprint.calculate import Calculator

CHROMIUM = Path(os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium")
REFERENCE = Path(os.environ.get("GREENPROD_REFERENCE", Path(__file__).parents[2] / "shared" / "reference"))

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=100, deadline=None, suppress_health_check=_slow)
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_slow)
settings.register_profile("nightly", max_examples=2000, deadline=None, suppress_health_check=_slow)
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=_slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture
def mini() -> FactorLibrary:
    """Return the library of the mini factor set."""
    from mini import LIBRARY  # noqa: PLC0415 - other tests look at what an import of greenprod loads

    return LIBRARY


@pytest.fixture
def calc() -> Calculator:
    """Return a calculator on the mini factor set."""
    from mini import CALC  # noqa: PLC0415 - same

    return CALC


def _missing_parts() -> dict[str, str]:
    """Return, for each marker whose tests cannot run here, what is missing."""
    missing: dict[str, str] = {}
    if importlib.util.find_spec("playwright") is None:
        missing["browser"] = "playwright is not installed (pip install '.[browser]')"
    elif not CHROMIUM.exists():
        missing["browser"] = f"there is no Chromium at {CHROMIUM} (set CHROMIUM to its path)"
    if importlib.util.find_spec("pyspark") is None:
        missing["spark"] = "pyspark is not installed (pip install '.[spark]')"
    elif not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        missing["spark"] = "there is no Java (apt-get install openjdk-17-jre-headless)"
    if not REFERENCE.is_dir():
        missing["reference"] = (
            f"there are no reference figures at {REFERENCE} (set GREENPROD_REFERENCE to their folder)"
        )
    return missing


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose system part is missing, unless every part must be there, as in CI."""
    if os.environ.get("GREENPROD_REQUIRE_ALL"):
        return
    missing = _missing_parts()
    out = [item for item in items if any(item.get_closest_marker(marker) for marker in missing)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count a skipped test as a failure where every part must be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("GREENPROD_REQUIRE_ALL") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_report_header() -> list[str]:
    """Say which tests are left out, and why."""
    return [f"left out: tests marked {marker}: {reason}" for marker, reason in _missing_parts().items()]
