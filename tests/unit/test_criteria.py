"""Criteria and editions: what answers are worth, and what an edition's file must not say."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from greenprod.alliance.answers import NOT_APPLICABLE, Given, Span, answer, every, exact
from greenprod.alliance.criteria import Choice, Criterion, Grade, Option, Unit
from greenprod.alliance.editions import Completeness, Edition, read_edition
from greenprod.errors import DataError, Issue

YES, NO = Given(answer=True), Given(answer=False)
HEAD = 'id = "label-1"\nlabel = "Label"\nedition = "1"\ncompleteness = "partial"\n'
SOURCE = '[[sources]]\ntitle = "Page"\npublisher = "Owner"\n'
RULE = '[[rules]]\nshape = "points_at_least"\nlevels = [{ name = "pass", at = 5 }]\n'
SECTION = '[[sections]]\nid = "A"\n'
GOOD = HEAD + SOURCE + RULE + SECTION + '[[criteria]]\nid = "A1"\nsection = "A"\npoints = 2\n'


def options(*points: int | None, choose: Choice, cap: int | None = None) -> Criterion:
    ways = tuple(Option(id=str(place), grades=(Grade(points=one),)) for place, one in enumerate(points, start=1))
    return Criterion(id="A1", section="A", options=ways, choose=choose, cap=cap)


def span(low: int | str, high: int | str | None) -> Span:
    return Span(Fraction(low), None if high is None else Fraction(high))


def read(text: str, name: str = "scorecards/label-1.toml") -> tuple[Edition | None, list[Issue]]:
    issues: list[Issue] = []
    return read_edition(text, name, issues), issues


def test_graded_thresholds_give_the_points_of_the_highest_step_taken() -> None:
    grades = (Grade(points=4, at_least=1), Grade(points=3, at_least="0.75"))
    grid = Criterion(id="A1", section="A", options=(Option(grades=grades),))
    worth = {text: grid.score({"": Given(answer=answer(text))}).points for text in ("1", "0.75", "0,7499", "no")}
    assert worth == {"1": span(4, 4), "0.75": span(3, 3), "0,7499": span(0, 0), "no": span(0, 0)}
    assert grid.score({"": YES}).points == span(3, 4)
    assert grid.score({}).points == span(0, 4)


def test_a_limit_from_above_is_met_by_nothing_of_it() -> None:
    flights = Criterion(id="F", section="A", options=(Option(grades=(Grade(points=0, at_most=0),), unit=Unit.COUNT),))
    assert flights.score({"": Given(answer=Fraction(0))}).met is True
    assert flights.score({"": Given(answer=Fraction(1))}).met is False


def test_exclusive_options_count_once_and_additive_ones_up_to_the_cap() -> None:
    assert options(4, 3, 2, choose=Choice.ONE).score({"2": YES}).points == span(3, 3)
    assert options(1, 2, 1, choose=Choice.ANY, cap=4).score({"1": YES, "2": YES, "3": YES}).points == span(4, 4)
    assert options(3, 2, choose=Choice.ANY, cap=4).score({"1": YES, "2": YES}).points == span(4, 4)
    assert options(1, 2, 1, choose=Choice.ANY).score({"2": YES, "3": NO}).points == span(2, 3)


def test_where_nobody_says_how_options_go_together_both_readings_stay_open() -> None:
    both = {"1": YES, "2": YES}
    assert options(3, 2, choose=Choice.UNKNOWN).score(both).points == span(3, 5)
    assert options(3, 2, choose=Choice.UNKNOWN, cap=3).score(both).points == span(3, 3)


def test_points_that_are_not_published_are_open_up_to_the_cap() -> None:
    assert options(None, choose=Choice.ONE).score({"1": YES}).points == span(0, None)
    assert options(None, 3, choose=Choice.UNKNOWN, cap=4).score({"1": YES, "2": YES}).points == span(3, 4)
    assert options(None, choose=Choice.ONE).most is None


def test_stated_points_count_and_never_beyond_what_there_is() -> None:
    criterion = options(None, 3, choose=Choice.UNKNOWN, cap=4)
    assert criterion.score({"1": Given(points=Fraction(1)), "2": YES}).points.low == 3
    assert options(2, choose=Choice.ONE).score({"1": Given(points=Fraction(9))}).points == span(2, 2)


def test_not_applicable_takes_a_criterion_out_of_the_count() -> None:
    found = options(4, choose=Choice.ONE).score({"1": Given(answer=NOT_APPLICABLE)})
    assert (found.counts, found.met, found.points) == (False, None, span(0, 0))


def test_an_indicator_is_worth_its_score() -> None:
    indicator = Criterion(id="i", section="A", options=(Option(scale=1),))
    assert indicator.score({"": Given(answer=Fraction(2, 3))}).points == span("2/3", "2/3")
    assert indicator.most == 1


@pytest.mark.parametrize(("text", "found"), [("ja", True), ("NO", False), ("n/a", NOT_APPLICABLE), ("1", Fraction(1))])
def test_answers_are_read_in_words_and_numbers(text: str, found: object) -> None:
    assert answer(text) is found or answer(text) == found


@pytest.mark.parametrize("text", ["maybe", "-1", "80 %", "1/0", "nan", "inf"])
def test_other_answers_are_refused(text: str) -> None:
    with pytest.raises(DataError) as caught:
        answer(text)
    assert caught.value.issue.code == "invalid_answer"


def test_a_truth_is_no_number() -> None:
    with pytest.raises(DataError):
        exact(value=True)


def test_unknown_beats_yes_and_no_beats_unknown() -> None:
    assert (every([True, None]), every([None, False]), every([])) == (None, False, True)


def test_a_good_edition_is_read() -> None:
    edition, issues = read(GOOD)
    assert issues == []
    assert edition is not None
    assert (edition.completeness, edition.criteria[0].most) == (Completeness.PARTIAL, Fraction(2))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id =", "id", "unreadable_toml"),
        ('"label-1"', '"label-2"', "wrong_id"),
        ('"partial"', '"nearly"', "invalid_value"),
        (SOURCE, "", "missing_source"),
        ('publisher = "Owner"\n', "", "missing_key"),
        ("points = 2", "points = 2\ncolour = 1", "unknown_key"),
        ("points = 2", "points = -2", "not_a_number"),
        ("points = 2", 'points = "two"', "not_a_number"),
        ("points = 2", "points = 2\ncap = 1", "points_above_cap"),
        ("points = 2", 'points = 2\nkind = "soll"', "invalid_choice"),
        ("points = 2", 'points = 2\nmeasure = "mood"', "invalid_choice"),
        ("points = 2", "points = 2\nvalid_from = 2024-01-01\nvalid_to = 2024-01-01", "period_reversed"),
        ("points = 2", 'points = 2\nvalid_from = "2024"', "invalid_value"),
        ('section = "A"', 'section = "B"', "unknown_section"),
        ("points_at_least", "vibes", "invalid_choice"),
        ("{ name", "{ at = 9, name", "unreadable_toml"),
        ("at = 5 }", 'at = 5 }, { name = "lower", at = 1 }', "levels_out_of_order"),
        ('"partial"', '"complete"', "not_complete"),
        (SECTION, SECTION * 2 + '[[criteria]]\nid = "A1"\nsection = "A"\n', "duplicate_id"),
        ("[[rules]]", "[rules]", "invalid_value"),
        (RULE, '[[rules]]\nshape = "must_count"\ntotal = 2\nwaivers = 3\n', "invalid_value"),
        (RULE, '[[rules]]\nshape = "must_count"\n', "missing_key"),
    ],
)
def test_a_bad_edition_is_refused_with_a_reason(old: str, new: str, code: str) -> None:
    assert old in GOOD
    edition, issues = read(GOOD.replace(old, new, 1))
    assert edition is None
    assert code in [issue.code for issue in issues]
    assert {issue.file for issue in issues} == {"scorecards/label-1.toml"}


def test_unnamed_criteria_are_numbered() -> None:
    edition, _ = read(GOOD + '[[criteria]]\nid = "open"\nsection = "A"\ncount = 3\n')
    assert edition is not None
    assert [criterion.id for criterion in edition.criteria] == ["A1", "open-1", "open-2", "open-3"]


def test_a_criterion_may_change_within_its_edition() -> None:
    light = '[[criteria]]\nid = "L"\nsection = "A"\nkind = "{}"\n{} = 2024-01-01\n'
    edition, issues = read(GOOD + light.format("should", "valid_to") + light.format("must", "valid_from"))
    assert edition is not None
    assert issues == []
    kinds = [edition.criterion("L", dt.date(2023, 12, 31)), edition.criterion("L", dt.date(2024, 1, 1))]
    assert [str(one.kind) for one in kinds if one] == ["should", "must"]


def test_thresholds_depend_on_track_and_day() -> None:
    rule = '[[rules]]\nshape = "points_at_least"\ntracks = ["fiction"]\nlevels = [{ name = "pass", at = 7 }]\n'
    later = '[[rules]]\nshape = "points_at_least"\nvalid_from = 2025-01-01\nlevels = [{ name = "pass", at = 9 }]\n'
    edition, _ = read(GOOD.replace(RULE, rule + later))
    assert edition is not None
    assert edition.rule(dt.date(2024, 1, 1), "fiction").levels[0].at == 7
    assert edition.rule(dt.date(2025, 1, 1)).levels[0].at == 9
    for day, track, code in (
        (dt.date(2025, 1, 1), "news", "unknown_track"),
        (dt.date(2024, 1, 1), "", "unknown_track"),
    ):
        with pytest.raises(DataError) as caught:
            edition.rule(day, track)
        assert caught.value.issue.code == code


def test_an_edition_without_a_rule_for_the_day_says_so() -> None:
    edition, _ = read(GOOD.replace("shape =", "valid_to = 2020-01-01\nshape ="))
    assert edition is not None
    with pytest.raises(DataError) as caught:
        edition.rule(dt.date(2024, 1, 1))
    assert caught.value.issue.code == "no_rule"


@pytest.mark.parametrize("text", ["1e9999999", "1e-9999999", "1/" + "9" * 5000, "1e400", "1e18"])
def test_a_number_that_would_fill_the_memory_is_refused_at_once(text: str) -> None:
    with pytest.raises(DataError) as refused:
        exact(text)
    assert refused.value.issue.code == "not_a_number"
