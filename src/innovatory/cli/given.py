"""What is given of one applicant: files, shipped examples and `name=value` pairs, laid over each other.

Pairs win over the file, so that `--given firm.yaml st_staff=29` asks what one more person would change. A mistake found
later in a value is told at its line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innovatory.language.mistakes import Mistake, Place, nearest

if TYPE_CHECKING:
    from innovatory.policy.located import Located

EXAMPLES = Path(str(files("innovatory"))) / "library" / "examples"
_PAIR = re.compile(r"\s*[^\W\d][\w.]*\s*=")


@dataclass(frozen=True)
class Given:
    """What is given of an applicant: values by name, the name it goes by, the file, what was typed over it as pairs."""

    values: Mapping[str, object]
    label: object
    located: Located | None
    typed: Mapping[str, object]

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Tell a mistake in a value at its line of the file it came from."""
        try:
            yield
        except Mistake as mistake:
            raise _placed(mistake, self) from None


def read_given(texts: Sequence[str]) -> Given:
    """Files (at most one), names of shipped examples and `name=value` pairs as one applicant.

    Raises `Mistake` of kind "file" for what is neither, and those of `read_yaml` and `parse_given`.
    """
    from innovatory.policy.located import read_yaml
    from innovatory.records.pairs import parse_given

    pairs = [text for text in texts if _PAIR.match(text)]
    names = [text for text in texts if not _PAIR.match(text)]
    if len(names) > 1:
        raise Mistake(
            "file",
            f"one file of an applicant is expected, not {len(names)}: {', '.join(names)}; a value is given as name=value",
            f"只能给出一个申请者文件，而此处有 {len(names)} 个：{'、'.join(names)}；单项数据请写作 名称=取值",
        )
    located = read_yaml(applicant_file(names[0])) if names else None
    values: dict[str, Any] = dict(located.data) if located else {}
    label = values.pop("label", "")
    typed = parse_given(pairs)
    for name, value in typed.items():
        values[name] = _laid_over(values.get(name), value)
    return Given(values, label, located, typed)


def applicant_file(name: str) -> Path:
    """The file of an applicant: a path, or the name of an example that is shipped."""
    path, shipped = Path(name), EXAMPLES / f"{name}.yaml"
    if path.exists() or not (shipped.is_file() or _is_no_path(name)):
        return path
    if shipped.is_file():
        return shipped
    examples = sorted(example.stem for example in EXAMPLES.glob("*.yaml"))
    raise Mistake(
        "file",
        f"{name!r} is no file, no name=value and none of the shipped examples ({', '.join(examples)})",
        f"{name!r} 既不是文件，也不是 名称=取值，也不是内置示例（{'、'.join(examples)}）",
        nearest=nearest(name, examples),
        place=Place(path="--given"),
    )


def _is_no_path(name: str) -> bool:
    return "/" not in name and "." not in name


def _laid_over(below: object, above: object) -> object:
    """A pair such as `marks.core_ip=yes` changes one entry of a group, any other pair the whole value."""
    return {**below, **above} if isinstance(below, dict) and isinstance(above, dict) else above


def _placed(mistake: Mistake, given: Given) -> Mistake:
    if mistake.place is None or mistake.place.path is None or mistake.place.file is not None:
        return mistake
    path = mistake.place.path.split(" · ")[-1]  # the innermost name says it all: `st_staff.2023`, `marks.core_ip`
    place = Place(path=path)
    steps = tuple(path.split("."))
    if given.located is not None and steps[0] in given.located.data and not _was_typed(steps, given.typed):
        found = given.located.key_place_of(steps) if mistake.kind == "name" else given.located.place_of(steps)
        place = Place(found.file, found.line, found.column, path)
    return Mistake(mistake.kind, mistake.en, mistake.zh, nearest=mistake.nearest, place=place)


def _was_typed(steps: tuple[str, ...], typed: Mapping[str, object]) -> bool:
    """Whether a value came from a pair and not from the file: of a group, this entry of it."""
    value = typed.get(steps[0])
    return steps[0] in typed and (not isinstance(value, dict) or len(steps) == 1 or steps[1] in value)
