"""Scorecards: five shapes of rules, assessments from declared to verified, gaps, and rows that are refused."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from greenprod.alliance import scorecards
from greenprod.alliance.answers import NOT_APPLICABLE, Given
from greenprod.alliance.claims import Claim, State, Territory
from greenprod.alliance.criteria import Criterion, Grade, Kind, Option
from greenprod.alliance.editions import shipped_editions
from greenprod.alliance.scorecards import Assessment, Scorecards
from greenprod.alliance.scoring import IndicatorPercent, MustCount, PercentAtLeast, PointsAtLeast, ReportOnly
from greenprod.alliance.tallies import Case, Level, Tally
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "assessment_id,edition,production_id,member_id,criterion,option,answer,points,state,date,assessor,evidence\n"
LEVELS = (Level(name="pass", at=Fraction(1, 2)),)


def criterion(name: str, points: int | None = 1, **given: Any) -> Criterion:
    return Criterion(id=name, section="A", options=(Option(grades=(Grade(points=points),)),), **given)


def tally(answers: dict[str, bool | None], points: int | None = 1, kind: Kind = Kind.OPTIONAL, **given: Any) -> Tally:
    more = {name: given.pop(name) for name in ("strikeable",) if name in given}
    scores = [
        (one, one.score({} if said is None else {"": Given(answer=said)}))
        for name, said in answers.items()
        for one in [criterion(name, points, kind=kind, **more)]
    ]
    return Tally(scores=tuple(scores), **given)


def musts(met: int, missed: int, unanswered: int = 0, **given: Any) -> Tally:
    answers = [True] * met + [False] * missed + [None] * unanswered
    return tally({f"m{place}": said for place, said in enumerate(answers)}, kind=Kind.MUST, **given)


def assessment(edition: str, answers: dict[str, Any], on: dt.date = dt.date(2025, 5, 1), **given: Any) -> Assessment:
    claims = [
        Claim(
            assessment_id="a", edition=edition, criterion=name.partition("/")[0], option=name.partition("/")[2],
            answer=said, state=State.VERIFIED, date=on, **given,
        )
        for name, said in answers.items()
    ]  # fmt: skip
    return Assessment(id="a", edition=shipped_editions()[edition], claims=tuple(claims))


def read(folder: Path, rows: str, head: str = HEAD, **given: Any) -> tuple[Scorecards, list[Issue]]:
    (folder / "assessments.csv").write_text(head + rows, encoding="utf-8")
    issues: list[Issue] = []
    found = scorecards.read(folder, issues, member_ids=["m1", "dr"], production_ids=["p1", "p2"], **given)
    return found, issues


TWENTY: dict[str, Any] = {
    "PR1": True, "PR2": True, "A1": Fraction(1), "A2": True, "A3": True, "C1/1": True, "C2/1": True, "C3/1": True,
    "C3/2": True, "C4": True, "C5": True,
}  # fmt: skip


def test_green_film_is_reached_at_20_points() -> None:
    verdict = assessment("green-film-3", TWENTY).outcome().verdict
    assert (verdict.reached, verdict.level, verdict.score.low, verdict.needed) == (
        True,
        "certified",
        Fraction(20),
        Fraction(20),
    )


def test_a_partial_edition_is_never_failed_because_of_what_is_unknown() -> None:
    answers = {**TWENTY, "C5": False, "G1/clip": False, "G1/training": False, "G1/initiative": False}
    verdict = assessment("green-film-3", answers).outcome(closed=True).verdict
    assert (verdict.reached, verdict.level, verdict.score.low, verdict.score.high) == (None, "", Fraction(18), None)
    assert "Reached at least 18 points; 20 points are needed." in verdict.reasons
    assert any("reached at least 18 of 24 known points" in text for text in verdict.reasons)


def test_a_known_mandatory_criterion_that_is_not_met_fails_even_there() -> None:
    verdict = assessment("green-film-3", {**TWENTY, "PR2": False}).outcome().verdict
    assert (verdict.reached, verdict.level, verdict.within_reach) == (False, "", "")
    assert "The mandatory criterion PR2 is not met." in verdict.reasons
    without = {name: said for name, said in TWENTY.items() if name != "PR2"}
    assert assessment("green-film-3", without).outcome().verdict.reached is None


@pytest.mark.parametrize(
    ("edition", "total", "reached", "level"),
    [
        ("ema-green-seal-current", 74, False, ""),
        ("ema-green-seal-current", 75, True, "Green Seal"),
        ("ema-green-seal-current", 124, True, "Green Seal"),
        ("ema-green-seal-current", 125, True, "Gold Seal"),
        ("ema-green-seal-students", 50, True, "Green Seal"),
        ("ema-green-seal-earlier", 59, False, ""),
        ("ema-green-seal-earlier", 60, None, ""),
    ],
)
def test_ema_gives_its_seals_from_75_and_125_points(edition: str, total: int, reached: object, level: str) -> None:
    verdict = assessment(edition, {"total": Fraction(total)}).outcome().verdict
    assert (verdict.reached, verdict.level) == (reached, level)


@pytest.mark.parametrize(
    ("rule", "met", "reached"),
    [
        (MustCount(total=21, waivers=3), 18, True),
        (MustCount(total=21, waivers=3), 17, False),
        (MustCount(total=21, waivers=5), 16, True),
        (MustCount(total=21, waivers=5), 15, False),
        (MustCount(total=22, waivers=5), 17, True),
        (MustCount(total=22, waivers=5), 16, False),
    ],
)
def test_of_the_german_musts_18_of_21_or_16_of_21_or_all_but_5_of_22_are_needed(
    rule: MustCount, met: int, reached: object
) -> None:
    found = musts(met, rule.total - met, strikeable=True)
    assert rule.judge(Case(tally=found)).reached is reached


@pytest.mark.parametrize(
    ("edition", "on", "total", "needed"),
    [
        ("german-standards-2022", dt.date(2022, 6, 1), 21, 18),
        ("german-standards-2023", dt.date(2023, 6, 1), 21, 16),
        ("german-standards-2023", dt.date(2024, 7, 1), 21, 18),
        ("german-standards-later", dt.date(2025, 7, 1), 22, 17),
    ],
)
def test_the_german_editions_list_as_many_musts_as_their_rule_counts(
    edition: str, on: dt.date, total: int, needed: int
) -> None:
    found = shipped_editions()[edition]
    rule = found.rule(on)
    assert isinstance(rule, MustCount)
    assert (rule.total, rule.needed) == (total, needed)
    assert sum(one.kind is Kind.MUST for one in found.on(on)) == total


def test_a_must_that_may_not_be_struck_fails_the_label_and_one_nobody_knows_leaves_it_open() -> None:
    rule = MustCount(total=3, waivers=1)
    assert rule.judge(Case(tally=musts(2, 1, strikeable=False))).reached is False
    assert rule.judge(Case(tally=musts(2, 1))).reached is None
    assert rule.judge(Case(tally=musts(3, 0))).reached is True


def test_above_a_quarter_of_cost_abroad_the_foreign_parts_must_meet_the_count_too() -> None:
    rule = MustCount(total=2, waivers=1, abroad_over=Fraction(1, 4))
    home, good, bad = musts(2, 0), musts(2, 0), musts(0, 2, strikeable=True)
    assert rule.judge(Case(tally=home, foreign_cost_share=Fraction(1, 4))).reached is True
    over = Fraction(26, 100)
    assert rule.judge(Case(tally=home, abroad=good, foreign_cost_share=over)).reached is True
    assert rule.judge(Case(tally=home, abroad=bad, foreign_cost_share=over)).reached is False
    assert rule.judge(Case(tally=home, foreign_cost_share=over)).reached is None
    assert rule.judge(Case(tally=home, abroad=good)).reached is True
    assert rule.judge(Case(tally=home, abroad=bad)).reached is None


def test_percent_counts_what_applies_and_needs_every_mandatory_criterion() -> None:
    rule = PercentAtLeast(levels=(Level(name="star", at="0.65"),))
    assert rule.judge(Case(tally=tally({"a": True, "b": True, "c": False}))).reached is True
    assert rule.judge(Case(tally=tally({"a": True, "b": False, "c": False}))).reached is False
    assert rule.judge(Case(tally=tally({"a": True, "b": None, "c": False}))).reached is None
    unknown = rule.judge(Case(tally=tally({"a": True}, points=None)))
    assert (unknown.reached, unknown.percent) == (None, None)


def test_what_does_not_apply_is_left_out_of_the_percent() -> None:
    rule = PercentAtLeast(levels=(Level(name="star", at="0.65"),))
    gone = criterion("gone", not_applicable=True)
    scores = (*tally({"a": True}).scores, (gone, gone.score({"": Given(answer=NOT_APPLICABLE)})))
    verdict = rule.judge(Case(tally=Tally(scores=scores)))
    assert (verdict.reached, verdict.percent) == (True, Fraction(100))


def test_ecoprod_takes_65_percent_or_70_with_a_commitment_phase_and_its_eight_mandatory_criteria() -> None:
    mandatory = {f"mandatory-{n}": True for n in range(1, 9)}
    plain = assessment("ecoprod-label", {"total": Fraction(65, 100), **mandatory}).outcome().verdict
    assert (plain.reached, plain.level, plain.within_reach) == (True, "1 star", "3 stars")
    assert "The limit for 2 stars and 3 stars is not published." in plain.reasons
    without = assessment("ecoprod-label", {"total": Fraction(9, 10)}).outcome().verdict
    assert without.reached is None
    edition = shipped_editions()["ecoprod-label"]
    rule = edition.rule(dt.date(2025, 1, 1), "commitment_phase")
    assert (rule.level_at(Fraction(69, 100)), rule.level_at(Fraction(7, 10))) == ("", "1 star")


def test_88_percent_is_gold_once_the_floor_is_given() -> None:
    # 82 of 93 on a scale from 0 to 3: 20 indicators at 3 of 3 and 11 at 2 of 3
    answers = {f"indicator-{n}": Fraction(3 if n <= 20 else 2, 3) for n in range(1, 32)}
    found = assessment("cluster-excellence-gold", answers)
    open_ = found.outcome().verdict
    assert (open_.reached, open_.level, open_.within_reach) == (None, "", "GOLD")
    assert open_.percent is not None
    assert round(open_.percent) == 88
    assert "The floor on each indicator is not published; it cannot be decided without it." in open_.reasons
    decided = found.outcome(floor=Fraction(2, 3)).verdict
    assert (decided.reached, decided.level) == (True, "GOLD")
    assert found.outcome(floor=Fraction(7, 10)).verdict.reached is False
    assert found.edition.rule(dt.date(2024, 2, 1)).level_at(Fraction(88, 100)) == "GOLD"


def test_a_stated_score_does_not_show_the_floor_on_each_indicator() -> None:
    found = assessment("cluster-excellence-gold", {"total": Fraction(88, 100)})
    assert found.outcome(floor=Fraction(1, 2)).verdict.reached is None
    assert assessment("cluster-excellence-gold", {"total": Fraction(79, 100)}).outcome().verdict.reached is False


def test_a_floor_belongs_to_indicators() -> None:
    with pytest.raises(DataError) as caught:
        assessment("green-film-3", TWENTY).outcome(floor=Fraction(1, 2))
    assert caught.value.issue.code == "no_floor"


def test_indicators_below_the_floor_fail_and_unanswered_ones_stay_open() -> None:
    rule = IndicatorPercent(levels=LEVELS, floor="0.5")
    scores = {"a": Fraction(1), "b": Fraction(2, 5), "c": None}
    one = Criterion(id="i", section="A", kind=Kind.INDICATOR, options=(Option(scale=1),))
    pairs = {name: (one, one.score({} if said is None else {"": Given(answer=said)})) for name, said in scores.items()}
    assert rule.judge(Case(tally=Tally(scores=(pairs["a"], pairs["a"])))).reached is True
    assert rule.judge(Case(tally=Tally(scores=(pairs["a"], pairs["b"])))).reached is False
    assert rule.judge(Case(tally=Tally(scores=(pairs["a"], pairs["c"])))).reached is None


def test_a_report_is_only_counted() -> None:
    verdict = ReportOnly().judge(Case(tally=tally({"a": True, "b": None})))
    assert (verdict.reached, verdict.level) == (None, "")
    assert "1 of 2 criteria known here are answered." in verdict.reasons
    nordic = shipped_editions()["nordic-standard-1.1"]
    assert (len(nordic.sections), nordic.criteria) == (6, ())


def test_complete_editions_can_be_failed() -> None:
    rule = PointsAtLeast(levels=(Level(name="pass", at=2),))
    assert rule.judge(Case(tally=tally({"a": True, "b": False}))).reached is False
    assert rule.judge(Case(tally=tally({"a": True, "b": None}))).reached is None


ROWS = """a,green-film-3,p1,m1,PR1,,yes,,declared,2025-01-10,,plan.pdf
a,green-film-3,p1,m1,A1,,1,,declared,2025-01-10,,
a,green-film-3,p1,m1,A2,,yes,,declared,2025-01-10,,
a,green-film-3,p1,m1,C2,1,yes,,declared,2025-01-10,,
a,green-film-3,p1,m1,PR1,,yes,,verified,2025-06-01,auditor,plan.pdf
a,green-film-3,p1,m1,A1,,"0,8",,verified,2025-06-01,auditor,bills.pdf
a,green-film-3,p1,m1,A2,,no,,verified,2025-06-01,auditor,contract.pdf
a,green-film-3,p1,m1,C4,,yes,,verified,2025-06-01,auditor,photo.jpg
"""


def test_the_gap_tells_what_was_planned_and_not_done(tmp_path: Path) -> None:
    found, issues = read(tmp_path, ROWS)
    assert issues == []
    gap = found.assessments["a"].gap()
    # 4 + 1 + 4 declared; 3 + 0 + nothing yet for them, and 2 that nobody had planned
    assert [gap.declared, gap.verified, gap.lost] == [9, 5, 4]
    assert gap.share == Fraction(4, 9)
    assert (gap.of("refused"), gap.of("open"), gap.of("added")) == (("A2",), ("C2",), ("C4",))
    assert gap.criteria_share == Fraction(2, 4)
    frame = gap.frame()
    assert frame["lost"].tolist() == [0, 1, 1, 4, 0]
    assert frame["status"].tolist() == ["verified", "verified", "refused", "open", "added"]


def test_reading_and_writing_give_the_same_claims(tmp_path: Path) -> None:
    found, _ = read(tmp_path, ROWS)
    (tmp_path / "scorecards").mkdir()
    own = 'id = "own-1"\nlabel = "Own"\nedition = "1"\ncompleteness = "skeleton"\n'
    own += '[[sources]]\ntitle = "x"\npublisher = "y"\n'
    (tmp_path / "scorecards" / "own-1.toml").write_text(own, encoding="utf-8")
    found, issues = read(tmp_path, ROWS)
    out = tmp_path / "out"
    out.mkdir()
    found.write(out)
    again = scorecards.read(out, issues, member_ids=["m1"], production_ids=["p1"])
    assert issues == []
    assert (again.claims, again.own, again.editions) == (found.claims, found.own, found.editions)
    assert again.frame().equals(found.frame())


def test_a_folder_can_fill_the_nordic_skeleton(tmp_path: Path) -> None:
    (tmp_path / "scorecards").mkdir()
    own = (
        'id = "nordic-standard-1.1"\nlabel = "Nordic"\nedition = "1.1"\ncompleteness = "complete"\n'
        '[[sources]]\ntitle = "x"\npublisher = "y"\n[[sections]]\nid = "1"\n'
        '[[rules]]\nshape = "must_count"\ntotal = 1\n'
        '[[criteria]]\nid = "1.1"\nsection = "1"\ntitle = "Plan"\nkind = "must"\n'
    )
    (tmp_path / "scorecards" / "nordic-standard-1.1.toml").write_text(own, encoding="utf-8")
    found, issues = read(tmp_path, "n,nordic-standard-1.1,p1,m1,1.1,,yes,,verified,2026-02-01,fund,plan\n")
    assert issues == []
    assert found.frame()["reached"].tolist() == [True]


def test_a_folder_without_assessments_has_none(tmp_path: Path) -> None:
    issues: list[Issue] = []
    found = scorecards.read(tmp_path, issues, member_ids=[], production_ids=[])
    assert (found.claims, issues, len(found.frame())) == ((), [], 0)
    found.write(tmp_path)
    assert list(tmp_path.iterdir()) == []


GF = "a,green-film-3,p1,m1,"
FIRST = GF + "A2,,yes,,declared,2025-01-10,,"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("a,green-film-9,p1,m1,A1,,1,,declared,2025-01-10,,", "unknown_edition", "edition"),
        ("a,green-film-3,p9,m1,A1,,1,,declared,2025-01-10,,", "unknown_production", "production_id"),
        ("a,green-film-3,p1,m9,A1,,1,,declared,2025-01-10,,", "unknown_member", "member_id"),
        (GF + "Q7,,yes,,declared,2025-01-10,,", "unknown_criterion", "criterion"),
        (GF + "B1,,yes,,declared,2025-01-10,,", "criterion_outside_edition", "criterion"),
        (GF + "A2,,yes,,declared,2024-08-31,,", "outside_edition", "date"),
        (GF + "C2,4,yes,,declared,2025-01-10,,", "unknown_option", "option"),
        (GF + "C2,,yes,,declared,2025-01-10,,", "unknown_option", "option"),
        (GF + "A2,,,5,declared,2025-01-10,,", "points_above_cap", "points"),
        (GF + "A1,,0.8,4,declared,2025-01-10,,", "points_differ", "points"),
        (GF + "A1,,80,,declared,2025-01-10,,", "out_of_range", "answer"),
        (GF + "A2,,0.5,,declared,2025-01-10,,", "invalid_answer", "answer"),
        (GF + "A2,,maybe,,declared,2025-01-10,,", "invalid_answer", "answer"),
        (GF + "A2,,not_applicable,,declared,2025-01-10,,", "not_applicable_refused", "answer"),
        (GF + "A2,,,,declared,2025-01-10,,", "missing_field", "answer"),
        (GF + "A2,,yes,,granted,2025-01-10,,", "invalid_choice", "state"),
        (GF + "A2,,yes,,declared,tomorrow,,", "invalid_date", "date"),
        (GF + "A2,,yes,,verified,2025-01-10,,photo", "missing_field", "assessor"),
        (GF + "A2,,yes,,verified,2025-01-10,auditor,", "missing_evidence", "evidence"),
        (GF + "A2,,yes,,verified,2025-01-10, M1 ,photo", "own_assessor", "assessor"),
        (GF + "total,,yes,,declared,2025-01-10,,", "invalid_answer", "answer"),
        ("a,ema-green-seal-current,p1,m1,total,,201,,declared,2025-01-10,,", "points_above_cap", "answer"),
        ("a,gruene-produktionen-100,p1,m1,further-1,,yes,,declared,2025-01-10,,", "unknown_track", "track"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_place_and_left_out(
    tmp_path: Path, row: str, code: str, column: str
) -> None:
    found, issues = read(tmp_path, row + "\n")
    assert [(issue.code, issue.column, issue.file, issue.row) for issue in issues] == [
        (code, column, "assessments.csv", 2)
    ]
    assert found.claims == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((FIRST, GF + "A2,,no,,declared,2025-01-11,,"), "duplicate_claim"),
        ((GF + "C2,1,yes,,declared,2025-01-10,,", GF + "C2,2,yes,,declared,2025-01-10,,"), "exclusive_options"),
        ((FIRST, "a,green-film-3,p2,m1,A3,,yes,,declared,2025-01-10,,"), "mixed_assessment"),
        ((FIRST, GF + "A2,,yes,,verified,2025-01-09,aud,ev"), "verified_before_declared"),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_another_is_left_out(tmp_path: Path, rows: tuple[str, str], code: str) -> None:
    found, issues = read(tmp_path, "\n".join(rows) + "\n")
    assert [(issue.code, issue.row) for issue in issues] == [(code, 3)]
    assert len(found.claims) == 1


def test_who_makes_a_production_cannot_verify_it_under_any_of_its_names(tmp_path: Path) -> None:
    row = GF + "A2,,yes,,verified,2025-01-10,Nordlys Film,photo\n"
    _, issues = read(tmp_path, row, producers={"p1": ["m7", "nordlys film"]})
    assert [issue.code for issue in issues] == ["own_assessor"]


def test_a_total_that_its_answers_contradict_is_a_warning(tmp_path: Path) -> None:
    rows = GF + "A1,,1,,declared,2025-01-10,,\n" + GF + "total,,3,,declared,2025-01-10,,\n"
    found, issues = read(tmp_path, rows)
    assert [(issue.code, issue.severity) for issue in issues] == [("total_differs", "warning")]
    assert len(found.claims) == 2


def test_parts_made_abroad_are_rows_of_their_own(tmp_path: Path) -> None:
    head = HEAD.rstrip() + ",territory\n"
    rows = (
        "a,german-standards-2023,p1,m1,I.1,,yes,,verified,2023-03-01,fund,signed,home\n"
        "a,german-standards-2023,p1,m1,I.1,,no,,verified,2023-03-01,fund,none,abroad\n"
    )
    found, issues = read(tmp_path, rows, head)
    assert issues == []
    mine = found.assessments["a"]
    assert mine.tally(State.VERIFIED).scores[0][1].met is True
    assert mine.tally(State.VERIFIED, Territory.ABROAD).scores[0][1].met is False
    assert mine.outcome(foreign_cost_share=Fraction(1, 10)).verdict.reached is None
    assert mine.outcome(foreign_cost_share=Fraction(3, 10)).verdict.reached is False
    assert found.frame(foreign_cost_shares={"p1": Fraction(3, 10)})["reached"].tolist() == [False]
