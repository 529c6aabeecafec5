"""The page in a browser: charts drawn, nothing asked of a network, readable on a telephone."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from greenprod.reports.write import write_report
from synthetic_report import synthetic_report

if TYPE_CHECKING:
    from collections.abc import Iterator

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = pytest.mark.browser
WIDTHS = {"desktop": 1280, "phone": 375}
DRAWN = """() => [...document.querySelectorAll('.chart')].map(box => {
  const drawing = box.querySelector('svg, canvas');
  const size = drawing ? drawing.getBoundingClientRect() : {width: 0, height: 0};
  return {id: box.id, width: size.width, height: size.height, marks: box.querySelectorAll('.mark-rect path').length};
})"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    write_report(synthetic_report(productions=12, members=8, issues=20), folder)
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        # a sandbox needs rights that build machines do not give
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Visit:
    """Open a page, and remember what it said and asked for."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = browser.new_page(**options)
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)
        self.page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(box => box.querySelector('svg, canvas'))"
        )


@pytest.fixture(scope="module", params=WIDTHS)
def visit(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address, viewport={"width": WIDTHS[request.param], "height": 800})
    yield visit
    visit.page.close()


def test_every_chart_is_drawn(visit: Visit) -> None:
    drawn = visit.page.evaluate(DRAWN)
    assert len(drawn) == 5 + 8
    for chart in drawn:
        assert chart["width"] > 200, chart
        assert chart["height"] > 80, chart
        assert chart["marks"] >= 3, chart


def test_the_page_says_nothing_on_the_console(visit: Visit) -> None:
    assert visit.said == []


def test_the_page_asks_nothing_of_a_network(visit: Visit, address: str) -> None:
    assert visit.asked == [address]


def test_the_page_never_scrolls_sideways(visit: Visit) -> None:
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_no_chart_is_cut_off(visit: Visit) -> None:
    """Every text of a chart lies inside its drawing."""
    outside = visit.page.evaluate("""() => [...document.querySelectorAll('.chart svg')].flatMap(drawing => {
      const box = drawing.getBoundingClientRect();
      return [...drawing.querySelectorAll('text')].filter(text => {
        const place = text.getBoundingClientRect();
        return place.width && (place.left < box.left - 1 || place.right > box.right + 1);
      }).map(text => text.textContent);
    })""")
    assert outside == []


def test_nothing_from_the_data_ran(visit: Visit) -> None:
    assert visit.page.evaluate("document.querySelectorAll('img, iframe, object').length") == 0


def test_a_tooltip_shows_names_as_text(visit: Visit) -> None:
    visit.page.locator("#chart-productions .mark-rect path").first.hover()
    tooltip = visit.page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    assert "kg" in tooltip.inner_text()
    assert visit.page.evaluate("document.querySelectorAll('#vg-tooltip-element script').length") == 0


def test_the_contents_lead_to_their_sections(visit: Visit) -> None:
    visit.page.locator("nav a", has_text="Manifest").click()
    assert visit.page.evaluate("location.hash") == "#manifest"


def test_the_page_follows_a_dark_scheme(browser: Any, address: str) -> None:
    visit = Visit(browser, address, color_scheme="dark")
    background = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visit.page.close()
    assert background == "rgb(20, 24, 28)"
    assert visit.said == []
