"""The commands that the documents print are run, in their order, and answer what the documents say they answer.

Indented blocks are read: commands, files written by `cat`, and below a command the answer, with … for what is left out.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Innovatory = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
HERE_DOCUMENT = re.compile(r"cat > (\S+) <<'END'\n(.*?)\nEND\n?", re.DOTALL)
WIDTH = "80"


def blocks(text: str) -> Iterator[str]:
    """Indented blocks, without their indent; what stands between fences is none."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    for found in re.finditer(r"(?:^ {4}.*\n|^\n(?= {4}))+", text, re.MULTILINE):
        yield from re.split(r"\n(?=innovatory )", re.sub(r"^ {4}", "", found[0], flags=re.MULTILINE).strip("\n"))


def is_command(block: str) -> bool:
    return block.startswith("innovatory ")


def words(command: str) -> list[str]:
    return shlex.split(command.replace("\\\n", " "))[1:]


def missing(answer: str, printed: str) -> list[str]:
    """The passages between … that were not printed, one below the other; where lines break does not matter."""
    have, start, found = "".join(printed.split()), 0, []
    for passage in ("".join(part.split()) for part in answer.split("…\n")):
        place = have.find(passage, start)
        if place < 0:
            found.append(passage)
        else:
            start = place + len(passage)
    return found


class Reader:
    """Somebody who follows a document in an empty folder."""

    def __init__(self, innovatory: Innovatory, folder: Path) -> None:
        self.innovatory, self.folder, self.printed = innovatory, folder, ""
        self.asked: list[str] = []

    def follow(self, block: str) -> None:
        for name, text in HERE_DOCUMENT.findall(block):
            (self.folder / name).write_text(f"{text}\n", encoding="utf-8")
        block = HERE_DOCUMENT.sub("", block).strip("\n")
        command, _, answer = block.partition("\n\n") if is_command(block) else ("", "", block)
        if command:
            ended = self.innovatory(*words(command))
            self.printed = ended.out + ended.err
            self.asked.append(command)
        assert missing(f"{answer}\n", self.printed) == [], self.asked[-1]

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def reader(innovatory: Innovatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", WIDTH)
    return Reader(innovatory, tmp_path)


def shown_only(block: str) -> bool:
    """A block that is no command and no answer: how a command is called, what belongs in a file, what make does."""
    return block.startswith(("make", "tax_loss", "iit_paid")) or "name=value …" in block


@pytest.mark.parametrize("name", ["README.md", "docs/zh/README.md", "docs/match.md"])
def test_a_document_prints_what_its_commands_answer(reader: Reader, name: str) -> None:
    for block in blocks((ROOT / name).read_text(encoding="utf-8")):
        if not shown_only(block):
            reader.follow(block)
    assert reader.asked


def test_the_tutorial_can_be_followed_word_by_word(reader: Reader) -> None:
    sheet, files = "harbour_rd_reward.yaml", {"label:": "dockyard.yaml", "reform:": "lower_bar.yaml"}
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    typed = re.search(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert typed is not None
    lints = 0
    for block in blocks(text):
        first = block.split()[0]
        if first in files:
            (reader.folder / files[first]).write_text(f"{block}\n", encoding="utf-8")
            continue
        if first == "rationing:":
            reader.change(sheet, "signed:", f"{block}\nsigned:")
            reader.follow(next(asked for asked in reader.asked if " cost " in asked))
            continue
        if "instruments lint" in block:
            lints += 1
            if lints == 1:
                (reader.folder / sheet).write_text(typed[1], encoding="utf-8")
            elif lints == 2:
                reader.change(sheet, "st_staf /", "st_staff /")
            else:
                reader.change(sheet, "9999999}\n    expect: {result: pass, amount: 300k}",
                              "9999999}\n    expect: {result: pass, amount: 100k}")  # fmt: skip
        if any("instruments sign" in asked for asked in reader.asked) and " explain " in block:
            reader.change(sheet, "no such reward", "no reward")
        reader.follow(block)
    assert lints == 3
    assert "instruments sign" in " ".join(reader.asked)
