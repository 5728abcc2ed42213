"""Statuses that nobody can ever get, because every sheet that grants them asks for one of them first.

A status that requires itself, alone or by way of others, is a mistake in the sheets; it is told with their names.
"""

from __future__ import annotations

from collections.abc import Mapping

from innovatory.language.mistakes import Mistake
from innovatory.policy.bound import BoundRule
from innovatory.policy.explanation import explained


def check_obtainable(rules: Mapping[str, BoundRule]) -> None:
    """`Mistake("circular")` at a sheet whose status cannot be had without having it."""
    locked = locked_statuses(rules)
    if locked:
        names = [name for name in rules if _status(rules[name]) in locked]
        statuses = ", ".join(sorted(locked))
        place = rules[names[0]].rule.located.key_place_of(("grants",))
        raise Mistake(
            "circular",
            f"nobody can get the status {statuses}: {', '.join(names)} ask for it before they grant it",
            f"资质 {statuses} 无法取得：{'、'.join(names)} 授予前即要求已具有该资质",
            place=place,
        )


def locked_statuses(rules: Mapping[str, BoundRule]) -> frozenset[str]:
    """The statuses that the sheets grant but that cannot be had as long as none of them is held."""
    locked = {status for bound in rules.values() if (status := _status(bound)) is not None}
    while True:
        free = {
            status for bound in rules.values()
            if (status := _status(bound)) in locked and not _surely_fails(bound, locked) and status is not None
        }  # fmt: skip
        if not free:
            return frozenset(locked)
        locked -= free


def _status(bound: BoundRule) -> str | None:
    grant = bound.rule.sheet.grants
    return None if grant is None else grant.status


def _surely_fails(bound: BoundRule, held_by_nobody: set[str]) -> bool:
    return explained(bound, {f"status({status})": False for status in held_by_nobody}).truth is False
