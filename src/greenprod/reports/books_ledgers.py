"""The ledgers beside the inventory: fund, costs, results, people, labels, due diligence, tables across members."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from greenprod.alliance.abatement import attribution, beside, costs
from greenprod.alliance.claims import State
from greenprod.alliance.disclosure import DOT, Part, k_of, publish
from greenprod.alliance.emissions import ALL_SCOPES
from greenprod.alliance.findings import Severity, places
from greenprod.alliance.suppression import TOTAL
from greenprod.reports.books_tables import MEMBER, who
from greenprod.reports.sheets import Kind, Sheet, heading, sheet
from greenprod.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from greenprod.alliance.scorecards import Assessment
    from greenprod.reports.reckoning import Reckoning

UNPAID = "not paid by the fund"
CURRENCY = heading("currency", "Currency")


def balances(reckoning: Reckoning) -> Sheet:
    """Return what is in the fund."""
    names = ("contributed", "allocated", "left")
    columns = [CURRENCY, heading("kind", "Kind", Kind.WORD)]
    columns += [heading(name, name.capitalize(), Kind.MONEY) for name in names]
    rows = [
        (one.currency, one.kind, *(getattr(one, name) for name in names))
        for one in reckoning.books.fund.balances(reckoning.on)
    ]
    return sheet("fund", f"The green fund at the end of {reckoning.on}", columns, rows)


def paid_shares(reckoning: Reckoning) -> Sheet:
    """Return the part of all contributions that each member gave."""
    columns = [*MEMBER[::-1], heading("share", "Share of all contributions", Kind.SHARE)]
    shares = reckoning.books.fund.shares(reckoning.on)
    rows = [(*who(reckoning, name)[::-1], share) for name, share in shares.items()]
    return sheet("fund-shares", "Who paid which part", columns, rows)


def initiatives(reckoning: Reckoning) -> Sheet:
    """Return what each initiative costs, abates, and costs per tonne."""
    fund = reckoning.books.fund
    columns = [
        heading("initiative_id", "Initiative"),
        heading("name", "Name", Kind.PROSE),
        heading("status", "Status", Kind.WORD),
        CURRENCY,
        heading("budget", "Whole budget", Kind.MONEY),
        heading("expected_kg", "Expected, t", Kind.CO2E),
        heading("verified_kg", "Verified, t", Kind.CO2E, "not verified"),
        heading("expected_per_tonne", "Per t expected", Kind.MONEY),
        heading("verified_per_tonne", "Per t verified", Kind.MONEY, "not verified"),
        heading("method", "Method", Kind.PROSE),
    ]
    rows = [
        (
            one.initiative_id, one.name, one.status, cost.currency, cost.budget, one.expected_mg,
            one.verified_mg(reckoning.on), cost.expected, cost.verified, one.method,
        )
        for one, cost in zip(fund.initiatives, costs(fund, reckoning.on), strict=True)
    ]  # fmt: skip
    return sheet("initiatives", "Initiatives: whole budget per tonne of CO2e abated", columns, rows)


def attributed(reckoning: Reckoning) -> Sheet:
    """Return whose money each initiative's abatement belongs to."""
    columns = [
        heading("initiative_id", "Initiative"),
        *MEMBER,
        heading("share", "Share of the budget", Kind.SHARE),
        heading("expected_kg", "Expected, t", Kind.CO2E),
        heading("verified_kg", "Verified, t", Kind.CO2E, "not verified"),
    ]
    rows = [
        (
            one.initiative_id, *(who(reckoning, one.member_id) if one.member_id else ("", UNPAID)), one.share,
            one.expected_mg, one.verified_mg,
        )
        for one in attribution(reckoning.books.fund, reckoning.on)
    ]  # fmt: skip
    return sheet("abatement", "Abatement by whose money paid for it; a tonne is claimed once", columns, rows)


