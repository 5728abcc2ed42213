"""`innovatory --help` answers at once because nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ["duckdb", "narwhals", "numpy", "polars", "pyarrow", "pydantic"]

ASK_FOR_HELP = f"""
import json, sys
from innovatory.cli import main
sys.argv = ["innovatory", "--help"]
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)
"""


def test_help_imports_no_heavy_library() -> None:
    done = subprocess.run([sys.executable, "-c", ASK_FOR_HELP], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "explain" in done.stdout
    assert json.loads(done.stderr.splitlines()[-1]) == []
