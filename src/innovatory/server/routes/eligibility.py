"""Am I eligible? The form, what every instrument answers, one instrument explained. Facts come by POST and go nowhere."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from innovatory.language.days import within
from innovatory.policy.kinds import known_kind
from innovatory.server.eligibility import eligibility, explanation
from innovatory.server.form import form
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import RESPONSES, SENT, InstrumentName, KnownQuery, Language, Year
from innovatory.server.shapes import eligibility as shapes

router = APIRouter(tags=["eligibility"], responses=RESPONSES, dependencies=[KnownQuery])


@router.get("/eligibility/inputs", response_model=shapes.Form)
def inputs(
    kind: Annotated[str, Query(max_length=40, description="Who asks.", examples=["enterprise"])] = "enterprise",
    on: Annotated[date | None, Query(description="The day; today if it is not given.")] = None,
    year: Year = None,
    lang: Language = "en",
) -> Response:
    """What may be typed of an applicant: the facts that a rule in force reads."""
    day = date.today() if on is None else within(on, "on")
    return rendered(form(known_kind(kind), day, year, lang))


@router.post("/eligibility", response_model=shapes.Eligibility, responses=SENT)
def answer(facts: shapes.Facts) -> Response:
    """Everything that an applicant may claim; facts that cannot be read are told, all others answered."""
    return rendered(eligibility(facts), keep=False)


@router.post("/eligibility/{name}", response_model=shapes.Explanation, responses=SENT)
def explain(name: InstrumentName, facts: shapes.Facts) -> Response:
    """One instrument for the applicant, condition by condition."""
    return rendered(explanation(name, facts), keep=False)
