"""Charts as inline SVG: a bar of results, bars of a row each, a histogram around a threshold.

Widths are in percent and heights in pixels, so that text keeps its size from a telephone to a printed page. Every chart
has a title that says in words what it shows; colours are never the only sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

BAR = 22  # pixels
TALL = 160  # pixels of the histogram's bars


def stacked(parts: Mapping[str, float], title: str, height: int = BAR) -> str:
    """One bar of parts side by side; the names of the parts are classes of the style sheet, the values add up to it."""
    total = sum(parts.values())
    drawn, start = [], 0.0
    for name, value in parts.items():
        width = 100 * value / total if total else 0.0
        if width:
            drawn.append(f'<rect class="{name}" x="{start:.3f}%" width="{width:.3f}%" height="{height}"/>')
        start += width
    return _svg(drawn, title, height)


def filled(parts: Mapping[str, float], most: float, title: str, height: int = 14) -> str:
    """One bar of parts on a ground that stands for `most`."""
    rest = max(0.0, most - sum(parts.values()))
    return stacked({**parts, "rest": rest}, title, height)


def columns(counts: Sequence[int], title: str) -> str:
    """Upright bars of equal width around the middle: the left half fails, the right half passes."""
    most = max(counts, default=0) or 1
    step = 100 / len(counts)
    drawn = []
    for index, count in enumerate(counts):
        height = TALL * count / most
        side = "fail" if index < len(counts) / 2 else "pass"
        left = f'x="{index * step + step * 0.08:.3f}%" width="{step * 0.84:.3f}%"'
        drawn.append(f'<rect class="{side}" {left} y="{TALL - height:.1f}" height="{height:.1f}"/>')
    drawn.append(f'<line class="edge" x1="50%" x2="50%" y1="0" y2="{TALL}"/>')
    drawn.append(f'<line class="axis" x1="0" x2="100%" y1="{TALL}" y2="{TALL}"/>')
    return _svg(drawn, title, TALL + 1)


def _svg(drawn: Sequence[str], title: str, height: int) -> str:
    named = f"<title>{escape(title)}</title>"
    return f'<svg role="img" width="100%" height="{height}">{named}{"".join(drawn)}</svg>'
