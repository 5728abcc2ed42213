"""The one rewrite of tokens before Python's parser reads an expression.

Literals become numbered constants, `where` becomes a keyword argument, `by` is cut off; length and brackets are
checked here, so that nothing the parser could choke on ever reaches it (D1-D4, D7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from innovatory.language.literals import day, number
from innovatory.language.mistakes import Mistake, Place

MAX_LENGTH, MAX_LEVELS = 2000, 64
WHERE = "where\u01c3"  # cannot be typed as a name: names are ASCII

_TOKEN = re.compile(
    r"""(?P<text>'[^'\\\n]*'|"[^"\\\n]*")
      | (?P<date>[0-9]{4}-[0-9]+-[0-9]+[0-9A-Za-z_.%]*)
      | (?P<number>\.?[0-9](?:[0-9A-Za-z_%]|\.(?=[0-9.]|\Z|[^A-Za-z_]))*)
      | (?P<name>[^\W\d]\w*)
      | (?P<blank>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass
class Scanned:
    """A rewritten expression: Python text, its literals by number, the dimensions after `by`, names not ASCII."""

    python: str = ""
    literals: list[tuple[float | date, bool]] = field(default_factory=list)  # value, written as a percentage
    dimensions: tuple[str, ...] | None = None
    foreign_names: list[str] = field(default_factory=list)


def scan(text: str) -> Scanned:
    """Rewrite the tokens of an expression; `Mistake` of kind length, depth, literal, date or syntax."""
    _check_size(text)
    scanned, parts, previous = Scanned(), list[str](), ""
    body, scanned.dimensions = _cut_by(text)
    for found in _TOKEN.finditer(body):
        kind, written = str(found.lastgroup), found.group()
        parts.append(_rewrite(kind, written, previous, scanned, found.start()))
        previous = written if kind != "blank" else "" if previous != "(" else previous
    scanned.python = "".join(parts).strip()
    return scanned


def _check_size(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise Mistake(
            "length",
            f"the expression has {len(text)} characters; {MAX_LENGTH} are allowed",
            f"表达式有 {len(text)} 个字符；最多 {MAX_LENGTH} 个",
        )
    level = run = 0
    for found in _TOKEN.finditer(text):
        written = found.group()
        level += (written in "([{") - (written in ")]}") if found.lastgroup == "other" else 0
        if found.lastgroup != "blank":
            run = run + 1 if written in ("-", "+", "~", "not") else 0
        if level > MAX_LEVELS or run > MAX_LEVELS:
            raise too_deep()


def too_deep() -> Mistake:
    """The mistake of an expression with more levels than allowed."""
    return Mistake(
        "depth", f"more than {MAX_LEVELS} levels; use definitions or a table", f"超过 {MAX_LEVELS} 层；请用定义或分档表"
    )


def _cut_by(text: str) -> tuple[str, tuple[str, ...] | None]:
    """Split `… by d1, d2` at its one `by`; anything but names after it is a syntax error."""
    spots = [found for found in _TOKEN.finditer(text) if found.lastgroup == "name" and found.group() == "by"]
    if not spots:
        return text, None
    dimensions = tuple(part.strip() for part in text[spots[0].end() :].split(","))
    if len(spots) > 1 or not all(re.fullmatch(r"[^\W\d]\w*", name) for name in dimensions):
        raise syntax(
            spots[0].start(),
            "after `by` stand names of dimensions, once, at the end",
            "`by` 后只写维度名，且只在末尾出现一次",
        )
    return text[: spots[0].start()], dimensions


def _rewrite(kind: str, written: str, previous: str, scanned: Scanned, at: int) -> str:
    if kind in ("number", "date"):
        scanned.literals.append(_literal(kind, written, at))
        return f" {len(scanned.literals) - 1} "
    if kind == "text" and previous.isidentifier() and previous not in _WORDS:
        raise Mistake(
            "forbidden", f"prefix {previous!r} before a text", f"文本前不可有前缀 {previous!r}", place=_column(at)
        )
    if kind == "blank":
        return " "
    if written in "#\\\0":
        raise syntax(at, f"character {written!r} has no place in an expression", f"表达式中不可有字符 {written!r}")
    if kind == "name" and written == "where":
        return f"{WHERE}=" if previous == "(" else f", {WHERE}="
    if kind == "name" and not written.isascii():
        scanned.foreign_names.append(written)
    return written


_WORDS = frozenset({"in", "not", "and", "or", "if", "else", "where"})


def _literal(kind: str, written: str, at: int) -> tuple[float | date, bool]:
    try:
        if kind == "number":
            return number(written), written.endswith("%")
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            raise Mistake(
                "literal",
                f"{written!r}: a date is written YYYY-MM-DD; a difference with blanks",
                f"{written!r}：日期写作 YYYY-MM-DD；减法请加空格",
            )
        return day(written), False
    except Mistake as mistake:
        raise mistake.at(_column(at)) from None


def syntax(at: int, en: str, zh: str) -> Mistake:
    """A syntax mistake at a position (from 0) of the expression."""
    return Mistake("syntax", en, zh, place=_column(at))


def _column(at: int) -> Place:
    return Place(path=f"character {at + 1}")
