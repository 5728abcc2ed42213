"""The chain of a city as an answer: five links with their key figures, what goes in, on and lost, and the checks beside them.

Which indicators say what of a link is written in `library/chain.csv` and `library/chain_flows.csv`, for every city alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import get_args

from innovatory.measure.indicator import indicators
from innovatory.measure.measurement import Measured
from innovatory.policy.csv_file import read_csv
from innovatory.report import check_sentences
from innovatory.report.check import tally
from innovatory.report.city_chain import LINKS, MOST, WHOLE, keys
from innovatory.report.words import label, say
from innovatory.server.checks import links_of
from innovatory.server.figures import evidence_of, key_figure, why_nothing
from innovatory.server.heads import head, link_name, sources
from innovatory.server.sankey import sankey
from innovatory.server.served import Held
from innovatory.server.shapes.city import Chain, CheckBrief, Flow, Link, LinkId, Role, Unsaid

ROLES: tuple[Role, ...] = get_args(Role)
ORDER: tuple[LinkId, ...] = get_args(LinkId)


@cache
def flows() -> Mapping[str, tuple[tuple[Role, str], ...]]:
    """What goes into each link, on from it, or is lost: roles with indicators, in the order of the file."""
    path = Path(str(files("innovatory"))) / "library" / "chain_flows.csv"
    found: dict[str, list[tuple[Role, str]]] = {name: [] for name in LINKS}
    for line in read_csv(path, ("link", "role", "indicator")):
        word = line.one_of("role", ROLES)
        role = next(one for one in ROLES if one == word)
        found[line.one_of("link", LINKS)].append((role, line.known("indicator", line["indicator"], indicators())))
    return {name: tuple(ones) for name, ones in found.items()}


def chain(held: Held, lang: str) -> Chain:
    """The whole picture of a city in one language."""
    report = held.report
    by = {one.indicator.id: one for one in report.measured}
    links = [_link(link, by, held, lang) for link in ORDER]
    picture = sankey(held, lang)
    cited = [name for link in links for figure in link.figures for name in figure.sources]
    cited += [name for link in links for flow in link.flows if flow.figure for name in flow.figure.sources]
    counts = {"said": len(report.said), "all": len(report.measured), "sources": len(report.cited)}
    return Chain(
        city=head(held, lang),
        lead=say("report.lead", lang, **counts),
        says=say("report.chain_says", lang),
        links=links,
        sankey=picture,
        tally=tally({"checks": report.checks}, lang) if report.checks else say("check.none", lang),
        sources=sources(held, [*cited, *picture.sources], lang),
        evidence=evidence_of(report.evidence, lang),
    )


def _link(link: LinkId, by: Mapping[str, Measured], held: Held, lang: str) -> Link:
    teller = held.teller(lang)
    members = [by[name] for name in keys()[link]]
    shown = [one for one in (key_figure(each, teller) for each in members) if one is not None][:MOST]
    own = [check for check in held.report.checks if link in links_of(check, held)]
    return Link(
        id=link,
        label=link_name(link, lang),
        says=say(f"server.link.{link}", lang),
        figures=shown,
        lacking=[
            Unsaid(id=each.indicator.id, label=each.indicator.label[lang], why=why_nothing(each, lang))
            for each in members
            if each.newest is None
        ],
        flows=[] if link == WHOLE else [_flow(role, by[name], held, lang) for role, name in flows()[link]],
        checks=[
            CheckBrief(
                id=check["id"],
                label=label(check["label"], lang),
                answer=check["answer"],
                answer_text=check_sentences.answer(check, lang),
                needed=check_sentences.needed(check, lang),
            )
            for check in own
        ],
    )


def _flow(role: Role, one: Measured, held: Held, lang: str) -> Flow:
    figure = key_figure(one, held.teller(lang))
    why = [] if figure is not None else why_nothing(one, lang)
    return Flow(role=role, id=one.indicator.id, label=one.indicator.label[lang], figure=figure, why=why)
