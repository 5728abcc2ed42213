"""Files that lie about what they are, how large they are or where they belong are refused before anything opens them."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.server.archives import MOST_RATIO
from innovatory.server.problems import Refused
from innovatory.server.shapes.data import MAX_UPLOAD
from innovatory.server.uploads import PREFIX, safe_name, sweep, upload

Client = Any
TABLE = pl.DataFrame({"a": [1, 2], "b": ["x", "y"]})


def workbook() -> bytes:
    file = io.BytesIO()
    TABLE.write_excel(file)
    return file.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    TABLE.write_parquet(file)
    return file.getvalue()


def archive(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", method) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return file.getvalue()


FRAME = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def kind_of(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        upload(name, content)
    assert refused.value.en
    assert refused.value.zh
    return f"{refused.value.status} {refused.value.kind}"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.csv", b"a,b\n1,2\n", "csv"), ("a.xlsx", workbook(), "xlsx"), ("a.parquet", parquet(), "parquet")],
)
def test_a_file_is_known_by_its_content(name: str, content: bytes, kind: str) -> None:
    assert upload(name, content).kind == kind
    assert upload("a", content).name == f"a.{kind}"
    assert upload("", content).name == f"file.{kind}"


@pytest.mark.parametrize(
    "text", ["编号,名称\n1,深圳\n".encode("gbk"), "编号\n1\n".encode("utf-16"), "\ufeff编号\n1\n".encode()]
)
def test_texts_of_any_encoding_are_texts(text: bytes) -> None:
    assert upload("a.csv", text).kind == "csv"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", workbook()),
        ("a.xlsx", b"a,b\n1,2\n"),
        ("a.xlsx", parquet()),
        ("a.parquet", b"PAR1 and no more"),
        ("a.csv", b"\x7fELF\x02\x01\x01\x00"),
        ("a.csv", b"%PDF-1.7\n%\xe2\x00"),
        ("a.csv", b"MZ\x90\x00"),
    ],
)
def test_a_name_that_lies_is_refused(name: str, content: bytes) -> None:
    assert kind_of(name, content) == "415 type"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    assert kind_of("a.xlsx", archive({"word/document.xml": b"<x/>"})) == "415 type"
    assert kind_of("a.xlsx", b"PK\x03\x04" + b"\x00" * 100) == "415 file"
    assert kind_of("a.xlsx", workbook()[:-40]) == "415 file"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl/../../x", "..\\x", "C:/x"])
def test_parts_outside_the_archive_are_refused(name: str) -> None:
    assert kind_of("a.xlsx", archive({**FRAME, name: b"x"})) == "415 type"


def test_a_document_type_in_a_part_is_refused() -> None:
    """A part that declares entities could grow without end (XML "billion laughs")."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert kind_of("a.xlsx", archive({**FRAME, "xl/sharedStrings.xml": laughs})) == "415 type"


