"""A file checked as an import would check it, in a copy of the city that is thrown away; and the import itself.

The copy has links to the records, so that a check says exactly what an import would do and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copyfile

from innovatory.records.dictionary import Table
from innovatory.records.importing.enter import Outcome, Request, import_table
from innovatory.records.importing.mapping import answers
from innovatory.records.importing.reading import Asked
from innovatory.records.workspace import CITY, MANIFEST, RECORDS
from innovatory.report.importing import as_data
from innovatory.report.words import say
from innovatory.server.beside_file import beside_file, told_beside_file
from innovatory.server.shapes import data as shapes
from innovatory.server.shapes.parts import Word
from innovatory.server.tables import label_of
from innovatory.server.uploads import Upload

MOST_REFUSED = 5_000_000  # characters of refused rows that go back
COPIED = "city"
NEVER_LINKED = (RECORDS, "refused-")


@dataclass(frozen=True)
class Options:
    """What somebody says of a file: the columns of headers, units, years, what happens to rows that are there already."""

    headers: Sequence[str] = field(default=())
    units: Sequence[str] = field(default=())
    ignore_unknown: bool = False
    sheet: str = ""
    encoding: str = ""
    year: int | None = None
    as_of: date | None = None
    source: str | None = None
    strict: bool = False
    replace: bool = False


def check(file: Upload, table: Table, city: Path, options: Options, lang: str) -> shapes.FileCheck:
    """What an import of a file would do; nothing is kept."""
    with file.on_disk() as path:
        copy = _copy(city, path.parent / COPIED)
        outcome, refused = _run(path, table, copy, options)
    return _told(outcome, refused, file, table, kept=False, lang=lang)


def take_in(file: Upload, table: Table, city: Path, options: Options, lang: str) -> shapes.FileCheck:
    """Import a file into the records of a city: all of its good rows, or nothing of it."""
    with file.on_disk() as path:
        outcome, refused = _run(path, table, city, options)
    return _told(outcome, refused, file, table, kept=True, lang=lang)


def _run(path: Path, table: Table, city: Path, options: Options) -> tuple[Outcome, str | None]:
    away = path.parent / "refused.csv"
    with told_beside_file():
        request = Request(
            asked=Asked(str(path), options.sheet, "", options.encoding),
            table=table,
            city=city,
            answers=answers(options.headers, options.units),
            source=options.source,
            as_of=options.as_of,
            year=options.year,
            ignore_unknown=options.ignore_unknown,
            strict=options.strict,
            replace=options.replace,
            refused=away,
            called=path.name,
        )
        outcome = import_table(request)
    return outcome, away.read_text(encoding="utf-8-sig")[:MOST_REFUSED] if away.is_file() else None


def _copy(city: Path, folder: Path) -> Path:
    """A folder that reads as the city and can be written to without touching it: links, and its own manifest."""
    copy = folder / city.name  # the folder of a city has its name
    (copy / RECORDS).mkdir(parents=True)
    for path in city.iterdir():
        if path.name == CITY:
            copyfile(path, copy / path.name)
        elif not path.name.startswith(NEVER_LINKED):
            (copy / path.name).symlink_to(path.resolve())
    for path in (city / RECORDS).glob("*"):
        if path.name == MANIFEST:
            copyfile(path, copy / RECORDS / MANIFEST)
        elif path.suffix == ".parquet":
            (copy / RECORDS / path.name).symlink_to(path.resolve())
    if not any((copy / RECORDS).iterdir()):
        (copy / RECORDS).rmdir()
    return copy


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _told(
    outcome: Outcome, refused: str | None, file: Upload, table: Table, *, kept: bool, lang: str
) -> shapes.FileCheck:
    data = as_data(outcome)
    entered = kept and outcome.entered
    counts = {key: data[key] for key in ("rows", "used", "refused", "duplicate", "replaced")}
    key = "server.file.checked" if not kept else "server.file.entered" if entered else "server.file.not_entered"
    return shapes.FileCheck(
        table=Word(id=table.name, label=label_of(table, lang)),
        file=file.name,
        entered=entered,
        headline=say(key, lang, **{name: f"{number:,}" for name, number in counts.items()}),
        **counts,
        as_of=data["as_of"],
        headers=[shapes.Header(**one) for one in data["headers"]],
        left_out=data["left_out"],
        read_as=[f"{name}: {value}" for name, value in data["read_as"].items()],
        findings=[
            shapes.Found(
                rule=one["rule"],
                column=one["column"] or "",
                count=one["count"],
                refused=one["refused"],
                sentence=beside_file(one["zh"] if lang == "zh" else one["en"], lang),
                examples=[
                    shapes.RowExample(
                        row=each["row"],
                        key=[_cell(part) for part in each["key"]],
                        value=_cell(each["value"]),
                        nearest=each["nearest"],
                    )
                    for each in one["examples"]
                ],
            )
            for one in data["findings"]
        ],
        refused_csv=refused,
    )
