"""The house keeps its shape: imports point one way and never in a circle, files stay small, nothing dangerous is called.

Each rule is a function from a folder of sources to its offences, and is also shown to catch an offence made for it.
"""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "innovatory"

# From the ground up: a layer imports from itself and from the layers before it. `server` and `cli` are both doors; the
# command line may start the server.
LAYERS = ["language", "records", "policy", "measure", "model", "experiment", "report", "server", "cli"]
DATA = {"library", "cities"}  # what people write; no code
LONG_FILES = {  # file of more than MOST_LINES lines → the reason why it is not split
    "cities/shenzhen/statistics/figures.csv": "one table, a row per published figure",
}
MOST_LINES = 500
FORBIDDEN_IMPORTS = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "openfisca_core"}
FORBIDDEN_NAMES = {"eval", "exec", "__import__"}
FORBIDDEN_ATTRIBUTES = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("pd", "eval")}


def module_name(path: Path, package: Path) -> str:
    parts = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(package: Path) -> dict[str, Path]:
    """Module name → file, of every module of the package."""
    return {module_name(path, package): path for path in sorted(package.rglob("*.py"))}


def absolute(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """The full name of the module that `from … import` names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    parents = module.split(".")
    base = parents[: len(parents) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def without_typing(node: ast.AST) -> Iterator[ast.AST]:
    """Every node of a module but those that stand under `if TYPE_CHECKING:`, which never run."""
    yield node
    children = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        children = iter(node.orelse)
    for child in children:
        yield from without_typing(child)


def imported(nodes: Iterable[ast.AST], module: str, known: dict[str, Path]) -> Iterator[str]:
    """Modules of the package that these nodes of a module import, at the top or inside a function."""
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module, is_package=known[module].name == "__init__.py")
            full = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in known else base for name in full]
        else:
            continue
        yield from (name for name in names if name in known)


def graph(package: Path, *, typing: bool) -> dict[str, set[str]]:
    """Module → modules that it imports; with `typing`, also those imported for the type checker alone."""
    known = sources(package)
    walk = ast.walk if typing else without_typing
    trees = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in known.items()}
    return {module: set(imported(walk(tree), module, known)) - {module} for module, tree in trees.items()}


def layer(module: str) -> str:
    """The first part below the package; '' for the package itself and its start-up module."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else ""


def upward_imports(package: Path) -> list[str]:
    """Imports that point from a lower layer to a higher one, or from the package's root module into any layer."""
    found = []
    for module, others in graph(package, typing=True).items():
        for other in others:
            here, there = layer(module), layer(other)
            from_root = here == "" and there != "" and not module.endswith("__main__")
            upward = here != "" and there != "" and LAYERS.index(there) > LAYERS.index(here)
            if from_root or upward:
                found.append(f"{module} imports {other}")
    return sorted(found)


def circle(package: Path) -> list[str]:
    """The modules of one circle of imports that run, or nothing; two files may know each other's types."""
    try:
        graphlib.TopologicalSorter(graph(package, typing=False)).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def misplaced(package: Path) -> list[str]:
    """Modules that belong to no layer, code among the data, and modules that are named for nothing in particular."""
    known = sources(package)
    strangers = [name for name in known if layer(name) not in {"", *LAYERS}]
    vague = [name for name in known if name.rsplit(".", 1)[-1] in {"utils", "util", "helpers", "common", "misc"}]
    return strangers + vague


def long_files(package: Path) -> set[str]:
    lengths = {
        path.relative_to(package).as_posix(): len(path.read_bytes().splitlines())
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return {name for name, lines in lengths.items() if lines > MOST_LINES}


def offence(node: ast.AST) -> str | None:
    """What a node does that no part of the package may do: run text, unpickle, go through a shell, import OpenFisca."""
    match node:
        case ast.Import(names=names):
            bad = {alias.name.split(".")[0] for alias in names} & FORBIDDEN_IMPORTS
            return f"import {bad.pop()}" if bad else None
        case ast.ImportFrom(module=str(module)) if module.split(".")[0] in FORBIDDEN_IMPORTS:
            return f"import {module}"
        case ast.ImportFrom(module=str(module), names=names):
            bad_names = [alias.name for alias in names if (module, alias.name) in FORBIDDEN_ATTRIBUTES]
            return f"import {module}.{bad_names[0]}" if bad_names else None
        case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_NAMES:
            return f"{name}()"
        case ast.Attribute(value=ast.Name(id=base), attr=name) if (base, name) in FORBIDDEN_ATTRIBUTES:
            return f"{base}.{name}"
        case ast.keyword(arg="shell" | "allow_pickle" as name, value=value):
            return None if isinstance(value, ast.Constant) and value.value is False else f"{name}="
    return None


def offences(package: Path) -> list[str]:
    return [
        f"{module}:{getattr(node, 'lineno', '?')}: {found}"
        for module, path in sources(package).items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (found := offence(node))
    ]


def write(package: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package


def test_imports_point_from_the_command_line_down_to_the_language() -> None:
    assert upward_imports(PACKAGE) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circle(PACKAGE) == []


def test_every_module_belongs_to_a_layer_and_is_named_for_what_it_does() -> None:
    assert misplaced(PACKAGE) == []


def test_the_folders_of_data_hold_no_code() -> None:
    assert [path for name in DATA for path in (PACKAGE / name).rglob("*.py")] == []


def test_files_are_short_unless_named_with_a_reason() -> None:
    assert long_files(PACKAGE) == set(LONG_FILES)
    assert all(LONG_FILES.values())


def test_nothing_runs_text_unpickles_or_goes_through_a_shell() -> None:
    assert offences(PACKAGE) == []


def test_the_import_graph_sees_the_real_package() -> None:
    found = graph(PACKAGE, typing=False)
    assert "innovatory.language.units" in found["innovatory.language.types"]
    assert {layer(module) for module in found} >= {"language", "records", "policy", "report"}


@pytest.mark.parametrize(
    "line",
    [
        "import innovatory.policy.sheet",
        "from innovatory.policy import sheet",
        "from innovatory.policy.sheet import Sheet",
        "from ..policy import sheet",
        "def load():\n    from ..policy.sheet import Sheet",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..policy.sheet import Sheet",
    ],
)
def test_an_import_that_points_up_is_caught_however_it_is_written(tmp_path: Path, line: str) -> None:
    package = write(
        tmp_path / "innovatory",
        {"__init__.py": "", "policy/__init__.py": "", "policy/sheet.py": "", "language/tree.py": line},
    )
    assert [found.split()[0] for found in upward_imports(package)] == ["innovatory.language.tree"]


def test_an_import_that_points_down_is_allowed(tmp_path: Path) -> None:
    package = write(tmp_path / "innovatory", {"language/tree.py": "", "policy/sheet.py": "from ..language import tree"})
    assert upward_imports(package) == []
    assert graph(package, typing=False)["innovatory.policy.sheet"] == {"innovatory.language.tree"}


def test_a_circle_inside_one_layer_is_caught(tmp_path: Path) -> None:
    package = write(
        tmp_path / "innovatory",
        {
            "language/one.py": "from . import two",
            "language/two.py": "from .three import x",
            "language/three.py": "import innovatory.language.one",
        },
    )
    assert set(circle(package)) == {f"innovatory.language.{name}" for name in ("one", "two", "three")}


def test_two_files_may_know_each_others_types(tmp_path: Path) -> None:
    typing_only = "import typing\nif typing.TYPE_CHECKING:\n    from .one import x\nelse:\n    from .three import x"
    package = write(
        tmp_path / "innovatory",
        {"language/one.py": "from . import two", "language/two.py": typing_only, "language/three.py": ""},
    )
    assert circle(package) == []
    assert graph(package, typing=False)["innovatory.language.two"] == {"innovatory.language.three"}


def test_a_stranger_and_a_vague_name_are_caught(tmp_path: Path) -> None:
    package = write(tmp_path / "innovatory", {"records/utils.py": "", "library/read.py": "", "records/table.py": ""})
    assert set(misplaced(package)) == {"innovatory.library.read", "innovatory.records.utils"}


def test_a_file_of_501_lines_is_long_and_one_of_500_is_not(tmp_path: Path) -> None:
    package = write(tmp_path / "innovatory", {"a.py": "\n" * 501, "b.py": "\n" * 500})
    assert long_files(package) == {"a.py"}


@pytest.mark.parametrize(
    "line",
    [
        "eval('1')",
        "exec('x = 1')",
        "import pickle",
        "import os, marshal",
        "from pickle import loads",
        "import openfisca_core.variables",
        "import os\nos.system('ls')",
        "from os import system",
        "run('ls', shell=True)",
        "load('x.npy', allow_pickle=True)",
    ],
)
def test_a_dangerous_call_is_caught(tmp_path: Path, line: str) -> None:
    assert len(offences(write(tmp_path / "innovatory", {"language/bad.py": line}))) == 1


@pytest.mark.parametrize("line", ["ast.literal_eval('1')", "run(['ls'], shell=False)", "frame.evaluate('x')"])
def test_a_harmless_call_is_allowed(tmp_path: Path, line: str) -> None:
    assert offences(write(tmp_path / "innovatory", {"language/good.py": line})) == []
