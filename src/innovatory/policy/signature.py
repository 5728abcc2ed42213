"""Who answers for a sheet: its fingerprint, the state that may be trusted, and signing.

The fingerprint is taken of the file's text without its `signed` block, so that signing leaves it as it is and any other
edit does not. A sheet that was edited after it was signed is a draft again, whatever its file says.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from json import dumps
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Literal, get_args

import yaml

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.system_reasons import reason
from innovatory.policy.located import Located, Steps, parse_yaml
from innovatory.policy.sheet import Sheet

if TYPE_CHECKING:
    from innovatory.policy.library import Instrument

State = Literal["draft", "checked", "adopted"]
Why = Literal["unsigned", "signed", "withdrawn", "edited", "changed"]

SIGNED: Steps = ("signed",)
STATES: tuple[State, ...] = get_args(State)
BYTE_ORDER_MARK = "\ufeff"
_Parser: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as the end of a line


@dataclass(frozen=True)
class Standing:
    """How far a sheet may be trusted, and why.

    `state` is what holds; `written` is what the file says. They differ if the file was edited since it was signed
    (`why` is "edited"), or if changes are laid over what was signed ("changed"). `by` and `on` say who signed or
    withdrew it and when, `hash` is the fingerprint that was signed.
    """

    state: State
    why: Why
    written: State
    by: str | None
    on: date | None
    hash: str | None

    def as_dict(self) -> dict[str, str | None]:
        """Why the state is what it is, as plain data."""
        on = self.on.isoformat() if self.on else None
        return {"why": self.why, "written": self.written, "by": self.by, "on": on}


def effective(sheet: Sheet, located: Located) -> Standing:
    """The state of a sheet that may be trusted; `located` is what the sheet was read from."""
    signed = sheet.signed
    facts = (signed.state, signed.by, signed.on, signed.hash)
    if signed.state == "draft":
        return Standing("draft", "withdrawn" if signed.by and signed.on else "unsigned", *facts)
    if located.text is None:
        return Standing("draft", "changed", *facts)
    if fingerprint(located) != signed.hash:
        return Standing("draft", "edited", *facts)
    return Standing(signed.state, "signed", *facts)


def fingerprint(located: Located) -> str | None:
    """SHA-256 (64 hexadecimal digits) of the text without its `signed` block; line ends count as one, LF or CRLF.

    None where the text is not known, or where `signed` is no key of its own line.
    """
    key = located.keys.get(SIGNED)
    return None if located.text is None or key is None else _fingerprint(located.text, *key)


@lru_cache(maxsize=512)
def _fingerprint(text: str, line: int, column: int) -> str | None:
    found = _block(text, line, column)
    if found is None:
        return None
    rest = text[: found[0]] + text[found[1] :]
    return sha256(rest.replace("\r\n", "\n").encode()).hexdigest()


def _block(text: str, line: int, column: int) -> tuple[int, int] | None:
    """From the key `signed` at a line and column to the end of its value, without a remark that follows it."""
    start = _offset(text, line, column)
    if text[_offset(text, line, 1) : start].strip():
        return None
    try:
        return start, start + _length(text[start:])
    except (yaml.YAMLError, StopIteration):
        return None


def _offset(text: str, line: int, column: int) -> int:
    ends = _LINE_END.finditer(text)
    begins = 0
    for _ in range(line - 1):
        begins = next(ends).end()
    return begins + column - 1


def _length(text: str) -> int:
    """The length of the first key and its value in a text that begins with a key; nothing behind them is read."""
    events = _events(text)
    last, open_ones = next(events).end_mark.index, 0  # the key itself
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            open_ones += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            open_ones -= 1
        if event.end_mark.index > event.start_mark.index:  # a block that closes has no text of its own
            last = event.end_mark.index
        if open_ones == 0:
            break
    return int(last)


def _events(text: str) -> Iterator[Any]:
    """The events of a text from its first key on."""
    parser = _Parser(text)
    for _ in range(3):  # the stream, the document, the mapping at the top
        parser.get_event()
    while True:
        yield parser.get_event()


def sign(instrument: Instrument, state: str, by: str, on: date) -> Standing:
    """Write a state into the file of a sheet: who answers for it, since when, and the fingerprint of what was signed.

    Only the `signed` block changes; the file is replaced as a whole or not at all. `draft` withdraws. The instrument in
    hand stays as it was read. Raises `Mistake` of kind `option` (state, name), `date` (in the future), `tests` (one
    fails), `signed` (the block cannot be rewritten), `file` (changed meanwhile, cannot be written).
    """
    wanted = _known_state(state)
    name = _written_name(by)
    if on > date.today():
        raise Mistake(
            "date", f"the day of the signature, {on}, lies in the future", f"签署日期 {on} 晚于今天", place=Place(path="--on")
        )  # fmt: skip
    if wanted != "draft":
        _tests_hold(instrument)
    located = instrument.rule.located
    text, digest = signed_text(located, wanted, name, on)
    _replace(Path(located.file), located.text or "", text)
    return Standing(wanted, "withdrawn" if wanted == "draft" else "signed", wanted, name, on, digest)


def _known_state(state: str) -> State:
    for known in STATES:
        if state == known:
            return known
    raise Mistake(
        "option", f"a sheet is draft, checked or adopted, not {state!r}", f"状态应为 draft、checked 或 adopted，不能是 {state!r}",
        nearest=nearest(state.lower(), STATES), place=Place(path="--as"),
    )  # fmt: skip


def _written_name(by: str) -> str:
    name = by.strip()
    if not name or not name.isprintable():
        raise Mistake(
            "option", f"the name of who signs is expected, not {by!r}", f"应填写签署人姓名，不能是 {by!r}", place=Place(path="--by")
        )  # fmt: skip
    return name


def _tests_hold(instrument: Instrument) -> None:
    cases = zip(instrument.sheet.tests, instrument.check(), strict=True)
    failed = [case for case, outcome in cases if not outcome.passed]
    if failed:
        en, zh = ", ".join(one.called("en") for one in failed), "、".join(one.called("zh") for one in failed)
        raise Mistake(
            "tests", f"the sheet is not signed: its tests fail ({en})",
            f"规则表未通过所附测试（{zh}），不能签署", place=Place(instrument.rule.located.file),
        )  # fmt: skip


def signed_text(located: Located, state: State, by: str, on: date) -> tuple[str, str | None]:
    """The text of a sheet with a new `signed` block, and the fingerprint written in it (None for a draft).

    Raises `Mistake("signed")` where the block does not stand as a key of its own.
    """
    key, text = located.keys.get(SIGNED), located.text
    found = None if text is None or key is None else _block(text, *key)
    if text is None or found is None:
        raise _not_rewritable(located)
    digest = None if state == "draft" else fingerprint(located)
    facts = [f"state: {state}", f"by: {dumps(by, ensure_ascii=False)}", f"on: {on.isoformat()}"]
    block = ", ".join([*facts, *([f"hash: {digest}"] if digest else [])])
    new = f"{text[: found[0]]}signed: {{{block}}}{text[found[1] :]}"
    _same_but_signed(located, new)
    return new, digest


def _same_but_signed(located: Located, text: str) -> None:
    """What was written is read again: everything but the signature must be what it was."""
    again = parse_yaml(text.encode(), located.file)
    rest = [{key: value for key, value in data.items() if key != "signed"} for data in (located.data, again.data)]
    if rest[0] != rest[1] or fingerprint(again) != fingerprint(located):
        raise _not_rewritable(located)


def _not_rewritable(located: Located) -> Mistake:
    return Mistake(
        "signed", "the signature cannot be written here; let `signed: {state: draft}` stand on a line of its own",
        "此处无法写入签署信息；请将 `signed: {state: draft}` 单独写成一行", place=located.key_place_of(SIGNED),
    )  # fmt: skip


def _replace(path: Path, old: str, new: str) -> None:
    """Put a new text in the place of the old one, all of it or nothing."""
    try:
        target = path.resolve()
        known = target.read_bytes().decode()
        mark = BYTE_ORDER_MARK if known.startswith(BYTE_ORDER_MARK) else ""
        if known.removeprefix(mark) != old:
            raise Mistake(
                "file", "the file was changed while it was being signed; look at it again",
                "签署期间文件已被改动；请重新核对", place=Place(str(path)),
            )  # fmt: skip
        _write(target, (mark + new).encode())
    except OSError as error:
        why, why_zh = reason(error)
        raise Mistake(
            "file", f"the file cannot be written ({why})", f"无法写入该文件（{why_zh}）", place=Place(str(path))
        ) from None


def _write(path: Path, content: bytes) -> None:
    with path.open("r+b"):  # a file that may not be written is not replaced either
        pass
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        try:
            beside.write(content)
            beside.flush()
            os.fsync(beside.fileno())
            shutil.copymode(path, beside.name)
            os.replace(beside.name, path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
