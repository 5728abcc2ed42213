"""A sheet: one instrument as people write it, checked in shape.

`read_sheet` finds what a sheet alone can get wrong; names, units and expressions are looked at where the inputs are
known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from pydantic import Field

from innovatory.language.mistakes import Mistake, nearest
from innovatory.policy.acts import CheckedAct
from innovatory.policy.cases import Call, Case
from innovatory.policy.dated import Confidence, Parameter, Periods, Source
from innovatory.policy.located import Located, Steps
from innovatory.policy.parts import Application, Criterion, Definition, Grant, Judged, Rationing, Signature
from innovatory.policy.refusal import first, read_as
from innovatory.policy.shape import Label, Name, Shape, Text

RESULTS = ("pass", "fail", "depends", "not_in_force")
EXPECTED = ("result", "failed", "open", "missing", "amount")
EXPECTED_OF = ("gap.<criterion>", "margin.<criterion>", "gives.<definition>")
"""What a test may expect: of the whole, and of a part."""


class Sheet(Shape):
    """One instrument beside its legal source: explained, costed and run in the simulation."""

    instrument: Name = Field(description="Id of the instrument.")
    label: Label = Field(description="Its name in both languages.")
    applies_to: Literal[
        "enterprise", "person", "fund", "investor", "loan", "budget", "investment", "ip_purchase", "project"
    ] = Field(description="What it is asked of.")
    sources: dict[Name, Source] = Field(min_length=1, description="Short key → legal source.")
    in_force: Periods = Field(description="When it is in force: {from, to}, or a list of them.")
    parameters: dict[Name, Parameter] = Field(default={}, description="Numbers and tables of the law, dated.")
    judged: dict[Name, Judged] = Field(default={}, description="What a human decides.")
    define: dict[Name, Definition] = Field(default={}, description="Named expressions.")
    criteria: dict[Name, Criterion] = Field(min_length=1, description="The conditions, in the order of the law.")
    eligible: Text = Field(description="all, any, or an expression over the criteria.")
    grants: Grant | None = Field(default=None, description="The status that a pass gives.")
    gives: tuple[Name, ...] = Field(default=(), description="Definitions that the result shows.")
    acts: tuple[CheckedAct, ...] = Field(min_length=1, description="Its doors into the simulation, or none: because.")
    excludes: tuple[Name, ...] = Field(default=(), description="Sheets that cannot be used together with it.")
    reduces: tuple[Name, ...] = Field(default=(), description="Sheets whose amount it lowers.")
    cap: Text | None = Field(default=None, description="Highest amount, an expression.")
    rationing: Rationing | None = Field(default=None, description="How its budget is shared.")
    call: Call | None = Field(default=None, description="A function of Python, where the language cannot say it.")
    apply: Application | None = Field(default=None, description="Where, when and with what to apply.")
    signed: Signature = Field(description="How far it has been reviewed, and by whom.")
    confidence: Confidence
    notes: tuple[Label, ...] = Field(default=(), description="Remarks in both languages.")
    tests: tuple[Case, ...] = Field(description="At least one pass, one fail, one depends.")


def read_sheet(located: Located) -> Sheet:
    """The sheet of a file, or the first `Mistake` in it.

    Kinds: `unknown_key`, `missing_key`, `type`, `category`, `name`, `name_twice`, `label`, `no_source`,
    `no_comparison`, `two_comparisons`, `literal`, `range`, `date`, `overlap`, `table`, `unreachable`, `no_tests`.
    """
    sheet = read_as(Sheet, located)
    checks = (
        _unlisted(sheet, _sources_of_parameters(sheet)),
        _unlisted(sheet, _sources_of_criteria(sheet)),
        _names_twice(sheet),
        _gives(sheet),
    )
    found = [one for check in checks if (one := next(check, None))]
    if located.reform is None:  # the tests at the foot are those of the law as it stands
        found += list(islice(_cases(sheet), 1))
        # that a test is missing may come from a mistake in another: it is told last
        found = found or list(_too_few_tests(sheet))
    if found:
        raise first(found, located)
    return sheet


def _unlisted(sheet: Sheet, texts: Iterator[tuple[Steps, str]]) -> Iterator[tuple[Steps, Mistake]]:
    """A source text begins with a key of `sources`."""
    for steps, text in texts:
        key = (text.split() or [""])[0]
        if key not in sheet.sources:
            yield (
                steps,
                Mistake(
                    "name",
                    f"{key!r} is not listed in `sources`; expected one of {', '.join(sheet.sources)}",
                    f"`sources` 中没有 {key!r}；应为 {'、'.join(sheet.sources)} 之一",
                    nearest=nearest(key, sheet.sources),
                ),
            )


def _sources_of_parameters(sheet: Sheet) -> Iterator[tuple[Steps, str]]:
    for name, parameter in sheet.parameters.items():
        for day, entry in parameter.values.items():
            yield ("parameters", name, "values", day.isoformat(), "source"), entry.source


def _sources_of_criteria(sheet: Sheet) -> Iterator[tuple[Steps, str]]:
    for name, criterion in sheet.criteria.items():
        yield ("criteria", name, "source"), criterion.source


def _names_twice(sheet: Sheet) -> Iterator[tuple[Steps, Mistake]]:
    """Parameters, judged values and definitions share one name space."""
    owner: dict[str, str] = {}
    for section in ("parameters", "judged", "define"):
        for name in getattr(sheet, section):
            if name in owner:
                yield (
                    (section, name),
                    Mistake(
                        "name_twice",
                        f"the name `{name}` is already used in `{owner[name]}`; give one of them another name",
                        f"名称 `{name}` 已在 `{owner[name]}` 中使用；请改用其他名称",
                    ),
                )
            owner.setdefault(name, section)


def _too_few_tests(sheet: Sheet) -> Iterator[tuple[Steps, Mistake]]:
    shown = {case.expect.get("result") for case in sheet.tests}
    missing = [result for result in ("pass", "fail", "depends") if result not in shown]
    if missing:
        yield (
            ("tests",),
            Mistake(
                "no_tests",
                f"a sheet ships at least one test each of pass, fail and depends; missing: {', '.join(missing)}",
                f"规则表至少须有 pass、fail、depends 测试各一个；缺少：{'、'.join(missing)}",
            ),
        )


def _cases(sheet: Sheet) -> Iterator[tuple[Steps, Mistake]]:
    """Names of tests are unique, `like` names an earlier one, expectations are among those known."""
    earlier: dict[str, int] = {}
    for index, case in enumerate(sheet.tests):
        here: Steps = ("tests", index)
        if case.name in earlier:
            yield (
                (*here, "name"),
                Mistake("name_twice", f"a test named {case.name!r} stands above", f"上文已有名为 {case.name!r} 的测试"),
            )
        if case.like is not None and case.like not in earlier:
            yield (
                (*here, "like"),
                Mistake(
                    "name",
                    f"no test above is named {case.like!r}",
                    f"上文没有名为 {case.like!r} 的测试",
                    nearest=nearest(case.like, earlier),
                ),
            )
        earlier[case.name] = index
        for key, value in case.expect.items():
            if mistake := _expectation(sheet, key, value):
                yield (*here, "expect", key), mistake


def _expectation(sheet: Sheet, key: str, value: object) -> Mistake | None:
    word, dot, name = key.partition(".")
    if key == "result" and value not in RESULTS:
        return _outside("category", value, RESULTS)
    if dot and word in ("gap", "margin"):
        return None if name in sheet.criteria else _outside("name", name, tuple(sheet.criteria))
    if dot and word == "gives":
        return None if name in sheet.gives else _outside("name", name, sheet.gives)
    return None if key in EXPECTED else _outside("unknown_key", key, (*EXPECTED, *EXPECTED_OF))


def _gives(sheet: Sheet) -> Iterator[tuple[Steps, Mistake]]:
    """What a sheet gives to be read are its definitions."""
    for index, name in enumerate(sheet.gives):
        if name not in sheet.define:
            yield ("gives", index), _outside("name", name, tuple(sheet.define))


def _outside(kind: str, found: object, valid: Sequence[str]) -> Mistake:
    words_en, words_zh = (", ".join(valid), "、".join(valid)) if valid else ("nothing", "（无）")
    return Mistake(
        kind,
        f"{found!r} is not known here; expected one of {words_en}",
        f"此处没有 {found!r}；应为 {words_zh} 之一",
        nearest=nearest(str(found), valid),
    )
