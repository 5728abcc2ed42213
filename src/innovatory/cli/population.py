"""`innovatory population`: a table of invented enterprises, to try a rule on before one's own table is at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from innovatory.cli.console import print_json
from innovatory.cli.evaluate import ENDINGS
from innovatory.cli.options import JsonOption, LangOption, OnOption, day, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

SEED = 20240630  # the demo's: the same rows on every machine
MOST = 10_000_000  # rows that are held in memory at once
YEARS = 3  # the year before the day, and the two before it

InventedOption = Annotated[str, typer.Option("--invented", metavar="N", help="How many enterprises. 企业数量。")]
OutOption = Annotated[str, typer.Option("--out", metavar="FILE", help="A new table: .parquet or .csv. 新数据表。")]


def population(
    invented: InventedOption, out: OutOption, on: OnOption = "", json: JsonOption = False, lang: LangOption = "en"
) -> None:
    """Write a table of invented enterprises to try rules on. 生成虚构企业数据表，供试算。

    innovatory population --invented 20000 --on 2024-06-30 --out firms.parquet
    """
    language(lang)
    rows, asked_on, path = _number(invented), day(on), _new(out)
    from innovatory.records.export import write_table
    from innovatory.records.invented import enterprises

    table = enterprises(rows, SEED, asked_on)
    write_table(table, path)
    last = asked_on.year - 1
    if json:
        print_json({"file": out, "rows": rows, "columns": table.columns})
    else:
        print(say("population.written", lang, n=f"{rows:,}", first=last - YEARS + 1, last=last, file=out))


def _number(text: str) -> int:
    digits = text.replace(",", "")
    if digits.isascii() and digits.isdigit() and 1 <= int(digits) <= MOST:
        return int(digits)
    raise Mistake(
        "option",
        f"a whole number from 1 to {MOST:,} is expected, not {text!r}",
        f"应为 1 至 {MOST:,} 之间的整数，不能是 {text!r}",
        place=Place(path="--invented"),
    )


def _new(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower() not in ENDINGS:
        en = f"a file that ends in .parquet or .csv is expected, not {name!r}"
        raise Mistake("file", en, f"文件名应以 .parquet 或 .csv 结尾，不能是 {name!r}", place=Place(path="--out"))
    if path.exists():
        told = "the file exists already and is left as it is", "文件已存在，未作改动"
        raise Mistake("file", *told, place=Place(name))
    return path