def side_by_side(reckoning: Reckoning) -> Sheet:
    """Return members' inventories as they are and, beside them, the abatement that their money is attributed."""
    totals = {name: reckoning.total(name, reckoning.year) for name in reckoning.members}
    known = {name: mg for name, mg in totals.items() if mg is not None}
    columns = [
        *MEMBER[::-1],
        heading("inventory_kg", f"Inventory {reckoning.year}, t", Kind.CO2E),
        heading("attributed_expected_kg", "Beside it: expected, t", Kind.CO2E, ""),
        heading("attributed_verified_kg", "Beside it: verified, t", Kind.CO2E, ""),
        heading("initiatives", "Initiatives", Kind.FIGURE),
    ]
    rows = [
        (
            *who(reckoning, one.member_id)[::-1], one.inventory_mg, one.attributed_expected_mg,
            one.attributed_verified_mg, one.initiatives,
        )
        for one in beside(reckoning.books.fund, known, reckoning.on)
    ]  # fmt: skip
    caption = (
        "Two ledgers side by side: the inventory of the year, and attributed abatement over the initiatives' lives"
    )
    return sheet("inventory-and-abatement", caption, columns, rows)


def shared_costs(reckoning: Reckoning) -> Sheet:
    """Return who carries what of shared costs."""
    columns = [
        heading("cost_id", "Cost"),
        heading("party", "Party", gap="nobody"),
        heading("basis", "Basis", Kind.WORD),
        heading("share", "Share", Kind.SHARE),
        heading("amount", "Amount", Kind.MONEY),
        CURRENCY,
        heading("period_start", "From", Kind.DAY),
        heading("period_end", "To", Kind.DAY),
    ]
    rows = [
        (
            cost.cost_id, reckoning.names.get(part.party, part.party), part.basis or "", part.share, part.amount,
            cost.currency, cost.period_start, cost.period_end,
        )
        for cost in reckoning.books.funding.costs
        for part in cost.parts()
    ]  # fmt: skip
    return sheet("shared-costs", "Shared costs; the parts add up to the whole", columns, rows)


def key_results(reckoning: Reckoning) -> Sheet:
    """Return what was aimed at and reached."""
    columns = [
        heading("name", "Key result"),
        heading("result_id", "Id"),
        heading("unit", "Unit"),
        heading("target", "Target", Kind.FIGURE),
        heading("actual", "Actual", Kind.FIGURE),
        heading("attainment", "Attainment", Kind.SHARE),
        heading("cost_per_result", "Cost per result", Kind.MONEY),
        CURRENCY,
        heading("periods", "Periods", Kind.FIGURE),
        heading("without_actual", "Without actual", Kind.FIGURE),
    ]
    found = reckoning.books.results.cumulative(reckoning.on)
    rows = [tuple(getattr(one, head.key) for head in columns) for one in found]
    return sheet("key-results", f"Key results over all periods that ended by {reckoning.on}", columns, rows)


def pipelines(reckoning: Reckoning) -> Sheet:
    """Return how far the items of each pipeline have come."""
    found = reckoning.books.results.pipelines
    columns = [
        heading("pipeline_id", "Pipeline"),
        heading("stage", "Stage"),
        heading("reached", "Reached", Kind.FIGURE),
        heading("here", "Here now", Kind.FIGURE),
        heading("left", "Left", Kind.FIGURE),
        heading("conversion", "Of the stage before", Kind.SHARE, ""),
        heading("overall", "Of the first stage", Kind.SHARE, ""),
    ]
    rows = [
        (name, *(getattr(one, head.key) for head in columns[1:]))
        for name in dict.fromkeys(entry.pipeline_id for entry in found.entries)
        for one in found.funnel(name, reckoning.on)
    ]
    return sheet("pipelines", f"Pipelines on {reckoning.on}", columns, rows)


def roles(reckoning: Reckoning) -> Sheet:
    """Return how many people hold each role on the day."""
    columns = [
        heading("role_id", "Role"),
        heading("title", "Title", Kind.PROSE),
        heading("green_manager", "Green manager", Kind.TRUTH),
        heading("holders", "Holders", Kind.FIGURE),
    ]
    mine = reckoning.books.qualifications
    rows = [(one.role_id, one.title, one.green_manager, mine.holders(one.role_id, reckoning.on)) for one in mine.roles]
    return sheet("roles", f"Roles, and how many people are qualified for them on {reckoning.on}", columns, rows)


