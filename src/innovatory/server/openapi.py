"""The OpenAPI document as a file, from which the types of the app are generated: `python -m innovatory.server.openapi FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def document() -> str:
    """The document as JSON text with a line feed at its end."""
    from innovatory.server.app import api_of
    from innovatory.server.served import Served

    return json.dumps(api_of(Served()).openapi(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
