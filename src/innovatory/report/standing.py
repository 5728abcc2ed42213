"""How far a sheet may be trusted, in words: its state, and who signed it or why a signature does not hold any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from innovatory.report.words import say


def state(of: Mapping[str, Any], lang: str) -> str:
    """The state of an answer as a sentence, with its reason: `State: checked – … (signed by NAME on DATE)`."""
    if _why(of) in ("unsigned", "signed"):
        return _with_reason(say(f"state.{of['state']}", lang), of, lang)
    return say("sign.state", lang, state=short(of, lang))


def short(of: Mapping[str, Any], lang: str) -> str:
    """The state in one word, with its reason: `draft`, `checked (signed by NAME on DATE)`."""
    return _with_reason(say(f"list.{of['state']}", lang), of, lang)


def _with_reason(told: str, of: Mapping[str, Any], lang: str) -> str:
    why = _why(of)
    if why == "unsigned":
        return told
    signature = of["signature"]
    written = say(f"list.{signature['written']}", lang)
    reason = say(f"sign.{why}", lang, by=signature["by"], on=signature["on"], written=written)
    return say("sign.reason", lang, state=told, reason=reason)


def _why(of: Mapping[str, Any]) -> str:
    """Why the state is what it is: `of` has, where somebody signed, a `signature` as `Standing.as_dict` gives it."""
    return str((of.get("signature") or {"why": "unsigned"})["why"])
