"""Whether a compressed workbook may be opened: it is one, keeps to the sizes it tells, and stays small once unpacked.

Every part is unpacked once into nothing, counting, because the sizes that an archive tells of itself may be lies.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from innovatory.language.mistakes import Place
from innovatory.server.problems import TOO_LARGE, WRONG_TYPE, Refused, phrase

NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
MOST_PARTS = 2_000
MOST_BYTES = 150_000_000  # of all parts, unpacked
MOST_RATIO = 200  # of a large part, unpacked to packed
LARGE = 1_000_000  # bytes from which the ratio counts
HEADER = struct.Struct("<4s22xHH")  # of a part: signature, … length of its name, length of its extra field
SIGNATURE = b"PK\x03\x04"
BEGINNING = 4_096  # bytes of a part in which a document type would be declared


def refuse_bomb(content: bytes, name: str) -> None:
    """`Refused` for an archive that is no workbook, is broken, lies about its parts, or grows too large when unpacked."""
    place = Place(name)
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error):
        raise Refused(WRONG_TYPE, "file", *phrase("server.upload.broken"), place=place) from None
    names = [part.filename for part in parts]
    if not set(NEEDED) <= set(names) or len(set(names)) < len(names) or any(map(_outside, names)):
        raise Refused(WRONG_TYPE, "type", *phrase("server.upload.no_workbook"), place=place)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES or _overlap(parts):
        raise Refused(TOO_LARGE, "too_large", *phrase("server.upload.bomb"), place=place)
    for part in parts:
        _unpack(content, part, place)


def _outside(name: str) -> bool:
    """Whether a part would lie outside the folder that the archive is unpacked to."""
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _overlap(parts: Sequence[ZipInfo]) -> bool:
    """Whether parts share bytes, as those of a bomb do."""
    ordered = sorted(parts, key=lambda part: part.header_offset)
    return any(
        first.header_offset + HEADER.size + first.compress_size > second.header_offset
        for first, second in pairwise(ordered)
    )


def _unpack(content: bytes, part: ZipInfo, place: Place) -> None:
    """Unpack a part into nothing, up to the size that it tells and one byte more."""
    if part.flag_bits & 0x1 or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(WRONG_TYPE, "type", *phrase("server.upload.no_workbook"), place=place)
    if part.file_size > LARGE and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        raise Refused(TOO_LARGE, "too_large", *phrase("server.upload.bomb"), place=place)
    packed = _packed(content, part)
    if packed is None:
        raise Refused(WRONG_TYPE, "file", *phrase("server.upload.broken"), place=place)
    try:
        unpacked = (
            packed
            if part.compress_type == ZIP_STORED
            else zlib.decompressobj(-15).decompress(packed, part.file_size + 1)
        )
    except zlib.error:
        raise Refused(WRONG_TYPE, "file", *phrase("server.upload.broken"), place=place) from None
    if len(unpacked) != part.file_size:
        raise Refused(TOO_LARGE, "too_large", *phrase("server.upload.bomb"), place=place)
    if b"<!DOCTYPE" in unpacked[:BEGINNING].upper():
        raise Refused(WRONG_TYPE, "type", *phrase("server.upload.no_workbook"), place=place)


def _packed(content: bytes, part: ZipInfo) -> bytes | None:
    """The bytes of a part as they stand in the archive; None where they are not there."""
    at = part.header_offset
    if at + HEADER.size > len(content):
        return None
    signature, name, extra = HEADER.unpack_from(content, at)
    start = at + HEADER.size + name + extra
    end = start + part.compress_size
    return content[start:end] if signature == SIGNATURE and end <= len(content) else None