def green_managers(reckoning: Reckoning) -> Sheet:
    """Return which productions have a green manager on the day, and how much of their crew was trained."""
    mine = reckoning.books.qualifications
    columns = [
        heading("production_id", "Production"),
        heading("green_manager_present", "Green manager", Kind.TRUTH, "unknown"),
        heading("crew_trained", "Crew trained", Kind.SHARE),
    ]
    named = {one.production_id for one in mine.qualifications} | {one.production_id for one in mine.training}
    ids = [str(name) for name in reckoning.books.alliance.productions["production_id"]]
    rows = [
        (name, mine.green_manager_present(name, reckoning.on), mine.crew_trained(name)) for name in ids if name in named
    ]
    return sheet("green-managers", f"Productions: green manager on {reckoning.on}, and trained crew", columns, rows)


def expiring(reckoning: Reckoning) -> Sheet:
    """Return which qualifications have expired or soon will."""
    columns = [
        heading("status", "Status", Kind.WORD),
        heading("message", "What", Kind.PROSE),
        heading("production_id", "Production"),
    ]
    found = reckoning.books.qualifications.warnings(reckoning.on)
    rows = [(one.code, str(one.message), one.production_id) for one in found]
    return sheet("expiring", "Qualifications that have expired or soon will", columns, rows)


def scorecards(reckoning: Reckoning) -> Sheet:
    """Return the level of every assessment as verified, or why it is not decided, and what was only declared."""
    columns = [
        heading("assessment_id", "Assessment"),
        heading("edition", "Edition"),
        heading("completeness", "Edition is", Kind.WORD),
        heading("subject", "Production or member"),
        heading("level", "Level"),
        heading("reached", "Reached", Kind.TRUTH, "not decided"),
        heading("score", "Sure score", Kind.FIGURE),
        heading("needed", "Needed", Kind.FIGURE),
        heading("declared", "Declared", Kind.FIGURE),
        heading("lost", "Not verified", Kind.FIGURE),
        heading("reasons", "Why", Kind.PROSE),
    ]
    rows = [_scorecard(reckoning, one) for one in reckoning.scorecards.assessments.values()]
    return sheet("scorecards", f"Scorecards as verified by {reckoning.on}", columns, rows)


def _scorecard(reckoning: Reckoning, one: Assessment) -> tuple[Any, ...]:
    share = reckoning.foreign_cost_shares.get(one.production_id)
    verdict, gap = one.outcome(State.VERIFIED, foreign_cost_share=share).verdict, one.gap()
    needed = None if verdict.needed is None else Fraction(verdict.needed)
    subject = one.production_id or reckoning.names.get(one.member_id, one.member_id) or "the alliance"
    level = verdict.level or ("none" if verdict.reached is False else "not decided")
    return (
        one.id, one.edition.id, one.edition.completeness, subject, level, verdict.reached, Fraction(verdict.score.low),
        needed, Fraction(gap.declared), Fraction(gap.lost), " ".join(verdict.reasons),
    )  # fmt: skip


def awards(reckoning: Reckoning) -> Sheet:
    """Return every award with its status on the day."""
    columns = [
        heading("award_id", "Award"),
        heading("edition", "Edition"),
        heading("level", "Level"),
        heading("subject", "Production or member"),
        heading("status", "Status", Kind.WORD),
        heading("valid_from", "From", Kind.DAY),
        heading("valid_to", "To", Kind.DAY, "unknown"),
        heading("renewable", "Renewable", Kind.TRUTH),
        heading("renewable_until", "Renewable until", Kind.DAY),
        heading("renewed_by", "Renewed by"),
        heading("granted_by", "Granted by"),
    ]
    rows = []
    for one in reckoning.books.awards.awards:
        found = reckoning.books.awards.standing(one.award_id, reckoning.on)
        subject = one.production_id or reckoning.names.get(one.member_id, one.member_id) or "the alliance"
        rows.append(
            (
                one.award_id, one.edition, one.level, subject, found.status, found.valid_from, found.valid_to,
                found.renewable, found.renewable_until, found.renewed_by, one.granted_by,
            )
        )  # fmt: skip
    return sheet("awards", f"Awards, and what they are worth on {reckoning.on}", columns, rows)


