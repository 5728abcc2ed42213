"""Why the operating system refused a file is told in the language of the user."""

from __future__ import annotations

import errno
from pathlib import Path

import polars as pl
import pytest

from innovatory.language.system_reasons import CHINESE, reason


def refused(path: Path) -> OSError:
    with pytest.raises(OSError, match="Errno") as caught:
        path.read_bytes()
    return caught.value


def test_the_system_itself(tmp_path: Path) -> None:
    assert reason(refused(tmp_path / "none")) == ("No such file or directory", "文件或文件夹不存在")
    assert reason(refused(tmp_path)) == ("Is a directory", "这是文件夹")


def test_a_library_that_tells_the_number_in_its_text(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"os error 2.*part") as caught:
        pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "none" / "part")
    assert reason(caught.value) == ("No such file or directory", "文件或文件夹不存在")


def test_a_reason_that_is_not_listed_stands_as_it_is() -> None:
    assert errno.ENOTTY not in CHINESE
    assert reason(OSError(errno.ENOTTY, "?")) == ("Inappropriate ioctl for device",) * 2
    assert reason(OSError("half\nwhole")) == ("half", "half")
    assert reason(OSError()) == ("OSError", "OSError")
