"""Remarks on a sheet that loads: names that nothing uses, and criteria whose answer is only sound for ranges.

A mistake stops a sheet from loading; a remark is what its author may want to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from innovatory.language import tight
from innovatory.language.algebra import Atom
from innovatory.language.mistakes import Place
from innovatory.language.tree import Arithmetic, Constant, Lookup, Named, Node, Parameter, inputs, walk
from innovatory.policy.bound import BoundCriterion
from innovatory.policy.library import Instrument
from innovatory.policy.located import Steps


@dataclass(frozen=True)
class Remark:
    """One remark: `unused` or `sound_only`, a sentence in both languages, where in the file."""

    kind: str
    en: str
    zh: str
    place: Place


def remarks(instrument: Instrument) -> list[Remark]:
    """The remarks on a sheet, in the order unused names, criteria that are only sound."""
    return [*_unused(instrument), *_sound_only(instrument)]


def _unused(instrument: Instrument) -> Iterator[Remark]:
    rule, sheet = instrument.rule, instrument.sheet
    trees = [node for one in rule.criteria for node in (one.value, one.threshold)] + list(rule.terms.values())
    trees += [rule.definitions[name] for name in sheet.gives] + ([] if rule.cap is None else [rule.cap])
    used = {one.name for tree in trees for one in walk(tree) if isinstance(one, Named | Parameter | Lookup)}
    used |= {name for tree in trees for name in inputs(tree)} | _in_rationing(instrument) | set(sheet.gives)
    for section in ("parameters", "judged", "define"):
        for name in getattr(sheet, section):
            if name not in used:
                steps: Steps = (section, name)
                place = rule.located.key_place_of(steps)
                yield Remark("unused", f"nothing uses `{name}`", f"`{name}` 未被使用", place)


def _in_rationing(instrument: Instrument) -> set[str]:
    rationing = instrument.sheet.rationing
    texts = [rationing.budget, rationing.rank_by or ""] if rationing else []
    return {word for text in texts for word in text.replace("(", " ").replace(")", " ").split()}


def _sound_only(instrument: Instrument) -> Iterator[Remark]:
    periods = instrument.sheet.in_force
    bound = instrument.on(periods[-1].end or periods[-1].start)
    for criterion in bound.criteria:
        loose = [str(atom.name) for atom in _loose(criterion)]
        if loose:
            names = ", ".join(dict.fromkeys(loose))
            place = instrument.rule.located.key_place_of(("criteria", criterion.of.name))
            yield Remark(
                "sound_only",
                f"if {names} is a range, the answer is sound but may say `depends` where no completion differs",
                f"若 {names} 为区间，结论可靠但未必最紧：可能在各种取值结果一致时仍显示“取决于”",
                place,
            )


def _loose(criterion: BoundCriterion) -> Iterator[Atom]:
    """Inputs that stand in several places of a criterion and whose direction its form does not tell."""
    if criterion.of.margin is None:
        return
    plan = tight.Plan(criterion.nodes["margin"])
    for atom in plan.repeated:
        forms = [plan.special(cells) for cells in plan.combinations([atom])]
        if any(_undirected(node, atom) for node in forms):
            yield atom


def _undirected(node: Node, atom: Atom) -> bool:
    if isinstance(node, Constant) or not isinstance(node, Arithmetic):
        return tight.static_direction(node, atom) is None
    return tight.slope(node, atom) is None