def verdicts(reckoning: Reckoning) -> Sheet:
    """Return whether every two inventories may be joined."""
    columns = [
        heading("inventories", "Inventories"),
        heading("verdict", "Verdict", Kind.WORD),
        heading("stop", "Stops", Kind.FIGURE),
        heading("condition", "Conditions", Kind.FIGURE),
        heading("info", "Good to know", Kind.FIGURE),
    ]
    rows = [
        (" + ".join(one.names), one.verdict, *(len(one.of(severity)) for severity in Severity))
        for one in reckoning.diligences
    ]
    return sheet("due-diligence", "Whether inventories may be joined", columns, rows)


def findings(reckoning: Reckoning) -> Sheet:
    """Return everything that should be known before inventories are joined."""
    columns = [
        heading("inventories", "Inventories"),
        heading("severity", "Severity", Kind.WORD),
        heading("rule", "Rule", Kind.WORD),
        heading("subject", "Subject"),
        heading("message", "Finding", Kind.PROSE),
        heading("evidence", "Where", Kind.PROSE),
        heading("remedy", "What settles it", Kind.PROSE),
    ]
    rows = [
        (
            " + ".join(one.names), found.severity, found.rule, found.subject, found.message, places(found.evidence),
            found.remedy,
        )
        for one in reckoning.diligences
        for found in one.findings
    ]  # fmt: skip
    return sheet("due-diligence-findings", "Findings, gravest first", columns, rows)


def across(reckoning: Reckoning) -> tuple[Sheet, ...]:
    """Return tables across members in which no member can be found again."""
    return (_by_role(reckoning), _by_year(reckoning), _training(reckoning))


def _by_role(reckoning: Reckoning) -> Sheet:
    memberships, frame = reckoning.books.alliance.memberships, reckoning.books.alliance.members
    stated = dict(zip(frame["member_id"], frame["role"], strict=True))
    parts = []
    for name in reckoning.members:
        scopes = reckoning.inventory.get((name, reckoning.year), {})
        if ALL_SCOPES.total(scopes) is not None:
            role = str(memberships.role_in(name, reckoning.year) or stated.get(name) or "")
            parts += [
                Part(member_id=name, row=words(role), column=words(scope), value=scopes[scope])
                for scope in ALL_SCOPES.scopes
            ]
    return _published(
        reckoning, "across-roles", f"CO2e of {reckoning.year} by role of the members", parts, "t CO2e", 10**9
    )


def _by_year(reckoning: Reckoning) -> Sheet:
    fund = reckoning.books.fund
    parts = [
        Part(
            member_id=reckoning.heir(one.member_id),
            row=str(one.date.year),
            value=fund.worth(one.amount, one.currency, one.date),
        )
        for one in fund.contributions
        if one.date <= reckoning.on
    ]
    return _published(reckoning, "across-contributions", "Contributions by year", parts, fund.currency)


def _training(reckoning: Reckoning) -> Sheet:
    parts = [
        Part(member_id=reckoning.heir(one.member_id), row=words(one.gender), value=one.hours)
        for one in reckoning.books.qualifications.training
        if one.year == reckoning.year and not one.production_id and one.hours is not None
    ]
    return _published(reckoning, "across-training", f"Hours of training of {reckoning.year} by gender", parts, "hours")


def _published(reckoning: Reckoning, name: str, about: str, parts: Iterable[Part], unit: str, per: int = 1) -> Sheet:
    k = k_of(reckoning.books.alliance.settings)
    found = publish(parts, unit=unit, k=k, per=per)
    keys = (*found.columns, TOTAL) if found.two_way else found.columns
    titles = ["total" if key is TOTAL else key or unit for key in keys]
    columns = [
        heading("group", "Group"),
        *(heading(title, title[:1].upper() + title[1:], Kind.FIGURE, "") for title in titles),
    ]

    def cell(row: str | None, key: str | None) -> Fraction | str | None:
        return DOT if (row, key) in found.hidden else found.figures.get((row, key))

    rows = [
        ("total" if row is TOTAL else row, *(cell(row, key) for key in keys))
        for row in ((*found.rows, TOTAL) if found.rows else ())
    ]
    caption = f"{about}, {unit}" + (f". {found.why}" if found.why else "")
    return sheet(name, caption, columns, rows)
