"""What an applicant had best do next: apply, tell what is missing, or close a gap, the least cost per worth first.

The cost of a gap is the change of its lever: yuan for money, people for people. Gaps in yuan are ordered by yuan per
yuan of worth; those in other units by the change as a share of what is there, because no wage is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from innovatory.policy.lines import plain

if TYPE_CHECKING:
    from innovatory.policy.account import YearAccount
    from innovatory.policy.match import Matched

MOST = 10  # steps shown
ORDER = ("apply", "tell", "close")


def next_steps(matched: Sequence[Matched], account: YearAccount) -> list[dict[str, Any]]:
    """The best steps, at most ten; only such as may bring something."""
    found = [step for one in matched if (step := _step(one, account)) is not None]
    found.sort(key=lambda step: (ORDER.index(step["step"]), step.pop("rank"), step["instrument"]))
    return found[:MOST]


def _step(one: Matched, account: YearAccount) -> dict[str, Any] | None:
    gain = plain(one.if_passed if one.result == "fail" else one.worth)
    grant = one.answer.bound.rule.sheet.grants
    held = grant is not None and account.record.get(f"status({grant.status})") is True
    brings = (gain["high"] or 0.0) > 0 or (gain["high"] is None and one.result != "not_in_force")
    if not brings or held:
        return None
    about = {"instrument": one.name, "worth": gain}
    if one.result == "pass":
        return {"step": "apply", **about, "rank": -(gain["low"] or 0.0)}
    if one.result == "depends":
        most = inf if gain["high"] is None else gain["high"]  # what has no bound may bring most of all
        return {"step": "tell", **about, "missing": one.answer.missing, "rank": -most}
    return _closing(one, about, gain["high"] or 0.0, account.books.derived)


def _closing(one: Matched, about: dict[str, Any], gain: float, derived: str | None) -> dict[str, Any] | None:
    """To close every gap of a sheet that fails; None if one cannot be closed, or only by what the account works out."""
    gaps = one.answer.gaps_told()
    if not gaps or any(gap["change"] is None or gap["lever"] == derived for gap in gaps):
        return None
    yuan = sum(abs(gap["change"]["low"]) for gap in gaps if gap["unit"] == "yuan")
    others = max(
        (gap["share"] if gap["share"] is not None else inf for gap in gaps if gap["unit"] != "yuan"), default=0.0
    )
    ratio = yuan / gain if gain else inf
    return {
        "step": "close", **about, "gaps": gaps,
        "cost": {"yuan": yuan, "per_worth": ratio if isfinite(ratio) else None},
        "rank": ratio + others,
    }  # fmt: skip
