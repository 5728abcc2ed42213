"""Policy as code: sheets are read, compiled, bound to a day and explained, evaluated, tested."""

from __future__ import annotations
