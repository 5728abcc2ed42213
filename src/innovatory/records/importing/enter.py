"""An import from beginning to end: read, understand the headers, check, merge, write the refused rows, then the records.

The order matters: the file of refused rows is written before the records change, and the records change in one step, so
that a row is never lost between the two and an import that is stopped leaves the state before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.checking import Around
from innovatory.records.closed_lists import closed_lists
from innovatory.records.dictionary import Table
from innovatory.records.findings import Finding
from innovatory.records.importing.checked import Checked, Places, checked
from innovatory.records.importing.mapping import Mapped, about_these, mapped
from innovatory.records.importing.merging import Merged, merged, with_source
from innovatory.records.importing.reading import Asked, Source, read_source
from innovatory.records.importing.refused import Refusal, refused_rows, write_refused
from innovatory.records.importing.shaping import shaped
from innovatory.records.workspace import Answers, Imported, Manifest, has_records, read_workspace
from innovatory.records.workspace_commit import commit, file_hash, sweep
from innovatory.records.workspace_lock import locked

Told = Callable[[str], None]
STEPS = ("reading", "checking", "writing")


@dataclass(frozen=True)
class Request:
    """What a user asks: a source into a table of a city's records.

    `answers` are those given now, `source` the id under which they are remembered (and which rows without a source of
    their own get), `as_of` the day up to which the records tell after this import (None: as before, today for the first
    import), `year` the year of figures whose headers name none. `strict`: nothing enters if one row is refused.
    `refused` is the file for refused rows (None: beside the records). `called` is what the log calls the source (None:
    its own name).
    """

    asked: Asked
    table: Table
    city: Path
    answers: Answers = field(default_factory=Answers)
    source: str | None = None
    as_of: date | None = None
    year: int | None = None
    ignore_unknown: bool = False
    strict: bool = False
    replace: bool = False
    refused: Path | None = None
    called: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an import: `entered` tells whether the records took it in (False: strict, and a row was refused).

    `imported` is its line in the log, `refused_file` the file of refused rows (None: no row was refused), `remembered`
    the answers taken from earlier imports of the source.
    """

    entered: bool
    imported: Imported
    findings: tuple[Finding, ...]
    mapped: Mapped
    as_of: date
    refused_file: Path | None
    remembered: Answers


def import_table(request: Request, told: Told = lambda step: None) -> Outcome:
    """Import a source into a table of the records of a city; `told` hears of each of `STEPS` when it begins.

    Raises `Mistake` for what cannot be read or understood; then nothing has changed.
    """
    with locked(request.city) as folder:
        sweep(folder)
        before = read_workspace(request.city).manifest if has_records(request.city) else None
        as_of = _as_of(request, before)
        remembered = before.answers(request.source, request.table.name) if before and request.source else Answers()
        told("reading")
        source = read_source(request.asked, request.table)
        try:
            return _Import(request, before, folder, as_of, source, remembered).run(told)
        except pl.exceptions.PolarsError:
            _whole(folder, before)
            raise


def _whole(folder: Path, before: Manifest | None) -> None:
    """`Mistake("records")` where what went wrong lies in a stored file that is no longer what was written."""
    for one in before.tables.values() if before else ():
        if file_hash(folder / one.file) != one.sha256:
            en = f"the stored file {one.file} is damaged; `innovatory validate` tells more"
            zh = f"已存文件 {one.file} 已损坏；详见 `innovatory validate`"
            raise Mistake("records", en, zh, place=Place(str(folder)))


def _as_of(request: Request, before: Manifest | None) -> date:
    today, asked = date.today(), request.as_of
    if asked is None:
        return before.as_of if before else today
    if asked > today:
        told = f"the records cannot tell up to {asked}, which is still to come", f"记录截止日 {asked} 尚未到来"
        raise Mistake("future", *told, place=Place(path="--as-of"))
    if before and asked < before.as_of:
        en = f"the records tell up to {before.as_of} already; they cannot be taken back to {asked}"
        zh = f"记录截止日已为 {before.as_of}，不能退回 {asked}"
        raise Mistake("option", en, zh, place=Place(path="--as-of"))
    return asked


