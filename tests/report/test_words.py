"""Every phrase exists once, in both languages, with the same placeholders; and every phrase is used."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import innovatory
from innovatory.report.words import label, listing, phrases, say, say_many

PACKAGE = Path(innovatory.__file__).parent


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_placeholders() -> None:
    differ = {key: (en, zh) for key, (en, zh) in phrases().items() if placeholders(en) != placeholders(zh)}
    assert differ == {}


def test_no_phrase_is_empty_and_chinese_is_chinese() -> None:
    signs = {
        "unit.count",
        "unit.",
        "unit.percent",
        "unit.other",
        "evidence.part",
        "evidence.join",
        "needs.is",
        "check.percent",
    }
    for key, (en, zh) in phrases().items():
        assert en.strip(), key
        assert key in signs or re.search("[\u3000-\u9fff\uff00-\uffef]", zh), key


def test_no_phrase_stands_twice() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "library" / "words").glob("*.csv")]
    ids = [row["id"] for text in texts for row in csv.DictReader(text.splitlines())]
    assert [key for key, times in Counter(ids).items() if times > 1] == []
    assert set(ids) == set(phrases())


def code() -> str:
    """All code that says phrases, with one kind of quotation mark."""
    paths = [path for name in ("report", "cli", "server") for path in (PACKAGE / name).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths).replace("'", '"')


def test_every_phrase_that_the_code_names_exists() -> None:
    used = set(re.findall(r"""\b_?say(?:_many)?\(\s*"([\w.]+)\"""", code()))
    assert len(used) > 40
    assert used - set(phrases()) == set()


def test_every_phrase_is_used() -> None:
    text = code()
    families = tuple(f"{one}." for one in re.findall(r"""f"([\w.]+)\.\{""", text))
    unused = [
        key
        for key in phrases()
        if f'"{key}"' not in text and f'"{key.removesuffix(".one")}"' not in text and not key.startswith(families)
    ]
    assert unused == []


def test_one_thing_is_not_counted_as_many() -> None:
    assert say_many("rows", 1, "en") == "1 row"
    assert say_many("rows", 2500000, "en") == "2,500,000 rows"
    assert say_many("rows", 1, "zh") == "1 行"


def test_a_label_without_chinese_is_shown_in_english() -> None:
    assert label({"en": "Measures", "zh": None}, "zh") == "Measures"
    assert label({"en": "Measures", "zh": "办法"}, "zh") == "办法"
    assert label("Robotics maker", "zh") == "Robotics maker"
    assert label(None, "en") == ""


def test_a_list_is_written_as_the_language_does() -> None:
    assert listing(["a", "b"], "en") == "a, b"
    assert listing(["甲", "乙"], "zh") == "甲、乙"


def test_a_phrase_is_filled() -> None:
    assert say("needs.at_least", "en", threshold="10%") == "at least 10%"
    assert say("needs.at_least", "zh", threshold="10%") == "不低于 10%"
