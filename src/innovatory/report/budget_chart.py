"""The chart of the budget desk: for each line a bar of its expected claims and a stroke at what is planned."""

from __future__ import annotations

from html import escape

from innovatory.report import budget_sentences as told
from innovatory.report.budget_sentences import MARK, Found
from innovatory.report.figures import nice
from innovatory.report.words import say

TALL = 18  # pixels of a bar
OFF = 1.25  # times the largest planned amount: claims beyond it are cut, so that the plans can be told apart


def chart(found: Found, lang: str) -> str:
    """The chart as HTML: names and amounts are text, bars are drawn in percent of the width."""
    most = nice(max([OFF * line["planned"] for line in found["lines"]], default=0.0))
    rows = "".join(_row(line, most, found["year"], lang) for line in found["lines"])
    ends = f"<span>0</span><span>{escape(told.money(most, lang=lang))}</span>"
    caption, says = escape(say("budget.chart", lang)), escape(say("budget.chart_says", lang))
    return (
        f'<figure class="desk"><figcaption>{caption}</figcaption><ul class="bars">{rows}</ul>'
        f'<p class="ends">{ends}</p><p class="about">{says}</p></figure>'
    )


def _row(line: Found, most: float, year: int, lang: str) -> str:
    name, answer = escape(told.named(line, lang)), escape(told.answer(line, year, lang))
    bars = "".join(_bars(line, most))
    title = f"{name}: {answer}"
    return f'<li><span>{name}</span><svg role="img" width="100%" height="{TALL + 4}"><title>{title}</title>{bars}</svg></li>'


def _bars(line: Found, most: float) -> list[str]:
    """The low claims in full colour, up to the high ones in light colour, the plan as a stroke across."""
    drawn = [f'<rect class="rest" x="0" y="2" width="100%" height="{TALL}"/>']
    claims, kind = line["claims"], MARK[line["answer"]]
    if claims is not None:
        low = min(100.0, 100 * claims["low"] / most)
        high = 100.0 if claims["high"] is None else min(100.0, 100 * claims["high"] / most)
        drawn.append(f'<rect class="{kind} light" x="0" y="2" width="{high:.3f}%" height="{TALL}"/>')
        drawn.append(f'<rect class="{kind}" x="0" y="2" width="{low:.3f}%" height="{TALL}"/>')
        if claims["high"] is None or claims["high"] > most:
            drawn.append(f'<text class="on" x="99.5%" y="{TALL - 3}" text-anchor="end">→</text>')
    at = 100 * line["planned"] / most
    drawn.append(f'<line class="plan" x1="{at:.3f}%" x2="{at:.3f}%" y1="0" y2="{TALL + 4}"/>')
    return drawn
