"""The sheets as the server uses them: all compiled before the first is asked, because compiling is the work of one thread."""

from __future__ import annotations

from threading import Lock

from innovatory.policy.library import Library, libraries

_COMPILING = Lock()
_compiled: list[Library] = []


def sheets() -> Library:
    """The sheets that ship with the product, every one compiled."""
    return every_library()[0]


def every_library() -> tuple[Library, ...]:
    """The sheets that ship, and those of each jurisdiction with inputs of its own, every one compiled."""
    with _COMPILING:
        if not _compiled:
            for library in libraries():
                library.judged()  # reads and compiles each sheet
            _compiled.extend(libraries())
    return tuple(_compiled)
