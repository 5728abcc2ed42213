"""What a sheet does in the simulation: the closed list of acts, each with its terms.

An act is a mapping with one key. An act with a single term may be written with that term alone: `{status: hnte}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from innovatory.language.mistakes import Mistake, nearest
from innovatory.policy.shape import TEXT_SCHEMA, checked_text, expected, refused

ACTS: dict[str, tuple[str, ...]] = {
    "status": ("name",),
    "tax_rate": ("rate",),
    "extra_deduction": ("rate", "of"),
    "exempt_income": ("amount", "at_standard_rate"),
    "loss_carry_forward": ("amount",),
    "tax_credit": ("amount",),
    "cash_grant": ("stage", "amount"),
    "cost_share": ("stage", "share"),
    "loss_share": ("loan_kind", "share", "capital", "leverage"),
    "fund_commitment": ("stage", "amount", "leverage"),
    "budget_floor": ("share",),
    "listing_gate": ("market",),
    "person_subsidy": ("skill", "amount"),
    "capacity": ("kind", "amount"),
    "protection": ("strength",),
    "none": ("because",),
}
"""Word of an act → its terms, all of them required."""

OPTIONAL: dict[str, tuple[str, ...]] = {"tax_rate": ("of",), "none": ("because_zh",)}
"""Terms that an act may leave out: a tax rate without `of` is for the whole income, with it for a part; a reason
without its Chinese stands there as given."""


@dataclass(frozen=True)
class Act:
    """One act: its word and its terms, names or expressions as typed."""

    word: str
    terms: dict[str, str]


def read_act(value: object) -> Act:
    """One act of a sheet; refuses with kind `unknown_key`, `missing_key` or `type`."""
    if not isinstance(value, dict) or len(value) != 1:
        raise refused(expected("one act such as {status: hnte}", "一项措施，如 {status: hnte}", value))
    word, terms = next(iter(value.items()))
    if word not in ACTS:
        raise refused(_unknown("act", "措施", word, ACTS), word)
    if isinstance(terms, dict):
        return Act(word, _terms(word, terms))
    text = checked_text(terms, word)
    if len(ACTS[word]) > 1:
        wanted = ", ".join(f"{term}: …" for term in ACTS[word])
        raise refused(expected(f"the terms {{{wanted}}}", f"各项 {{{wanted}}}", text), word)
    return Act(word, {ACTS[word][0]: text})


def _terms(word: str, terms: dict[str, Any]) -> dict[str, str]:
    known = (*ACTS[word], *OPTIONAL.get(word, ()))
    for term in terms:
        if term not in known:
            raise refused(_unknown(f"term of `{word}`", f" `{word}` 的项", term, known), word, term)
    for term in ACTS[word]:
        if term not in terms:
            raise refused(
                Mistake("missing_key", f"the act `{word}` needs `{term}`", f"措施 `{word}` 缺少 `{term}`"), word
            )
    return {term: checked_text(text, word, term) for term, text in terms.items()}


def _unknown(what_en: str, what_zh: str, key: str, valid: dict[str, tuple[str, ...]] | tuple[str, ...]) -> Mistake:
    return Mistake(
        "unknown_key",
        f"`{key}` is no {what_en}; expected one of {', '.join(valid)}",
        f"`{key}` 不是{what_zh}；应为 {'、'.join(valid)} 之一",
        nearest=nearest(key, valid),
    )


def _act_schema(word: str, terms: tuple[str, ...]) -> dict[str, Any]:
    full = {
        "type": "object",
        "properties": dict.fromkeys((*terms, *OPTIONAL.get(word, ())), TEXT_SCHEMA),
        "required": list(terms),
        "additionalProperties": False,
    }
    value = {"anyOf": [TEXT_SCHEMA, full]} if len(terms) == 1 else full
    return {"type": "object", "properties": {word: value}, "required": [word], "additionalProperties": False}


CheckedAct = Annotated[
    Act,
    PlainValidator(read_act),
    WithJsonSchema({"anyOf": [_act_schema(word, terms) for word, terms in ACTS.items()]}),
]
"""One act, checked against the closed list."""
