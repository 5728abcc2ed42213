"""Words of a closed list typed on the command line: the word itself or its name in either language."""

from __future__ import annotations

from collections.abc import Sequence

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.report.words import LANGUAGES, listing, say


def choice(text: str, option: str, family: str, words: Sequence[str]) -> str:
    """The word of a list that was typed, as the word or as its name (phrase `family.word`); "" for no text.

    Raises `Mistake("option")` at the option, with the nearest word or name, for anything else.
    """
    if not text:
        return ""
    names = {say(f"{family}.{word}", lang): word for word in words for lang in LANGUAGES} | {
        word: word for word in words
    }
    typed = text.strip().casefold()
    if typed in names:
        return names[typed]
    chinese = [say(f"{family}.{word}", "zh") for word in words]
    raise Mistake(
        "option",
        f"{text!r} is none of: {listing(list(words), 'en')}",
        f"{text!r} 不在可选值之内：{listing(chinese, 'zh')}",
        nearest=nearest(typed, names),
        place=Place(path=option),
    )
