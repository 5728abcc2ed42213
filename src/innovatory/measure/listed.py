"""A YAML file that is a list of entries, each with its own places, read as every other YAML file is.

The reader of sheets wants keys at the top of a file; a list is given the one key it lacks, and the places are put back
by the one line that this adds.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.policy.located import MAX_BYTES, Located, Spot, Steps, parse_yaml

ABOVE = "entries"  # the key that a list is put under while it is read
MARK = b"\xef\xbb\xbf"  # some editors begin a file with it


def read_entries(path: Path) -> list[Located]:
    """The entries of a YAML list in the order of the file, each located within it; a file without any gives [].

    `Mistake` of kind `file`, of those of `parse_yaml`, or `type` where the top is no list of mappings.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1).removeprefix(MARK)
    except OSError as error:
        told = f"the file cannot be read ({reason(error)[0]})", f"无法读取该文件（{reason(error)[1]}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
    return entries(content, str(path))


def entries(content: bytes, file: str) -> list[Located]:
    """The entries of the content of such a file; `file` is the name said in messages."""
    try:
        located = parse_yaml(ABOVE.encode() + b":\n" + content, file)
    except Mistake as mistake:
        raise _one_line_up(mistake) from None
    found: Any = located.data.get(ABOVE)
    if found == "" and list(located.data) == [ABOVE]:
        return []
    if not isinstance(found, list) or list(located.data) != [ABOVE]:
        raise _no_list("the file", "文件", Place(file, 1, 1))
    return [_entry(located, index) for index in range(len(found))]


def _entry(located: Located, index: int) -> Located:
    above = (ABOVE, index)
    spots, keys = _below(located.spots, above), _below(located.keys, above)
    data = located.node(above)
    if not isinstance(data, dict):
        line, column = spots[()]
        raise _no_list("an entry", "条目", Place(located.file, line, column))
    return Located(data, spots, keys, located.file)


def _below(spots: dict[Steps, Spot], above: Steps) -> dict[Steps, Spot]:
    """The places below some steps, as they are in the file."""
    size = len(above)
    return {steps[size:]: (line - 1, column) for steps, (line, column) in spots.items() if steps[:size] == above}


def _one_line_up(mistake: Mistake) -> Mistake:
    place = mistake.place
    if place is None or place.line is None:
        return mistake
    path = (place.path or "").removeprefix(ABOVE).removeprefix(".") or None
    moved = replace(place, line=max(1, place.line - 1), path=path)
    return Mistake(mistake.kind, mistake.en, mistake.zh, nearest=mistake.nearest, place=moved)


def _no_list(en: str, zh: str, place: Place) -> Mistake:
    return Mistake(
        "type",
        f"expected a list of entries (`- id: …`, each with its keys); {en} has another form",
        f"应为条目列表（`- id: …`，各含若干键）；{zh}的格式不符",
        place=place,
    )
