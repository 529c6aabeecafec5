"""Scorecards against random criteria: percent in its bounds and monotone, verdicts that more answers never turn."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from greenprod.alliance.answers import Given
from greenprod.alliance.awards import end_of_month
from greenprod.alliance.criteria import Choice, Criterion, Grade, Kind, Option
from greenprod.alliance.scoring import IndicatorPercent, MustCount, PercentAtLeast, PointsAtLeast, Rule
from greenprod.alliance.tallies import Case, Level, Tally, Verdict

POINTS = st.one_of(st.none(), st.integers(0, 5).map(Fraction))
SHARES = st.integers(0, 4).map(lambda n: Fraction(n, 4))


@st.composite
def criteria(draw: st.DrawFn) -> list[Criterion]:
    """Draw criteria of all kinds, with points that are known or not."""
    found = []
    for place in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(list(Kind)))
        points = draw(st.lists(POINTS, min_size=1, max_size=3))
        ways = tuple(Option(id=str(n), grades=(Grade(points=one),)) for n, one in enumerate(points))
        if kind is Kind.INDICATOR:
            ways = (Option(id="0", scale=1),)
        found.append(
            Criterion(
                id=f"c{place}", section="A", kind=kind, options=ways, choose=draw(st.sampled_from(list(Choice))),
                cap=draw(st.one_of(st.none(), st.integers(0, 6))) if kind is not Kind.INDICATOR else None,
                strikeable=draw(st.sampled_from([None, True, False])),
            )
        )  # fmt: skip
    return found


def rules(most: int) -> st.SearchStrategy[Rule]:
    levels = st.tuples(SHARES, SHARES).map(
        lambda two: tuple(Level(name=f"l{n}", at=at) for n, at in enumerate(sorted(two)))
    )
    return st.one_of(
        st.integers(0, 9).map(lambda at: PointsAtLeast(levels=(Level(name="pass", at=Fraction(at)),))),
        levels.map(lambda two: PercentAtLeast(levels=two)),
        st.tuples(levels, SHARES).map(lambda drawn: IndicatorPercent(levels=drawn[0], floor=drawn[1])),
        st.integers(1, most).flatmap(
            lambda total: st.integers(0, total).map(lambda waivers: MustCount(total=total, waivers=waivers))
        ),
    )


def answered(found: list[Criterion], said: dict[tuple[str, str], bool], *, listed: bool) -> Tally:
    scores = []
    for criterion in found:
        own = {
            option.id: Given(answer=said[key])
            for option in criterion.options
            if (key := (criterion.id, option.id)) in said
        }
        if criterion.kind is Kind.INDICATOR:
            own = {name: Given(answer=Fraction(bool(one.answer))) for name, one in own.items()}
        scores.append((criterion, criterion.score(own)))
    return Tally(scores=tuple(scores), listed=listed)


def keys(found: list[Criterion]) -> list[tuple[str, str]]:
    return [(criterion.id, option.id) for criterion in found for option in criterion.options]


def verdict(rule: Rule, tally: Tally) -> Verdict:
    return rule.judge(Case(tally=tally))


@given(st.data())
def test_percent_lies_between_0_and_100_and_grows_with_every_yes(data: st.DataObject) -> None:
    found = data.draw(criteria())
    rule = data.draw(rules(len(found)))
    said = {key: data.draw(st.booleans()) for key in keys(found)}
    raised = {key: answer or data.draw(st.booleans()) for key, answer in said.items()}
    before, after = (verdict(rule, answered(found, one, listed=True)) for one in (said, raised))
    for percent in (before.percent, after.percent):
        assert percent is None or 0 <= percent <= 100
    assert before.percent is None or after.percent is None or before.percent <= after.percent
    # more that is met never takes a level away; an exclusive option is the exception, and is refused when claimed twice
    if all(criterion.choose is not Choice.ONE for criterion in found):
        order = {False: 0, None: 1, True: 2}
        assert order[before.reached] <= order[after.reached]


@given(st.data())
def test_an_answer_more_never_overturns_a_decision(data: st.DataObject) -> None:
    found = data.draw(criteria())
    rule = data.draw(rules(len(found)))
    said = {key: data.draw(st.booleans()) for key in keys(found)}
    for criterion in found:
        chosen = [key for key in said if key[0] == criterion.id and said[key]]
        if criterion.choose is Choice.ONE:
            said.update(dict.fromkeys(chosen[1:], False))
    fewer = {key: answer for key, answer in said.items() if data.draw(st.booleans())}
    listed = data.draw(st.booleans())
    before, after = (verdict(rule, answered(found, one, listed=listed)) for one in (fewer, said))
    if before.reached is not None:
        assert after.reached is before.reached
    assert before.score.low <= after.score.low
    assert before.score.high is None or (after.score.high is not None and after.score.high <= before.score.high)


@given(st.data())
def test_what_is_unknown_never_fails_a_partial_edition_that_asks_for_points(data: st.DataObject) -> None:
    found = [one for one in data.draw(criteria()) if one.kind is not Kind.MANDATORY]
    said = {key: data.draw(st.booleans()) for key in keys(found)}
    tally = answered(found, said, listed=False)
    for rule in (
        PointsAtLeast(levels=(Level(name="pass", at=99),)),
        PercentAtLeast(levels=(Level(name="pass", at=1),)),
    ):
        assert verdict(rule, tally).reached is None


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_counting_musts_agrees_with_trying_every_way_to_answer_the_open_ones(
    met: int, missed: int, unanswered: int, waivers: int
) -> None:
    total = met + missed + unanswered
    if not total:
        return
    rule = MustCount(total=total, waivers=min(waivers, total))
    said: list[bool | None] = [True] * met + [False] * missed + [None] * unanswered
    must = Criterion(id="m", section="A", kind=Kind.MUST, strikeable=True)
    scores = tuple((must, must.score({} if one is None else {"": Given(answer=one)})) for one in said)
    ends = {met + sum(tried) >= total - min(waivers, total) for tried in product((0, 1), repeat=unanswered)}
    assert verdict(rule, Tally(scores=scores)).reached is (ends.pop() if len(ends) == 1 else None)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 120))
def test_an_award_ends_on_the_day_before_a_first_of_the_month(start: dt.date, months: int) -> None:
    end = end_of_month(start, months)
    assert (end + dt.timedelta(days=1)).day == 1
    assert (end.year - start.year) * 12 + end.month - start.month == months
