"""What became of an import, and what a check of the records found: on the terminal and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.dictionary import tables
from innovatory.records.findings import Finding
from innovatory.records.importing.enter import Outcome
from innovatory.records.importing.mapping import Filled
from innovatory.records.workspace_check import TableCheck
from innovatory.report.answer import section
from innovatory.report.text import Text, put
from innovatory.report.words import listing, say

if TYPE_CHECKING:
    from innovatory.measure.city_check import Part

DAMAGES = {
    "content": "validate.content",
    "unreadable": "validate.unreadable",
    "rows": "validate.damaged_rows",
    "table": "validate.unknown",
}
READ_AS = {"encoding": "import.encoding", "delimiter": "import.delimiter", "sheet": "import.sheet"}
DELIMITERS = {"comma": "import.comma", "semicolon": "import.semicolon", "tab": "import.tab", "bar": "import.bar"}


def as_data(outcome: Outcome) -> dict[str, Any]:
    """An import as plain data: its line in the log, what was found, how the headers were understood."""
    return {
        "entered": outcome.entered,
        **outcome.imported.model_dump(mode="json"),
        "as_of": outcome.as_of.isoformat(),
        "headers": [_header(one) for one in outcome.mapped.filled],
        "left_out": list(outcome.mapped.left_out),
        "findings": [finding_data(one) for one in outcome.findings],
        "refused_file": str(outcome.refused_file) if outcome.refused_file else None,
    }


def _header(one: Filled) -> dict[str, Any]:
    return {"header": one.header, "column": one.column, "unit": one.unit, "year": one.year}


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    rows = [
        {"row": one.row, "key": list(one.key), "value": one.value, "nearest": one.nearest} for one in finding.examples
    ]
    told = {"rule": finding.rule, "column": finding.column, "count": finding.count, "refused": finding.refuses}
    return {**told, "en": finding.en, "zh": finding.zh, "examples": rows}


def show(outcome: Outcome, console: Console, lang: str) -> None:
    """Print what became of an import."""
    put(console, _parts(outcome, lang))


def _parts(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    log = outcome.imported
    label = _label(log.table, lang)
    yield Text(say("import.title", lang, file=log.name, table=log.table, label=label), style="bold")
    yield _counts(outcome, lang)
    if not outcome.entered:
        yield Text(say("import.nothing", lang), style="bold yellow")
    if outcome.findings:
        yield from section(say("import.found", lang), [_told(one, lang) for one in outcome.findings])
    yield from section(say("import.headers", lang), list(_headers(outcome, lang)))
    read_as = [_read_as(key, of, lang) for key, of in log.read_as.items()]
    if read_as:
        yield from section(say("import.read_as", lang), [listing(read_as, lang)])
    yield ""
    yield from _last(outcome, lang)


def _counts(outcome: Outcome, lang: str) -> Table:
    log = outcome.imported
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_row(say("import.rows", lang), f"{log.rows:,}")
    table.add_row(say("import.used", lang), Text(f"{log.used if outcome.entered else 0:,}", style="bold"))
    if log.replaced:
        table.add_row(say("import.replaced", lang), f"{log.replaced:,}")
    table.add_row(say("import.refused", lang), Text(f"{log.refused:,}", style="bold red" if log.refused else ""))
    table.add_row(say("import.duplicate", lang), f"{log.duplicate:,}")
    return table


def _told(finding: Finding, lang: str) -> str:
    sentence = finding.zh if lang == "zh" else finding.en
    numbers = list(dict.fromkeys(f"{one.row:,}" for one in finding.examples))
    if not numbers:
        return sentence
    rows = listing(numbers, lang)
    if len(finding.examples) < finding.count:
        rows = say("import.more", lang, rows=rows)
    at = say("import.at" if len(numbers) == 1 and finding.count == 1 else "import.at.many", lang, rows=rows)
    told = f"{sentence}（{at}）" if lang == "zh" else f"{sentence} ({at})"
    near = dict.fromkeys(f"{one.value} → {one.nearest}" for one in finding.examples if one.nearest)
    return say("import.near", lang, sentence=told, near=listing(list(near), lang)) if near else told


def _headers(outcome: Outcome, lang: str) -> Iterator[str]:
    for one in outcome.mapped.filled:
        facts = [say("import.unit", lang, unit=one.unit)] if one.unit else []
        facts += [say("import.year", lang, year=one.year)] if one.year else []
        yield listing([f"{one.header} → {one.column}", *facts], lang)
    for header in outcome.mapped.left_out:
        yield f"{header} → {say('import.left_out', lang)}"


def _read_as(key: str, of: str, lang: str) -> str:
    shown = say(DELIMITERS[of], lang) if key == "delimiter" else of
    return say(READ_AS[key], lang, of=shown)


def _last(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    remembered = outcome.remembered
    if outcome.imported.source and (remembered.columns or remembered.units):
        yield say("import.remembered", lang, source=outcome.imported.source)
    if outcome.entered:
        yield say("import.as_of", lang, day=outcome.as_of)
    if outcome.refused_file is not None:
        yield Text(say("import.back", lang, file=outcome.refused_file), style="bold")


def _label(table: str, lang: str) -> str:
    known = tables().get(table)
    return table if known is None else known.zh if lang == "zh" else known.en


# The check of all records ----------------------------------------------------------------------------------------------


def check_data(one: TableCheck) -> dict[str, Any]:
    """One checked table as plain data."""
    findings = [finding_data(finding) for finding in one.findings]
    return {"table": one.table, "rows": one.rows, "sound": one.sound, "damage": one.damage, "findings": findings}


def part_data(part: Part) -> dict[str, Any]:
    """One checked part of a city's folder as plain data."""
    return {"part": part.name, "sound": not part.mistakes, "mistakes": [_mistake(one) for one in part.mistakes]}


