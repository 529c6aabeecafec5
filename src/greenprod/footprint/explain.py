"""Explanations: where a number comes from, rebuilt from the record that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import fields, frozen

from greenprod.footprint.kernel import MEASURES, TOTAL, whole_mg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import Source
    from greenprod.footprint.resolve import Coefficient, Resolved
    from greenprod.items.base import Item


@frozen(kw_only=True)
class Explanation:
    """Hold the way of one number, from the amount as given to whole milligrams.

    Parameters
    ----------
    given
        The line's own fields, as given.
    activities
        Activity, amount and canonical unit, with the item's assumptions.
    postings
        One row per stage: amount, factor, source, match, scope, milligrams.
    missing
        Stages without a factor.
    measures
        Whole milligrams by scope column, and their total.

    """

    given: Mapping[str, Any]
    activities: tuple[str, ...]
    postings: tuple[Mapping[str, Any], ...]
    missing: tuple[str, ...]
    measures: Mapping[str, int]

    def __str__(self) -> str:
        lines = ["As given:", *(f"  {name} = {value}" for name, value in self.given.items())]
        lines += ["What happened:", *(f"  {text}" for text in self.activities), "Booked:"]
        for row in self.postings:
            lines += [
                (
                    f"  {row['stage']}, scope {row['scope']} ({row['measure']}): {row['amount']:.10g} {row['unit']}"
                    f" x {row['value']} {row['factor_unit']} = {row['mg']:,} mg"
                ),
                f"    factor {row['factor']}, source {row['source']}, {row['locator']} ({row['derivation']})"
                + (f" [{row['flags']}]" if row["flags"] else ""),
                f"    match {row['match']}" + (f": {row['steps']}" if row["steps"] else ""),
            ]
            if row["gsd"]:
                lines.append(
                    f"    95 of 100 cases: {row['low_mg']:,} to {row['high_mg']:,} mg (gsd {row['gsd']:.4g},"
                    f" {row['uncertainty']}, as wide as the match makes it; the amount's own doubt is not in it)"
                )
        lines += [f"No factor, not counted: {stage}" for stage in self.missing]
        lines += [f"  {name}: {mg:,} mg" for name, mg in self.measures.items()]
        return "\n".join(lines)


def explain(
    given: Item | Mapping[str, Any], resolved: Resolved, product: float, library: FactorLibrary | None = None
) -> Explanation:
    """Return the explanation of a line.

    Parameters
    ----------
    given
        The item, or the row of a table it came from.
    resolved, product
        What the description decided, and the product of the amounts.
    library
        To name sources by their title and edition; their ids are shown without it.

    """
    postings = tuple(_posting(c, product, library) for c in resolved.coefficients)
    measures = {f"{name}_mg": sum(p["mg"] for p in postings if p["measure"] == name) for name in MEASURES}
    measures["co2e_mg"] = sum(measures[f"{name}_mg"] for name in TOTAL)
    return Explanation(
        given=_given(given),
        activities=tuple(
            f"{part.activity}: {part.amount * product:.10g} {part.unit}" + (f" ({part.note})" if part.note else "")
            for part in resolved.parts
        ),
        postings=postings,
        missing=resolved.missing,
        measures=measures,
    )


def _given(given: Item | Mapping[str, Any]) -> dict[str, Any]:
    if hasattr(given, "items"):
        return {name: value for name, value in given.items() if str(value) not in ("", "None", "nan", "NaT")}
    return {
        f.name: getattr(given, f.name)
        for f in fields(type(given))
        if getattr(given, f.name) not in ("", None) and getattr(given, f.name) != f.default
    }


def _posting(c: Coefficient, product: float, library: FactorLibrary | None) -> dict[str, Any]:
    factor = c.found.factor
    source = library.sources.get(factor.source_id) if library else None
    return {
        "activity": c.activity,
        "stage": str(c.stage),
        "scope": c.scope_category,
        "measure": c.measure,
        "amount": c.per_unit * product,
        "unit": c.unit,
        "share_of_time": c.share,
        "value": factor.printed if c.value == factor.value and factor.printed else repr(c.value),
        "factor_unit": factor.unit,
        "factor": factor.edition,
        "source": ", ".join(_named(source)) if source else factor.source_id,
        "locator": factor.locator,
        "derivation": factor.derivation,
        "flags": " ".join((*factor.flags, *(f"includes:{stage}" for stage in factor.includes))),
        "match": str(c.found.match),
        "steps": "; ".join(c.found.steps),
        "mg": whole_mg(c.mg_per_unit, product),
        **_range(c, product),
    }


def _named(source: Source) -> list[str]:
    """Return publisher, title and edition, as far as they say something new."""
    return [text for text in dict.fromkeys((source.publisher, source.title, source.edition)) if text]


def _range(c: Coefficient, product: float) -> dict[str, Any]:
    """Return the range of the factor alone: the figure divided and multiplied by the square of its deviation."""
    gsd, factor = c.found.gsd, c.found.factor
    if gsd is None:
        return {"gsd": None, "uncertainty": "", "low_mg": None, "high_mg": None}
    return {
        "gsd": gsd,
        "uncertainty": f"{factor.uncertainty_kind} {factor.uncertainty}",
        "low_mg": whole_mg(c.mg_per_unit / gsd**2, product),
        "high_mg": whole_mg(c.mg_per_unit * gsd**2, product),
    }
