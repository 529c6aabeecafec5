"""Assessments and awards of the example alliance, by editions that greenprod ships; answers and assessors invented."""

from dataclasses import dataclass

AUDITOR = "Klar Revision"


@dataclass(frozen=True)
class Assessment:
    """One assessment: answers as declared and as verified, empty where nobody verified."""

    assessment_id: str
    edition: str
    production_id: str
    member_id: str
    declared: str
    verified: str
    assessor: str
    answers: tuple[tuple[str, str, str, str], ...]
    territory: str = ""


FILM = tuple(
    (criterion, option, "yes", "yes")
    for criterion, option in (
        ("PR1", ""), ("PR2", ""), ("A2", ""), ("A3", ""), ("C1", "1"), ("C2", "1"), ("C3", "1"), ("C3", "2"),
        ("C4", ""), ("C5", ""),
    )
)  # fmt: skip

ASSESSMENTS = (
    # points: enough of the known ones
    Assessment(
        "gf-kulsvier", "green-film-3", "p02-kulsvier", "kobbertag", "2025-01-20", "2025-11-14", AUDITOR,
        (*FILM, ("A1", "", "1", "1"), ("G1", "training", "yes", "yes"), ("G1", "clip", "yes", "no")),
    ),
    # points: most of it not verified yet
    Assessment(
        "gf-vagtskifte", "green-film-3", "p06-vagtskifte", "kobbertag", "2025-02-03", "2025-10-06", AUDITOR,
        (("PR1", "", "yes", "yes"), ("PR2", "", "yes", ""), ("A1", "", "0.8", "0.6"), ("A3", "", "yes", "yes"),
         ("C2", "2", "yes", ""), ("C5", "", "yes", "")),
    ),
    # percent and a mandatory set
    Assessment(
        "eco-havnefoged", "ecoprod-label", "p05-havnefoged", "baelthav", "2025-02-17", "2025-12-08", AUDITOR,
        (*((f"mandatory-{number}", "", "yes", "yes") for number in range(1, 9)), ("total", "", "0.74", "0.71")),
    ),
    # musts with waivers, at home and abroad
    Assessment(
        "gs-atlanterhav", "german-standards-2023", "p03-atlanterhav", "maagereden", "2025-01-06", "2025-11-24",
        "Øresalt Filmfond",
        (("I.1", "", "yes", "yes"), ("I.2", "", "yes", "yes"), ("I.3", "", "yes", "yes"), ("I.4", "", "yes", ""),
         ("II.generators", "", "yes", "yes"), ("III.flights", "", "0", "2"), ("III.3", "", "0.3", "0.3"),
         ("IV.vegetarian", "", "1", "1"), ("IV.regional_organic", "regional", "0.75", "0.72")),
    ),
    Assessment(
        "gs-atlanterhav", "german-standards-2023", "p03-atlanterhav", "maagereden", "2025-01-06", "2025-11-24",
        "Øresalt Filmfond",
        (("I.1", "", "yes", "yes"), ("II.generators", "", "yes", "no"), ("IV.vegetarian", "", "1", "")), "abroad",
    ),
    # points of which only the total is published
    Assessment(
        "ema-tvedoe", "ema-green-seal-current", "p07-tvedoe", "maagereden", "2025-01-13", "2025-12-10", AUDITOR,
        (("total", "", "140", "131"),),
    ),
    # reporting only; the alliance itself
    Assessment(
        "bronze-2022", "cluster-excellence-bronze", "", "", "2022-02-21", "2022-03-10", AUDITOR,
        (("indicator-1", "", "0.5", "0.5"), ("indicator-2", "", "2/3", "2/3"), ("indicator-3", "", "1", "1")),
    ),
    # share of indicators with a floor on each
    Assessment(
        "gold-2024", "cluster-excellence-gold", "", "", "2024-01-15", "2024-02-12", AUDITOR,
        (("total", "", "0.9", "0.88"),),
    ),
)  # fmt: skip

AWARDS = """\
award_id,edition,level,assessment_id,production_id,member_id,score,assessed,issued,granted_by,renews,evidence
a-kulsvier,green-film-3,certified,gf-kulsvier,p02-kulsvier,kobbertag,22,2025-11-14,2025-12-01,Klar Revision,,gf.pdf
a-havnefoged,ecoprod-label,1 star,eco-havnefoged,p05-havnefoged,baelthav,0.71,2025-12-08,2025-12-15,Klar Revision,,
a-tvedoe,ema-green-seal-current,Gold Seal,ema-tvedoe,p07-tvedoe,maagereden,131,2025-12-10,2025-12-18,Klar Revision,,
a-bronze,cluster-excellence-bronze,BRONZE,bronze-2022,,,,2022-03-10,2022-04-01,Klar Revision,,
a-bronze-again,cluster-excellence-bronze,BRONZE,,,,,2024-03-04,2024-03-15,Klar Revision,a-bronze,
a-gold,cluster-excellence-gold,GOLD,gold-2024,,,0.88,2024-02-12,2024-03-01,Klar Revision,,gold.pdf
"""

RAIL_TIMES = """\
origin,destination,hours
CPH,AAL,4.75
CPH,AAR,3
CPH,BLL,3.25
CPH,BER,7.5
CPH,GOT,3.75
CPH,ARN,5.5
CPH,OSL,8
CPH,RNN,
"""

COLUMNS = "assessment_id,edition,production_id,member_id,criterion,option,answer,state,date,assessor,evidence,territory"


def assessments() -> list[list[str]]:
    """Return a row for every answer, declarations first."""
    rows = [COLUMNS.split(",")]
    for state in ("declared", "verified"):
        for one in ASSESSMENTS:
            about = [one.assessment_id, one.edition, one.production_id, one.member_id]
            for criterion, option, said, seen in one.answers:
                who = [one.assessor, f"{one.assessment_id}.pdf"] if state == "verified" else ["", ""]
                answer = seen if state == "verified" else said
                day = one.verified if state == "verified" else one.declared
                if answer:
                    rows.append([*about, criterion, option, answer, state, day, *who, one.territory])
    return rows
