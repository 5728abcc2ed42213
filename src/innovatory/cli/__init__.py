"""The command line: `innovatory instruments | explain | evaluate | demo`.

A mistake of the user ends with one clear message and 2, anything unexpected with a short message and 1
(`INNOVATORY_DEBUG=1` shows where). Heavy libraries are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """The command of the process; an interrupt while it is still being loaded ends it like any later one."""
    try:
        from innovatory.cli.doors import main as command
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    command()
