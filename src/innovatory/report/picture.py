"""A chart as a file: SVG as it is, PNG drawn from it with the fonts of the system.

Chinese needs a font that has it. Where the system has none, a picture would show boxes; that is said instead.
"""

from __future__ import annotations

import re
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.records.export import replaced

ENDINGS = (".svg", ".png")
ZOOM = 2  # a picture is pasted into documents and shown on fine screens
GROUND = "#ffffff"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "DejaVu Sans", sans-serif'
STYLE = f"text, tspan {{ font-family: {FONTS}; }}"
PROBES = ("城", "技")  # two signs that look different wherever a font has them


def picture(svg: str, path: Path) -> None:
    """Write a chart to a file that ends in `.svg` or `.png` (twice its size in pixels, on white).

    `Mistake("file")` for another ending or a file that cannot be written, `Mistake("font")` where the chart has Chinese
    and no font of the system does.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        en, zh = "a chart is written to .svg or .png", "图表可写为 .svg 或 .png"
        raise Mistake("file", en, zh, nearest=nearest(ending, ENDINGS), place=Place(str(path)))
    content = svg.encode() if ending == ".svg" else png(svg)
    with replaced(path) as part:
        part.write_bytes(content)


def png(svg: str) -> bytes:
    """A chart as PNG; `Mistake("font")` where it has Chinese and no font of the system does."""
    if HAN.search(svg) and not has_chinese():
        en = "no font of this system has Chinese; install one (such as Noto Sans CJK) or write .svg"
        zh = "本机没有中文字体；请安装中文字体（如思源黑体 Noto Sans CJK），或改写为 .svg"
        raise Mistake("font", en, zh)
    return drawn(svg)


def has_chinese() -> bool:
    """Whether the system can draw Chinese: two different signs would be the same box, or nothing, if it could not."""
    first, second = (drawn(_probe(sign)) for sign in PROBES)
    return first != second


def _probe(sign: str) -> str:
    text = f'<text x="2" y="30" font-size="28" font-family="sans-serif">{sign}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{text}</svg>'


def drawn(svg: str, *, system_fonts: bool = True) -> bytes:
    """PNG as the fonts of the system draw it, or without any font; an SVG that is none is an error of the program."""
    from resvg_py import svg_to_bytes

    found = svg_to_bytes(
        svg_string=svg, background=GROUND, zoom=ZOOM, skip_system_fonts=not system_fonts, style_sheet=STYLE
    )
    return bytes(found)
