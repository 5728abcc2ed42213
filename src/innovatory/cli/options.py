"""The options that several commands share, and what their texts mean."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

from innovatory.language.days import read_day
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.report.words import LANGUAGES

LangOption = Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the answer. 语言。")]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable answer. 机器可读。")]
OnOption = Annotated[
    str, typer.Option("--on", metavar="DATE", help="Day of the question; today if not given. 评估日。")
]
YearOption = Annotated[
    str,
    typer.Option(
        "--year", metavar="YEAR", help="Latest complete year; the one before --on if not given. 最近完整年度。"
    ),
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of an instrument, or its file. 政策工具。")]


def language(text: str) -> str:
    """`en` or `zh`; `Mistake("option")` for anything else."""
    if text not in LANGUAGES:
        raise Mistake(
            "option",
            f"the language is en or zh, not {text!r}",
            f"语言应为 en 或 zh，不能是 {text!r}",
            nearest=nearest(text.lower(), LANGUAGES),
            place=Place(path="--lang"),
        )
    return text


def day(text: str) -> date:
    """The day of the question, today for none; `Mistake("date")` for what is no day such as 2024-06-30."""
    return read_day(text, "--on") if text else date.today()


def assessed_year(text: str, on: date | None = None) -> int | None:
    """The latest complete year, None if it was not given; `Mistake("date")` for what is no year.

    `Mistake("future")` for a year that begins after the day `on`.
    """
    if not text:
        return None
    if not re.fullmatch(r"[12][0-9]{3}", text):
        raise Mistake(
            "date",
            f"a year such as 2023 is expected, not {text!r}",
            f"应为年份（如 2023），不能是 {text!r}",
            place=Place(path="--year"),
        )
    if on is not None and int(text) > on.year:
        raise Mistake(
            "future", f"the year {text} is in the future of {on}", f"年度 {text} 晚于 {on}", place=Place(path="--year")
        )
    return int(text)


def whole_number(text: str, option: str, least: int, most: int) -> int:
    """A whole number as it is typed (`1,000` too); `Mistake("option")` for what is none or lies outside."""
    digits = text.replace(",", "")
    if digits.isascii() and digits.isdigit() and least <= int(digits) <= most:
        return int(digits)
    en = f"a whole number from {least} to {most:,} is expected, not {text!r}"
    raise Mistake("option", en, f"应为 {least} 至 {most:,} 之间的整数，不能是 {text!r}", place=Place(path=option))
