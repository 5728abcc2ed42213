"""Pieces of HTML in which both languages stand beside each other; every text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from innovatory.report.words import LANGUAGES, label, say

TAGS = {"en": "en", "zh": "zh-CN"}


def pair(en: str, zh: str) -> str:
    """A text in both languages; once where it is the same in both."""
    if en == zh:
        return f"<span>{escape(en)}</span>"
    return f'<span lang="en">{escape(en)}</span> <span lang="zh-CN">{escape(zh)}</span>'


def both(key: str, **facts: object) -> str:
    """A phrase in both languages."""
    en, zh = (say(key, lang, **facts) for lang in LANGUAGES)
    return pair(en, zh)


def named(of: Any) -> str:
    """A label of a sheet in both languages; nothing for none."""
    return pair(label(of, "en"), label(of, "zh")) if of else ""


def code(text: str) -> str:
    """A text as it is written in the sheet."""
    return f"<code>{escape(text)}</code>"


def flag(confidence: str | None) -> str:
    """The mark of what no stored source confirms; nothing for what one does."""
    return f'<strong class="unconfirmed">{both("unconfirmed.short")}</strong>' if confidence else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names of phrases with what is to be said of them (HTML), those with nothing to say left out."""
    told = "".join(f"<dt>{both(key)}</dt><dd>{text}</dd>" for key, text in pairs if text)
    return f"<dl>{told}</dl>" if told else ""
