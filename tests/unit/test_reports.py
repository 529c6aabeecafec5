"""The files of a report: exact, safe to open, and all or nothing."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import vl_convert
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from greenprod.errors import DataError
from greenprod.footprint.kernel import MEASURE_COLUMNS
from greenprod.reports import bundle, write
from greenprod.reports.charts import MOST_BARS, charts, for_page
from greenprod.reports.figures import kilogram_texts, kilograms, percent, stake, tonnes
from greenprod.reports.html import render_html
from greenprod.reports.tables import write_csv, write_json
from greenprod.reports.words import MATCHES, MEASURE_TITLES, STATUSES
from greenprod.vocabulary import Match, Status
from synthetic_report import NASTY, SyntheticReport, synthetic_lines, synthetic_report

if TYPE_CHECKING:
    from pathlib import Path

FILES = ["lines.csv", "productions.csv", "members.csv", "shares.csv", "issues.csv", "report.json", "report.html"]
INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)


@pytest.fixture(scope="module")
def report() -> SyntheticReport:
    return synthetic_report()


@pytest.fixture(scope="module")
def html(report: SyntheticReport) -> str:
    return render_html(report)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@given(st.lists(INT64))
def test_kilogram_texts_are_exact_over_all_of_int64(amounts: list[int]) -> None:
    texts = kilogram_texts(np.array(amounts, dtype=np.int64)).tolist()
    assert [Decimal(text).scaleb(6) for text in texts] == amounts
    assert texts == [kilograms(amount).replace(",", "") for amount in amounts]


def test_kilogram_texts_refuse_floats() -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        kilogram_texts(np.array([1.5]))


@pytest.mark.parametrize(
    ("mg", "text"),
    [(0, "0.00"), (1, "<0.01"), (-1, ">-0.01"), (5_000_000, "<0.01"), (1_234_567_890_123, "1,234.57")],
)
def test_tonnes(mg: int, text: str) -> None:
    assert tonnes(mg) == text


def test_a_share_of_nothing_is_empty() -> None:
    assert percent(0, 0) == ""
    assert percent(1, 100_000) == "<0.1%"


@pytest.mark.parametrize(("share", "text"), [("1", "100%"), ("0.3333", "33.33%"), ("1/3", "about 33.3333%")])
def test_stakes_are_shown_as_given(share: str, text: str) -> None:
    from fractions import Fraction  # noqa: PLC0415 - one test needs it

    assert stake(Fraction(share)) == text


def test_csv_is_utf8_with_bom_and_lf(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(pd.DataFrame({"name": ["Søn, 'Å'"], "co2e_mg": [1_500_000], "empty": [None]}), path)
    assert path.read_bytes() == "\ufeffname,co2e_kg,empty\n\"Søn, 'Å'\",1.500000,\n".encode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_csv_text_is_never_a_formula(tmp_path: Path, text: str, kind: str) -> None:
    path = tmp_path / "a.csv"
    frame = pd.DataFrame({"text": pd.Series([text, "plain", text], dtype=kind), "number": [-1.5, np.nan, 2]})
    write_csv(frame, path)
    rows = rows_of(path)
    assert [row["text"] for row in rows] == ["'" + text, "plain", "'" + text]
    assert [row["number"] for row in rows] == ["-1.5", "", "2.0"]


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_csv_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(pd.DataFrame({"key": range(len(texts)), "text": pd.Series(texts, dtype="str")}), path)
    back = [row["text"] for row in rows_of(path)]
    assert [text if cell == text else cell.removeprefix("'") for cell, text in zip(back, texts, strict=True)] == texts


def test_csv_keeps_kinds_of_values_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    frame = pd.DataFrame({"mixed": pd.Series([1, 1.0, True, "1", ("a", "b")], dtype=object)})
    frame["row"] = [2.0, None, 4.0, 5.0, 6.0]
    frame["booked"] = [True, False, True, True, True]
    write_csv(frame, path)
    rows = rows_of(path)
    assert [row["mixed"] for row in rows] == ["1", "1.0", "true", "1", "a; b"]
    assert [row["row"] for row in rows] == ["2", "", "4", "5", "6"]
    assert [row["booked"] for row in rows] == ["true", "false", "true", "true", "true"]


def test_csv_of_lines_spans_chunks(tmp_path: Path) -> None:
    lines = synthetic_lines(60_001, ["p1", "p2"])
    write_csv(lines, tmp_path / "lines.csv")
    rows = rows_of(tmp_path / "lines.csv")
    assert len(rows) == len(lines)
    assert sum(Decimal(row["co2e_kg"]) for row in rows) * 1_000_000 == int(lines["co2e_mg"].sum())
    assert rows[-1]["source_row"] == "60002"


def test_an_empty_table_has_a_header(tmp_path: Path) -> None:
    write_csv(synthetic_lines(3, ["p1"]).iloc[:0], tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == []
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("line_id,production_id,")


def test_json_keeps_whole_milligrams(report: SyntheticReport, tmp_path: Path) -> None:
    write_json(report, tmp_path / "report.json")
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    written: dict[str, Any] = json.loads(text, parse_float=pytest.fail, parse_constant=pytest.fail)
    assert written["schema_version"] == 1
    assert written["total"] == report.total
    assert written["manifest"]["inputs"] == [{"file": "lines/a.csv", "lines": 12}]
    for name, frame in (
        ("productions", report.productions),
        ("members", report.members),
        ("shares", report.allocation),
    ):
        for measure in MEASURE_COLUMNS:
            assert [row[measure] for row in written[name]] == frame[measure].tolist()
    assert [row["row"] for row in written["issues"]] == [2, None, 4]
    assert written["productions"][0]["title"] == NASTY
    for parts in written["balance"].values():
        assert parts["members_mg"] + parts["outside_mg"] == parts["productions_mg"]


def test_json_is_the_same_every_time(report: SyntheticReport, tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        write_json(report, tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_json_refuses_infinity(report: SyntheticReport, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(evolve(report, manifest={"bad": float("inf")}), tmp_path / "report.json")


def test_all_files_are_written_and_others_left_alone(report: SyntheticReport, tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.mkdir()
    (target / "notes.txt").write_text("mine")
    assert write.write_report(report, target) == [target / name for name in FILES]
    assert sorted(path.name for path in target.iterdir()) == sorted([*FILES, "notes.txt"])
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_failed_run_leaves_the_older_report_whole(
    report: SyntheticReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report"
    write.write_report(report, target)
    older = {name: (target / name).read_bytes() for name in FILES}

    def fail(_report: Any, path: Path) -> None:
        path.write_text("half")
        raise RuntimeError("no ink")

    monkeypatch.setitem(write.RENDERERS, "report.html", fail)
    with pytest.raises(RuntimeError, match="no ink"):
        write.write_report(synthetic_report(productions=4), target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == older
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("existed", [True, False])
def test_a_file_that_cannot_be_replaced_brings_the_older_ones_back(
    report: SyntheticReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, existed: bool
) -> None:
    target = tmp_path / "report"
    if existed:
        write.write_report(report, target)
    older = {path.name: path.read_bytes() for path in target.iterdir()} if existed else {}
    replace = os.replace

    def locked(source: Any, destination: Any) -> None:
        if "older" not in str(source) and str(destination).endswith("issues.csv"):
            raise PermissionError("open in a spreadsheet")
        replace(source, destination)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(PermissionError):
        write.write_report(synthetic_report(productions=4), target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == older
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_file_in_the_place_of_the_folder_is_named(report: SyntheticReport, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    with pytest.raises(DataError) as error:
        write.write_report(report, tmp_path / "report")
    assert error.value.issue.code == "not_a_folder"


class Outline(HTMLParser):
    """Collect elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def outline(html: str) -> Outline:
    parsed = Outline()
    parsed.feed(html)
    return parsed


