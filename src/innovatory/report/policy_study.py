"""What policies do to a synthetic population of a city: what instruments cost on it, what a planned budget is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from innovatory.language.mistakes import Mistake


@dataclass(frozen=True)
class PolicyStudy:
    """Three answers as plain data, about one population.

    `population` is the totals report (`measure.population_report.report`) and `page` the file it stands in; `costed` is
    an answer that may be told (`policy.disclosure.disclosed`) and `desk` that of the budget desk.
    """

    population: Mapping[str, Any]
    page: str
    costed: Mapping[str, Any]
    desk: Mapping[str, Any]


@dataclass(frozen=True)
class Studied:
    """What came of a study: the study, or the mistake that says why a city has none (it publishes too little)."""

    study: PolicyStudy | None
    mistake: Mistake | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data: `costed` and `budget`, None where there is no study, and the sentences that say why."""
        why = None if self.mistake is None else {"en": self.mistake.en, "zh": self.mistake.zh}
        if self.study is None:
            return {"costed": None, "budget": None, "no_population": why}
        return {"costed": self.study.costed, "budget": self.study.desk, "no_population": None}
