"""Text on the terminal that keeps to the rules of Chinese lines.

A terminal library that breaks lines at blanks alone cuts a Chinese sentence anywhere: a line then begins with a comma,
or a number stands on one line and its unit on the next. `Text` breaks between two characters unless one of them must
not end or begin a line. Text without wide characters is wrapped as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells
from rich.console import Console, Group, JustifyMethod, OverflowMethod, RenderableType
from rich.containers import Lines
from rich.text import Text as Plain

NEVER_FIRST = frozenset("，。、；：？！）》」』】〕”’％%…—–·") | frozenset(",.;:?!)]")
NEVER_LAST = frozenset("（《「『【〔“‘([")


class Text(Plain):
    """A text whose lines break where Chinese lines may."""

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """The lines of the text, each at most `width` columns wide."""
        if no_wrap or self.no_wrap or not any(map(_is_wide, self.plain)):
            return super().wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)
        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            found = paragraph.divide(breaks(paragraph.plain, width))
            for line in found:
                line.rstrip_end(width)
            if to := justify or self.justify:
                found.justify(console, width, justify=to)
            lines.extend(found)
        return lines

    def blank_copy(self, plain: str = "") -> Plain:
        """An empty text of the same kind; joined texts keep the rules of their lines by it."""
        return Text(plain, self.style, justify=self.justify, overflow=self.overflow, no_wrap=self.no_wrap, end=self.end)


def put(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print parts one below the other; printed by itself, a text would lose the rules of its lines."""
    for part in parts:
        console.print(Group(part))


def breaks(text: str, width: int) -> list[int]:
    """The places at which a text is broken so that no line is wider than `width` columns.

    What may not be broken and is wider than a line is cut where the line ends.
    """
    found: list[int] = []
    used = 0
    for start, piece in _pieces(text):
        if used and used + cell_len(piece.rstrip()) > width:
            found.append(start)
            used = 0
        while len(piece) > 1 and cell_len(piece.rstrip()) > width:
            cut = max(1, len(chop_cells(piece, width)[0]))
            start, piece = start + cut, piece[cut:]
            found.append(start)
        used += cell_len(piece)
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The pieces of a text that are not broken, each with where it starts and the blanks that follow it."""
    start = 0
    for end in range(1, len(text)):
        if _may_break(text, end):
            yield start, text[start:end]
            start = end
    if text:
        yield start, text[start:]


def _may_break(text: str, at: int) -> bool:
    """Whether a line may end before the character at `at`."""
    last, first = text[at - 1], text[at]
    if first.isspace() or first in NEVER_FIRST or last in NEVER_LAST:
        return False
    if last.isspace():
        return not (_is_wide(first) and text[:at].rstrip()[-1:].isdigit())  # a number and its unit
    if last in "万亿" and first == "元":
        return False
    return _is_wide(last) or (_is_wide(first) and not last.isdigit())


def _is_wide(character: str) -> bool:
    return cell_len(character) > 1