def test_text_from_data_is_never_markup(html: str, outline: Outline) -> None:
    assert [tag for tag, _ in outline.tags].count("script") == 3
    assert "img" not in {tag for tag, _ in outline.tags}
    assert "<script>alert" not in html
    assert NASTY in outline.text
    assert not [a for tag, a in outline.tags if tag == "a" and not str(a["href"]).startswith("#")]


def test_specs_in_the_page_cannot_end_their_script(report: SyntheticReport) -> None:
    text = for_page(charts(report))
    assert not set("<>&") & set(text)
    assert NASTY in {row["label"] for row in json.loads(text)["chart-productions"]["data"]["values"]}


def test_the_page_shows_totals_and_balance(report: SyntheticReport, outline: Outline) -> None:
    text = outline.text
    for measure in MEASURE_TITLES:
        assert f"{kilograms(report.total[measure])} kg" in text
    outside = int(report.members["co2e_mg"].iloc[-1])
    inside = report.total["co2e_mg"] - outside
    line = f"{kilograms(inside)} kg + {kilograms(outside)} kg = {kilograms(report.total['co2e_mg'])} kg"
    assert f"Members + outside = productions, to the milligram: {line}" in text


def test_the_page_says_when_the_sums_differ(report: SyntheticReport) -> None:
    surplus = [1, *[0] * (len(report.members) - 1)]
    members = report.members.assign(co2e_mg=report.members["co2e_mg"] + surplus)
    page = render_html(evolve(report, members=members))
    assert "Do not publish this report." in page
    assert "0.000001" in page


