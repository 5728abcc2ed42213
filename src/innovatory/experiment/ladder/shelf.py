"""The shelf of a rung: what was seen of each finished city, a file each, until the rung is done.

A ladder that is interrupted goes on with the city that was under way, not with its rung. Files are plain arrays, written
whole; one that cannot be read is as one that is not there, since its city can be simulated again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason

Arrays = Mapping[str, NDArray[Any]]
CITY, HALF = ".npz", ".part"


@dataclass(frozen=True)
class Shelf:
    """A folder of its own for the cities of a rung, by seed; it is made with the first of them."""

    folder: Path

    def found(self, seed: int) -> Arrays | None:
        """What was seen of a city, None if it is to be simulated."""
        try:
            with np.load(self._path(seed), allow_pickle=False) as file:
                return {name: file[name] for name in file.files}
        except FileNotFoundError:
            return None
        except (BadZipFile, ValueError, EOFError):
            return None  # cut off or damaged
        except OSError as error:
            raise unusable(self.folder, error) from None

    def keep(self, seed: int, seen: Arrays) -> None:
        """Put a city on the shelf; `Mistake` of kind `file` where that cannot be."""
        path = self._path(seed)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (half := path.with_suffix(HALF)).open("wb") as file:
                np.savez(file, allow_pickle=False, **seen)
            half.replace(path)
        except OSError as error:
            raise unusable(self.folder, error) from None

    def clear(self) -> None:
        """Take everything down: the rung is done."""
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                path.unlink()
            self.folder.rmdir()

    def _path(self, seed: int) -> Path:
        return self.folder / f"{seed}{CITY}"


def unusable(folder: Path, error: OSError) -> Mistake:
    """The mistake of a folder in which nothing can be kept or found."""
    en, zh = reason(error)
    told = f"the folder cannot be read and written: {en}", f"无法读写该文件夹：{zh}"
    return Mistake("file", *told, place=Place(str(folder)))