def _mistake(one: Mistake) -> dict[str, Any]:
    place = one.place or Place()
    at = {"file": place.file, "line": place.line, "path": place.path}
    return {"kind": one.kind, **at, "en": one.en, "zh": one.zh, "nearest": one.nearest}


def show_check(
    city: str, as_of: str | None, checks: Sequence[TableCheck], parts: Sequence[Part], console: Console,
    lang: str, sound: bool,
) -> None:  # fmt: skip
    """Print the check of a city: its tables, then the parts of its folder with all that is wrong in each."""
    put(console, _check_parts(city, as_of, checks, parts, lang, sound))


def _check_parts(
    city: str, as_of: str | None, checks: Sequence[TableCheck], parts: Sequence[Part], lang: str, sound: bool
) -> Iterator[RenderableType]:
    if as_of is None:
        yield Text(say("validate.none", lang), style="bold")
    else:
        yield Text(say("validate.title", lang, city=city, day=as_of), style="bold")
    for one in checks:
        heading = say("validate.table", lang, table=one.table, label=_label(one.table, lang), rows=f"{one.rows:,}")
        damage = [say(DAMAGES[one.damage], lang)] if one.damage else []
        yield from section(heading, [*damage, *(_told(finding, lang) for finding in one.findings)])
    if parts:
        yield from section(say("validate.files", lang), [line for part in parts for line in _part_lines(part, lang)])
    yield ""
    yield Text(
        say("validate.sound" if sound else "validate.unsound", lang), style="bold green" if sound else "bold red"
    )


def _part_lines(part: Part, lang: str) -> list[str]:
    if part.mistakes:
        return [one.say(lang) for one in part.mistakes]
    return [say("validate.file", lang, part=_part_name(part.name, lang))]


def _part_name(part: str, lang: str) -> str:
    folder, slash, name = part.partition("/")
    return say("part.register", lang, name=name) if slash else say(f"part.{folder}", lang)
