"""The pictures of a totals report with what they say: tails, ages, sizes, R&D and revenue, rank correlations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from innovatory.report import population_plots as plots
from innovatory.report import population_words as words
from innovatory.report.words import say

Data = Mapping[str, Any]


def pictured(title: str, drawn: str, says: str) -> str:
    """A picture with its title above and a sentence below."""
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawn}<p class='about'>{escape(says)}</p></figure>"


def distributions(found: Data, lang: str) -> Iterator[str]:
    """One variable at a time: the R&D tail, ages, sizes."""
    yield _tail(found["tails"], lang)
    for name, drawn in (("ages", plots.ages), ("sizes", plots.sizes)):
        data = found["plots"]["registered" if name == "ages" else "sizes"]
        title = say(f"populate.plot.{name}", lang)
        yield pictured(title, drawn(data, title), say(f"populate.plot.{name}_says", lang))


def _tail(compared: Data, lang: str) -> str:
    if compared["generated"] is None or compared["p_value"] is None:
        return f"<p>{escape(say('populate.plot.tail_unknown', lang))}</p>"
    title = say("populate.plot.tail", lang, n=compared["compared"])
    own, other = compared["generated"], compared["published"]
    says = say(
        "populate.plot.tail_says", lang, index=f"{own['index']:.3f}", error=f"{own['error']:.3f}",
        index0=f"{other['index']:.3f}", error0=f"{other['error']:.3f}", p=f"{compared['p_value']:.2f}",
    )  # fmt: skip
    legend = "".join(
        f'<li><span class="swatch {name}"></span>{escape(say(f"populate.plot.{name}", lang))}</li>'
        for name in ("published", "generated")
    )
    return pictured(title, f'<ul class="legend">{legend}</ul>{plots.tails(compared["shown"], title)}', says)


def together(found: Data, lang: str) -> Iterator[str]:
    """How variables hang together: rank correlations, and R&D beside revenue."""
    yield f"<p>{escape(say('populate.joint', lang))}</p>{_ranks(found['joint'], lang)}"
    title = say("populate.plot.joint", lang)
    drawn = plots.joint(found["plots"]["rd_and_revenue"], title)
    yield pictured(title, drawn, say("populate.plot.joint_says", lang))


def _ranks(of: Data, lang: str) -> str:
    """The lower half of the matrix of rank correlations."""
    names = [words.variable(name, lang) for name in of["variables"]]
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("", *names[:-1]))
    rows = "".join(
        f'<tr><th scope="row">{escape(names[at])}</th>'
        + "".join(f"<td>{of['ranks'][at][other]:+.2f}</td>" for other in range(at))
        + "<td></td>" * (len(names) - 1 - at)
        + "</tr>"
        for at in range(1, len(names))
    )
    return f'<div class="wide"><table class="ranks"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
