"""Who asks: an enterprise, a person, a fund … It is written (`kind: person`) or follows from the names that were typed.

A fact that only another kind of applicant has is refused by saying whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.types import Category
from innovatory.policy import foot
from innovatory.policy.library import Instrument, Library
from innovatory.records.applicant import Applicant, read_applicant
from innovatory.records.desk import GROUPS, SHORTHANDS
from innovatory.records.dictionary import BEHIND_IT_AN_ENTERPRISE, KINDS, desk_columns
from innovatory.records.readings import text_of

KEY = "kind"  # says who asks; a fund has a fact of the same name (its type)
ENTERPRISE = "enterprise"
CALLED = {
    "enterprise": ("an enterprise", "企业"),
    "person": ("a person", "个人"),
    "loan": ("a loan", "贷款"),
    "investment": ("an investment", "投资"),
    "ip_purchase": ("a purchase of intellectual property", "知识产权购买"),
    "project": ("a project", "项目"),
    "budget": ("a budget", "预算"),
    "fund": ("a fund", "基金"),
}

Given = Mapping[str, object]
"""What a file and pairs say of an applicant: text, lists and mappings of text by name."""
Names = Mapping[str, frozenset[str]]
"""For every kind of applicant the names that may be typed of it."""


def written_kind(given: Given) -> tuple[str | None, dict[str, object]]:
    """The kind that the key `kind` says (None without it), and the facts; a label is none.

    The type of a fund under that key says that a fund asks, and is a fact of it. `Mistake("category")` for what is
    neither a kind of applicant nor a type of fund.
    """
    facts = {name: raw for name, raw in given.items() if name != "label"}
    if KEY not in facts:
        return None, facts
    text = text_of(facts[KEY])
    of_the_fact = next((kind for kind, types in _types_under_the_key().items() if text in types), None)
    if of_the_fact is not None and text not in KINDS:
        return of_the_fact, facts
    del facts[KEY]
    return known_kind(text), facts


def known_kind(kind: str) -> str:
    """The kind itself; `Mistake("category")` with the nearest one if there is no such kind."""
    if kind in KINDS:
        return kind
    raise Mistake(
        "category",
        f"no kind of applicant {kind!r}; the kinds are {', '.join(KINDS)}",
        f"没有申请者类型 {kind!r}；可用类型：{'、'.join(KINDS)}",
        nearest=nearest(kind, KINDS),
        place=Place(path=KEY),
    )


def inferred_kind(names: Names, facts: Given) -> str:
    """An enterprise if all names fit one, else the one other kind that knows them all; unknown names decide nothing.

    `Mistake("kind")` if there is no such kind, several, or nothing was typed.
    """
    if not facts:
        en, zh = "nothing was given of the applicant", "未给出申请者的任何数据"
        raise Mistake("kind", f"{en}: give a file, name=value, or the kind", f"{zh}：请给出文件、名称=取值或申请者类型")
    asked = [name for name in _names_typed(facts) if any(name in known for known in names.values())]
    fits = [kind for kind in KINDS if all(name in names[kind] for name in asked)]
    if ENTERPRISE in fits:
        return ENTERPRISE
    if len(fits) == 1:
        return fits[0]
    strange = next(name for name in asked if name not in names[ENTERPRISE])
    raise _whose(strange, fits or [kind for kind in KINDS if strange in names[kind]], ENTERPRISE, facts)


def refuse_others(names: Names, facts: Given, asks: str) -> None:
    """`Mistake("kind")` for the first name that only applicants of other kinds have, "name" for one misspelt."""
    for name in _names_typed(facts):
        owners = [kind for kind in KINDS if name in names[kind]]
        if owners and asks not in owners:
            raise _whose(name, owners, asks, facts)
        if not owners:
            _refuse_near_others(name, names, facts, asks)


def _refuse_near_others(name: str, names: Names, facts: Given, asks: str) -> None:
    """A name that nobody has and that is near to a name of another kind; those near to its own are told where it is read."""
    near = nearest(name, sorted(frozenset().union(*names.values())))
    if nearest(name, names[asks]) is None and near is not None:
        raise Mistake(
            "name", f"no name {name!r}", f"没有名为 {name!r} 的数据项", nearest=near, place=_place(name, facts)
        )


@lru_cache(maxsize=8)
def names_by_kind(library: Library) -> dict[str, frozenset[str]]:
    """For every kind the names that an applicant of it may type: columns, shorthands, what its sheets have judged."""
    return {kind: _names_of(library, kind) for kind in KINDS}


def read_for(instrument: Instrument, given: Given, on: date, year: int | None = None) -> Applicant:
    """What was typed of an applicant, read for one sheet; a loan or project stands for the enterprise behind it.

    Raises as `read_applicant`; `Mistake("kind")` where the applicant is of another kind than the sheet asks about.
    """
    library, sheet = instrument.library, instrument.sheet
    if library.own is not None:
        return foot.applicant(instrument, given, on, year)
    written, facts = written_kind(given)
    kind = written or sheet.applies_to
    asks = f", but {sheet.instrument} asks about {_en(sheet.applies_to)}"
    asks_zh = f"，而 {sheet.instrument} 适用于{_zh(sheet.applies_to)}"
    if sheet.applies_to not in answers_for(kind):
        told, told_zh = f"the applicant is {_en(kind)}{asks}", f"申请者为{_zh(kind)}{asks_zh}"
        raise Mistake("kind", told, told_zh, place=Place(path=KEY))
    for name in facts:
        owners = [one for one in KINDS if name in desk_columns(one)]
        if owners and kind not in owners:
            first = _foremost(owners)
            told = f"{name} is a fact of {_either(first)}{asks}"
            told_zh = f"{name} 是{_either_zh(first)}的数据项{asks_zh}"
            raise Mistake("kind", told, told_zh, place=Place(path=name))
    judged = {**library.judged(), **instrument.rule.judged}
    return read_applicant(facts, kind=kind, on=on, year=year, judged=judged, lasts=library.lasts())


def answers_for(kind: str) -> frozenset[str]:
    """The kinds that an applicant answers for: its own, and that of the enterprise behind it."""
    return frozenset({kind, ENTERPRISE} if kind in BEHIND_IT_AN_ENTERPRISE else {kind})


def _types_under_the_key() -> dict[str, tuple[str, ...]]:
    """Kinds of applicant that have a fact called `kind`, with what it may be: those of a fund."""
    types = {kind: desk_columns(kind)[KEY].input_type for kind in KINDS if KEY in desk_columns(kind)}
    return {kind: of.one_of for kind, of in types.items() if isinstance(of, Category)}


def _names_of(library: Library, kind: str) -> frozenset[str]:
    columns = desk_columns(kind)
    desk_only = (*SHORTHANDS, "age") if "registered_on" in columns else ()
    judged = {key for name in library.located for key in _judged(library, name, kind)}
    return frozenset({*columns, *desk_only, *judged})


def _judged(library: Library, name: str, kind: str) -> Iterable[str]:
    return library.instrument(name).rule.judged if library.sheet(name).applies_to in answers_for(kind) else ()


def _names_typed(facts: Given) -> Iterator[str]:
    """The names typed, marks by their own names; statuses are asked of everyone."""
    for name, raw in facts.items():
        if name == "marks" and isinstance(raw, Mapping):
            yield from (str(key) for key in raw)
        elif name not in GROUPS and not name.startswith("status("):
            yield name


def _whose(name: str, all_owners: list[str], asks: str, facts: Given) -> Mistake:
    owners = _foremost(all_owners)
    write = " / ".join(f"kind: {kind}" for kind in owners)
    return Mistake(
        "kind",
        f"{name} is a fact of {_either(owners)}, not of {_en(asks)}; write {write}",
        f"{name} 是{_either_zh(owners)}的数据项，不适用于{_zh(asks)}；请写明 {write}",
        place=_place(name, facts),
    )


def _place(name: str, facts: Given) -> Place:
    return Place(path=name if name in facts else f"marks.{name}")


def _foremost(owners: list[str]) -> list[str]:
    """An enterprise alone where it is among them: a loan has its facts only because of the enterprise behind it."""
    return [ENTERPRISE] if ENTERPRISE in owners else owners


def _either(kinds: list[str]) -> str:
    return " or ".join(_en(kind) for kind in kinds)


def _either_zh(kinds: list[str]) -> str:
    return "、".join(_zh(kind) for kind in kinds)


def _en(kind: str) -> str:
    return CALLED[kind][0] if kind in CALLED else kind


def _zh(kind: str) -> str:
    return CALLED[kind][1] if kind in CALLED else kind
