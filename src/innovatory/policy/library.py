"""The sheets that are known: those of the package's library, of a folder, or a single file beside them.

Reading a folder checks every sheet once; rules are compiled when first asked for and bound rules are kept per day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.types import Type
from innovatory.policy.account_rule import FILE, AccountRule, account_rule
from innovatory.policy.bound import KEPT, BoundRule
from innovatory.policy.explanation import Explanation, explained
from innovatory.policy.located import Located, read_yaml
from innovatory.policy.rule import Rule, Surroundings, compiled
from innovatory.policy.sheet import Sheet, read_sheet
from innovatory.records import dictionary
from innovatory.records.applicant import Applicant
from innovatory.records.declared import declared_inputs

if TYPE_CHECKING:
    from innovatory.policy.foot import Outcome
    from innovatory.policy.population import Evaluation

Inputs = Callable[[str], Mapping[str, Type]]
DECLARED = "inputs.yaml"


class Library:
    """Sheets by id with the inputs they may read; `status_names` are the statuses known beside those they grant."""

    def __init__(
        self,
        located: Mapping[str, Located],
        inputs: Inputs,
        status_names: frozenset[str],
        own: Mapping[str, Type] | None = None,
        account: Located | None = None,
    ) -> None:
        self.located = dict(located)
        self.account = account  # what the account of a year needs beside the sheets
        self.inputs = inputs
        self.status_names = status_names
        self.own = own  # inputs declared beside the sheets, instead of by the dictionary
        self._sheets: dict[str, Sheet] = {}
        self._instruments: dict[str, Instrument] = {}
        self._compiling: list[str] = []

    def sheet(self, name: str) -> Sheet:
        """The shape of a sheet; `Mistake("name")` with the nearest id if there is none."""
        if name not in self.located:
            raise Mistake(
                "name", f"no instrument {name!r}", f"没有政策工具 {name!r}", nearest=nearest(name, self.located)
            )
        if name not in self._sheets:
            self._sheets[name] = read_sheet(self.located[name])
        return self._sheets[name]

    @cached_property
    def statuses(self) -> frozenset[str]:
        """Statuses that a sheet grants or the dictionary lists."""
        granted = {
            str(grant["status"])
            for one in self.located.values()
            if (grant := _mapping(one.data.get("grants"))) and "status" in grant
        }
        return frozenset(granted) | self.status_names

    def instrument(self, name: str) -> Instrument:
        """The instrument of an id, its rule compiled."""
        if name not in self._instruments:
            self._instruments[name] = Instrument(self, self._rule(name))
        return self._instruments[name]

    def _rule(self, name: str) -> Rule:
        sheet = self.sheet(name)
        if name in self._compiling:
            circle = " → ".join([*self._compiling, name])
            raise Mistake("circular", f"sheets need each other: {circle}", f"规则表相互依赖：{circle}")
        self._compiling.append(name)
        try:
            return compiled(sheet, self.located[name], self._around())
        finally:
            self._compiling.pop()

    def _around(self) -> Surroundings:
        return Surroundings(
            self.inputs, self.statuses, frozenset(self.located), lambda other: self.instrument(other).rule
        )

    @cached_property
    def account_rule(self) -> AccountRule | None:
        """The rule of the account of a year; None for a jurisdiction without one (no taxes are worked out)."""
        return None if self.account is None else account_rule(self.account, self._around())

    def judged(self) -> dict[str, Type]:
        """Every judged name of the library, so that one applicant's file may serve many sheets."""
        return dict(self._judged)

    @cached_property
    def _judged(self) -> dict[str, Type]:
        return {key: of for name in self.located for key, of in self.instrument(name).rule.judged.items()}

    def lasts(self) -> dict[str, int]:
        """For each status that a sheet grants, how many years it is held."""
        grants = [self.sheet(name).grants for name in self.located]
        return {grant.status: grant.years for grant in grants if grant is not None}

    def with_file(self, path: Path) -> tuple[Library, str]:
        """The library with one more file (or one replaced), and the id of its sheet."""
        located = read_yaml(path)
        name = str(located.data.get("instrument", path.stem))
        return self.with_sheets({name: located}), name

    def with_sheets(self, located: Mapping[str, Located], account: Located | None = None) -> Library:
        """The library with some sheets more, or replaced, and with another account of a year if one is given."""
        return Library({**self.located, **located}, self.inputs, self.status_names, self.own, account or self.account)

    def at(self, day: date) -> Library:
        """The library of a day: itself, but for reforms."""
        del day
        return self


def _mapping(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


@dataclass(frozen=True)
class Instrument:
    """One instrument: explain it to an applicant, evaluate it on a population, run its tests."""

    library: Library
    rule: Rule

    @property
    def sheet(self) -> Sheet:
        """The sheet as written."""
        return self.rule.sheet

    def on(self, day: date, year: int | None = None) -> BoundRule:
        """The rule of a day; `year` (default: the last complete year) is the newest of every series."""
        return _bound(self.rule, day, day.year - 1 if year is None else year)

    def explain(self, record: Mapping[str, object] | Applicant, on: date, year: int | None = None) -> Explanation:
        """The answer for one applicant; `record` maps input names to values, what is absent is unknown."""
        if isinstance(record, Applicant):
            bound = self.on(on, record.year if year is None else year)
            return explained(bound, record.values, record.given, record.notes)
        return explained(self.on(on, year), record)

    def evaluate(self, frame: Any, on: date, year: int | None = None) -> Evaluation:
        """The sheet on a population: a table of Polars, DuckDB or Spark (columns as in `admission`)."""
        from innovatory.policy.admission import admit
        from innovatory.policy.population import Evaluation

        bound = self.on(on, year)
        return Evaluation(bound, admit(frame, bound))

    def check(self) -> list[Outcome]:
        """The outcomes of the tests at the foot of the sheet."""
        from innovatory.policy import foot

        return foot.run(self)


@lru_cache(maxsize=KEPT)
def _bound(rule: Rule, day: date, year: int) -> BoundRule:
    return BoundRule(rule, day, year)


@cache
def standard() -> Library:
    """The library that ships with the package: real sheets over the dictionary of records."""
    return libraries()[0]


@cache
def libraries() -> tuple[Library, ...]:
    """The standard library, and each jurisdiction that declares inputs of its own (the toy one)."""
    folder = Path(str(files("innovatory") / "library" / "instruments"))
    own = sorted(path.parent for path in folder.rglob(DECLARED))
    return (folder_library(folder, without=own), *(folder_library(each) for each in own))


def folder_library(folder: Path, without: Sequence[Path] = ()) -> Library:
    """All sheets below a folder; the id is the name of the file. A file `inputs.yaml` in it declares the inputs."""
    paths = [path for path in sorted(folder.rglob("*.yaml")) if not any(path.is_relative_to(each) for each in without)]
    located = {path.stem: read_yaml(path) for path in paths if path.name not in (DECLARED, FILE)}
    account = read_yaml(folder / FILE) if (folder / FILE).exists() else None
    if not (folder / DECLARED).exists():
        return Library(located, dictionary.inputs, frozenset(dictionary.status_names()), account=account)
    own = declared_inputs(read_yaml(folder / DECLARED).data)
    return Library(located, lambda kind: own, frozenset(), own, account)
