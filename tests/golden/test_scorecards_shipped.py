"""The editions that are installed: each figure that is published, and nothing that is not."""

from __future__ import annotations

import datetime as dt
import shutil
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from greenprod.alliance.criteria import Kind
from greenprod.alliance.editions import Completeness, Edition, read_editions, shipped_editions
from greenprod.alliance.scoring import MustCount
from greenprod.factors.checks import check_folder

if TYPE_CHECKING:
    from greenprod.errors import Issue

FOLDER = Path(__file__).parents[2] / "factors" / "scorecards"
EDITIONS = shipped_editions()
DAY = dt.date(2026, 1, 1)


def points(edition: str) -> dict[str, object]:
    """Return the points of each criterion: of its options and steps, highest first; None where not published."""
    return {
        one.id: [None if g.points is None else int(g.points) for option in one.options for g in option.grades]
        for one in EDITIONS[edition].criteria
    }


def limits(edition: str) -> list[tuple[str, object]]:
    rule = EDITIONS[edition].rules[0]
    return [(level.name, None if level.at is None else float(level.at)) for level in rule.steps]


def test_every_file_is_sound_and_installed() -> None:
    issues: list[Issue] = []
    assert read_editions(FOLDER, issues) == EDITIONS
    assert issues == []


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_edition_names_its_sources_and_what_it_does_not_know(edition: Edition) -> None:
    assert edition.completeness is not Completeness.COMPLETE
    assert edition.unknown
    assert all(source.url.startswith("http") and source.publisher for source in edition.sources)


def test_green_film_3_has_the_published_points() -> None:
    assert points("green-film-3") == {
        "PR1": [0], "PR2": [0], "A1": [4, 3], "A2": [1], "A3": [2], "C1": [3, 2], "C2": [4, 3, 2], "C3": [1, 1],
        "C4": [2], "C5": [2], "G1": [1, 2, 1],
    }  # fmt: skip
    edition = EDITIONS["green-film-3"]
    assert limits("green-film-3") == [("certified", 20)]
    assert [one.id for one in edition.criteria if one.kind is Kind.MANDATORY] == ["PR1", "PR2"]
    assert {one.id: one.most for one in edition.criteria if one.most} == {
        "A1": 4, "A2": 1, "A3": 2, "C1": 3, "C2": 4, "C3": 2, "C4": 2, "C5": 2, "G1": 4,
    }  # fmt: skip
    assert [str(grade.at_least) for grade in edition.criteria[2].options[0].grades] == ["1", "3/4"]
    assert (edition.in_force(dt.date(2024, 8, 31)), edition.in_force(dt.date(2024, 9, 1))) == (False, True)


def test_the_two_versions_of_the_older_green_film_page_are_two_editions() -> None:
    a, b = points("green-film-older-a"), points("green-film-older-b")
    assert {name for name in a if a[name] != b[name]} == {"C2", "C3"}
    assert (a["C2"], b["C2"], a["C3"], b["C3"]) == ([4, 1], [3, 1], [2], [3])
    assert (a["B1"], a["B2"], a["B3"], a["C4"], a["E1"]) == ([1], [4], [None, 3, 2], [3], [4])


def test_limits_are_the_published_ones() -> None:
    assert limits("ema-green-seal-current") == [("Green Seal", 75), ("Gold Seal", 125)]
    assert limits("ema-green-seal-earlier") == [("Green Seal", 60)]
    assert limits("ema-green-seal-earliest") == [("Green Seal", 35)]
    assert limits("ema-green-seal-students") == [("Green Seal", 50)]
    assert limits("ecoprod-label") == [("1 star", 0.65), ("2 stars", None), ("3 stars", None)]
    assert limits("cluster-excellence-gold") == [("GOLD", 0.8)]
    assert limits("albert-2021") == [("1 star", None), ("2 stars", None), ("3 stars", None)]
    assert limits("uz-76-3.0") == [("ecolabel", None)]


def test_unnamed_criteria_have_their_number_and_nothing_else() -> None:
    counted = {"cluster-excellence-gold": 31, "cluster-excellence-bronze": 36, "ecoprod-label": 80, "uz-76-3.0": 0}
    for name, number in counted.items():
        assert len(EDITIONS[name].criteria) == number
        assert not any(one.title for one in EDITIONS[name].criteria)
    assert sum(one.kind is Kind.MANDATORY for one in EDITIONS["ecoprod-label"].criteria) == 8


def test_the_german_low_emission_share_goes_from_every_fourth_to_every_third_car() -> None:
    shares = {}
    for name in ("german-standards-2022", "german-standards-2023", "german-standards-later"):
        found = EDITIONS[name].criterion("III.3", DAY)
        assert found is not None
        shares[name] = found.options[0].grades[0].at_least
    assert list(shares.values()) == [None, Fraction(1, 4), Fraction(1, 3)]


def test_the_german_standards_change_within_an_edition() -> None:
    edition = EDITIONS["german-standards-2023"]
    before, after = edition.criterion("II.light", dt.date(2023, 12, 31)), edition.criterion("II.light", DAY)
    assert before is not None
    assert after is not None
    assert (before.kind, after.kind) == (Kind.SHOULD, Kind.MUST)
    for day, share in ((dt.date(2024, 12, 31), Fraction(1, 2)), (dt.date(2025, 1, 1), Fraction(7, 10))):
        food = edition.criterion("IV.regional_organic", day)
        assert food is not None
        assert food.options[0].grades[0].at_least == share
    assert all(rule.abroad_over == Fraction(1, 4) for rule in edition.rules if isinstance(rule, MustCount))


def test_the_pilots_count_depends_on_the_type_of_production() -> None:
    edition = EDITIONS["gruene-produktionen-100"]
    needed = {track: edition.rule(DAY, track).steps[0].at for track in edition.tracks}
    assert needed == {"fiction": 10, "studio_entertainment": 11}


def test_the_nordic_skeleton_has_six_empty_sections() -> None:
    edition = EDITIONS["nordic-standard-1.1"]
    assert [section.title for section in edition.sections] == [
        "General requirements", "Transport of people and materials", "Energy use", "Accommodation and catering",
        "Use of materials", "Biodiversity",
    ]  # fmt: skip
    assert edition.criteria == ()


def test_the_factor_check_looks_at_the_files_too(tmp_path: Path) -> None:
    good = Path(__file__).parents[1] / "bad_factors" / "good"
    folder = Path(shutil.copytree(good, tmp_path / "factors"))
    shutil.copytree(FOLDER, folder / "scorecards")
    before = check_folder(folder)
    (folder / "scorecards" / "broken.toml").write_text("id =", encoding="utf-8")
    (folder / "scorecards" / "new.toml").write_text('id = "old"\ncompleteness = "nearly"\n', encoding="utf-8")
    told = [issue for issue in check_folder(folder) if issue not in before]
    assert [(issue.code, issue.column, issue.file) for issue in told] == [
        ("unreadable_toml", "", "scorecards/broken.toml"),
        ("invalid_choice", "id", "scorecards/new.toml"),
        ("invalid_choice", "completeness", "scorecards/new.toml"),
        ("missing_source", "sources", "scorecards/new.toml"),
    ]
    assert not any(issue.file.startswith("scorecards") for issue in before)