def test_the_page_is_sound_html(outline: Outline) -> None:
    ids = [str(attributes["id"]) for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for tag, a in outline.tags if tag == "a"}
    targets |= {str(a["aria-labelledby"]) for _, a in outline.tags if "aria-labelledby" in a}
    assert targets <= set(ids)
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("caption") == tags.count("table")
    assert all("scope" in attributes for tag, attributes in outline.tags if tag == "th")
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert ("html", {"lang": "en"}) in outline.tags


def test_the_page_names_rules_sources_and_manifest(report: SyntheticReport, outline: Outline) -> None:
    for words in ("financing share", "as_published", "Licence of Nobody 1.0", *report.attributions):
        assert words in outline.text
    assert str(report.manifest["factors"]) in outline.text


def test_at_most_200_problem_lines_are_shown() -> None:
    page = render_html(synthetic_report(members=1, issues=450))
    assert page.count("Problem number ") == 2 * 200
    assert page.count("250 more are in <code>issues.csv</code>") == 2


def test_a_report_without_lines_or_problems_is_a_page() -> None:
    empty = synthetic_report(lines=0, issues=0)
    for measure in MEASURE_COLUMNS:
        for frame in (empty.productions, empty.members, empty.allocation):
            frame[measure] = 0
    page = render_html(
        evolve(empty, allocation=empty.allocation.iloc[:0], total=dict.fromkeys(MEASURE_COLUMNS, 0), attributions=())
    )
    assert "No problem lines." in page
    assert "0.000000 kg + 0.000000 kg = 0.000000 kg" in page


def test_charts_stop_at_a_readable_number_of_bars() -> None:
    spec = charts(synthetic_report(productions=MOST_BARS + 10))["chart-productions"]
    assert len({row["label"] for row in spec["data"]["values"]}) == MOST_BARS


def test_two_productions_of_one_title_stay_two_bars(report: SyntheticReport) -> None:
    twins = report.productions.assign(title="Twin")
    labels = {row["label"] for row in charts(evolve(report, productions=twins))["chart-productions"]["data"]["values"]}
    assert labels == {"Twin (p1)", "Twin (p2)", "Twin (p3)"}


def test_every_word_has_a_meaning() -> None:
    assert list(MATCHES) == list(Match)
    assert list(STATUSES) == list(Status)


def test_the_script_is_kept_between_runs_and_a_spoiled_copy_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    made: list[str] = []

    def make(_snippet: str) -> str:
        made.append("once")
        return "a('</script>')"

    monkeypatch.setattr(vl_convert, "javascript_bundle", make)
    assert bundle.vega_script.__wrapped__() == "a('\\x3c/script>')"
    (kept,) = (tmp_path / "greenprod").iterdir()
    assert bundle.vega_script.__wrapped__() == "a('\\x3c/script>')"
    assert len(made) == 1
    kept.write_text("spoiled")
    assert bundle.vega_script.__wrapped__() == "a('\\x3c/script>')"
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda _snippet: "b()")
    assert bundle.vega_script.__wrapped__() == "b()"
