"""The project speaks of itself alone: no path of one machine, no host of a registry, no dependency on AGPL software."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [".ci", "benchmarks", "conformance", "docs", "scripts", "src", "tests", "verification"]

# Written so that no pattern matches its own text.
FOREIGN = {
    "a path of one machine": re.compile(r"(?<![\w.\-}])/(?:wor[k]|roo[t]|hom[e]/\w|Use[r]s/\w|tm[p]/\w)"),
    "the host of a package registry": re.compile(
        r"pyp[i]\.org|python[h]osted\.org|de[b]\.debian\.org|npm[j]s\.org|conda[.-]forge\.org|proxy\.golan[g]\.org"
    ),
}
NOT_FREE_ENOUGH = re.compile("openfisca|policyengine|black-it", re.IGNORECASE)  # AGPL: compared with, never needed


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    found += [path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file()]
    for path in found:
        if "__pycache__" not in path.parts:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def foreign(text: str) -> list[str]:
    """What of another place a text names, with the words that do it."""
    return [f"{what}: {match[0]}" for what, pattern in FOREIGN.items() for match in pattern.finditer(text)]


def test_no_file_names_one_machine_or_a_registry() -> None:
    named = {str(path.relative_to(ROOT)): found for path, text in texts() if (found := foreign(text))}
    assert named == {}


def test_the_texts_that_are_searched_are_those_of_the_project() -> None:
    searched = {path.relative_to(ROOT).as_posix() for path, _ in texts()}
    assert searched >= {"Makefile", ".ci/run", "pyproject.toml", "src/innovatory/__init__.py", "scripts/setup.sh"}


@pytest.mark.parametrize(
    "text",
    ["cd /" + "work/x", 'open("/' + 'home/ann/x")', "/" + "root/.cache", "https://py" + "pi.org/simple"],
)
def test_a_foreign_place_is_found(text: str) -> None:
    assert len(foreign(text)) == 1


@pytest.mark.parametrize("text", ["docs/work/plan.md", "https://example.gov/work", "the homework/home work", "a/root"])
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    assert foreign(text) == []


def test_no_dependency_is_under_the_agpl() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    assert [name for name in project["dependencies"] + extras if NOT_FREE_ENOUGH.search(name)] == []


def test_openfisca_is_imported_only_in_its_own_benchmark_folder() -> None:
    imports = re.compile(r"^\s*(?:import|from)\s+openfisca", re.MULTILINE)
    users = {path.relative_to(ROOT).as_posix() for path, text in texts() if imports.search(text)}
    assert users == {"benchmarks/openfisca/measure.py", "benchmarks/openfisca/rule.py"}
