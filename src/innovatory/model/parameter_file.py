"""Parameter files: a preset as YAML, every value text until the schema of its rules reads it.

The presets that ship stand in `library/presets`; a file of a user's own has the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from innovatory.language.mistakes import Mistake, nearest
from innovatory.model.parameters import (
    RATES,
    STEPS,
    Parameters,
    Size,
    check,
    named,
    read_start,
    read_value,
)
from innovatory.policy.located import Located, Steps, read_yaml

KEYS = ("preset", "label", "rates", "steps", "values")


def preset_names() -> list[str]:
    """The presets that ship, in alphabetical order."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def preset(name: str) -> Parameters:
    """A preset that ships; `Mistake` of kind `name` with the nearest one."""
    known = preset_names()
    if name not in known:
        raise Mistake(
            "name",
            f"there is no preset {name!r}; there are {', '.join(known)}",
            f"没有预设 {name!r}；可用预设：{'、'.join(known)}",
            nearest=nearest(name, known),
        )
    return read_parameters(_folder() / f"{name}.yaml")


def label(name: str, lang: str) -> str:
    """What a preset is, in `en` or `zh`."""
    preset(name)
    return str(read_yaml(_folder() / f"{name}.yaml").data["label"][lang])


def read_parameters(path: Path) -> Parameters:
    """The parameters in a file.

    Raises `Mistake` with file and line: those of `read_yaml`; `key` and `missing_key` for keys, `type` where a value is no
    text, `name`, `literal`, `whole`, `range`, `word` for the values.
    """
    located = read_yaml(path)
    _check_keys(located, (), located.data, KEYS, KEYS)
    label = _mapping(located, ("label",))
    _check_keys(located, ("label",), label, ("en", "zh"), ("en", "zh"))
    rates, steps = _rule(located, "rates", RATES), _rule(located, "steps", STEPS)
    texts = _mapping(located, ("values",))
    required = [*named(rates), *named(steps), *_required(Size), "start"]
    _check_keys(located, ("values",), texts, [*required, *_limits()], required)
    read = {name: _value(located, name) for name in texts}
    found = Parameters(
        preset=_text(located, ("preset",)),
        rates=rates(**_of(rates, read)),
        steps=steps(**_of(steps, read)),
        size=Size(**_of(Size, read)),
        start=read["start"],
    )
    try:
        check(found)
    except Mistake as mistake:
        raise mistake.at(located.key_place_of(("values",))) from None
    return found


def _folder() -> Path:
    return Path(str(files("innovatory") / "library" / "presets"))


def _limits() -> list[str]:
    return [name for name, one in named(Size).items() if one.default is None]


def _required(of: type[Any]) -> list[str]:
    return [name for name in named(of) if name not in _limits()]


def _of(part: type[Any], read: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: read[name] for name, one in named(part).items() if name in read}


def _rule(located: Located, key: str, known: Mapping[str, type[Any]]) -> type[Any]:
    word = _text(located, (key,))
    if word not in known:
        raise Mistake(
            "word",
            f"{key}: {word} is not known; expected one of {', '.join(known)}",
            f"{key}: {word} 未知；应为 {'、'.join(known)} 之一",
            nearest=nearest(word, known),
            place=located.place_of((key,)),
        )
    return known[word]


def _value(located: Located, name: str) -> Any:
    steps = ("values", name)
    text = _text(located, steps)
    fields = {key: one for part in (*RATES.values(), *STEPS.values(), Size) for key, one in named(part).items()}
    try:
        return read_start(text) if name == "start" else read_value(name, fields[name], text)
    except Mistake as mistake:
        raise mistake.at(located.place_of(steps)) from None


def _text(located: Located, steps: Steps) -> str:
    found = located.node(steps)
    if isinstance(found, str) and found:
        return found
    raise Mistake(
        "type",
        f"{steps[-1]}: expected a text or a number here",
        f"{steps[-1]}：此处应为文本或数",
        place=located.key_place_of(steps),
    )


def _mapping(located: Located, steps: Steps) -> dict[str, Any]:
    found = located.node(steps)
    if isinstance(found, dict):
        return found
    raise Mistake(
        "type",
        f"{steps[-1]}: expected lines of the form `name: value`",
        f"{steps[-1]}：应为 `名称: 值` 形式",
        place=located.key_place_of(steps),
    )


def _check_keys(located: Located, steps: Steps, found: Mapping[str, Any], known: Any, required: Any) -> None:
    for key in found:
        if key not in known:
            raise Mistake(
                "key",
                f"no parameter or key {key!r} here; expected {', '.join(known)}",
                f"此处没有参数或键 {key!r}；应为 {'、'.join(known)}",
                nearest=nearest(key, known),
                place=located.key_place_of((*steps, key)),
            )
    missing = [key for key in required if key not in found]
    if missing:
        raise Mistake(
            "missing_key",
            f"{', '.join(missing)} is missing here",
            f"此处缺少 {'、'.join(missing)}",
            place=located.key_place_of(steps) if steps else located.place_of(()),
        )
