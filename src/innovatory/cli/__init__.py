"""The command line: `innovatory instruments | explain | evaluate | demo`.

A mistake of the user ends with one clear message and 2, anything unexpected with a short message and 1
(`INNOVATORY_DEBUG=1` shows where). Heavy libraries are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

from innovatory.cli.doors import main

__all__ = ["main"]
