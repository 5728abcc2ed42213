"""Who passes a sheet, in words: all conditions, any, or the sheet's own expression with its conditions by their labels.

`(market or top_three) and not closed` reads “Market” or “Top three” in parentheses, and not “Closed”: the names of the
rule's language stand in no sentence.
"""

from __future__ import annotations

import re

from innovatory.policy.sheet import Sheet
from innovatory.report.words import label, say

TOKEN = re.compile(r"\w+|[^\w\s]+?")
JOINING = {"and": "server.passes.and", "or": "server.passes.or", "not": "server.passes.not"}


def who_passes(sheet: Sheet, lang: str) -> str:
    """Who passes, in one language."""
    if sheet.eligible in ("all", "any"):
        return say(f"eligible.{sheet.eligible}", lang)
    told = [_token(one, sheet, lang) for one in TOKEN.findall(sheet.eligible)]
    if lang == "zh":
        return "".join(told).replace("(", "（").replace(")", "）")
    return " ".join(told).replace("( ", "(").replace(" )", ")")


def _token(text: str, sheet: Sheet, lang: str) -> str:
    if text in JOINING:
        return say(JOINING[text], lang)
    named = sheet.criteria.get(text) or sheet.define.get(text) or sheet.judged.get(text)
    if named is None or named.label is None:
        return text
    return f"“{label(named.label.model_dump(), lang)}”"
