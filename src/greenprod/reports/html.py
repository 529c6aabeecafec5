"""The report as one self-contained page."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from greenprod.errors import missing_extra
from greenprod.reports.bundle import vega_script
from greenprod.reports.charts import for_page
from greenprod.reports.page import page
from greenprod.reports.problems import MOST_ROWS

try:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup
except ImportError as error:
    raise missing_extra("report", "The report page") from error

if TYPE_CHECKING:
    from greenprod.reports.source import ReportSource


def render_html(report: ReportSource) -> str:
    """Return the page of a report: one file that asks no network for anything."""
    templates = environment()
    shown = page(report)
    scripts = [vega_script(), templates.get_template("charts.js.j2").render()]
    return templates.get_template("report.html.j2").render(
        page=shown,
        # Both come from this package and hold no data; the specs are escaped by `for_page`.
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        specs=Markup(for_page(shown.charts)),  # noqa: S704
        script_digests=[digest(script) for script in scripts],
        most_rows=MOST_ROWS,
    )


@cache
def environment() -> Environment:
    """Return the templates of the pages."""
    return Environment(
        loader=PackageLoader("greenprod.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def digest(script: str) -> str:
    """Return a script's digest as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
