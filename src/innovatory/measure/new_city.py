"""Writes the folder of a new city: every file that a city may have, empty but for its header and what to put into it.

The folder is right as it stands: it validates, and what is asked of it is answered with *no figures*.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.measure.city import CITY_FILE, CLUSTERS, GEOGRAPHY, PLACES, REGISTER, STATISTICS, ZONES
from innovatory.measure.figure_file import (
    COLUMNS,
    FIGURES,
    INDICATOR_COLUMNS,
    INDICATORS,
    QUALIFIER_COLUMNS,
    QUALIFIERS,
)
from innovatory.measure.sources import COLUMNS as SOURCE_COLUMNS
from innovatory.measure.sources import FILE as SOURCES
from innovatory.policy.shape import NAME_PATTERN
from innovatory.records.dictionary import tables

REGISTERS = ("reforms", "partnerships", "events", "signed_projects", "carriers", "funds")
TARGETS = "targets.yaml"


def new_city(folder: Path, name_en: str, name_zh: str) -> list[Path]:
    """Write the folder of a city whose id is the folder's name; the files, relative to it, in the order to fill them.

    The folder appears as a whole or not at all. `Mistake` of kind `name` (the folder's name can be no id, a name is
    empty), `file` (something stands there already, or it cannot be written).
    """
    folder = Path(os.path.abspath(folder))
    _check(folder, name_en, name_zh)
    files = _files(folder.name, name_en, name_zh)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            made.chmod(0o755)
            for name, text in files.items():
                path = made / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made)
            raise
    except OSError as error:
        en, zh = f"the folder cannot be written ({reason(error)[0]})", f"无法写入该文件夹（{reason(error)[1]}）"
        raise Mistake("file", en, zh, place=Place(str(folder))) from None
    return [Path(name) for name in files]


def _check(folder: Path, name_en: str, name_zh: str) -> None:
    if not re.fullmatch(NAME_PATTERN, folder.name):
        en = f"the name of the folder becomes the id of the city: small letters, digits and `_`, not {folder.name!r}"
        zh = f"文件夹名即城市标识，只能用小写字母、数字和 `_`，不能是 {folder.name!r}"
        raise Mistake("name", en, zh, nearest=_id_like(folder.name), place=Place(str(folder)))
    if os.path.lexists(folder):
        told = "something stands here already and is left as it is", "此处已有文件或文件夹，未作改动"
        raise Mistake("file", *told, place=Place(str(folder)))
    for option, name in (("--en", name_en), ("--zh", name_zh)):
        if not name.strip() or not name.isprintable():
            told = "the name of the city is missing or cannot be printed", "缺少城市名称，或名称含不可打印的字符"
            raise Mistake("name", *told, place=Place(path=option))


def _id_like(name: str) -> str | None:
    text = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return text if re.fullmatch(NAME_PATTERN, text) else None


def _files(city: str, name_en: str, name_zh: str) -> dict[str, str]:
    """The files by name, those that are needed first in front."""
    return {
        CITY_FILE: CITY_TEXT.format(city=city, en=_quoted(name_en), zh=_quoted(name_zh)),
        f"{GEOGRAPHY}/districts.csv": _header(PLACES),
        f"{STATISTICS}/{SOURCES}": _header(SOURCE_COLUMNS),
        f"{STATISTICS}/{INDICATORS}": _header(INDICATOR_COLUMNS),
        f"{STATISTICS}/{FIGURES}": _header(COLUMNS),
        f"{STATISTICS}/{QUALIFIERS}": _header(QUALIFIER_COLUMNS),
        TARGETS: TARGETS_TEXT.format(city=city),
        f"{GEOGRAPHY}/zones.csv": _header(ZONES),
        f"{REGISTER}/clusters.csv": _header(CLUSTERS),
        **{f"{REGISTER}/{name}.csv": _header(tuple(tables()[name].columns)) for name in REGISTERS},
        "README.md": README_TEXT.format(city=city, en=name_en, zh=name_zh),
    }


def _quoted(name: str) -> str:
    """A text as YAML: in single quotes, which are doubled inside."""
    return "'" + name.replace("'", "''") + "'"


def _header(columns: Sequence[str]) -> str:
    return ",".join(columns) + "\n"


CITY_TEXT = """\
# A city is a folder of data. Its id is the name of the folder.
# 一座城市即一个数据文件夹；城市标识与文件夹名相同。
city: {city}
# Its name in English and Chinese. 城市的英文名和中文名。
label: {{en: {en}, zh: {zh}}}
level: city
"""

TARGETS_TEXT = """\
# What the city's plans aim at; none yet. Each target has an id, a label in both languages, a year, a threshold, a source.
# 本市规划的目标，暂无。每项目标写明标识、双语名称、年份、阈值和来源。
city: {city}
targets: []
"""

README_TEXT = """\
# {en} · {zh}

Fill the files in this order; `innovatory validate {city}` tells what is wrong, with file, line and column.
按以下顺序填写；`innovatory validate {city}` 逐处指出错误所在的文件、行、列。

1. `geography/districts.csv`: districts. `id` is the official code, `kind` for example district, `parent` the code above it.
   行政区：`id` 用行政区划代码，`kind` 如 district，`parent` 为上级代码。
2. `statistics/sources.csv`: one line per source. `published`: day, month or year. `reliability`: official, transcription, press,
   release, mirror, study, aggregator, invented.
   来源：每个来源一行；`published` 填日期、月份或年份；`reliability` 填上列之一。
3. `statistics/indicators.csv`: one line per published indicator, its unit as published (`bn yuan`, `%`, `persons`, `count`, 亿元, 万人 …).
   公布指标：每个指标一行，单位照公布时填写。
4. `statistics/figures.csv`: one line per published number, with the words of its source (at most 200 characters). `role`: start,
   fit, check or show. `period`: full_year, part_year, stock or target. `bound`: exact, lower, upper or approximate. `flag`: observed,
   preliminary, revised, derived, bound or estimated. `series`: a new one at every break. `preferred`: yes for exactly one number of an
   indicator, year and period. A number that is not known has no line: missing is not zero.
   公布数据：每个数一行，附来源原文（不超过 200 字）；各列取值如上；口径变化处另起 `series`；同一指标、年份、时段恰有一个首选。
   未知的数不写：缺失不等于零。
5. `register/`: reforms, partnerships, events, signed projects, carriers, funds; `innovatory describe TABLE` explains the columns.
   登记册：改革、友好城市、活动、签约项目、载体、基金；各列说明见 `innovatory describe 表名`。
6. `targets.yaml`: what the plans aim at. 规划目标。
7. Records (enterprises, projects, patents …): `innovatory import FILE --table TABLE --into {city}`.
   记录（企业、项目、专利等）：`innovatory import 文件 --table 表名 --into {city}`。
"""
