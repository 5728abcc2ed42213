"""The left side of the review page: where a number stands in the law, and what the law says there in our words."""

from __future__ import annotations

from html import escape

from innovatory.policy.dated import Source
from innovatory.policy.documents import documents
from innovatory.policy.shape import Label
from innovatory.policy.sheet import Sheet
from innovatory.report.markup import both, named, pair
from innovatory.report.sentences import source as where


class Law:
    """The sources of a sheet as they are met on the page: the first time in full, then by a link to that place."""

    def __init__(self, sheet: Sheet) -> None:
        self.sources = sheet.sources
        self.met: set[str] = set()

    def cell(self, source: str, says: Label | None) -> str:
        """The legal text of one row: `source` is a key of the sources and the article."""
        key, _, _ = source.partition(" ")
        of = self.sources[key]
        article = pair(*(where({"source": source}, {"sources": {key: {"cite": ""}}}, lang) for lang in ("en", "zh")))
        title = pair(of.title.en, of.title.zh or of.title.en)
        return (
            f'<p class="cite">{escape(of.cite)} <b>{article}</b></p><p>{title}</p>'
            f'<p class="small">{both("review.applies_from", day=of.start)}</p>{_says(says)}{self._stored(key, of)}'
        )

    def _stored(self, key: str, of: Source) -> str:
        if not of.stored:
            return f'<p class="small">{both("review.no_document")}</p>'
        if key in self.met:
            ids = ", ".join(f'<a href="#source-{escape(key)}">{escape(one)}</a>' for one in of.stored)
            return f'<p class="small">{both("review.stored")}: {ids}</p>'
        self.met.add(key)
        told = "".join(f"<li>{_document(one)}</li>" for one in of.stored)
        return f'<p class="small" id="source-{escape(key)}">{both("review.stored")}:</p><ul class="small">{told}</ul>'


def _says(says: Label | None) -> str:
    if says is None:
        return f'<p class="not-stored">{both("review.not_stored")}</p>'
    return f'<blockquote><p class="small">{both("review.restated")}</p>{named(says.model_dump())}</blockquote>'


def _document(name: str) -> str:
    """A stored document: its id, title and how reliable it is; only the id of one that is not in the list."""
    found = documents().get(name)
    if found is None:
        return f"{escape(name)} · {both('review.unlisted')}"
    return f"{escape(name)} · {pair(found.title, found.title_zh)} ({named(found.reliability)})"
