"""What an enterprise is: form, owner, place, field, day of registration; and what an assessor would say of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from scipy.special import ndtr

from innovatory.records.synthetic import columns as names
from innovatory.records.synthetic.accounts import Columns
from innovatory.records.synthetic.ages import days
from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula, logit_normal
from innovatory.records.synthetic.draws import Floats, Whole
from innovatory.records.synthetic.picks import categories


def registration(registered: Whole, u: Floats) -> dict[str, pl.Series]:
    """The day of registration, spread evenly over its year, and the market segment held since then."""
    day = pl.Series(days(registered, u).astype(np.int32)).cast(pl.Date)
    return {"registered_on": day, "segment_since": day}


def arrival(day: pl.Series, year: int, share: float, u: Floats) -> dict[str, pl.Series]:
    """Whether first registered in the city, and the day of moving in for others: a year later, and so not in `year`."""
    local = pl.Series(u < share) | (day.dt.year() == year)
    moved = pl.DataFrame({"local": local, "day": day}).select(
        pl.when(~pl.col("local")).then(pl.col("day").dt.offset_by("1y"))
    )
    return {"local_born": local, "moved_in_on": moved.to_series()}


def place(districts: Mapping[str, float], u: Floats) -> dict[str, pl.Series]:
    """The district, drawn by shares; nothing where the city lists no districts."""
    return {"district": categories(districts, u)} if districts else {}


def technological(
    copula: Copula, constants: Constants, districts: Mapping[str, float], registered: Whole, year: int
) -> dict[str, pl.Series]:
    """What an enterprise that performs R&D is."""

    def u(variable: str) -> Floats:
        return copula.draws.uniforms(f"{copula.prefix}.{variable}", copula.n)

    registered_on = registration(registered, u("day"))
    has_field = u("field.any") < constants.technology_field_share
    fields = pl.DataFrame({"any": has_field, "one": categories(constants.shares_hte_field, u("field"))})
    return {
        "technology": pl.repeat(True, copula.n, eager=True),
        "strategic_product": pl.repeat(True, copula.n, eager=True),
        "technology_firm": pl.repeat(True, copula.n, eager=True),
        "legal_form": pl.repeat("company", copula.n, eager=True),
        "ownership": categories(constants.shares_ownership, u("ownership")),
        "sector": categories(constants.shares_technology_sector, u("sector")),
        "hte_field": fields.select(pl.when("any").then("one").otherwise(pl.lit("none"))).to_series(),
        "core_ip": pl.Series(u("core_ip") < constants.core_ip_share),
        **registered_on,
        **arrival(registered_on["registered_on"], year, constants.local_born_share, u("local_born")),
        **place(districts, u("district")),
    }


def judged(copula: Copula, factors: Mapping[str, Floats], constants: Constants) -> dict[str, pl.Series]:
    """Marks and findings of assessors: better for those that technology drives."""
    marks = {
        name: np.rint(most * logit_normal(constants.marks, copula.score("marks", factors, f"marks.{name}")))
        for name, most in names.MARKS.items()
    }
    truths = {
        name: ndtr(copula.score("qualities", factors, f"qualities.{name}")) > 1.0 - constants.qualities_share
        for name in names.QUALITIES
    }
    market = logit_normal(constants.segment_market_share, copula.score("segment_market_share", factors))
    return {name: pl.Series(values) for name, values in {**marks, **truths, "segment_market_share": market}.items()}


def small_or_medium(found: Columns, year: int, constants: Constants) -> dict[str, pl.Series]:
    """Whether staff or revenue of the last year stays below the size of a large enterprise."""
    few = found[f"staff_mean_{year}"] < constants.sme_staff
    return {"sme": pl.Series(few | (found[f"revenue_{year}"] < constants.sme_revenue))}