def test_a_bomb_of_zeros_is_refused() -> None:
    """Two million zeros pack a thousand times smaller; no sheet that people fill in does."""
    bomb = archive({**FRAME, "xl/worksheets/sheet1.xml": b"0" * 2_000_000})
    assert len(bomb) < 2_000_000 / MOST_RATIO
    assert kind_of("a.xlsx", bomb) == "413 too_large"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    """Its entry says 10 bytes, its content unpacks to 500,000."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packed.compress(b"1" * 500_000) + packed.flush()
    part = ZipInfo("xl/worksheets/sheet1.xml")
    whole = bytearray(archive({**FRAME, part.filename: content}, ZIP_STORED))
    name = part.filename.encode()
    for signature, sizes, method, skip in ((b"PK\x03\x04", 18, 8, 30), (b"PK\x01\x02", 20, 10, 46)):
        at = whole.find(signature)
        while whole[at + skip : at + skip + len(name)] != name:
            at = whole.find(signature, at + 1)
        struct.pack_into("<H", whole, at + method, 8)
        struct.pack_into("<II", whole, at + sizes, len(content), 10)
    assert kind_of("a.xlsx", bytes(whole)) == "413 too_large"


def test_parts_that_share_bytes_are_refused() -> None:
    """The bombs of D. Fifield (2019) let many entries point at one content."""
    whole = bytearray(archive({**FRAME, "xl/a.xml": b"a" * 3000, "xl/b.xml": b"b" * 3000}, ZIP_STORED))
    first = whole.find(b"xl/a.xml") - 30
    central = whole.rfind(b"xl/b.xml") - 46
    struct.pack_into("<I", whole, central + 42, first)
    assert kind_of("a.xlsx", bytes(whole)) == "413 too_large"


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert kind_of("a.xlsx", archive({**FRAME, **{f"xl/{n}.xml": b"" for n in range(2001)}})) == "413 too_large"


def test_an_encrypted_part_is_refused() -> None:
    whole = bytearray(archive({**FRAME, "xl/a.xml": b"a"}))
    for signature, at_flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(signature)
        while at >= 0:
            whole[at + at_flag] |= 1
            at = whole.find(signature, at + 1)
    assert kind_of("a.xlsx", bytes(whole)) == "415 type"


def test_a_parquet_file_that_would_fill_the_memory_is_refused() -> None:
    """Sixty million equal numbers take a few kilobytes in the file and 480 MB in memory."""
    file = io.BytesIO()
    pl.select(pl.repeat(1.0, 60_000_000, dtype=pl.Float64).alias("a")).write_parquet(file, statistics=False)
    assert len(file.getvalue()) < MAX_UPLOAD
    assert kind_of("a.parquet", file.getvalue()) == "413 too_large"


def test_an_empty_file_and_one_that_is_too_large() -> None:
    assert kind_of("a.csv", b" \n") == "415 empty"
    assert kind_of("a.csv", b"a" * (MAX_UPLOAD + 1)) == "413 too_large"


@given(st.text(max_size=300))
def test_no_name_leads_out_of_a_folder(name: str) -> None:
    safe = safe_name(name)
    assert not set(safe) & set('/\\<>:"|?*\x00\n\r\x1b')
    assert not safe.startswith(".")
    assert len(safe) <= 112


@pytest.mark.parametrize("name", ["../../x.csv", "/etc/x.csv", "..\\..\\x.csv", "C:\\x.csv", "a\x00/x.csv", ".x.csv"])
def test_a_path_in_a_name_is_cut_off(name: str) -> None:
    assert upload(name, b"a\n1\n").name == "x.csv"


def test_the_file_is_gone_when_it_was_read() -> None:
    with upload("a.csv", b"a\n1\n").on_disk() as path:
        assert path.read_bytes() == b"a\n1\n"
        folder = path.parent
    assert not folder.exists()


def test_what_a_killed_server_left_is_swept() -> None:
    """The folders of a process that is gone are removed, those of one that lives stay."""
    code = "import os, sys; from innovatory.server.uploads import upload\nwith upload('a.csv', b'a') .on_disk() as p: print(p.parent, flush=True); sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdin is not None
    left = Path(child.stdout.readline().strip())
    sweep()
    assert left.is_dir()
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    sweep()
    assert not left.exists()
    assert left.name.startswith(f"{PREFIX}{child.pid}-")
    assert left.parent == Path(tempfile.gettempdir())


def test_a_lie_is_refused_by_the_api_with_both_sentences(lindao: Client) -> None:
    files = {"file": ("../../events.csv", workbook(), "text/csv")}
    found = lindao.post("/api/v1/data/check", data={"table": "events"}, files=files)
    assert (found.status_code, found.json()["place"]["file"]) == (415, "events.csv")
    assert ("XLSX" in found.json()["en"], "XLSX" in found.json()["zh"]) == (True, True)


def test_a_bomb_is_refused_by_the_desk_too(api: Client) -> None:
    bomb = archive({**FRAME, "xl/worksheets/sheet1.xml": b"0" * 2_000_000})
    found = api.post("/api/v1/budget", data={"year": "2024"}, files={"file": ("plan.xlsx", bomb, "")})
    assert found.status_code == 413


def test_nothing_of_an_upload_stays(lindao: Client) -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}{os.getpid()}-*"):
        raise AssertionError(path)