@dataclass(frozen=True)
class _Import:
    """One import under way; the lock on `folder` is held."""

    request: Request
    before: Manifest | None
    folder: Path
    as_of: date
    source: Source
    remembered: Answers

    def run(self, told: Told) -> Outcome:
        request, sheet = self.request, self.source.sheet
        about_these(request.answers, sheet.headers, request.table, request.called or self.source.name)
        answers = self.remembered.under(request.answers)
        plan = mapped(sheet.headers, request.table, answers, request.year, request.ignore_unknown, self.source.name)
        told("checking")
        rows = shaped(sheet, plan, self.source.name)
        places = Places.of(sheet, rows, plan)
        tables = self._tables()
        found = checked(places, request.table, self.as_of, Around(closed_lists(request.city), tables))
        batch = self._batch()
        good = with_source(found.good, request.source or batch, request.table)
        merge = merged(good, tables.get(request.table.name), request.table, request.replace)
        refusals = [*found.refusals, *places.refusal("stored", _key(request.table), merge.contradicting)]
        log = self._log(batch, found, merge, rows.frame.height, answers)
        findings = (*found.findings, *self._own_findings(merge, places))
        told("writing")
        refused_file = self._refuse(refusals, batch) if log.refused else None
        entered = not (request.strict and log.refused)
        if entered:
            self._commit(merge, log)
        return Outcome(entered, log, findings, plan, self.as_of, refused_file, self.remembered)

    def _tables(self) -> dict[str, pl.LazyFrame]:
        if self.before is None:
            return {}
        return {name: pl.scan_parquet(self.folder / one.file) for name, one in self.before.tables.items()}

    def _batch(self) -> str:
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
        return f"{now}Z"

    def _log(self, batch: str, found: Checked, merge: Merged, rows: int, answers: Answers) -> Imported:
        broken = len(self.source.sheet.broken)
        file = self.source.file
        return Imported(
            batch=batch,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            table=self.request.table.name,
            kind=self.source.kind,
            name=self.request.called or self.source.name,
            size=file.size if file else None,
            sha256=file.sha256 if file else None,
            query=self.source.query,
            read_as=dict(self.source.sheet.read_as),
            rows=rows + broken,
            used=len(merge.used),
            refused=found.refused + len(merge.contradicting) + broken,
            duplicate=found.twice + len(merge.duplicate),
            replaced=merge.replaced,
            answers=answers,
            year=self.request.year,
            source=self.request.source,
        )

    def _own_findings(self, merge: Merged, places: Places) -> list[Finding]:
        """What only an import finds: lines that are no rows, rows that contradict stored ones."""
        from innovatory.records.importing.own_findings import broken_lines, contradicting

        return [*broken_lines(self.source.sheet), *contradicting(merge.contradicting, places, self.request.table)]

    def _refuse(self, refusals: list[Refusal], batch: str) -> Path:
        name = f"refused-{self.request.table.name}-{batch}.csv"
        path = self.request.refused or self.request.city / name
        write_refused(refused_rows(self.source.sheet, refusals), path)
        return path

    def _commit(self, merge: Merged, log: Imported) -> None:
        before = self.before or Manifest(as_of=self.as_of)
        sources = dict(before.sources)
        if self.request.source:
            own = sources.get(self.request.source, {})
            sources[self.request.source] = own | {self.request.table.name: log.answers}
        after = before.model_copy(update={"as_of": self.as_of, "sources": sources, "log": (*before.log, log)})
        changed = {} if merge.table is None else {self.request.table.name: merge.table}
        commit(self.folder, self.before, after, changed)


def _key(table: Table) -> str:
    return table.key[0]
